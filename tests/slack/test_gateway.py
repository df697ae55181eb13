"""Calls to Slack: each is made once, and what came of it is told rightly (DESIGN 1.8, SLACK.md)."""

import json
import time

import aiohttp
import pytest

from bot.domain.people import Person
from bot.sandbox import Sandbox, User
from bot.slack import gateway as gateway_module
from bot.slack.gateway import Identity, SlackGateway, SlackRefused, identify, person_of, slack_session, web_client
from bot.slack.gateway_errors import Fault, fault
from bot.usecases import announce
from bot.usecases.assign import Taken
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook, Message, NotSent, Sent, Unknown

WORKSPACE, ALICE, LEADS, PRIVATE, TOKEN = "T01TEST", "U01ALICE", "C01LEADS", "C09PRIVATE", "xoxb-test"


@pytest.fixture
async def session():
    async with slack_session() as opened:
        yield opened


@pytest.fixture
async def sandbox():
    made = Sandbox(signing_secret="a secret", bot_token=TOKEN, workspace_id=WORKSPACE)
    made.add_user(User(id=ALICE, name="alice", real_name="Alice Archer"))
    made.add_channel(LEADS, "leads", members=[ALICE])
    made.add_channel(PRIVATE, "private", private=True, bot_is_member=False)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def gateway(sandbox, session):
    client = web_client(TOKEN, sandbox.api_url, session)
    return SlackGateway(client, await identify(client))


def a_message(delivery_id="d1", channel=LEADS, thread_ts="", content=None):
    content = content or announce.nobody_available("sales", channel, 1).payload
    return Message(delivery_id, channel, thread_ts, content)


def made(sandbox, method="chat.postMessage"):
    return [call for call in sandbox.calls if call.method == method]


async def test_the_bot_learns_who_it_is(sandbox, session):
    known = await identify(web_client(TOKEN, sandbox.api_url, session))
    assert known == Identity(WORKSPACE, sandbox.api_url.removesuffix("api/"), sandbox.bot_user_id, sandbox.bot_id)


@pytest.mark.parametrize("word", ["invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_authed"])
async def test_a_token_that_slack_refuses_is_told_apart(sandbox, session, word):
    sandbox.fail("auth.test", word)
    with pytest.raises(SlackRefused, match=word):
        await identify(web_client(TOKEN, sandbox.api_url, session))


async def test_a_wrong_token_is_refused(sandbox, session):
    with pytest.raises(SlackRefused, match="invalid_auth"):
        await identify(web_client("xoxb-wrong", sandbox.api_url, session))


@pytest.mark.parametrize("kind", ["500", "drop_before", "drop_after", "internal_error", "service_unavailable"])
async def test_slack_in_trouble_is_no_refusal(sandbox, session, kind):
    sandbox.fail("auth.test", kind)
    with pytest.raises(SlackUnavailable, match=r"auth\.test"):
        await identify(web_client(TOKEN, sandbox.api_url, session))


async def test_nobody_there_is_no_refusal(sandbox, session):
    address = sandbox.api_url
    await sandbox.stop()
    with pytest.raises(SlackUnavailable, match="cannot_connect"):
        await identify(web_client(TOKEN, address, session))


async def test_a_message_is_posted_with_its_delivery_id(sandbox, gateway):
    outcome = await gateway.send(a_message())
    (posted,) = sandbox.bot_messages()
    assert outcome == Sent(posted.ts)
    assert posted.channel == LEADS
    assert posted.metadata["event_payload"] == {"delivery_id": "d1"}
    (call,) = made(sandbox)
    assert str(call.arguments["unfurl_links"]).lower() in {"false", "0"}
    assert str(call.arguments["unfurl_media"]).lower() in {"false", "0"}


async def test_a_message_for_a_thread_stands_in_it(sandbox, gateway):
    ts = await sandbox.write(ALICE, LEADS, "a lead")
    outcome = await gateway.send(a_message(thread_ts=ts))
    assert isinstance(outcome, Sent)
    assert [message.ts for message in sandbox.thread(LEADS, ts)] == [outcome.ts]


async def test_a_user_id_is_a_direct_message(sandbox, gateway):
    assert isinstance(await gateway.send(a_message(channel=ALICE)), Sent)
    assert len(sandbox.direct_messages(ALICE)) == 1


