"""Somebody writes to the bot itself: they are told what they can do, and it never becomes a conversation."""

import pytest

from bot.sandbox import User
from tests.support.harness import Person, Slack
from tests.support.world import VIP


async def answer(slack: Slack, who: Person) -> str:
    """Let somebody write to the bot; return the one thing that it says."""
    asked = await who.tells_the_bot("hi?")
    said = await who.is_told()
    assert (said.channel, said.thread_ts, said.ephemeral_to) == (asked.channel, None, None)
    await slack.said_nothing_else()
    return said.text


async def test_a_teammate_is_told_what_teammates_do(world, slack, alice):
    async with world.awake():
        said = await answer(slack, alice)
    assert "Conversations of *sales* come to you." in said
    assert "`/away until monday`" in said
    assert "`/rotation show`" in said
    assert "create" not in said


async def test_a_manager_is_told_what_managers_do(world, slack, mia):
    async with world.awake():
        said = await answer(slack, mia)
    assert "You are in no team" in said
    assert "`/rotation create TEAM #channel`" in said
    assert "`/rotation listen #channel TEAM`" in said


async def test_somebody_else_is_told_what_everybody_may_do(world, slack, lena):
    await world.apply(f"teams: {{open: {{channel: {VIP}, teammates: [], self_join: true}}}}")
    async with world.awake():
        said = await answer(slack, lena)
    assert "You are in no team" in said
    assert "`/rotation join TEAM` — be in a team: *open*" in said
    assert "create" not in said


@pytest.mark.parametrize("kind", ["guest", "stranger"])
async def test_a_guest_or_a_stranger_is_told_no_command_that_they_may_not_use(world, slack, gus, kind: str):
    stan = slack.adds(User(id="U20STRANGER", name="stan", team_id="T99OTHER"))
    async with world.awake():
        said = await answer(slack, gus if kind == "guest" else stan)
    assert "ask somebody of the team" in said
    assert "/" not in said


async def test_somebody_of_whom_slack_does_not_tell_is_answered_all_the_same(world, slack, lena):
    async with world.awake():
        slack.fails("users.info", "500")
        assert "`/rotation show`" in await answer(slack, lena)


async def test_a_message_is_answered_once_however_often_it_comes(world, slack, alice):
    async with world.awake():
        slack.delivers_each(times=2)
        await answer(slack, alice)
        event = slack.deliveries(alice)[0].payload["event"]
        await slack.delivers(event)
        await slack.delivers(event)
        slack.delivers_each(times=1)
        await alice.tells_the_bot("thanks")
        await alice.is_told()
        await slack.said_nothing_else()
    assert len(alice.direct_messages) == 2


async def test_edits_deletions_replies_and_apps_are_not_answered(world, slack, lena, alice):
    async with world.awake():
        asked = await alice.tells_the_bot("hi?")
        await alice.is_told("I share new conversations")
        await alice.edits(asked, "hello?")
        await alice.answers(asked, "in the thread")
        await slack.app("A Form").posts("a lead", asked.channel)
        await slack.app("New Form", has_user=True).posts("another", asked.channel)
        await alice.deletes(asked)
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice]


async def test_what_could_be_said_without_an_answer_of_slacks_is_looked_for_and_not_said_twice(
    world, slack, clock, lena, alice
):
    async with world.awake():
        slack.fails("chat.postMessage", "drop_after")
        await alice.tells_the_bot("hi?")
        await alice.is_told("I share new conversations")
        clock.forward(seconds=3)
        await slack.until(lambda: slack.calls("conversations.history"))
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()
