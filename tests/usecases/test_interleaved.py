"""Two transactions at once on PostgreSQL, of dealing, roster and configuration."""

import asyncio
import contextlib
from collections import Counter

import pytest
from sqlalchemy.util.concurrency import await_only

from bot.domain.configuration import ConfigurationFile, Rule, Source, Team, Trigger
from bot.domain.people import Caller
from bot.usecases import away, configuration, configure, listen, roster, teams, waiting
from bot.usecases.assign import take
from bot.usecases.deal import deal_batch
from bot.usecases.pass_on import pass_on
from storage.database import Database
from storage.queries import conversation, workspace
from tests.support.stepping import as_far_as_it_gets
from tests.usecases.interleaving import at_every_statement, dealing, two_teams
from tests.usecases.office import ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

OTHER = "C05OTHER"

pytestmark = pytest.mark.timeout(300)


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
            return deal_batch(tx, moved, requests, office.now)

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