async def test_a_word_to_one_person_has_no_timestamp(sandbox, gateway):
    content = announce.word(ALICE, LEADS, Taken.ALREADY_TAKEN).payload
    assert await gateway.send(a_message(content=content)) == Sent(None)
    assert made(sandbox) == []
    assert len(sandbox.ephemerals(ALICE)) == 1


#: what Slack does -> what the outbox is told
OUTCOMES = {
    "500": Unknown("http_500"),
    "drop_before": Unknown("ServerDisconnectedError"),
    "drop_after": Unknown("ServerDisconnectedError"),
    "fatal_error": Unknown("fatal_error"),
    "internal_error": Unknown("internal_error"),
    "request_timeout": Unknown("request_timeout"),
    "429": NotSent("ratelimited", heals=True, retry_after_seconds=1.0),
    "ratelimited": NotSent("ratelimited", heals=True, retry_after_seconds=1.0),
    "rate_limited": NotSent("ratelimited", heals=True, retry_after_seconds=1.0),
    "channel_not_found": NotSent("channel_not_found", heals=False),
    "not_in_channel": NotSent("not_in_channel", heals=False),
    "is_archived": NotSent("is_archived", heals=False),
    "msg_too_long": NotSent("msg_too_long", heals=False),
    "invalid_blocks": NotSent("invalid_blocks", heals=False),
    "missing_scope": NotSent("missing_scope", heals=False),
    "restricted_action": NotSent("restricted_action", heals=False),
    "thread_not_found": NotSent("thread_not_found", heals=False),
    "account_inactive": NotSent("account_inactive", heals=True, everywhere=True),
    "token_revoked": NotSent("token_revoked", heals=True, everywhere=True),
    "invalid_auth": NotSent("invalid_auth", heals=True, everywhere=True),
    "service_unavailable": NotSent("service_unavailable", heals=True),
    "a_word_of_tomorrow": NotSent("a_word_of_tomorrow", heals=True),
}


@pytest.mark.parametrize("kind", OUTCOMES)
async def test_what_came_of_a_post_is_told_rightly_and_it_was_made_once(sandbox, gateway, kind):
    sandbox.fail("chat.postMessage", kind)
    assert await gateway.send(a_message()) == OUTCOMES[kind]
    assert len(made(sandbox)) == 1
    assert len(sandbox.bot_messages()) == (1 if kind == "drop_after" else 0)


@pytest.mark.parametrize("kind", ["timeout_before", "timeout_after"])
async def test_slack_that_says_nothing_is_not_waited_for_long(sandbox, monkeypatch, kind):
    monkeypatch.setattr(gateway_module, "CALL_TIMEOUT_SECONDS", 0.3)
    async with slack_session() as session:
        client = web_client(TOKEN, sandbox.api_url, session)
        gateway = SlackGateway(client, await identify(client))
        sandbox.fail("chat.postMessage", kind)
        began = time.monotonic()
        outcome = await gateway.send(a_message())
        assert time.monotonic() - began < 3
    assert isinstance(outcome, Unknown)
    assert len(made(sandbox)) == 1


async def test_a_server_that_is_not_there_got_nothing(session):
    gateway = SlackGateway(web_client(TOKEN, "http://127.0.0.1:9/api/", session), Identity(WORKSPACE, "", "U0", "B0"))
    assert await gateway.send(a_message()) == NotSent("cannot_connect", heals=True)


async def test_how_long_slack_wants_silence_is_taken_from_its_answer():
    class Answered:
        status_code, headers = 429, {"retry-after": "37"}

    def refused(**more):
        from slack_sdk.errors import SlackApiError

        return SlackApiError("no", type("Answered", (Answered,), more)())

    assert fault(refused()) == Fault("ratelimited", retry_after_seconds=37.0)
    assert fault(refused(headers={"Retry-After": "0"})).retry_after_seconds == pytest.approx(0.1)
    for nonsense in ("soon", "", None):
        assert fault(refused(headers={"Retry-After": nonsense})).retry_after_seconds == 1.0
    assert fault(refused(headers={})).retry_after_seconds == 1.0


def test_errors_of_the_network_leave_the_outcome_open():
    for error in (TimeoutError(), aiohttp.ServerDisconnectedError(), ConnectionResetError(), aiohttp.ClientError()):
        assert fault(error) == Fault(type(error).__name__, unknown=True)


