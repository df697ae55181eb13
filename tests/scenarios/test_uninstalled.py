"""The app is uninstalled, or its token revoked: nothing is posted until Slack takes the token again, and nothing is lost."""

import asyncio

import aiohttp
import pytest

from bot.main import running
from bot.starting import StartError
from bot.usecases.outbox_unsent import unsent
from tests.support.waiting import until
from tests.support.world import ALICE, BOB, CAROL, SALES, World


def asked(world: World) -> int:
    """Return how often `auth.test` was called."""
    return sum(call.method == "auth.test" for call in world.sandbox.calls)


def tried(world: World) -> int:
    """Return how often the bot tried to say something."""
    return sum(call.method.startswith("chat.") for call in world.sandbox.calls)


async def attempts_are(world: World, *expected: int) -> None:
    """Return once each message that Slack doesn't have was tried so often; what is being noted is waited for."""
    async with asyncio.timeout(20):
        while [one.attempts for one in await world.read(unsent, world.clock.now())] != list(expected):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def stopped(world: World) -> None:
    """Return once the bot knows that its token is refused, and has asked whether it still is."""
    await until(lambda: world.bot.services.posting.is_stopped)
    await until(lambda: asked(world) >= 2)  # with the start's


async def test_what_is_dealt_while_the_app_is_uninstalled_is_said_once_it_is_there_again(world: World):
    async with world.awake():
        await world.say("before")
        await world.wait_announced(1)
        await world.sandbox.wait_until(lambda: len(world.cards(SALES)) == 1)
        await world.sandbox.delivered()
        await world.sandbox.revoke()
        await stopped(world)
        said, questions = tried(world), asked(world)
        stamps = await world.say("one", "two", "three")
        assert await world.dealt_to() == [ALICE, BOB, CAROL, ALICE]
        world.clock.forward(61)
        await until(lambda: asked(world) == questions + 1)
        assert tried(world) == said
        await attempts_are(world, 0, 0, 0)
        world.sandbox.restore()
        world.clock.forward(61)
        announced = await world.wait_announced(4)
        await world.sandbox.wait_until(lambda: len(world.cards(SALES)) == 4)
    assert [message.thread_ts for message in announced[1:]] == stamps
    assert len(world.announced()) == 4
    assert asked(world) == questions + 2


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_where_no_event_says_so_slacks_answer_does(world: World, word: str):
    async with world.awake():
        await world.sandbox.revoke(word, tell=False)
        stamps = await world.say("one")
        await stopped(world)
        said = tried(world)
        assert said == 1
        stamps += await world.say("two", "three")
        world.clock.forward(61)
        questions = asked(world)
        await until(lambda: asked(world) > questions)
        assert tried(world) == said
        await attempts_are(world, 0, 0, 0)
        world.sandbox.restore()
        world.clock.forward(61)
        announced = await world.wait_announced(3)
    assert [message.thread_ts for message in announced] == stamps


async def test_slack_is_asked_at_once_and_then_once_a_minute(world: World):
    async with world.awake():
        await world.sandbox.revoke()
        await stopped(world)
        questions = asked(world)
        assert questions == 2  # with the start's
        await world.sandbox.revoke()  # Slack says it again
        world.clock.forward(30)
        await world.bot.services.posting.ask()
        assert asked(world) == questions
        world.clock.forward(31)
        await until(lambda: asked(world) == questions + 1)


async def test_events_that_come_late_stop_nothing_for_long(world: World):
    """Slack delivers again what it told before the app was installed anew; the token is good."""
    async with world.awake() as bot:
        await world.sandbox.deliver({"type": "app_uninstalled"})
        await world.say("one")
        await world.wait_announced(1)
        await world.sandbox.deliver({"type": "tokens_revoked", "tokens": {"bot": [world.sandbox.bot_user_id]}})
        assert not bot.services.posting.is_stopped
        await world.say("two")
        await world.wait_announced(2)
        assert asked(world) == 2
        await world.sandbox.revoke()  # now it is true: the next message shows it
        await world.say("three")
        await until(lambda: bot.services.posting.is_stopped)
        world.sandbox.restore()
        world.clock.forward(61)
        await world.wait_announced(3)


@pytest.mark.parametrize(
    "tokens", [{"oauth": ["U01ALICE"], "bot": ["U0OTHERBOT"]}, {"oauth": ["U0LEADWHL"]}, {"bot": None}, None]
)
async def test_another_token_that_is_revoked_stops_nothing(world: World, tokens: object):
    async with world.awake():
        delivery = await world.sandbox.deliver({"type": "tokens_revoked", "tokens": tokens})
        assert delivery.acknowledged
        assert not world.bot.services.posting.is_stopped
    assert asked(world) == 1


async def test_another_workspaces_uninstalling_stops_nothing(world: World):
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


async def test_a_message_whose_outcome_is_unknown_stays_so_while_slack_refuses_to_show_it(world: World):
    async with world.awake():
        world.sandbox.fail("chat.postMessage", "drop_after")
        world.sandbox.fail("conversations.replies", "token_revoked")
        world.sandbox.fail("auth.test", "token_revoked")
        await world.say("one")
        await until(lambda: tried(world) == 3)  # its thread, direct message and card
        world.clock.forward(3)
        await stopped(world)
        await attempts_are(world, 1)
        world.clock.forward(61)
        await until(lambda: ("conversations.replies", "ok") in [(call[0], call[2]) for call in world.sandbox.calls])
        await world.say("another")
        await world.wait_announced(2)
    assert len(world.announced()) == 2


async def test_a_start_meanwhile_is_refused_in_words_and_the_next_says_what_was_kept(world: World):
    async with world.awake():
        await world.sandbox.revoke()
        await stopped(world)
        await world.say("one")
    with pytest.raises(StartError, match=r"Slack refuses SLACK_BOT_TOKEN \(account_inactive\)"):
        async with running(world.settings, world.clock):
            pass
    world.sandbox.restore()
    async with world.awake():
        await world.wait_announced(1)


async def test_meanwhile_the_bot_is_ready_to_take_what_comes(world: World):
    async with world.awake() as bot, aiohttp.ClientSession() as session:
        await world.sandbox.revoke()
        await stopped(world)
        async with session.get(f"http://127.0.0.1:{bot.server.port}/readyz") as answer:
            assert answer.status == 200


async def test_a_replica_that_got_no_event_finds_out_by_itself(postgres_world: World):
    world = postgres_world
    async with world.awake(), world.replica() as other:
        await world.sandbox.revoke()
        await stopped(world)
        await world.say("one")
        await until(lambda: other.services.posting.is_stopped)
        await attempts_are(world, 0)
        world.sandbox.restore()
        world.clock.forward(61)
        await world.wait_announced(1)
