"""Slack fails in all its ways: everything is said once, in the end, and in order where nothing fails."""

import pytest

from tests.support.world import ALICE, BOB, CAROL, LEADS, MANAGER, SALES, World


def posts(world: World) -> int:
    """Return how often the bot tried to say in a thread who has it."""
    return sum(call.method == "chat.postMessage" and "thread_ts" in call.arguments for call in world.sandbox.calls)


@pytest.mark.parametrize(
    "fault", ["500", "timeout_after", "drop_before", "drop_after", "internal_error", "ratelimited"]
)
async def test_after_an_unknown_outcome_the_message_is_looked_for_and_said_once(world: World, fault: str):
    async with world.awake():
        world.sandbox.fail("chat.postMessage", fault)
        (ts,) = await world.say("a lead")
        await world.sandbox.wait_until(lambda: posts(world) >= 1)
        await world.say("another")
        announced = await world.wait_announced(2)
    assert sorted(message.metadata["event_payload"]["teammate"] for message in announced) == [ALICE, BOB]
    assert len([message for message in announced if message.thread_ts == ts]) == 1


async def test_a_message_that_slack_has_is_not_sent_again_after_a_crash(world: World):
    """The answer never came, and the bot stopped: the next start looks before it sends."""
    async with world.awake():
        world.sandbox.fail("chat.postMessage", "drop_after")
        await world.say("a lead")
        await world.wait_announced(1)
    async with world.awake():
        await world.say("another")
        await world.wait_announced(2)
        world.clock.forward(3)
        await world.sandbox.wait_until(lambda: any(call[0] == "conversations.replies" for call in world.sandbox.calls))
    assert len(world.announced()) == 2
    assert posts(world) == 2


async def test_while_one_thread_waits_for_its_retry_the_others_are_said(world: World):
    async with world.awake():
        world.sandbox.fail("chat.postMessage", "drop_before")
        stamps = await world.say("one", "two", "three")
        announced = await world.wait_announced(3)
    assert [message.thread_ts for message in announced] == [stamps[1], stamps[2], stamps[0]]


async def test_slacks_retry_after_silences_the_channel_and_keeps_the_order(world: World):
    async with world.awake():
        world.sandbox.fail("chat.postMessage", "429")
        stamps = await world.say("one", "two", "three")
        announced = await world.wait_announced(3)
    assert [message.thread_ts for message in announced] == stamps


async def test_what_never_heals_is_told_to_the_managers_once_and_the_rest_goes_on(world: World):
    async with world.awake():
        for number, lead in enumerate(("one", "two"), start=1):
            world.sandbox.fail("chat.postMessage", "is_archived")
            await world.say(lead)
            # What follows it is there, and the managers are told.
            await world.sandbox.wait_until(lambda number=number: len(world.cards(SALES)) == number)
            await world.sandbox.wait_until(lambda: len(world.sandbox.direct_messages(MANAGER)) == 1)
        await world.say("three")
        (announced,) = await world.wait_announced(1)
    assert len(world.sandbox.direct_messages(MANAGER)) == 1
    assert announced.metadata["event_payload"]["teammate"] == CAROL
    assert "is_archived" in world.sandbox.direct_messages(MANAGER)[0].text
    assert len(await world.assignments()) == 3


async def test_posting_keeps_slacks_pace(database_url):
    from tests.support.world import world_in

    async with world_in(database_url, leadwheel_post_rate=20) as world:
        async with world.awake():
            await world.say(*(f"lead {n}" for n in range(15)))
            announced = await world.wait_announced(15)
        took = announced[-1].posted_at - announced[0].posted_at
        # A burst of 5 at once, then 20 a second: the other ten take half a second at least.
        assert took >= 0.4


async def test_leads_are_dealt_while_slack_is_silent_and_said_once_it_speaks(world: World):
    async with world.awake():
        world.sandbox.fail("chat.postMessage", "500", times=3)
        await world.sandbox.run_command(BOB, "/away", "on", channel=LEADS)
        await world.say("one", "two")
        assert await world.dealt_to() == [ALICE, CAROL]
        await world.wait_announced(2)
    assert not world.notices(SALES)
