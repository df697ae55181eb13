"""Tokens, scopes, bodies and unknown methods."""

import time
from email.utils import parsedate_to_datetime

import pytest

from bot.sandbox.coverage import METHOD_NAMES

SCOPES = {
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "conversations.open": "im:write",
    "users.info": "users:read",
    "users.list": "users:read",
}
KINDS = {"C01LEADS": "channels", "C02SECRET": "groups", "D01ALICE": "im"}


@pytest.mark.parametrize("method", METHOD_NAMES)
async def test_every_method_wants_the_token(sandbox, session, method):
    url = sandbox.api_url + method
    async with session.post(url) as response:
        assert await response.json() == {"ok": False, "error": "not_authed"}
    async with session.post(url, headers={"Authorization": "Bearer xoxb-wrong"}) as response:
        assert (response.status, await response.json()) == (200, {"ok": False, "error": "invalid_auth"})
    async with session.post(url, json={"token": "xoxb-sandbox"}) as response:
        assert (await response.json())["error"] == "not_authed", "Slack takes no token from a JSON body"


@pytest.mark.parametrize("method", SCOPES)
async def test_a_method_without_its_scope_is_refused(make_sandbox, call, method):
    sandbox = await make_sandbox(scopes=["commands", "pins:read"])
    answer = await call(sandbox, method, channel="C01LEADS", users="U01ALICE", user="U01ALICE", text="hi")
    assert answer == {
        "ok": False,
        "error": "missing_scope",
        "needed": SCOPES[method],
        "provided": "commands,pins:read",
    }


@pytest.mark.parametrize(
    ("method", "right"),
    [("conversations.history", "history"), ("conversations.replies", "history"), ("conversations.info", "read")],
)
@pytest.mark.parametrize("channel", KINDS)
async def test_reading_needs_the_scope_of_the_channels_kind(make_sandbox, call, method, right, channel):
    def with_scopes(*kinds):
        return make_sandbox(scopes=[f"{kind}:{right}" for kind in kinds])

    for sandbox, allowed in (
        (await with_scopes(KINDS[channel]), True),
        (await with_scopes(*(set(KINDS.values()) - {KINDS[channel]})), False),
    ):
        sandbox.add_channel("C02SECRET", name="secret", members=["U01ALICE"], private=True)
        place = channel if channel[0] == "C" else sandbox.direct_channel("U01ALICE")
        ts = await sandbox.write("U01ALICE", place, "hi")
        answer = await call(sandbox, method, channel=place, ts=ts)
        assert answer["ok"] is allowed
        if not allowed:
            assert (answer["error"], answer["needed"]) == ("missing_scope", f"{KINDS[channel]}:{right}")


async def test_an_app_without_any_of_the_scopes_is_told_them_all(make_sandbox, call):
    sandbox = await make_sandbox(scopes=["chat:write"])
    answer = await call(sandbox, "conversations.info", channel="C01LEADS")
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "channels:read,groups:read,im:read"


async def test_an_unknown_method_is_refused(sandbox, refused):
    assert await refused(sandbox, "chat.delete", channel="C01LEADS") == "unknown_method"


@pytest.mark.parametrize(
    ("body", "content_type", "word"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"<xml/>", "application/xml", "invalid_post_type"),
    ],
)
async def test_a_body_that_slack_cannot_read_is_refused(sandbox, session, body, content_type, word):
    headers = {"Authorization": "Bearer xoxb-sandbox", "Content-Type": content_type}
    async with session.post(sandbox.api_url + "chat.postMessage", data=body, headers=headers) as response:
        assert await response.json() == {"ok": False, "error": word}


async def test_answers_say_what_the_token_may_do_once_it_is_known_and_what_time_slack_has(sandbox, session):
    sandbox.clock.ahead_seconds = 3600
    url = sandbox.api_url + "auth.test"
    for token, known in (("xoxb-sandbox", True), ("xoxb-wrong", False)):
        async with session.post(url, headers={"Authorization": f"Bearer {token}"}) as response:
            assert ("X-OAuth-Scopes" in response.headers) is known
            ahead = parsedate_to_datetime(response.headers["Date"]).timestamp() - time.time()
            assert abs(ahead - 3600) < 60


async def test_an_apps_own_token_may_open_connections_and_nothing_else(make_sandbox, session):
    sandbox = await make_sandbox()
    sandbox._core.app_token = "xapp-sandbox"
    async with session.post(
        sandbox.api_url + "auth.test", headers={"Authorization": "Bearer xapp-sandbox"}
    ) as response:
        assert response.headers["X-OAuth-Scopes"] == "connections:write"
        assert (await response.json())["error"] == "not_allowed_token_type"


async def test_a_revoked_token_is_refused_and_the_bot_is_told(connected, bot, refused, call):
    await connected.revoke()
    assert await refused(connected, "auth.test") == "account_inactive"
    assert await refused(connected, "chat.postMessage", channel="C01LEADS", text="hi") == "account_inactive"
    assert bot.events == [
        {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [connected.bot_user_id]}},
        {"type": "app_uninstalled"},
    ]
    connected.restore()
    assert (await call(connected, "auth.test"))["ok"]


async def test_a_token_that_is_revoked_alone_uninstalls_nothing(connected, bot, refused):
    await connected.revoke("token_revoked")
    assert await refused(connected, "auth.test") == "token_revoked"
    assert [event["type"] for event in bot.events] == ["tokens_revoked"]


async def test_a_token_can_be_revoked_without_a_word(connected, bot, refused):
    await connected.revoke(tell=False)
    assert await refused(connected, "users.list") == "account_inactive"
    assert bot.events == []