async def test_our_messages_are_found_by_their_delivery_id_and_nobody_elses(sandbox, gateway):
    began = time.time()
    posted = {}
    for one in ("d1", "d2", "d3"):
        posted[one] = (await gateway.send(a_message(one))).ts
    await sandbox.post_as_app(LEADS, "Form", "looks like us")
    await sandbox.write(ALICE, LEADS, "d1")
    found = await gateway.look_for(LEADS, "", (began - 60, began + 600), ["d1", "d3", "d9"])
    assert found == {"d1": posted["d1"], "d3": posted["d3"]}


async def test_what_was_posted_before_is_not_looked_at(sandbox, gateway):
    await gateway.send(a_message("d1"))
    assert await gateway.look_for(LEADS, "", (time.time() + 60, time.time() + 120), ["d1"]) == {}


async def test_a_thread_is_read_to_its_last_page(sandbox, gateway, monkeypatch):
    monkeypatch.setattr(gateway_module, "_PAGE", 3)
    ts = await sandbox.write(ALICE, LEADS, "a lead")
    for number in range(8):
        await sandbox.write(ALICE, LEADS, f"reply {number}", thread_ts=ts)
    sent = await gateway.send(a_message("last", thread_ts=ts))
    assert await gateway.look_for(LEADS, ts, (0, 1e10), ["last", "lost"]) == {"last": sent.ts}
    assert len(made(sandbox, "conversations.replies")) == 4


async def test_a_channel_is_read_to_its_last_page(sandbox, gateway, monkeypatch):
    monkeypatch.setattr(gateway_module, "_PAGE", 2)
    first = await gateway.send(a_message("first"))
    for number in range(6):
        await sandbox.write(ALICE, LEADS, f"message {number}")
    assert await gateway.look_for(LEADS, "", (0, 1e10), ["first"]) == {"first": first.ts}
    assert len(made(sandbox, "conversations.history")) == 4


async def test_a_direct_message_is_looked_for_by_the_persons_id(sandbox, gateway):
    sent = await gateway.send(a_message("d1", channel=ALICE))
    assert await gateway.look_for(ALICE, "", (0, 1e10), ["d1"]) == {"d1": sent.ts}
    (opened,) = made(sandbox, "conversations.open")
    assert opened.arguments["users"] == ALICE


@pytest.mark.parametrize("word", ["missing_scope", "channel_not_found", "not_in_channel", "thread_not_found"])
async def test_where_slack_does_not_let_us_look_that_is_said(sandbox, gateway, word):
    sandbox.fail("conversations.history", word)
    with pytest.raises(CannotLook, match=word):
        await gateway.look_for(LEADS, "", (0, 1e10), ["d1"])


async def test_a_private_channel_without_us_cannot_be_looked_at(gateway):
    with pytest.raises(CannotLook, match="channel_not_found"):
        await gateway.look_for(PRIVATE, "", (0, 1e10), ["d1"])


@pytest.mark.parametrize("kind", ["500", "drop_before", "internal_error", "invalid_auth"])
async def test_while_slack_is_in_trouble_looking_is_put_off(sandbox, gateway, kind):
    sandbox.fail("conversations.history", kind)
    with pytest.raises(SlackUnavailable, match=r"conversations\.history"):
        await gateway.look_for(LEADS, "", (0, 1e10), ["d1"])
    assert len(made(sandbox, "conversations.history")) == 1


async def test_a_short_silence_that_slack_asks_for_is_kept_once(sandbox, gateway):
    sent = await gateway.send(a_message("d1"))
    sandbox.fail("conversations.history", "429")
    began = time.monotonic()
    assert await gateway.look_for(LEADS, "", (0, 1e10), ["d1"]) == {"d1": sent.ts}
    assert time.monotonic() - began >= 0.9
    sandbox.fail("conversations.history", "429", times=2)
    with pytest.raises(SlackUnavailable, match="ratelimited"):
        await gateway.look_for(LEADS, "", (0, 1e10), ["d1"])


async def test_one_person_is_asked_for(sandbox, gateway):
    assert await gateway.person(ALICE) == Person(ALICE, "Alice Archer", "Europe/Berlin", updated=1700000000)
    assert await gateway.person("U99NOBODY") is None


