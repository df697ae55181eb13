"""Two transactions at once on PostgreSQL: one stands still after each of its statements in turn, while the other runs."""

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.util.concurrency import await_only

from bot.domain.configuration import Condition, ConfigurationFile, Operator, Rule, Source, Team, Trigger
from bot.domain.people import Caller
from bot.usecases import away, cards, configuration, configure, listen, roster, teams, waiting
from bot.usecases.assign import take
from bot.usecases.deal import deal_batch
from bot.usecases.deliver_step import Attempted, Claim, Looked, Pace, Send, advance
from bot.usecases.pass_on import pass_on
from bot.usecases.ports import Sent, Unknown
from storage.database import Database
from storage.queries import conversation, outbox_channel, workspace
from storage.tables import OutboxMessage, Row, table
from tests.support.databases import PostgresDatabases
from tests.support.stepping import Meeting, as_far_as_it_gets
from tests.usecases.office import ALWAYS_SALES, ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

VIP, OTHER, BOSS = "C03VIP", "C05OTHER", "U98BOSS"
#: More than any of them has.
_STATEMENTS = 100
#: Only before every sixth statement, so that all tests stay quick; 1: before each (`make soak`).
EVERY = int(os.environ.get("LEADWHEEL_EVERY_STATEMENT", "6"))

Work = Callable[[Any], Any]

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    with postgres_databases.fresh() as address:
        yield address


async def at_every_statement(url: str, prepare: Callable[[Office], tuple[Work, Work]]) -> AsyncIterator[Office]:
    """Play two works (`prepare` gives them) against each other; give the office after each way in which they met."""
    office, meeting = Office(url), Meeting(url)
    try:
        for swapped in (False, True):
            for stop_before in range(int(swapped), _STATEMENTS, EVERY):
                _forget_everything(office)
                pair = prepare(office)
                one, other = reversed(pair) if swapped else pair
                met = await meeting.interleave(one, other, stop_before)
                office.check()
                yield office
                if not met:
                    break
            else:
                raise AssertionError("it has more statements than that")
    finally:
        await meeting.close()
        office.close()


def _forget_everything(office: Office) -> None:
    tables = reversed(Row.metadata.sorted_tables)
    office.run(lambda tx: [tx.execute(one.delete()) for one in tables])
    office.leads = 0
    office.slack.messages.clear()


def two_teams(office: Office, *rules: Rule) -> None:
    office.apply(
        Team("sales", SALES, teammates=(ANN, BEN), waiting_burst=3),
        Team("vip", VIP, teammates=(CAT,), waiting_burst=3),
        rules=rules or ALWAYS_SALES,
        managers=(BOSS,),
        sources=(Source(LEADS),),
    )


def dealing(office: Office, *requests: Any) -> Work:
    return lambda tx: deal_batch(tx, requests, configuration.load(tx, WORKSPACE), office.now)


async def test_who_goes_away_while_they_are_added_to_a_team_is_away_there(url):
    def prepare(office):
        two_teams(office)
        return (
            lambda tx: away.go_away(tx, WORKSPACE, ANN, ANN, "", office.now),
            lambda tx: roster.add(tx, WORKSPACE, "vip", [ANN], office.now),
        )

    async for office in at_every_statement(url, prepare):
        assert office.members("vip")[ANN].availability == "away"


async def test_what_is_passed_on_while_its_team_is_taken_away_waits_for_the_managers_or_is_somebodys(url):
    def prepare(office):
        two_teams(office)
        office.lead()
        office.away(BEN)
        office.apply(rules=())
        one = office.conversation_id()
        return (
            lambda tx: pass_on(tx, Caller(WORKSPACE, ANN, SALES), one, None, office.now),
            lambda tx: teams.delete(tx, WORKSPACE, "sales", office.now),
        )

    async for office in at_every_statement(url, prepare):
        row = office.run(conversation.find, WORKSPACE, office.conversation_id())
        assert (row.state, row.team) == ("waiting", None)
        assert [content["why"] for _, content in office.said("unrouted")] in (["passed"], ["team_gone"])


async def test_what_is_taken_while_its_team_is_taken_away_is_the_takers_or_the_managers(url):
    def prepare(office):
        two_teams(office)
        office.away(ANN, BEN)
        office.lead()
        office.apply(rules=())
        one = office.conversation_id()
        return (
            lambda tx: take(tx, Caller(WORKSPACE, BEN, SALES), one, None, office.now),
            lambda tx: teams.delete(tx, WORKSPACE, "sales", office.now),
        )

    async for office in at_every_statement(url, prepare):
        row = office.run(conversation.find, WORKSPACE, office.conversation_id())
        assert len(office.dealt()) == (row.state == "assigned")


