"""Nobody is available: conversations wait, and are dealt when somebody comes back (CONTRACT 5.5)."""

from storage.queries import conversation
from tests.support.world import ALICE, BOB, CAROL, LEADS, LENA, SALES, SUPPORT, WORKSPACE, World

EVERYBODY = (ALICE, BOB, CAROL)


async def send_away(world: World, *users: str) -> None:
    for user in users:
        await world.sandbox.run_command(user, "/away", "on", channel=LEADS)


async def come_back(world: World, user: str) -> None:
    await world.sandbox.run_command(user, "/away", "off", channel=LEADS)


async def test_what_waits_is_said_once_and_dealt_oldest_first_to_who_comes_back(world: World):
    async with world.awake():
        await send_away(world, *EVERYBODY)
        stamps = await world.say("one", "two", "three")
        await world.sandbox.wait_until(lambda: len(world.notices(SALES)) == 1)
        assert "nobody is available" in world.notices(SALES)[0].text
        await come_back(world, BOB)
        announced = await world.wait_announced(3)
        assert [message.thread_ts for message in announced] == stamps
        assert {message.metadata["event_payload"]["cause"] for message in announced} == {"waiting"}
        await send_away(world, BOB)
        await world.say("four")
        await world.sandbox.wait_until(lambda: len(world.notices(SALES)) == 2)
    assert await world.dealt_to() == [BOB, BOB, BOB]
    assert len(world.notices(SALES)) == 2


async def test_who_comes_back_first_gets_five_and_the_rest_waits_ten_minutes_or_for_the_next(world: World):
    async with world.awake():
        await send_away(world, *EVERYBODY)
        await world.say(*(f"lead {n}" for n in range(13)))
        await come_back(world, BOB)
        assert await world.dealt_to() == [BOB] * 5
        await world.say("a new lead is dealt at once")
        assert await world.dealt_to() == [BOB] * 6
        await come_back(world, CAROL)
        assert await world.dealt_to() == [BOB] * 6 + [CAROL] * 5
        assert await world.read(conversation.count_waiting, WORKSPACE, "sales") == 3
        world.clock.forward(601)
        await world.wait_announced(14)
    assert len(await world.dealt_to()) == 14
    assert (await world.dealt_to())[-3:] == [BOB, CAROL, BOB]


async def test_a_teammate_who_writes_in_the_thread_takes_the_conversation(world: World):
    async with world.awake():
        (ts,) = await world.say("the app is broken")  # for support, which assigns by hand
        assert await world.dealt_to() == []
        await world.sandbox.write(LENA, LEADS, "hello?", thread_ts=ts)
        assert await world.dealt_to() == []
        await world.sandbox.write(CAROL, LEADS, "I'm on it", thread_ts=ts)
        await world.sandbox.write(BOB, LEADS, "me too", thread_ts=ts)
        (announced,) = await world.wait_announced(1)
    (row,) = await world.assignments()
    assert (row.user_id, row.cause, row.team) == (CAROL, "manual", "support")
    assert announced.thread_ts == ts
    assert not world.notices(SUPPORT)


async def test_taking_by_hand_does_not_move_the_rotation(world: World):
    async with world.awake():
        await world.say("lead")
        (ts,) = await world.say("broken")
        await world.sandbox.write(BOB, LEADS, "mine", thread_ts=ts)
        await world.say("lead")
    assert await world.dealt_to() == [ALICE, BOB, BOB]


async def test_waiting_survives_a_restart(world: World):
    async with world.awake():
        await send_away(world, *EVERYBODY)
        await world.say("one", "two")
    async with world.awake():
        await come_back(world, CAROL)
        await world.wait_announced(2)
    assert await world.dealt_to() == [CAROL, CAROL]
    assert len(world.notices(SALES)) == 1
