"""The harness itself: what it waits for, what it lets pass, and what it says when something isn't so."""

import inspect
import re
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.harness import buttons
from tests.support.waiting import until
from tests.support.world import BOB, LEADS, SALES, SUPPORT, World


@pytest.fixture
def world(sqlite_world: World) -> World:
    """On one database and over one transport: it is not the bot that is tried."""
    return sqlite_world


@pytest.fixture
def impatient(slack):
    """What doesn't come soon is not waited for."""

    def be():
        slack.ledger.longest_seconds = 0.4

    return be


async def failure_of(awaitable) -> str:
    with pytest.raises(AssertionError) as caught:
        await awaitable
    return str(caught.value)


async def test_who_passed_a_lead_on_does_not_get_it_by_an_old_card(world, slack, lena, alice, bob, carol):
    async with world.awake():
        assert "You are away now" in await bob.runs("/away until friday")
        lead = await lena.writes("What would 40 seats cost?")
        card = await alice.gets(lead, "by turn")
        await alice.presses("Pass on", card)
        await carol.gets(lead, f"Passed on by <@{alice}>")
        await alice.presses("Accept", card)  # as she saw it
        await alice.is_told("You have passed this conversation on already")
        await slack.said_nothing_else()


def test_contributing_shows_a_story_that_is_played():
    page = (Path(__file__).resolve().parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
    shown = textwrap.dedent(re.search(r"```python\n(.*?) *```", page, re.DOTALL)[1])
    assert shown == inspect.getsource(test_who_passed_a_lead_on_does_not_get_it_by_an_old_card)


async def test_what_nobody_looked_at_is_waited_for_and_told(world, slack, lena, alice):
    async with world.awake():
        post = await lena.writes("hello")
        told = await failure_of(slack.said_nothing_else())  # nothing is said when it is called
        for words in (f"Assigned to <@{alice}>", "You have a conversation", f"<@{alice}> has this conversation"):
            assert words in told
        assert "[Accept] [Pass on]" in told
        await alice.gets(post)
        await slack.said_nothing_else()


async def test_one_message_too_many_is_told_alone(world, slack, lena, alice, bob):
    async with world.awake():
        await alice.gets(await lena.writes("one"))
        await bob.gets(await lena.writes("two"))
        await bob.tells_the_bot("hi")
        told = await failure_of(slack.said_nothing_else())
        assert "I share new conversations evenly" in told
        assert "Assigned to" not in told
        assert len(told.splitlines()) == 2
        await bob.is_told("I share new conversations evenly")
        await slack.said_nothing_else()


@pytest.mark.parametrize("kind", ["assignment", "direct_message", "card"])
async def test_what_is_said_twice_is_told_as_too_much(world, slack, lena, alice, kind):
    async with world.awake():
        post = await lena.writes("hello")
        await alice.gets(post)
        (said,) = slack.ledger.messages(f"leadwheel_{kind}")
        await slack.said_nothing_else()
        workspace = world.sandbox._core.workspace
        workspace.store(replace(said, ts=workspace.next_ts()))
        await alice.gets(post)
        told = await failure_of(slack.said_nothing_else())
        assert f"(leadwheel_{kind})" in told
        assert len(told.splitlines()) == 2


async def test_what_has_changed_since_it_was_looked_at_is_to_be_looked_at_again(world, slack, lena, alice):
    async with world.awake():
        post = await lena.writes("hello")
        card = await alice.gets(post)
        await alice.presses("Accept", card)
        told = await failure_of(slack.said_nothing_else())
        assert "*Accepted.*" in told
        assert "You have a conversation" not in told
        assert "*Accepted.*" not in card.text  # who looks at it keeps what they saw
        assert list(buttons(card)) == ["Accept", "Pass on"]
        await slack.card(post, "Accepted")
        await slack.said_nothing_else()


async def test_what_one_person_alone_sees_counts_and_the_answer_to_a_command_is_looked_at(world, slack, lena, bob):
    async with world.awake():
        assert "You are away now" in await bob.runs("/away on", SUPPORT)
        await slack.said_nothing_else()
        card = await slack.card(await lena.writes("it is broken"))
        await slack.said_nothing_else()
        await lena.presses("Take it", card)
        told = await failure_of(slack.said_nothing_else())
        assert f"to {lena} alone" in told
        assert (await lena.is_told("Only members")).ephemeral_to == lena
        await slack.said_nothing_else()


async def test_counting_is_not_looking(world, slack, lena, alice):
    async with world.awake():
        await lena.writes("hello")
        await slack.all_is_said()
        assert len(slack.cards(SALES)) == 1
        assert len(alice.direct_messages) == 1
        told = await failure_of(slack.said_nothing_else())
    assert "has this conversation" in told
    assert "You have a conversation" in told


async def test_who_is_told_something_twice_is_told_it_twice(world, slack, impatient, lena, alice):
    async with world.awake():
        post = await lena.writes("hello")
        seen = await alice.gets(post)
        await alice.presses("Accept", seen)
        await slack.card(post, "Accepted")
        await alice.presses("Accept", seen)
        first = await alice.is_told("already")
        impatient()
        told = await failure_of(alice.is_told("already"))
        assert told.startswith(f"{alice} is told nothing new with ('already',)")
        assert first.text in told  # what was said
        slack.ledger.longest_seconds = 40
        await alice.presses("Accept", seen)
        assert (await alice.is_told("already")).ts != first.ts


async def test_what_is_not_shown_is_told_with_what_is(world, slack, impatient, lena, alice, bob):
    async with world.awake():
        post = await lena.writes("hello")
        await alice.gets(post)
        impatient()
        for looking in (
            bob.gets(post),
            slack.card(post, "Accepted"),
            slack.says(SALES, "has this conversation"),  # looked at already
            slack.has_cards(SALES, 2),
            slack.announced(2),
        ):
            told = await failure_of(looking)
            assert f"<@{alice}>" in told or "You have" in told or "nothing" in told
    assert f"{bob} doesn't get" in await failure_of(bob.gets(post))


async def test_more_than_was_said_to_be_there_is_too_many(world, slack, lena, alice):
    async with world.awake():
        await lena.writes_each("one", "two")
        await slack.all_is_said()
        assert "who has what is not said 1 times" in await failure_of(slack.announced(1))
        assert f"there are not 1 cards of {SALES}" in await failure_of(slack.has_cards(SALES, 1))
        assert len(await slack.announced(1, or_more=True)) == 2


async def test_what_the_bot_can_not_say_is_told_as_still_to_be_said(world, slack, impatient, lena):
    async with world.awake() as bot:
        await slack.revokes_the_token()
        await until(lambda: bot.services.posting.is_stopped)
        await lena.writes("hello")
        impatient()
        told = await failure_of(slack.said_nothing_else())
    assert told.startswith("the bot still has this to say")
    assert "kind='assignment'" in told


async def test_what_waits_for_its_retry_is_not_waited_for(world, slack, lena, alice):
    async with world.awake():
        slack.fails("chat.postMessage", "500", times=1000)
        await lena.writes("hello")
        await slack.until(lambda: slack.calls("chat.postMessage"))
        await slack.said_nothing_else()


async def test_a_button_that_is_not_there_is_told_with_those_that_are(world, slack, lena, alice):
    async with world.awake():
        card = await alice.gets(await lena.writes("hello"))
        told = await failure_of(alice.presses("Take it", card))
        assert told.startswith("no button 'Take it'; there is 'Accept', 'Pass on' on")
        (thread,) = await slack.announced(1)
        assert "there is none on" in await failure_of(alice.presses("Accept", thread))


async def test_a_command_that_slack_shows_as_failed_fails(world, slack, bob):
    async with world.awake():
        world.sandbox.events_url = "http://127.0.0.1:9/"  # nobody is there
        assert "dispatch_failed" in await failure_of(bob.runs("/away on"))


async def test_the_clocks_go_forward_together_and_each_apart(world, clock):
    bots, slacks = world.clock.now(), world.sandbox.clock.now()
    clock.forward(days=1, hours=2, minutes=3, seconds=4)
    assert world.clock.now() - bots == pytest.approx(93_784, abs=5)
    assert world.sandbox.clock.now() - slacks == pytest.approx(93_784, abs=5)
    clock.of_bot.forward(1000)
    assert world.clock.now() - world.sandbox.clock.now() == pytest.approx(1000, abs=5)


async def test_a_person_is_their_id_wherever_one_stands(world, slack, bob, lena):
    assert bob == BOB == slack.person(BOB)
    assert f"<@{bob}>" == f"<@{BOB}>"
    assert {bob: 1} == {BOB: 1}
    async with world.awake():
        post = await lena.writes("the form is broken")
    assert (post.channel, post.link) == (LEADS, f"{LEADS}/p{post.ts.replace('.', '')}")