async def test_a_channel_that_is_listened_to_while_a_file_is_applied_keeps_both(url):
    def prepare(office):
        two_teams(office)
        file = ConfigurationFile(teams=(Team("vip", "C04NEW", teammates=(CAT, DAN)),), sources=(Source("C07NEW"),))
        return (
            lambda tx: listen.listen(tx, WORKSPACE, OTHER, "sales"),
            lambda tx: configure.apply(tx, WORKSPACE, file, lambda *_: file, office.now),
        )

    async for office in at_every_statement(url, prepare):
        known = office.run(configuration.load, WORKSPACE)
        assert known.sources.keys() == {LEADS, OTHER, "C07NEW"}
        assert len(known.rules) == 2
        assert known.teams["vip"].channel == "C04NEW"


def handed_over(office: Office, channel: str) -> tuple[Claim, Send]:
    """Claim a channel and take its next message, whose outcome is open then."""
    office.run(outbox_channel.claim, WORKSPACE, "me", office.now, office.now + 10, 100)
    claim = Claim(WORKSPACE, channel, "me")
    return claim, office.run(advance, claim, None, Pace(rate=0), office.now, 0.0)


def noting(office: Office, channel: str) -> Work:
    claim, step = handed_over(office, channel)
    return lambda tx: advance(tx, claim, Attempted(step, Sent("7.7")), Pace(rate=0), office.now, 0.0)


def see_true_cards(office: Office) -> None:
    office.now += 400
    slack = office.deliver()
    box = table(OutboxMessage)
    rows = office.run(lambda tx: tx.execute(box.select()).all())
    assert {row.state for row in rows} == {"sent"}
    shown = [one for one in slack.messages.values() if one.content["kind"] == "card"]
    assert shown
    for one in shown:
        (row,) = (row for row in rows if row.outbox_id == one.delivery_id)
        assert one.content == dict(office.run(cards.facts, WORKSPACE, row))


async def test_a_card_that_is_made_while_its_conversation_is_passed_on_shows_who_has_it(url):
    def prepare(office):
        two_teams(office)
        office.lead()
        note = noting(office, LEADS)
        office.run(note)  # the announcement is in the thread; what follows is the direct message
        one = office.conversation_id()
        return (
            noting(office, ANN),
            lambda tx: pass_on(tx, Caller(WORKSPACE, ANN, SALES), one, None, office.now),
        )

    async for office in at_every_statement(url, prepare):
        see_true_cards(office)
        assert [user for user, _ in office.dealt()] == [ANN, BEN]


async def test_a_card_that_is_made_while_its_team_moves_to_another_channel_is_true(url):
    def prepare(office):
        two_teams(office)
        office.lead()
        office.run(noting(office, LEADS))
        note = noting(office, ANN)
        office.away(BEN)
        office.press(pass_on, ANN)  # it waits, and moves with the team
        file = ConfigurationFile(teams=(Team("sales", "C04NEW", teammates=(ANN, BEN, DAN)),))
        return note, lambda tx: configure.apply(tx, WORKSPACE, file, lambda *_: file, office.now)

    async for office in at_every_statement(url, prepare):
        see_true_cards(office)
        assert office.dealt()[1:] == [(DAN, "waiting")]


async def test_what_is_found_in_slack_while_somebody_comes_back_to_two_teams_is_shown_as_theirs(url):
    def prepare(office):
        rules = (
            Rule(Trigger.NEW_CONVERSATION, "vip", (Condition("text", Operator.CONTAINS, "vip"),)),
            *ALWAYS_SALES,
        )
        office.apply(Team("sales", SALES, teammates=(ANN, CAT)), Team("vip", VIP, teammates=(ANN, CAT)), rules=rules)
        office.away(ANN)
        office.lead(text="vip")
        office.lead()
        claim, step = handed_over(office, LEADS)
        while step is not None:
            step = office.run(advance, claim, Attempted(step, Sent("7.7")), Pace(rate=0), office.now, 0.0)
        claim, step = handed_over(office, CAT)
        while step is not None:
            step = office.run(advance, claim, Attempted(step, Unknown("lost")), Pace(rate=0), office.now, 0.0)
        office.now += 3
        claim, step = handed_over(office, CAT)
        found = {one.delivery_id: f"{number}.8" for number, one in enumerate(step.messages)}
        assert len(found) == 2
        for number in (1, 2):
            office.press(pass_on, CAT, number)
        return (
            lambda tx: advance(tx, claim, Looked(step, found), Pace(rate=0), office.now, 0.0),
            lambda tx: away.come_back(tx, WORKSPACE, ANN, office.now),
        )

    async for office in at_every_statement(url, prepare):
        see_true_cards(office)
        assert office.dealt()[2:] == [(ANN, "waiting")] * 2


