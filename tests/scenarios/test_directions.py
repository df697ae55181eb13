"""Somebody writes to the bot itself: they are told what they can do, and it never becomes a conversation."""

import pytest

from bot.sandbox import User
from tests.support.world import ALICE, GUEST, LENA, MANAGER, World


async def answer(world: World, user: str, text: str = "hi?") -> str:
    """Write to the bot, and return the one thing that it says."""
    await world.sandbox.write(user, world.sandbox.bot_user_id, text)
    await world.sandbox.wait_until(lambda: len(world.sandbox.direct_messages(user)) >= 2)
    asked, said = world.sandbox.direct_messages(user)
    assert (asked.user, said.user, said.thread_ts) == (user, world.sandbox.bot_user_id, None)
    return said.text


async def test_a_teammate_is_told_what_teammates_do(world: World):
    async with world.awake():
        said = await answer(world, ALICE)
    assert "Conversations of *sales* come to you." in said
    assert "`/away until monday`" in said
    assert "`/rotation show`" in said
    assert "create" not in said


async def test_a_manager_is_told_what_managers_do(world: World):
    async with world.awake():
        said = await answer(world, MANAGER)
    assert "You are in no team" in said
    assert "`/rotation create TEAM #channel`" in said
    assert "`/rotation listen #channel TEAM`" in said


async def test_somebody_else_is_told_what_everybody_may_do(world: World):
    await world.apply("teams: {open: {channel: C03VIP, teammates: [], self_join: true}}")
    async with world.awake():
        said = await answer(world, LENA)
    assert "You are in no team" in said
    assert "`/rotation join TEAM` — be in a team: *open*" in said
    assert "create" not in said


@pytest.mark.parametrize("kind", ["guest", "stranger"])
async def test_a_guest_or_a_stranger_is_told_no_command_that_they_may_not_use(world: World, kind: str):
    world.sandbox.add_user(User(id="U20STRANGER", name="stan", team_id="T99OTHER"))
    async with world.awake():
        said = await answer(world, GUEST if kind == "guest" else "U20STRANGER")
    assert "ask somebody of the team" in said
    assert "/" not in said


async def test_somebody_of_whom_slack_does_not_tell_is_answered_all_the_same(world: World):
    async with world.awake():
        world.sandbox.fail("users.info", "500")
        assert "`/rotation show`" in await answer(world, LENA)


async def test_a_message_is_answered_once_however_often_it_comes(world: World):
    async with world.awake():
        world.sandbox.duplicate = 2
        await answer(world, ALICE)
        event = next(one.payload["event"] for one in world.sandbox.deliveries if one.payload["event"]["user"] == ALICE)
        await world.sandbox.deliver(event)
        await world.sandbox.deliver(event)
        world.sandbox.duplicate = 1
        await world.sandbox.write(ALICE, world.sandbox.bot_user_id, "thanks")
        await world.sandbox.wait_until(lambda: len(world.sandbox.direct_messages(ALICE)) >= 4)
    assert len(world.sandbox.direct_messages(ALICE)) == 4


async def test_edits_deletions_replies_and_apps_are_not_answered(world: World):
    async with world.awake():
        await answer(world, ALICE)
        channel = world.sandbox.direct_channel(ALICE)
        ts = world.sandbox.direct_messages(ALICE)[0].ts
        await world.sandbox.edit(channel, ts, "hello?")
        await world.sandbox.write(ALICE, channel, "in the thread", thread_ts=ts)
        await world.sandbox.post_as_app(channel, "A Form", "a lead")
        await world.sandbox.post_as_app(channel, "New Form", "another", subtype=None)
        await world.sandbox.delete(channel, ts)
        await world.say("a lead")
        await world.wait_announced(1)
    notices = world.of_type("leadwheel_notice", channel)
    assert len(notices) == 1
    assert await world.dealt_to() == [ALICE]


async def test_what_could_be_said_without_an_answer_of_slacks_is_looked_for_and_not_said_twice(world: World):
    async with world.awake():
        world.sandbox.fail("chat.postMessage", "drop_after")
        await answer(world, ALICE)
        world.clock.forward(3)
        await world.sandbox.wait_until(lambda: any(call[0] == "conversations.history" for call in world.sandbox.calls))
        await world.say("a lead")
        await world.wait_announced(1)
    assert len(world.of_type("leadwheel_notice")) == 1
