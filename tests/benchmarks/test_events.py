"""Signed events, committed and answered, against a Bolt app that does nothing. Prints; asserts nothing of speed."""

import asyncio
import hashlib
import hmac
import json
import statistics
import time
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.support.world import LEADS, LENA, WORKSPACE, World

pytestmark = pytest.mark.benchmark

CONNECTIONS, EVENTS, ROUNDS = 64, 1000, 3


def signed(number: int) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": WORKSPACE,
            "event_id": f"Ev{number}",
            "authorizations": [{"team_id": WORKSPACE, "user_id": "U0LEADWHL", "is_bot": True}],
            "event": {"type": "message", "channel": LEADS, "user": LENA, "text": "hi", "ts": f"{number}.000100"},
        }
    ).encode()
    stamp = str(int(time.time()))
    mac = hmac.new(b"a secret", b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return body, {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
        "Content-Type": "application/json",
    }


async def rate(url: str, first: int) -> float:
    """Send events over 64 connections; return how many were answered 200 a second."""
    requests = [signed(first + n) for n in range(EVENTS)]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS)) as session:

        async def send(body: bytes, headers: dict[str, str]) -> None:
            async with session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 200

        begun = time.perf_counter()
        await asyncio.gather(*(send(*request) for request in requests))
        return EVENTS / (time.perf_counter() - begun)


async def idle_bolt() -> tuple[str, Callable[[], Awaitable[None]]]:
    """Serve a Bolt app whose listener does nothing; return its address and how to stop it."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=WORKSPACE, bot_token="xoxb-test")

    app = AsyncApp(signing_secret="a secret", authorize=authorize, process_before_response=True)

    @app.event("message")
    async def nothing() -> None: ...

    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", runner.cleanup


async def test_events_committed_and_answered_against_a_bolt_app_that_does_nothing(
    world: World, capsys: pytest.CaptureFixture[str]
):
    idle, stop = await idle_bolt()
    pairs = []
    async with world.awake():
        ours = world.sandbox.events_url
        world.sandbox.events_url = None
        await rate(idle, 1)
        await rate(ours, 1)
        for number in range(1, ROUNDS + 1):
            pairs.append((await rate(idle, number * EVENTS + 1), await rate(ours, number * EVENTS + 1)))
    await stop()
    ratio = statistics.median(mine / theirs for theirs, mine in pairs)
    with capsys.disabled():
        print(
            f"\n  events at {CONNECTIONS} connections: {ratio:.2f} of a Bolt app that does nothing ({pairs[-1][1]:,.0f}/s)"
        )
    assert len(await world.assignments()) == (ROUNDS + 1) * EVENTS
