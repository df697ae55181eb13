"""Several bots on one PostgreSQL: they share leads, channels and the clock, and one goes on where another stops (issue 4)."""

import asyncio
from collections import Counter

from sqlalchemy import select

from bot.slack.gateway import SlackGateway
from bot.usecases import due
from bot.usecases.ports import Sent
from storage.tables import OutboxMessage, table
from tests.support.waiting import until
from tests.support.world import ALICE, BOB, CAROL, LEADS, LENA, SALES, WORKSPACE, World

BOX = table(OutboxMessage)


async def test_two_share_a_stream_of_leads_by_turns_and_say_each_once(postgres_world: World):
    world = postgres_world
    async with world.awake() as one, world.replica() as other:
        for number in range(12):
            world.deliver_to(other if number % 2 else one)
            await world.say(f"lead {number}")
        await world.wait_announced(12)
        await world.sandbox.wait_until(lambda: len(world.cards(SALES)) == 12)
    assert await world.dealt_to() == [ALICE, BOB, CAROL] * 4
    rows = await world.assignments()
    assert [message.thread_ts for message in world.announced()] == [row.thread_ts for row in rows]


async def test_a_burst_to_both_at_once_is_dealt_evenly_whichever_gets_what_and_twice_delivered_is_dealt_once(
    postgres_world: World,
):
    world = postgres_world
    async with world.awake() as one, world.replica() as other:
        stamps = []
        for number in range(60):
            world.deliver_to(one if number % 2 else other)
            stamps.append(await world.sandbox.write(LENA, LEADS, f"lead {number}", wait=False))
        for delivery in list(world.sandbox.deliveries)[:60]:  # the same again, to the other one
            world.deliver_to(other)
            await world.sandbox.deliver(delivery.payload["event"])
        await world.sandbox.delivered()
        await world.wait_announced(60)
    rows = await world.assignments()
    assert sorted(row.thread_ts for row in rows) == sorted(stamps)
    assert Counter(row.user_id for row in rows) == {ALICE: 20, BOB: 20, CAROL: 20}
    assert sorted(message.thread_ts for message in world.announced()) == sorted(stamps)


async def test_each_follows_what_is_changed_beside_or_through_another_within_a_second(postgres_world: World):
    world = postgres_world
    async with world.awake() as one, world.replica() as other:
        await world.apply(f"workspace: {WORKSPACE}\nsources: [{{channel: C03VIP}}]\n")
        for bot in (one, other):
            known = bot.services.configuration
            await until(lambda known=known: "C03VIP" in known.current.sources, timeout_seconds=1)
        await world.sandbox.run_command("U04MANAGER", "/rotation", "remove sales @bob", channel=LEADS)
        world.deliver_to(other)
        await world.say("one", "two")
        assert await world.dealt_to() == [ALICE, CAROL]


async def test_what_is_due_is_done_by_one_of_them_and_once(postgres_world: World, monkeypatch):
    done: list[str] = []
    end_due = due.away.end_due
    monkeypatch.setattr(due.away, "end_due", lambda *args: done.extend(ended := end_due(*args)) or ended)
    world = postgres_world
    async with world.awake(), world.replica():
        for user in (ALICE, BOB, CAROL):
            await world.sandbox.run_command(user, "/away", "for 1h", channel=LEADS)
        await world.say("one", "two")
        assert await world.dealt_to() == []
        world.clock.forward(3601)
        await world.wait_announced(2)
    assert sorted(done) == [ALICE, BOB, CAROL]
    assert Counter(row.cause for row in await world.assignments()) == {"waiting": 2}


async def test_who_went_away_through_one_is_not_dealt_to_by_the_other(postgres_world: World):
    world = postgres_world
    async with world.awake(), world.replica() as other:
        for user in (ALICE, CAROL):
            await world.sandbox.run_command(user, "/away", "on", channel=LEADS)
        world.deliver_to(other)
        await world.say("one", "two")
    assert await world.dealt_to() == [BOB, BOB]


async def test_a_late_one_that_hung_while_its_channel_was_taken_over_marks_nothing(postgres_world: World, monkeypatch):
    world = postgres_world
    hangs, goes_on, send = asyncio.Event(), asyncio.Event(), SlackGateway.send

    async def hang_once(gateway, message):
        if hangs.is_set():
            return await send(gateway, message)
        hangs.set()
        await goes_on.wait()
        return Sent("1.000001")  # it says so, much later

    monkeypatch.setattr(SlackGateway, "send", hang_once)
    async with world.awake():
        await world.say("one")
        await hangs.wait()
        async with world.replica() as other:
            world.clock.forward(9.1)  # the claim has ended, and what was attempted can be looked for
            (message,) = await world.wait_announced(1)
            goes_on.set()
            world.deliver_to(other)
            await world.say("two")
            await world.wait_announced(2)
    rows = await world.read(
        lambda tx: tx.execute(select(BOX.c.sent_ts, BOX.c.state).where(BOX.c.channel == LEADS)).all()
    )
    assert {row.state for row in rows} == {"sent"}
    assert message.ts in {row.sent_ts for row in rows}
    assert len(world.announced()) == 2
