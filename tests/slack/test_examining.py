"""Asking Slack many questions without asking too fast."""

import pytest

from bot.sandbox import User
from bot.slack.asking import web_client
from bot.slack.examining import PatientSlack, introduce
from bot.usecases.doctor_channels import ChannelSeen
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook
from tests.slack.with_gateway import ALICE, PRIVATE, TOKEN, made
from tests.support.world import LEADS, WORKSPACE


class Clock:
    """Time that goes on only while somebody pauses, in Slack as well; it remembers how long."""

    def __init__(self, slacks):
        self.at = 100.0
        self.slacks = slacks
        self.pauses = []
        self.told = []

    def now(self):
        return self.at

    async def pause(self, seconds):
        self.pauses.append(seconds)
        self.at += seconds
        self.slacks.forward(seconds)


@pytest.fixture
def clock(sandbox):
    return Clock(sandbox.clock)


@pytest.fixture
def client(sandbox, session):
    return web_client(TOKEN, sandbox.api_url, session)


@pytest.fixture
def slack(client, clock):
    return PatientSlack(client, clock.told.append, clock.pause, clock.now)


async def test_a_channel_is_told_with_whether_the_bot_is_in_it(sandbox, slack):
    sandbox.add_channel("C07OLD", "old", bot_is_member=False, archived=True)
    assert await slack.channel(LEADS) == ChannelSeen("leads", is_archived=False, has_bot=True)
    assert await slack.channel("C07OLD") == ChannelSeen("old", is_archived=True, has_bot=False)
    assert await slack.channel(PRIVATE) is None
    assert await slack.channel("C99NOWHERE") is None


async def test_of_many_channels_no_more_than_slack_takes_are_asked_for_in_any_minute(slack, clock):
    asked = []
    for _ in range(120):
        await slack.channel(LEADS)
        asked.append(clock.at)
    assert len(asked) == 120
    assert max(sum(begin <= other < begin + 60 for other in asked) for begin in asked) <= 50
    assert clock.at < 100 + 3 * 60
    assert clock.told == clock.pauses


async def test_a_silence_that_slack_asks_for_is_kept(sandbox, slack, clock):
    sandbox.fail("conversations.info", "429", times=2)
    assert (await slack.channel(LEADS)).name == "leads"
    assert clock.pauses == [1.0, 1.0]
    assert clock.told == [1.0, 1.0]
    assert len(made(sandbox, "conversations.info")) == 3


async def test_a_slack_that_asks_for_silence_for_ever_is_given_up(sandbox, slack, clock):
    sandbox.fail("conversations.info", "429", times=99)
    with pytest.raises(SlackUnavailable, match="ratelimited"):
        await slack.channel(LEADS)
    assert len(clock.pauses) == 4


async def test_a_slack_in_trouble_is_asked_once(sandbox, slack, clock):
    sandbox.fail("conversations.info", "500", times=9)
    with pytest.raises(SlackUnavailable):
        await slack.channel(LEADS)
    assert clock.pauses == []
    sandbox._core.faults.clear()
    sandbox.fail("conversations.info", "missing_scope")
    with pytest.raises(CannotLook, match="missing_scope"):
        await slack.channel(LEADS)


async def test_few_people_are_asked_for_one_by_one(sandbox, slack):
    sandbox.add_user(User(id="U20STRANGER", name="stan", team_id="T99OTHER"))
    known = []
    people = await slack.people([ALICE, "U20STRANGER", "U99NOBODY"], WORKSPACE, known.append)
    assert people[ALICE].name == "Alice Archer"
    assert people["U20STRANGER"].is_stranger
    assert people["U99NOBODY"] is None
    assert known == [1, 2, 3]
    assert made(sandbox, "users.list") == []


async def test_many_people_are_read_from_the_list_and_only_others_asked_for(sandbox, slack, clock):
    crowd = [f"U{number:05}X" for number in range(500)]
    for user in crowd:
        sandbox.add_user(User(id=user, name=user.lower()))
    sandbox.add_user(User(id="U20STRANGER", name="stan", team_id="T99OTHER"))
    people = await slack.people([*crowd, "U20STRANGER", "U99NOBODY"], WORKSPACE)
    assert len(people) == 502
    assert people["U20STRANGER"].is_stranger
    assert people["U99NOBODY"] is None
    assert len(made(sandbox, "users.list")) == 3
    assert len(made(sandbox, "users.info")) == 2
    assert clock.pauses == []


async def test_slack_says_whose_token_it_is_what_it_may_do_and_what_time_it_is(sandbox, client):
    sandbox.clock.ahead_seconds = 100
    told = await introduce(client)
    assert (told.workspace_id, told.workspace_name, told.bot_name) == (WORKSPACE, "Sandbox", "leadwheel")
    assert told.is_bot
    assert {"chat:write", "users:read"} <= told.scopes
    assert abs(told.ahead_seconds - 100) < 2


async def test_a_token_that_slack_refuses_tells_the_time_all_the_same(sandbox, session):
    told = await introduce(web_client("xoxb-wrong", sandbox.api_url, session))
    assert (told.workspace_id, told.refused, told.scopes) == (None, "invalid_auth", None)
    assert abs(told.ahead_seconds) < 2


async def test_a_slack_that_breaks_the_connection_tells_nothing(sandbox, client):
    sandbox.fail("auth.test", "drop_before")
    told = await introduce(client)
    assert told.error is not None
    assert told.ahead_seconds is None
