"""What the benchmarks of the bot's front door run beside: a Bolt app that does nothing, and requests signed for both."""

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from tests.support.world import WORKSPACE

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def signature(body: bytes, content_type: str) -> dict[str, str]:
    """Return the headers that prove a body to be Slack's, sent now."""
    stamp = str(int(time.time()))
    mac = hmac.new(b"a secret", b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={mac}",
        "Content-Type": content_type,
    }


async def idle_bolt() -> tuple[str, Callable[[], Awaitable[None]]]:
    """Serve a Bolt app that does nothing with a message, and only acks `/away`; return its address and how to stop it."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=WORKSPACE, bot_token="xoxb-test")

    app = AsyncApp(signing_secret="a secret", authorize=authorize, process_before_response=True)

    @app.event("message")
    async def nothing() -> None: ...

    @app.command("/away")
    async def taken(ack: AsyncAck) -> None:
        await ack()

    runner = web.AppRunner(app.web_app("/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events", runner.cleanup
