"""The sandbox's posts with all its strictness on, against an endpoint that only answers. Prints; asserts nothing of speed."""

import asyncio
import time

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox import UNLIMITED, Sandbox

pytestmark = pytest.mark.benchmark

POSTS, AT_ONCE, ROUNDS = 2000, 20, 3


def text(words: str, kind: str = "mrkdwn") -> dict[str, str]:
    """Return a text object."""
    return {"type": kind, "text": words}


def button(name: str) -> dict[str, object]:
    """Return a button with a long value, as cards have."""
    return {"type": "button", "action_id": name, "value": "f" * 36, "text": text(name, "plain_text")}


CARD = [
    {"type": "section", "text": text("*sales* · <@U01ALICE> has this conversation, by turn.\n> Can you help us?")},
    {"type": "section", "fields": [text("*Name*\nAda"), text("*Mail*\nada@leads.example")]},
    {"type": "context", "elements": [text("Phone 0123"), text("new, urgent")]},
    {"type": "actions", "block_id": "card", "elements": [button("accept"), button("pass")]},
]
BODY = {"channel": "C01LEADS", "text": "hi", "blocks": CARD}
HEADERS = {"Authorization": "Bearer xoxb-test"}


async def posts_a_second(url: str) -> float:
    """Post cards, so many at once; return how many a second, this client included."""
    at_once = asyncio.Semaphore(AT_ONCE)

    async with aiohttp.ClientSession(headers=HEADERS) as session:

        async def post() -> None:
            async with at_once, session.post(url, json=BODY) as answer:
                assert (await answer.json())["ok"]

        began = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(POSTS)))
        return POSTS / (time.perf_counter() - began)


async def test_posting_a_card(capsys: pytest.CaptureFixture[str]):
    async def only_answers(request: web.Request) -> web.Response:
        await request.json()
        return web.json_response({"ok": True})

    app = web.Application()
    app.router.add_post("/", only_answers)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bare = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    began = time.perf_counter()
    sandbox = Sandbox("a secret", "xoxb-test", limits=UNLIMITED)
    await sandbox.start()
    started = time.perf_counter() - began
    sandbox.add_channel("C01LEADS", "leads")
    for _ in range(ROUNDS):
        strict, beside = await posts_a_second(sandbox.api_url + "chat.postMessage"), await posts_a_second(bare)
        with capsys.disabled():
            print(
                f"\nsandbox: started in {started * 1000:.0f} ms; {strict:.0f} posts a second, {strict / beside:.2f} of bare"
            )
    await sandbox.stop()
    await runner.cleanup()
