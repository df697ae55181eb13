"""The bot isn't where it is needed: managers are told, with what mends it, once."""

import pytest

from bot.usecases import presence
from tests.support.harness import Harness, Slack
from tests.support.waiting import until
from tests.support.world import ALICE, LEADS, LENA, MANAGER, SALES, VIP, World

CLOSED, SECRET = "C11CLOSED", "C12SECRET"


@pytest.fixture
def closed(slack: Slack) -> None:
    """A public and a private channel without the bot."""
    slack.adds_channel(CLOSED, [LENA, MANAGER])
    slack.adds_channel(SECRET, [LENA, MANAGER], private=True)


async def has_looked(slack: Slack, times: int) -> None:
    """Return once Slack was asked so often which channels the bot is in."""
    await slack.until(lambda: looks(slack) == times)


def looks(slack: Slack) -> int:
    return len(slack.calls("users.conversations"))


BOTH = f"""
teams: {{vip: {{channel: {SECRET}, teammates: [{ALICE}]}}}}
sources: [{{channel: {CLOSED}}}, {{channel: {LEADS}}}]
"""


async def test_at_the_start_managers_are_told_of_each_channel_once_and_not_at_the_next_start(
    world, closed, slack, lena, mia, alice
):
    await world.apply(BOTH)
    async with world.awake():
        source, inbox = await mia.is_told(f"<#{CLOSED}>"), await mia.is_told(f"<#{SECRET}>")
        assert source.text == (
            f"I'm not in <#{CLOSED}> (`not_in_channel`): no new message there becomes a conversation. Invite the bot there: `/invite @Leadwheel`."
        )
        assert inbox.text.startswith(
            f"I'm not in <#{SECRET}> (`not_in_channel`): no card of *vip* is posted there. Invite the bot there: `/invite @Leadwheel`."
        )
        assert f"outbox retry --all --channel {SECRET}" in inbox.text
        assert looks(slack) == 1
        await slack.said_nothing_else()
    async with world.awake():
        await has_looked(slack, 2)
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()


async def test_a_message_that_is_refused_there_is_not_told_a_second_time(world, closed, slack, lena, mia, alice):
    await world.apply(BOTH + "rules: [{when: new_conversation, assign_to: vip}]")
    async with world.awake():
        for channel in (CLOSED, SECRET):
            await mia.is_told("I'm not in", f"<#{channel}>")
        await lena.writes("a lead")
        await slack.until(lambda: "channel_not_found" in {call.outcome for call in slack.calls("chat.postMessage")})
        await lena.writes("another")
        await slack.announced(2)
        for _ in range(2):
            await alice.is_told("You have a conversation of *vip*")
        await slack.said_nothing_else()


