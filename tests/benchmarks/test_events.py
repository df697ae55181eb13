"""Signed events, committed and answered, against a Bolt app that does nothing. Prints; asserts nothing of speed."""

import asyncio
import json
import statistics
import time

import aiohttp
import pytest

from bot import telemetry
from tests.benchmarks.beside import JSON, idle_bolt, signature
from tests.support.world import LEADS, LENA, WORKSPACE, world_in

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
    return body, signature(body, JSON)


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


@pytest.mark.parametrize("post_rate", [1, 0])
async def test_events_committed_and_answered_against_a_bolt_app_that_does_nothing(
    database_url: str, post_rate: int, capsys: pytest.CaptureFixture[str]
):
    """At the pace that Slack allows, as a bot runs; and unpaced, where three messages a lead are posted beside it."""
    telemetry.configure("console", "error")  # its threads are not in the sandbox, which would be told for each
    idle, stop = await idle_bolt()
    pairs = []
    async with world_in(database_url, leadwheel_post_rate=post_rate) as world:
        async with world.awake():
            ours = world.sandbox.events_url
            world.sandbox.events_url = None
            await rate(idle, 1)
            await rate(ours, 1)
            for number in range(1, ROUNDS + 1):
                pairs.append((await rate(idle, number * EVENTS + 1), await rate(ours, number * EVENTS + 1)))
        assert len(await world.assignments()) == (ROUNDS + 1) * EVENTS
    await stop()
    ratio = statistics.median(mine / theirs for theirs, mine in pairs)
    database = database_url.partition("+")[0]
    how = f"paced at {post_rate} a second" if post_rate else "unpaced"
    with capsys.disabled():
        print(
            f"\n  events at {CONNECTIONS} connections, {database}, {how}: {ratio:.2f} of a Bolt app that does nothing "
            f"({pairs[-1][1]:,.0f}/s)"
        )
