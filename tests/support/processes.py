"""Bots as programs of their own beside a world's sandbox: started, killed at a named step, stopped."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Coroutine
from typing import Any

import aiohttp
from sqlalchemy import text, update

from storage.database import Database
from storage.tables import OutboxChannel, table
from storage.transaction import Transaction
from tests.support.forked import Forked, KillAt, fork_server
from tests.support.world import World


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def events_url(port: int) -> str:
    """Return where a bot on this port takes what Slack sends."""
    return f"http://127.0.0.1:{port}/slack/events"


async def spawn(
    world: World, port: int = 0, *, command: tuple[str, ...] = ("run",), kill_at: KillAt | None = None
) -> Forked:
    """Start a program beside the world, and return at once. `kill_at`: it dies there by itself."""
    settings = world.settings
    app_token = settings.slack_app_token
    environment = {
        **os.environ,
        "SLACK_APP_TOKEN": app_token.get_secret_value() if app_token else "",
        "SLACK_SIGNING_SECRET": "a secret",
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_API_URL": settings.slack_api_url,
        "LEADWHEEL_DATABASE_URL": settings.leadwheel_database_url,
        "LEADWHEEL_HOST": "127.0.0.1",
        "LEADWHEEL_PORT": str(port),
        "LEADWHEEL_POST_RATE": str(settings.leadwheel_post_rate),
        "LEADWHEEL_LOG_LEVEL": "error",
    }
    return await fork_server().start(command, environment, kill_at=kill_at)


async def start(world: World, port: int, *, kill_at: KillAt | None = None) -> Forked:
    """Start a bot on a port, and return once it takes leads; one that is to die may be dead by then."""
    process = await spawn(world, port, kill_at=kill_at)
    await first_of(process.wait(), ready(port))
    assert process.returncode is None or kill_at is not None, f"the bot ended with {process.returncode}"
    return process


async def ready(port: int) -> None:
    """Return once the bot on a port takes leads. Raises TimeoutError."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(40):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)


async def stop(process: Forked) -> float:
    """Stop a bot gracefully; return how many seconds it took. It ends well, or the test fails."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code = await asyncio.wait_for(process.wait(), 30)
    assert code == 0
    return time.monotonic() - began


async def kill(process: Forked) -> None:
    """End a bot, if it lives, as `kill -9` does."""
    if process.returncode is None:
        process.kill()
    await process.wait()


async def first_of(*several: Coroutine[Any, Any, Any]) -> None:
    """Return once one of them is over; the others are cancelled. Raises what that one raised."""
    tasks = [asyncio.create_task(one) for one in several]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def serves_two(world: World) -> bool:
    """Say whether two bots may run on the world's database."""
    return not world.settings.leadwheel_database_url.startswith("sqlite")


async def end_leases(world: World) -> None:
    """End the leases of the outbox now, so that nobody waits for those of the dead to end by themselves (10 s).

    Those of a bot that lives end, too: it has to bear that at any time. On SQLite a start does it by itself.
    """
    if not serves_two(world):
        return

    def end(tx: Transaction) -> None:
        channel = table(OutboxChannel)
        # What was killed may be committing its last claim still: that is waited for, as it would not be seen.
        tx.execute(text(f"LOCK TABLE {channel.name} IN EXCLUSIVE MODE"))
        tx.execute(update(channel).where(channel.c.holder.is_not(None)).values(lease_until=0.0))

    database = Database(world.settings.leadwheel_database_url)
    try:
        await database.write(end)
    finally:
        await database.close()
