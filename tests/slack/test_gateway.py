"""Calls to Slack: each is made once, and what came of it is told rightly (DESIGN 1.8, SLACK.md)."""

import asyncio
import time

import aiohttp
import pytest
from aiohttp import web

from bot.domain.lifecycle import Pressed
from bot.slack import asking
from bot.slack.asking import Identity, SlackRefused, identify, open_socket, slack_session, web_client
from bot.slack.gateway import SlackGateway
from bot.slack.gateway_errors import Fault, fault
from bot.slack.private_words import PrivateWords
from bot.usecases import announce
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import NotSent, Sent, Unknown
from bot.web.socket_mode import SocketMode
from tests.slack.with_gateway import ALICE, LEADS, TOKEN, WORKSPACE, a_message, made


async def test_the_bot_learns_who_it_is(sandbox, session):
    known = await identify(web_client(TOKEN, sandbox.api_url, session))
    url = sandbox.api_url.removesuffix("api/")
    assert known == Identity(WORKSPACE, url, sandbox.bot_user_id, sandbox.bot_id, "Sandbox")


@pytest.mark.parametrize("word", ["invalid_auth", "not_allowed_token_type", "access_denied"])
async def test_an_app_token_that_opens_no_connection_is_refused_with_the_setting_that_holds_it(sandbox, session, word):
    sandbox.fail("apps.connections.open", word)
    with pytest.raises(SlackRefused, match=word) as caught:
        await open_socket(web_client("xapp-1", sandbox.api_url, session))
    assert caught.value.setting == "SLACK_APP_TOKEN"


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
    content = announce.word(ALICE, LEADS, Pressed.ALREADY_TAKEN).content
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
    monkeypatch.setattr(asking, "CALL_TIMEOUT_SECONDS", 0.3)
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


async def test_everything_goes_through_the_proxy_that_the_environment_names(monkeypatch):
    asked = []

    async def refuse(reader, writer):
        asked.append((await reader.readline()).decode().split()[:2])
        writer.close()
        await writer.wait_closed()

    proxy = await asyncio.start_server(refuse, "127.0.0.1", 0)
    for name in ("HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
    monkeypatch.setenv("NO_PROXY", "")
    async with slack_session() as session:
        client = web_client(TOKEN, "http://slack.example/api/", session)
        with pytest.raises(SlackUnavailable):
            await identify(client)
        private = PrivateWords(session)
        private.say({"response_url": "http://hooks.slack.example/x"}, "words")
        await private.stop()
        mode = SocketMode(
            lambda: _given("ws://wss.slack.example/link/"), session, lambda: None, asyncio.Event(), client.proxy
        )
        with pytest.raises(aiohttp.ClientError):
            await mode._connect()
    proxy.close()
    await proxy.wait_closed()
    # aiohttp may ask twice for what changes nothing.
    assert [list(one) for one in dict.fromkeys(map(tuple, asked))] == [
        ["POST", "http://slack.example/api/auth.test"],
        ["POST", "http://hooks.slack.example/x"],
        ["GET", "ws://wss.slack.example/link/"],
    ]


async def _given(value):
    return value


@pytest.mark.parametrize(
    "body",
    [
        b'{"ok": true}',
        b'{"ok": true, "team_id": null}',
        b'{"ok": true, "team_id": ["x"]}',
        b'{"ok": true, "team_id": ""}',
        b"\xff\xfe",
        b"[" * 100000,
        b'{"ok": true, "team_id": "\\ud800"}',
        b'"x"',
        b"<html>Proxy</html>",
    ],
    ids=lambda body: repr(body[:40]),
)
async def test_what_is_no_answer_of_slacks_is_no_workspace_and_asked_again(session, body):
    async def answer(_request):
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_post("/api/auth.test", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with pytest.raises(SlackUnavailable):
        await identify(web_client(TOKEN, f"http://127.0.0.1:{runner.addresses[0][1]}/api/", session))
    await runner.cleanup()