async def test_what_comes_to_the_managers_while_more_does_is_theirs_too(url):
    def prepare(office):
        two_teams(office, Rule(Trigger.NEW_CONVERSATION, "sales"))
        office.apply(rules=())
        office.lead(2)
        office.deliver()
        one, two = (office.conversation_id(number) for number in (1, 2))
        for number in (1, 2):  # each has a card in the team's channel, too, and comes back
            office.run(take, Caller(WORKSPACE, BEN, SALES, is_manager=True), office.conversation_id(number), None, 0.0)
        office.deliver()
        office.run(pass_on, Caller(WORKSPACE, BEN, SALES), one, None, office.now)
        office.away(ANN)
        office.run(pass_on, Caller(WORKSPACE, ANN, SALES), one, None, office.now)
        office.run(outbox_channel.claim, WORKSPACE, "me", office.now, office.now + 10, 100)
        claim = Claim(WORKSPACE, "managers", "me")
        office.run(pass_on, Caller(WORKSPACE, BEN, SALES), two, None, office.now)
        return (
            lambda tx: advance(tx, claim, None, Pace(rate=0), office.now, 0.0),
            lambda tx: teams.delete(tx, WORKSPACE, "sales", office.now),
        )

    async for office in at_every_statement(url, prepare):
        see_true_cards(office)


async def test_two_clocks_that_find_the_same_deal_it_once(url):
    def prepare(office):
        two_teams(office)
        office.run(away.go_away, WORKSPACE, ANN, ANN, "", office.now, office.now + 60)
        office.away(BEN)
        office.lead(3)
        office.now += 60

        def tick(tx):
            away.end_due(tx, WORKSPACE, office.now)
            waiting.settle_due(tx, WORKSPACE, office.now)

        return tick, tick

    async for office in at_every_statement(url, prepare):
        assert office.dealt() == [(ANN, "waiting")] * 3


async def test_a_batch_that_waits_while_the_configuration_moves_goes_by_the_new_one(url):
    def prepare(office):
        two_teams(office)
        file = ConfigurationFile(rules=(Rule(Trigger.NEW_CONVERSATION, "vip"),))
        known = [office.run(configuration.load, WORKSPACE)]
        requests = [office.request(), office.request()]

        def deal(tx):
            moved = known.pop() if known else configuration.load(tx, WORKSPACE)
            return deal_batch(tx, requests, moved, office.now)

        def change(tx):
            configure.apply(tx, WORKSPACE, file, lambda *_: file, office.now)
            roster.remove(tx, WORKSPACE, "sales", [ANN])

        return deal, change

    async for office in at_every_statement(url, prepare):
        assert office.dealt() in ([(ANN, "round_robin"), (BEN, "round_robin")], [(CAT, "round_robin")] * 2)


async def test_two_dealers_with_the_same_messages_deal_each_once(url):
    def prepare(office):
        two_teams(office)
        requests = [office.request() for _ in range(4)]
        return dealing(office, *requests), dealing(office, *reversed(requests[1:]), office.request())

    async for office in at_every_statement(url, prepare):
        assert Counter(office.dealt()) in (
            Counter({(ANN, "round_robin"): 3, (BEN, "round_robin"): 2}),
            Counter({(ANN, "round_robin"): 2, (BEN, "round_robin"): 3}),
        )


async def test_who_changes_the_configuration_waits_for_those_who_came_before_and_not_for_those_who_come_after(url):
    database, there, end, done = Database(url), asyncio.Event(), asyncio.Event(), []

    def go_away_slowly(tx):
        workspace.lock_shared(tx, WORKSPACE)
        there.set()
        await_only(end.wait())

    def change(tx):
        workspace.lock(tx, WORKSPACE)
        done.append("changed")

    def go_away(tx):
        workspace.lock_shared(tx, WORKSPACE)
        done.append("away")

    with contextlib.closing(Office(url)) as office:
        two_teams(office)
    first = asyncio.create_task(database.write(go_away_slowly))
    await there.wait()
    second = asyncio.create_task(database.write(change))
    await as_far_as_it_gets(database, second)
    third = asyncio.create_task(database.write(go_away))
    await as_far_as_it_gets(database, third, waiting=2)
    end.set()
    await asyncio.gather(first, second, third)
    await database.close()
    assert done == ["changed", "away"]
