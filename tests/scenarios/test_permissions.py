"""docs/permissions.md, cell by cell: each kind of person does each thing, and what the page says happens."""

import re
import time

import pytest
import pytest_asyncio

from bot.slack.blocks.card import LABELS
from bot.slack.listeners.commands.rotation import VERBS
from tests.scenarios.permissions import actions
from tests.scenarios.permissions.actions import ACCEPT, ACTIONS, BOSS, PASS, TAKE
from tests.scenarios.permissions.page import WORDS, Cell, cells, said_on_the_page
from tests.scenarios.permissions.people import CONFIGURATION, DESK, PEOPLE, SET_MANAGER, SOURCES, Who, newcomers
from tests.scenarios.permissions.play import Play
from tests.support.databases import SyncDatabase
from tests.support.harness import Harness, payload
from tests.support.world import ALICE, BOB, GUEST, SALES, SUPPORT, world_in

on_stage = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(database_of_file):
    """A running bot for all cells, and how its teams and rules were at first."""
    async with world_in(database_of_file, configuration="", leadwheel_managers=SET_MANAGER) as world:
        harness = Harness(world)
        for user in newcomers():
            harness.slack.adds(user)
        for channel in (DESK, *SOURCES.values()):
            world.sandbox.add_channel(channel, name=channel[3:].lower())
        await world.apply(CONFIGURATION)
        database = SyncDatabase(database_of_file)
        async with world.awake():
            yield harness, database, Play(harness, database).facts().known
        database.close()


@pytest_asyncio.fixture(loop_scope="module")
async def play(stage):
    """A turn for one test: the teams are as at first, and Bob alone is away."""
    harness, database, first = stage
    turn = Play(harness, database)
    now = turn.facts()
    if now.known.rules != first.rules or not first.teams.items() <= now.known.teams.items():
        await harness.world.apply(CONFIGURATION)
        await harness.world.bot.services.configuration.follow()
    for user in now.away.keys() ^ {BOB}:
        await turn.types(BOSS, f"/away <@{user}> {'on' if user == BOB else 'off'}", bool)
    return turn


def plays():
    """Yield each cell of the page with each who is tried in its column."""
    for cell in cells():
        for who in PEOPLE.get(cell.column, [None]):
            # Only a typed command says in whose name it comes; what becomes of the first one then is told in a footnote.
            in_own_name = cell.section != "Commands" or ACTIONS.get(cell.action) in {
                actions.away_oneself,
                actions.be_added,
            }
            if who and who.our_name and in_own_name:
                continue
            yield pytest.param(cell, who, id=f"{cell.action}: {who.label if who else cell.column}")


def test_the_page_and_the_tests_have_the_same_rows_columns_and_words():
    assert list(dict.fromkeys(cell.action for cell in cells())) == list(ACTIONS)
    assert list(dict.fromkeys(cell.column for cell in cells())) == list(PEOPLE)
    assert len(list(cells())) == len(ACTIONS) * len(PEOPLE)
    assert {cell.word for cell in cells()} == set(WORDS)


@pytest.mark.parametrize("name", [*(f"/rotation {verb}" for verb in (*VERBS, "away")), "/away", *LABELS])
def test_every_verb_and_every_button_is_in_a_table_of_the_page(name):
    assert any(re.search(rf"(?<!\w){name}(?!\w)", cell.action) for cell in cells())


@on_stage
@pytest.mark.parametrize(("cell", "who"), list(plays()))
async def test_what_the_page_says_happens(play: Play, cell: Cell, who: Who):
    impossible = who.app is not None and cell.section != "Messages" and ACTIONS[cell.action] is not actions.be_added
    assert (cell.word == "—") == impossible
    if impossible:
        before = play.facts()
        await play.writes(who, SALES, cell.action)  # all that it can do is to write the words
        assert play.facts() == before
        return
    for step in await ACTIONS[cell.action](play, who):
        if cell.word == "yes":
            assert (step.changed, step.meant) == (True, True), step
        else:
            assert not step.changed, step
        if cell.word == "already":
            assert step.meant, step
            assert "already" in step.told or step.told.startswith("You were not in"), step
        if cell.word == "no" and step.silent:
            assert step.told == ""
        elif cell.word == "no":
            assert said_on_the_page(cell.section, step.told), step


@on_stage
async def test_a_stranger_who_types_in_our_name_may_only_be_away(play: Play):
    stranger = next(who for who in PEOPLE["stranger"] if who.our_name)
    assert all(step.changed and step.meant for step in await actions.away_oneself(play, stranger))


@on_stage
async def test_a_guest_whom_a_manager_added_is_a_teammate_in_all_but_commands(play: Play):
    guest = Who("guest", GUEST)
    for team in ("support", "open"):
        assert (await play.types(BOSS, f"/rotation add {team} <@{GUEST}>", lambda now: True)).changed
    for does in (actions.take_of_a_team, actions.reply_without_a_team, actions.reply_to_a_teams):
        (step,) = await does(play, guest)
        assert step.meant, does
    card = await play.card(SUPPORT, ACCEPT)
    assert (await play.presses(guest, card, ACCEPT, lambda now: now.conversation.accepted_at)).meant
    assert (await play.presses(guest, card, PASS, lambda now: now.holder is None)).meant
    for step in await actions.look(play, guest) + await actions.leave(play, guest):
        assert not step.changed
        assert "Guests" in step.told


@on_stage
async def test_a_guest_who_was_added_is_no_lead_where_teammates_are_not(play: Play):
    guest = Who("guest", GUEST)
    await play.types(BOSS, f"/rotation add open <@{GUEST}>", lambda now: True)
    (step,) = await actions.write_in("not_teammates")(play, guest)
    assert not step.changed


@on_stage
async def test_what_an_app_posts_in_a_teammates_name_is_an_apps_and_no_lead_where_teammates_are_not(play: Play):
    leads = {}
    for sender, channel in SOURCES.items():
        ts = f"{time.time():.6f}"
        posted = {"type": "message", "channel": channel, "channel_type": "channel", "ts": ts, "text": "hello"}
        await play.slack.delivers({**posted, "user": ALICE, "bot_id": "B21ROBOT"})
        leads[sender] = play.is_lead(channel, ts)
    assert leads == {"anyone": True, "people": False, "apps": True, "not_teammates": False}


@on_stage
async def test_who_left_a_team_keeps_what_they_had(play: Play):
    card = await play.given_to(ALICE)
    await play.types(BOSS, f"/rotation remove support <@{ALICE}>", lambda now: True)
    assert (await play.presses(Who("Alice", ALICE), card, ACCEPT, lambda now: now.conversation.accepted_at)).meant
    assert (await play.presses(Who("Alice", ALICE), card, PASS, lambda now: now.holder is None)).meant


@on_stage
async def test_the_card_of_one_without_a_team_comes_to_named_managers_alone(play: Play):
    await play.lead("for nobody")
    named = [await play.card(who.id, TAKE) for who in PEOPLE["manager"]]
    key = payload(named[0])["conversation_id"]
    assert not any(
        payload(one)["conversation_id"] == key for who in PEOPLE["admin or owner"] for one in play.slack.cards(who.id)
    )