@pytest.mark.parametrize("kind", ["500", "drop_before", "missing_scope", "invalid_auth", "a_word_of_tomorrow"])
async def test_while_slack_does_not_tell_people_are_not_unknown(sandbox, gateway, kind):
    sandbox.fail("users.info", kind)
    with pytest.raises(SlackUnavailable, match=r"users\.info"):
        await gateway.person(ALICE)
    sandbox.fail("users.list", kind)
    with pytest.raises(SlackUnavailable, match=r"users\.list"):
        await gateway.everyone()


async def test_everybody_is_read_page_by_page(sandbox, gateway, monkeypatch):
    monkeypatch.setattr(gateway_module, "_PAGE", 7)
    for number in range(30):
        sandbox.add_user(User(id=f"U1{number:03d}", name=f"u{number}", real_name=f"Person {number}"))
    names = [person.name for person in await gateway.everyone()]
    assert {"Alice Archer", "Slackbot", "Leadwheel", "Person 0", "Person 29"} <= set(names)
    assert len(names) == 33
    assert len(made(sandbox, "users.list")) == 5


#: a user object, as Slack might send it -> who that is
PEOPLE = {
    "only an id": ({"id": "U1"}, Person("U1", "U1")),
    "no profile": ({"id": "U1", "profile": None, "name": "bob"}, Person("U1", "bob")),
    "an empty display name": (
        {"id": "U1", "name": "bob", "profile": {"display_name": "  ", "real_name": "Bob Byrne"}},
        Person("U1", "Bob Byrne"),
    ),
    "a display name": (
        {"id": "U1", "name": "bob", "real_name": "Bob", "profile": {"display_name": "Bobby", "real_name": "B"}},
        Person("U1", "Bobby"),
    ),
    "a real name outside the profile": ({"id": "U1", "real_name": "Bob", "name": "b"}, Person("U1", "Bob")),
    "names that are no text": (
        {"id": "U1", "name": 5, "real_name": [], "tz": None, "profile": {"display_name": {}, "real_name": True}},
        Person("U1", "U1"),
    ),
    "roles": (
        {"id": "U1", "name": "a", "is_admin": True, "is_owner": True, "tz": "Asia/Tokyo"},
        Person("U1", "a", "Asia/Tokyo", is_admin=True, is_owner=True),
    ),
    "the primary owner": ({"id": "U1", "name": "a", "is_primary_owner": True}, Person("U1", "a", is_owner=True)),
    "roles that are no truth": ({"id": "U1", "name": "a", "is_admin": "yes", "deleted": 0}, Person("U1", "a")),
    "a guest": ({"id": "U1", "name": "a", "is_restricted": True}, Person("U1", "a", is_guest=True)),
    "a guest of one channel": (
        {"id": "U1", "name": "a", "is_ultra_restricted": True},
        Person("U1", "a", is_guest=True),
    ),
    "deactivated": ({"id": "U1", "name": "a", "deleted": True}, Person("U1", "a", deactivated=True)),
    "a bot": ({"id": "U1", "name": "a", "is_bot": True}, Person("U1", "a", is_bot=True)),
    "Slackbot": (
        {"id": "USLACKBOT", "name": "slackbot", "is_bot": False},
        Person("USLACKBOT", "slackbot", is_bot=True),
    ),
    "our own": ({"id": "U1", "name": "a", "team_id": WORKSPACE}, Person("U1", "a")),
    "of another workspace": ({"id": "U1", "name": "a", "team_id": "T9"}, Person("U1", "a", is_stranger=True)),
    "a stranger": ({"id": "U1", "name": "a", "is_stranger": True}, Person("U1", "a", is_stranger=True)),
    "of our organisation": (
        {"id": "W1", "name": "a", "team_id": "T9", "enterprise_user": {"id": "W1", "teams": ["T8", WORKSPACE]}},
        Person("W1", "a"),
    ),
    "of our organisation, elsewhere": (
        {"id": "W1", "name": "a", "team_id": "T9", "enterprise_user": {"teams": ["T8"]}},
        Person("W1", "a", is_stranger=True),
    ),
    "an organisation without teams": (
        {"id": "W1", "name": "a", "team_id": WORKSPACE, "enterprise_user": {"teams": None}},
        Person("W1", "a"),
    ),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_an_odd_user_object_is_still_somebody(name):
    given, expected = PEOPLE[name]
    assert person_of(json.loads(json.dumps(given)), WORKSPACE) == expected
