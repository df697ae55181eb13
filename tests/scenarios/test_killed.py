"""`kill -9` in a burst of leads: what was answered 200 is dealt, and said once."""

import asyncio
import os
import random
import signal
import socket
import sys
from collections import Counter

import aiohttp

from tests.support.world import ALICE, BOB, CAROL, LEADS, LENA, SALES, World


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def start(world: World, port: int) -> asyncio.subprocess.Process:
    settings = world.settings
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        env={
            **os.environ,
            "SLACK_SIGNING_SECRET": "a secret",
            "SLACK_BOT_TOKEN": "xoxb-test",
            "SLACK_API_URL": settings.slack_api_url,
            "LEADWHEEL_DATABASE_URL": settings.leadwheel_database_url,
            "LEADWHEEL_HOST": "127.0.0.1",
            "LEADWHEEL_PORT": str(port),
            "LEADWHEEL_POST_RATE": "0",
            "LEADWHEEL_LOG_LEVEL": "error",
        },
    )
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return process
            except aiohttp.ClientConnectorError:
                pass
            await asyncio.sleep(0.05)


async def test_a_bot_that_is_killed_in_a_burst_loses_no_lead_and_says_nothing_twice(world: World):
    port = free_port()
    world.sandbox.retry_delays_seconds = (0.2, 5, 10)
    process = await start(world, port)
    world.sandbox.events_url = f"http://127.0.0.1:{port}/slack/events"
    writing = [asyncio.create_task(world.sandbox.write(LENA, LEADS, f"lead {n}")) for n in range(60)]
    enough = random.Random(3).randrange(5, 30)
    await world.sandbox.wait_until(lambda: len(world.announced()) >= enough)
    os.kill(process.pid, signal.SIGKILL)
    await process.wait()
    process = await start(world, port)
    try:
        stamps = await asyncio.gather(*writing)
        answered = {
            one.payload["event"]["ts"]
            for one in world.sandbox.deliveries
            if one.payload["event"].get("user") == LENA and any(attempt.status == 200 for attempt in one.attempts)
        }
        assert answered == set(stamps)
        await world.wait_announced(60, timeout_seconds=30)
        await world.sandbox.wait_until(lambda: len(world.cards(SALES)) >= 60, timeout_seconds=30)
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 12) == 0
    rows = await world.assignments()
    assert sorted(row.thread_ts for row in rows) == sorted(stamps)
    assert sorted(message.thread_ts for message in world.announced()) == sorted(stamps)
    # Each has one card, and each teammate was told once of what is theirs.
    for event_type in ("leadwheel_card", "leadwheel_direct_message"):
        told = Counter(one.metadata["event_payload"]["conversation_id"] for one in world.of_type(event_type))
        assert told == Counter({row.conversation_id: 1 for row in rows})
    counts = Counter(row.user_id for row in rows)
    assert {counts[user] for user in (ALICE, BOB, CAROL)} == {20}
