"""`leadwheel run`, as a program of its own (CONTRACT 2)."""

import asyncio
import re
import signal
import time

import aiohttp

from tests.support.world import ALICE, LEADS, LENA


async def test_it_serves_follows_apply_within_a_second_and_ends_when_it_is_told_to(
    leadwheel_beside, sandbox, settings, program, file
):
    settings(LEADWHEEL_HOST="127.0.0.1", LEADWHEEL_PORT="0", LEADWHEEL_POST_RATE="0")
    process = await program("run")
    line = await process.wait_logged("listening", timeout_seconds=40)
    await process.wait_logged("connected")
    port = int(re.search(r"port=(\d+)", line)[1])
    async with aiohttp.ClientSession() as session:
        for path in ("/healthz", "/readyz"):
            async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                assert response.status == 200
    sandbox.events_url = f"http://127.0.0.1:{port}/slack/events"
    followed = asyncio.create_task(process.wait_logged("configuration_followed"))
    assert (await leadwheel_beside("apply", file)).code == 0
    async with asyncio.timeout(1.5):  # a second, and what a busy machine adds
        await followed
    ts = await sandbox.write(LENA, LEADS, "a lead wrote this")
    await sandbox.wait_until(lambda: sandbox.thread(LEADS, ts))
    assert sandbox.thread(LEADS, ts)[0].text.startswith(f"Assigned to <@{ALICE}>")
    began = time.monotonic()
    process.signal(signal.SIGTERM)
    ended = await process.ended()
    assert time.monotonic() - began < 10
    assert ended.code == 0
    assert "stopped" in ended.err
    for kept in ("Traceback", "a lead wrote this", "s3cr3t", "[warning"):
        assert kept not in ended.err
