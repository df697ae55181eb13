"""The bot isn't where it is needed: managers are told, with what mends it, once."""

import pytest

from bot.usecases import presence
from tests.support.waiting import until
from tests.support.world import ALICE, LEADS, LENA, MANAGER, SALES, VIP, World

CLOSED, SECRET = "C11CLOSED", "C12SECRET"


def told(world: World, user: str = MANAGER) -> list[str]:
    """Return what the bot said to somebody by direct message."""
    return [message.text for message in world.sandbox.direct_messages(user)]


def asked(world: World) -> int:
    """Return how often Slack was asked which channels the bot is in."""
    return sum(call.method == "users.conversations" for call in world.sandbox.calls)


async def told_of(world: World, *channels: str) -> list[str]:
    """Return what a manager was told, once it is about each of these channels."""
    await world.sandbox.wait_until(lambda: all(any(one in text for text in told(world)) for one in channels))
    return told(world)


@pytest.fixture
def closed(world: World) -> World:
    """A public and a private channel without the bot."""
    world.sandbox.add_channel(CLOSED, "closed", [LENA, MANAGER], bot_is_member=False)
    world.sandbox.add_channel(SECRET, "secret", [LENA, MANAGER], bot_is_member=False, private=True)
    return world


BOTH = f"""
teams: {{vip: {{channel: {SECRET}, teammates: [{ALICE}]}}}}
sources: [{{channel: {CLOSED}}}, {{channel: {LEADS}}}]
"""


async def test_at_the_start_managers_are_told_of_each_channel_once_and_not_at_the_next_start(closed: World):
    world = closed
    await world.apply(BOTH)
    async with world.awake():
        source, inbox = sorted(await told_of(world, CLOSED, SECRET))
        assert source == (
            f"I'm not in <#{CLOSED}> (`not_in_channel`): no new message there becomes a conversation. Invite the bot there: `/invite @Leadwheel`."
        )
        assert inbox.startswith(
            f"I'm not in <#{SECRET}> (`not_in_channel`): no card of *vip* is posted there. Invite the bot there: `/invite @Leadwheel`."
        )
        assert f"outbox retry --all --channel {SECRET}" in inbox
        assert asked(world) == 1
    async with world.awake():
        await until(lambda: asked(world) == 2)
        await world.say("a lead")
        await world.wait_announced(1)
    assert len(told(world)) == 2


async def test_a_message_that_is_refused_there_is_not_told_a_second_time(closed: World):
    world = closed
    await world.apply(BOTH + "rules: [{when: new_conversation, assign_to: vip}]")
    async with world.awake():
        await told_of(world, CLOSED, SECRET)
        await world.say("a lead")
        await world.sandbox.wait_until(lambda: ("chat.postMessage", "channel_not_found") in outcomes(world))
        await world.say("another")
        await world.wait_announced(2)
    assert len([text for text in told(world) if "I'm not in" in text]) == 2


def outcomes(world: World) -> set[tuple[str, str]]:
    return {(call.method, call.outcome) for call in world.sandbox.calls}