async def test_when_the_configuration_names_a_channel_it_is_looked_at_a_little_later(
    world, closed, slack, clock, lena, mia, alice, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(presence, "_GRACE_SECONDS", 3.0)
    async with world.awake() as bot:
        await has_looked(slack, 1)
        await world.apply(BOTH)
        await until(lambda: SECRET in str(bot.services.configuration.current.teams))
        await mia.invites_the_bot(CLOSED)
        await mia.is_told("New messages here go to")
        clock.forward(seconds=11)
        await mia.is_told(f"<#{SECRET}>")
        assert looks(slack) == 2
        await world.apply(BOTH)  # nothing new
        clock.forward(seconds=11)
        await alice.gets(await lena.writes("a lead"))
        assert looks(slack) == 2
        await slack.said_nothing_else()


async def test_commands_say_at_once_whether_the_bot_is_in_the_channel(world, closed, slack, clock, lena, mia, alice):
    async with world.awake():
        for command in ("listen #closed sales", "create closed #closed"):
            said = await mia.runs(f"/rotation {command}", SALES)
            assert "*I'm not in it yet*: type `/invite @Leadwheel` there." in said
        assert "/invite" not in await mia.runs("/rotation create here #vip", SALES)
        unsure = "I must be a member there (`/invite @Leadwheel`)."
        slack.fails("conversations.info", "500")
        assert unsure in await mia.runs("/rotation listen #vip here", SALES)
        slack.fails("conversations.info", "timeout_before")
        assert unsure in await mia.runs("/rotation create slow #vip", SALES)
        await mia.invites_the_bot(CLOSED)
        await mia.is_told("New messages here go to *sales*")
        clock.forward(seconds=11)
        await has_looked(slack, 2)
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()


@pytest.mark.parametrize("channel", [CLOSED, SECRET])
async def test_when_it_is_taken_out_managers_are_told_once_each_time(
    world, closed, slack, lena, mia, alice, channel: str
):
    slack.lets_the_bot_in(CLOSED)
    slack.lets_the_bot_in(SECRET)
    await world.apply(BOTH)
    async with world.awake():
        await lena.takes_the_bot_out(channel)
        await mia.is_told(f"I'm not in <#{channel}>")
        await slack.said_nothing_else()
        for delivery in list(slack.deliveries()):
            await slack.delivers(delivery.payload["event"])  # told again by Slack
        await mia.invites_the_bot(channel)
        await mia.is_told("New messages here" if channel == CLOSED else "The cards of *vip*")
        await lena.takes_the_bot_out(channel)
        await mia.is_told(f"I'm not in <#{channel}>")
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()


async def test_when_a_channel_is_archived_managers_are_told(world, slack, lena, mia, alice):
    async with world.awake():
        await lena.archives(SALES)
        told = await mia.is_told(f"<#{SALES}>")
        assert told.text.startswith(
            f"<#{SALES}> is archived (`is_archived`): no card of *sales* is posted there. "
            "The channel is archived: open it again, or name another in the configuration."
        )
    async with world.awake():
        await has_looked(slack, 2)
        await lena.writes("a lead")
        await slack.announced(1)
        await alice.is_told("You have a conversation")
        await slack.said_nothing_else()


async def test_of_a_channel_that_nothing_needs_nobody_is_told(world, slack, lena, mia, alice):
    async with world.awake():
        await lena.takes_the_bot_out(VIP)
        await lena.archives(VIP)
        event = {"type": "member_left_channel", "user": alice, "channel": LEADS}
        for other in (event, event | {"user": None}, {"type": "channel_left"}, {"type": "group_left", "channel": {}}):
            assert (await slack.delivers(other)).acknowledged
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()
    assert mia.direct_messages == []


async def test_an_app_without_the_scope_works_as_before(world, closed, slack, lena, mia, alice):
    await world.apply(BOTH)
    slack.fails("users.conversations", "missing_scope")
    async with world.awake():
        await alice.gets(await lena.writes("a lead"))
        await has_looked(slack, 1)
        await slack.said_nothing_else()
    assert mia.direct_messages == []


@pytest.mark.parametrize("fault", ["500", "ratelimited", "drop_before"])
async def test_slack_that_does_not_answer_is_asked_again_a_minute_later(world, closed, slack, clock, mia, fault: str):
    await world.apply(BOTH)
    slack.fails("users.conversations", fault, times=2)
    async with world.awake():
        await until(lambda: looks(slack) >= 1)
        clock.forward(seconds=61)
        await until(lambda: looks(slack) >= 2)
        clock.forward(seconds=61)
        for channel in (CLOSED, SECRET):
            await mia.is_told(f"<#{channel}>")
        assert looks(slack) <= 4
        await slack.said_nothing_else()


async def test_when_the_app_is_installed_again_it_is_looked_where_the_bot_is(world, slack, clock):
    async with world.awake() as bot:
        await has_looked(slack, 1)
        await slack.revokes_the_token()
        await until(lambda: bot.services.posting.is_stopped)
        slack.takes_the_token_again()
        clock.forward(seconds=61)
        await has_looked(slack, 2)
        await slack.said_nothing_else()


async def test_two_replicas_tell_it_once(postgres_world: World):
    harness = Harness(postgres_world)
    slack, mia = harness.slack, harness.mia
    slack.adds_channel(CLOSED, [LENA, MANAGER])
    await postgres_world.apply(f"sources: [{{channel: {CLOSED}}}]")
    async with postgres_world.awake(), postgres_world.replica():
        await has_looked(slack, 2)
        await mia.is_told(f"<#{CLOSED}>")
        await harness.alice.gets(await harness.lena.writes("a lead"))
        await slack.said_nothing_else()
