"""The app is uninstalled, or its token revoked: nothing is posted until Slack takes the token again, and nothing is lost."""

import asyncio

import aiohttp
import pytest

from bot.main import running
from bot.starting import StartError
from bot.usecases.outbox_unsent import unsent
from tests.support.harness import Harness, Slack
from tests.support.waiting import until
from tests.support.world import ALICE, SALES, World


def asked(slack: Slack) -> int:
    """Return how often `auth.test` was called."""
    return len(slack.calls("auth.test"))


def tried(slack: Slack) -> int:
    """Return how often the bot tried to say something."""
    return len(slack.calls("chat.postMessage", "chat.postEphemeral", "chat.update"))


async def attempts_are(world: World, *expected: int) -> None:
    """Return once each message that Slack doesn't have was tried so often; what is being noted is waited for."""
    async with asyncio.timeout(20):
        while [one.attempts for one in await world.read(unsent, world.clock.now())] != list(expected):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def stopped(world: World, slack: Slack) -> None:
    """Return once the bot knows that its token is refused, and has asked whether it still is."""
    await until(lambda: world.bot.services.posting.is_stopped)
    await until(lambda: asked(slack) >= 2)  # with the start's


async def test_what_is_dealt_while_the_app_is_uninstalled_is_said_once_it_is_there_again(
    world, slack, clock, lena, alice, bob, carol
):
    async with world.awake():
        await alice.gets(await lena.writes("before"))
        await slack.all_is_said()
        await slack.revokes_the_token()
        await stopped(world, slack)
        said, questions = tried(slack), asked(slack)
        posts = await lena.writes_each("one", "two", "three")
        assert await world.dealt_to() == [alice, bob, carol, alice]
        clock.forward(seconds=61)
        await until(lambda: asked(slack) == questions + 1)
        assert tried(slack) == said
        await attempts_are(world, 0, 0, 0)
        slack.takes_the_token_again()
        clock.forward(seconds=61)
        announced = await slack.announced(4)
        for post, who in zip(posts, (bob, carol, alice), strict=True):
            await who.gets(post)
        await slack.has_cards(SALES, 4)
        await slack.said_nothing_else()
    assert [message.thread_ts for message in announced[1:]] == [post.ts for post in posts]
    assert asked(slack) == questions + 2


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_where_no_event_says_so_slacks_answer_does(world, slack, clock, lena, alice, bob, carol, word: str):
    async with world.awake():
        await slack.revokes_the_token(word, tell=False)
        posts = [await lena.writes("one")]
        await stopped(world, slack)
        said = tried(slack)
        assert said == 1
        posts += await lena.writes_each("two", "three")
        clock.forward(seconds=61)
        questions = asked(slack)
        await until(lambda: asked(slack) > questions)
        assert tried(slack) == said
        await attempts_are(world, 0, 0, 0)
        slack.takes_the_token_again()
        clock.forward(seconds=61)
        announced = await slack.announced(3)
        for post, who in zip(posts, (alice, bob, carol), strict=True):
            await who.gets(post)
        await slack.said_nothing_else()
    assert [message.thread_ts for message in announced] == [post.ts for post in posts]


async def test_slack_is_asked_at_once_and_then_once_a_minute(world, slack, clock):
    async with world.awake():
        await slack.revokes_the_token()
        await stopped(world, slack)
        questions = asked(slack)
        assert questions == 2  # with the start's
        await slack.revokes_the_token()  # Slack says it again
        clock.forward(seconds=30)
        await world.bot.services.posting.ask()
        assert asked(slack) == questions
        clock.forward(seconds=31)
        await until(lambda: asked(slack) == questions + 1)