async def test_when_the_configuration_names_a_channel_it_is_looked_at_a_little_later(
    closed: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(presence, "_GRACE_SECONDS", 3.0)
    world = closed
    async with world.awake() as bot:
        await until(lambda: asked(world) == 1)
        await world.apply(BOTH)
        await until(lambda: SECRET in str(bot.services.configuration.current.teams))
        await world.sandbox.invite(MANAGER, CLOSED)
        world.clock.forward(11)
        (text,) = await told_of(world, SECRET)
        assert SECRET in text
        assert asked(world) == 2
        await world.apply(BOTH)  # nothing new
        world.clock.forward(11)
        await world.say("a lead")
        await world.wait_announced(1)
        assert asked(world) == 2


async def test_commands_say_at_once_whether_the_bot_is_in_the_channel(closed: World):
    world = closed
    async with world.awake():
        for command in ("listen #closed sales", "create closed #closed"):
            answer = await world.sandbox.run_command(MANAGER, "/rotation", command, channel=SALES)
            assert "*I'm not in it yet*: type `/invite @Leadwheel` there." in answer.text
        answer = await world.sandbox.run_command(MANAGER, "/rotation", "create here #vip", channel=SALES)
        assert "/invite" not in answer.text
        world.sandbox.fail("conversations.info", "500")
        answer = await world.sandbox.run_command(MANAGER, "/rotation", "listen #vip here", channel=SALES)
        assert "I must be a member there (`/invite @Leadwheel`)." in answer.text
        world.sandbox.fail("conversations.info", "timeout_before")
        answer = await world.sandbox.run_command(MANAGER, "/rotation", "create slow #vip", channel=SALES)
        assert "I must be a member there (`/invite @Leadwheel`)." in answer.text
        assert answer.seconds < 3
        await world.sandbox.invite(MANAGER, CLOSED)
        world.clock.forward(11)
        await until(lambda: asked(world) == 2)
        await world.say("a lead")
        await world.wait_announced(1)
    assert told(world) == []


@pytest.mark.parametrize("channel", [CLOSED, SECRET])
async def test_when_it_is_taken_out_managers_are_told_once_each_time(closed: World, channel: str):
    world = closed
    world.sandbox.invite_bot(CLOSED)
    world.sandbox.invite_bot(SECRET)
    await world.apply(BOTH)
    async with world.awake():
        await world.sandbox.take_out(LENA, channel)
        assert len(await told_of(world, channel)) == 1
        for delivery in list(world.sandbox.deliveries):
            await world.sandbox.deliver(delivery.payload["event"])  # told again by Slack
        await world.sandbox.invite(MANAGER, channel)
        await world.sandbox.take_out(LENA, channel)
        await world.sandbox.wait_until(lambda: len(told(world)) == 2)
        await world.say("a lead")
        await world.wait_announced(1)
    assert [f"I'm not in <#{channel}>" in text for text in told(world)] == [True, True]


async def test_when_a_channel_is_archived_managers_are_told(world: World):
    async with world.awake():
        await world.sandbox.archive(LENA, SALES)
        (text,) = await told_of(world, SALES)
        assert text.startswith(
            f"<#{SALES}> is archived (`is_archived`): no card of *sales* is posted there. "
            "The channel is archived: open it again, or name another in the configuration."
        )
    async with world.awake():
        await until(lambda: asked(world) == 2)
        await world.say("a lead")
        await world.wait_announced(1)
    assert len(told(world)) == 1


async def test_of_a_channel_that_nothing_needs_nobody_is_told(world: World):
    async with world.awake():
        await world.sandbox.take_out(LENA, VIP)
        await world.sandbox.archive(LENA, VIP)
        event = {"type": "member_left_channel", "user": ALICE, "channel": LEADS}
        for other in (event, event | {"user": None}, {"type": "channel_left"}, {"type": "group_left", "channel": {}}):
            assert (await world.sandbox.deliver(other)).acknowledged
        await world.say("a lead")
        await world.wait_announced(1)
    assert told(world) == []


async def test_an_app_without_the_scope_works_as_before(closed: World):
    world = closed
    await world.apply(BOTH)
    world.sandbox.fail("users.conversations", "missing_scope")
    async with world.awake():
        await world.say("a lead")
        await world.wait_announced(1)
        await until(lambda: asked(world) == 1)
    assert told(world) == []


@pytest.mark.parametrize("fault", ["500", "ratelimited", "drop_before"])
async def test_slack_that_does_not_answer_is_asked_again_a_minute_later(closed: World, fault: str):
    world = closed
    await world.apply(BOTH)
    world.sandbox.fail("users.conversations", fault, times=2)
    async with world.awake():
        await until(lambda: asked(world) >= 1)
        world.clock.forward(61)
        await until(lambda: asked(world) >= 2)
        world.clock.forward(61)
        await told_of(world, CLOSED, SECRET)
        assert asked(world) <= 4


async def test_when_the_app_is_installed_again_it_is_looked_where_the_bot_is(world: World):
    async with world.awake() as bot:
        await until(lambda: asked(world) == 1)
        await world.sandbox.revoke()
        await until(lambda: bot.services.posting.is_stopped)
        world.sandbox.restore()
        world.clock.forward(61)
        await until(lambda: asked(world) == 2)


async def test_two_replicas_tell_it_once(postgres_world: World):
    world = postgres_world
    world.sandbox.add_channel(CLOSED, "closed", [LENA, MANAGER], bot_is_member=False)
    await world.apply(f"sources: [{{channel: {CLOSED}}}]")
    async with world.awake(), world.replica():
        await until(lambda: asked(world) == 2)
        await told_of(world, CLOSED)
        await world.say("a lead")
        await world.wait_announced(1)
    assert len(told(world)) == 1
