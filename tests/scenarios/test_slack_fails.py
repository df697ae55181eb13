"""Slack fails in all its ways: everything is said once, in the end, and in order where nothing fails."""

import pytest

from tests.support.harness import Harness, Slack, payload
from tests.support.world import SALES, SUPPORT, world_in


def posts_in_threads(slack: Slack) -> int:
    """Return how often the bot tried to say in a thread who has it."""
    return sum("thread_ts" in call.arguments for call in slack.calls("chat.postMessage"))


@pytest.mark.parametrize(
    "fault", ["500", "timeout_after", "drop_before", "drop_after", "internal_error", "ratelimited"]
)
async def test_after_an_unknown_outcome_the_message_is_looked_for_and_said_once(
    world, slack, clock, lena, alice, bob, fault: str
):
    async with world.awake():
        slack.fails("chat.postMessage", fault)
        post = await lena.writes("a lead")
        await slack.until(lambda: posts_in_threads(slack) >= 1)
        another = await lena.writes("another")
        await slack.all_is_said()
        clock.forward(seconds=10)  # until it is looked for, or sent again
        announced = await slack.announced(2)
        await alice.gets(post)
        await bob.gets(another)
        await slack.said_nothing_else()
    assert sorted(payload(message)["teammate"] for message in announced) == [alice, bob]
    assert len([message for message in announced if message.thread_ts == post.ts]) == 1


async def test_a_message_that_slack_has_is_not_sent_again_after_a_crash(world, slack, clock, lena, alice, bob):
    """The answer never came, and the bot stopped: the next start looks before it sends."""
    async with world.awake():
        slack.fails("chat.postMessage", "drop_after")
        post = await lena.writes("a lead")
        await slack.announced(1)
    async with world.awake():
        await bob.gets(await lena.writes("another"))
        clock.forward(seconds=3)
        await slack.until(lambda: slack.calls("conversations.replies"))
        await alice.gets(post)
        await slack.said_nothing_else()
    assert posts_in_threads(slack) == 2


async def test_while_one_thread_waits_for_its_retry_the_others_are_said(world, slack, clock, lena):
    async with world.awake():
        slack.fails("chat.postMessage", "drop_before")
        posts = await lena.writes_each("one", "two", "three")
        await slack.all_is_said()
        clock.forward(seconds=10)  # until its retry
        announced = await slack.announced(3)
    assert [message.thread_ts for message in announced] == [posts[1].ts, posts[2].ts, posts[0].ts]


async def test_slacks_retry_after_silences_the_channel_and_keeps_the_order(world, slack, lena):
    async with world.awake():
        slack.fails("chat.postMessage", "429")
        posts = await lena.writes_each("one", "two", "three")
        announced = await slack.announced(3)
    assert [message.thread_ts for message in announced] == [post.ts for post in posts]


async def test_what_never_heals_is_told_to_the_managers_once_and_the_rest_goes_on(
    world, slack, lena, mia, alice, bob, carol
):
    async with world.awake():
        for number, (lead, who) in enumerate((("one", alice), ("two", bob)), start=1):
            slack.fails("chat.postMessage", "is_archived")
            await lena.writes(lead)
            # What follows it is there, and the managers are told.
            await who.is_told("You have a conversation")
            await slack.has_cards(SALES, number)
            if number == 1:
                await mia.is_told("is_archived")
        await carol.gets(await lena.writes("three"))
        (announced,) = await slack.announced(1)
        await slack.said_nothing_else()
    assert payload(announced)["teammate"] == carol
    assert len(await world.assignments()) == 3


async def test_posting_keeps_slacks_pace(database_url):
    async with world_in(database_url, leadwheel_post_rate=20) as world:
        harness = Harness(world)
        async with world.awake():
            await harness.lena.writes_each(*(f"lead {n}" for n in range(15)))
            announced = await harness.slack.announced(15)
        took = announced[-1].posted_at - announced[0].posted_at
        # A burst of 5 at once, then 20 a second: the other ten take half a second at least.
        assert took >= 0.4


async def test_leads_are_dealt_while_slack_is_silent_and_said_once_it_speaks(world, slack, lena, alice, bob, carol):
    async with world.awake():
        slack.fails("chat.postMessage", "500", times=3)
        await bob.runs("/away on")
        one, two = await lena.writes_each("one", "two")
        assert await world.dealt_to() == [alice, carol]
        await slack.announced(2)
        await alice.gets(one)
        await carol.gets(two)
        await slack.said_nothing_else()


async def test_a_private_word_is_not_looked_for_nor_said_again_with_what_is(world, slack, clock, lena, gus):
    """Whether somebody has seen it nobody can find out, unlike the card that got no answer at the same time."""
    async with world.awake():
        slack.fails("chat.postMessage", "drop_after", 9)
        post = await lena.writes("it is broken")
        card = await slack.card(post, of=SUPPORT)
        slack.fails("chat.postEphemeral", "drop_after")
        await gus.presses("Take it", card)
        await slack.until(lambda: slack.calls("chat.postEphemeral"))
        slack.fails_no_more()
        clock.forward(seconds=10)
        await slack.until(lambda: slack.calls("conversations.history"))
        await slack.all_is_said()
    assert len(slack.calls("chat.postEphemeral")) == 1
