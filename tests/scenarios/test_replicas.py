"""Several bots on one PostgreSQL: they share leads, channels and the clock, and one goes on where another stops (issue 4)."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select

from bot.slack.gateway import SlackGateway
from bot.usecases import due
from bot.usecases.ports import Sent
from storage.tables import OutboxMessage, table
from tests.support.waiting import until
from tests.support.world import LEADS, SALES, VIP, WORKSPACE, World

BOX = table(OutboxMessage)


@pytest.fixture
def world(postgres_world: World) -> World:
    """On PostgreSQL, which alone serves several."""
    return postgres_world


async def test_two_share_a_stream_of_leads_by_turns_and_say_each_once(world, slack, lena, alice, bob, carol):
    ring = [alice, bob, carol] * 4
    async with world.awake() as one, world.replica() as other:
        posts = []
        for number in range(12):
            world.deliver_to(other if number % 2 else one)
            posts.append(await lena.writes(f"lead {number}"))
        announced = await slack.announced(12)
        for who, post in zip(ring, posts, strict=True):
            await who.gets(post)
        await slack.said_nothing_else()
    assert await world.dealt_to() == ring
    rows = await world.assignments()
    assert [message.thread_ts for message in announced] == [row.thread_ts for row in rows]
    assert len(slack.cards(SALES)) == 12


async def test_a_burst_to_both_at_once_is_dealt_evenly_whichever_gets_what_and_twice_delivered_is_dealt_once(
    world, slack, lena, alice, bob, carol
):
    async with world.awake() as one, world.replica() as other:
        posts = []
        for number in range(60):
            world.deliver_to(one if number % 2 else other)
            posts.append(await lena.writes(f"lead {number}", wait=False))
        for delivery in list(slack.deliveries())[:60]:  # the same again, to the other one
            world.deliver_to(other)
            await slack.delivers(delivery.payload["event"])
        await world.sandbox.delivered()
        announced = await slack.announced(60)
    stamps = sorted(post.ts for post in posts)
    rows = await world.assignments()
    assert sorted(row.thread_ts for row in rows) == stamps
    assert Counter(row.user_id for row in rows) == {alice: 20, bob: 20, carol: 20}
    assert sorted(message.thread_ts for message in announced) == stamps


async def test_each_follows_what_is_changed_beside_or_through_another_within_a_second(
    world, slack, mia, lena, alice, carol
):
    async with world.awake() as one, world.replica() as other:
        await world.apply(f"workspace: {WORKSPACE}\nsources: [{{channel: {VIP}}}]\n")
        for bot in (one, other):
            known = bot.services.configuration
            await until(lambda known=known: VIP in known.current.sources, timeout_seconds=1)
        await mia.runs("/rotation remove sales @bob")
        world.deliver_to(other)
        await alice.gets(await lena.writes("one"))
        await carol.gets(await lena.writes("two"))
        await slack.said_nothing_else()
        assert await world.dealt_to() == [alice, carol]


async def test_what_is_due_is_done_by_one_of_them_and_once(world, slack, clock, lena, alice, bob, carol, monkeypatch):
    done: list[str] = []
    end_due = due.away.end_due
    monkeypatch.setattr(due.away, "end_due", lambda *args: done.extend(ended := end_due(*args)) or ended)
    async with world.awake(), world.replica():
        for who in (alice, bob, carol):
            await who.runs("/away for 1h")
        await lena.writes_each("one", "two")
        assert await world.dealt_to() == []
        await slack.all_is_said()
        clock.forward(hours=1, seconds=1)
        await slack.announced(2)
    assert sorted(done) == [alice, bob, carol]
    assert Counter(row.cause for row in await world.assignments()) == {"waiting": 2}


async def test_who_went_away_through_one_is_not_dealt_to_by_the_other(world, slack, lena, alice, bob, carol):
    async with world.awake(), world.replica() as other:
        for who in (alice, carol):
            await who.runs("/away on")
        world.deliver_to(other)
        for text in ("one", "two"):
            await bob.gets(await lena.writes(text))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [bob, bob]


async def test_a_late_one_that_hung_while_its_channel_was_taken_over_marks_nothing(
    world, slack, clock, lena, alice, bob, monkeypatch
):
    hangs, goes_on, send = asyncio.Event(), asyncio.Event(), SlackGateway.send

    async def hang_once(gateway, message):
        if hangs.is_set():
            return await send(gateway, message)
        hangs.set()
        await goes_on.wait()
        return Sent("1.000001")  # it says so, much later

    monkeypatch.setattr(SlackGateway, "send", hang_once)
    async with world.awake():
        post = await lena.writes("one")
        await hangs.wait()
        async with world.replica() as other:
            clock.forward(seconds=9.1)  # the claim has ended, and what was attempted can be looked for
            (message,) = await slack.announced(1)
            goes_on.set()
            world.deliver_to(other)
            await bob.gets(await lena.writes("two"))
            await alice.gets(post)
            await slack.announced(2)
            await slack.said_nothing_else()
    rows = await world.read(
        lambda tx: tx.execute(select(BOX.c.sent_ts, BOX.c.state).where(BOX.c.channel == LEADS)).all()
    )
    assert {row.state for row in rows} == {"sent"}
    assert message.ts in {row.sent_ts for row in rows}