async def test_events_that_come_late_stop_nothing_for_long(world, slack, clock, lena, alice, bob, carol):
    """Slack delivers again what it told before the app was installed anew; the token is good."""
    async with world.awake() as bot:
        await slack.delivers({"type": "app_uninstalled"})
        await alice.gets(await lena.writes("one"))
        await slack.delivers({"type": "tokens_revoked", "tokens": {"bot": [world.sandbox.bot_user_id]}})
        assert not bot.services.posting.is_stopped
        await bob.gets(await lena.writes("two"))
        assert asked(slack) == 2
        await slack.revokes_the_token()  # now it is true: the next message shows it
        post = await lena.writes("three")
        await until(lambda: bot.services.posting.is_stopped)
        slack.takes_the_token_again()
        clock.forward(seconds=61)
        await carol.gets(post)
        await slack.said_nothing_else()


@pytest.mark.parametrize(
    "tokens", [{"oauth": [ALICE], "bot": ["U0OTHERBOT"]}, {"oauth": ["U0LEADWHL"]}, {"bot": None}, None]
)
async def test_another_token_that_is_revoked_stops_nothing(world, slack, tokens: object):
    async with world.awake():
        delivery = await slack.delivers({"type": "tokens_revoked", "tokens": tokens})
        assert delivery.acknowledged
        assert not world.bot.services.posting.is_stopped
    assert asked(slack) == 1


async def test_another_workspaces_uninstalling_stops_nothing(world):
    """Bolt authorizes these events without asking whose they are."""
    async with world.awake() as bot:
        context = {"team_id": "T99OTHER"}
        payload = {
            "type": "event_callback",
            "team_id": "T99OTHER",
            "event_id": "Ev1",
            "event": {"type": "app_uninstalled"},
        }
        answer = await bot._app.dispatch(payload | context, {}, 2.0**40)
        assert answer.status == 200
        assert not bot.services.posting.is_stopped


async def test_a_message_whose_outcome_is_unknown_stays_so_while_slack_refuses_to_show_it(
    world, slack, clock, lena, alice, bob
):
    async with world.awake():
        slack.fails("chat.postMessage", "drop_after")
        slack.fails("conversations.replies", "token_revoked")
        slack.fails("auth.test", "token_revoked")
        post = await lena.writes("one")
        await until(lambda: tried(slack) == 3)  # its thread, direct message and card
        clock.forward(seconds=3)
        await stopped(world, slack)
        await attempts_are(world, 1)
        clock.forward(seconds=61)
        await until(lambda: "ok" in {call.outcome for call in slack.calls("conversations.replies")})
        another = await lena.writes("another")
        await slack.announced(2)
        await alice.gets(post)
        await bob.gets(another)
        await slack.said_nothing_else()


async def test_a_start_meanwhile_is_refused_in_words_and_the_next_says_what_was_kept(world, slack, lena, alice):
    async with world.awake():
        await slack.revokes_the_token()
        await stopped(world, slack)
        post = await lena.writes("one")
    with pytest.raises(StartError, match=r"Slack refuses SLACK_BOT_TOKEN \(account_inactive\)"):
        async with running(world.settings, world.clock):
            pass
    slack.takes_the_token_again()
    async with world.awake():
        await alice.gets(post)
        await slack.said_nothing_else()


async def test_meanwhile_the_bot_is_ready_to_take_what_comes(world, slack):
    async with world.awake() as bot, aiohttp.ClientSession() as session:
        await slack.revokes_the_token()
        await stopped(world, slack)
        async with session.get(f"http://127.0.0.1:{bot.server.port}/readyz") as answer:
            assert answer.status == 200


async def test_a_replica_that_got_no_event_finds_out_by_itself(postgres_world: World):
    world, harness = postgres_world, Harness(postgres_world)
    slack = harness.slack
    async with world.awake(), world.replica() as other:
        await slack.revokes_the_token()
        await stopped(world, slack)
        post = await harness.lena.writes("one")
        await until(lambda: other.services.posting.is_stopped)
        await attempts_are(world, 0)
        slack.takes_the_token_again()
        harness.clock.forward(seconds=61)
        await harness.alice.gets(post)
        await slack.said_nothing_else()
