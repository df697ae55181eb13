"""Dealing batches through an opened database, for the benchmarks of both databases; also as a program of its own."""

import asyncio
import sys
import time

from bot.configfile import load
from bot.domain.configuration import Trigger
from bot.domain.leads import LeadFacts
from bot.usecases import configure
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.deal import DealRequest, deal_batch
from storage.database import Database
from tests.support.world import LEADS, SALES, WORKSPACE

CONFIGURATION = f"""
workspace: {WORKSPACE}
teams: {{sales: {{channel: {SALES}, teammates: [{", ".join(f"U{n:05}" for n in range(200))}]}}}}
sources: [{{channel: {LEADS}}}]
rules: [{{when: new_conversation, assign_to: sales}}]
"""


async def configured(database: Database) -> FollowedConfiguration:
    """Configure a team of 200, to which every lead goes."""
    loaded = load(CONFIGURATION, "benchmark")
    await database.write(configure.apply, WORKSPACE, loaded.configuration, loaded.check_references, time.time())
    configuration = FollowedConfiguration(database, WORKSPACE)
    await configuration.refresh()
    return configuration


async def dealt(database: Database, configuration: FollowedConfiguration, batches: int, size: int) -> float:
    """Deal batches one after another; return leads a second."""
    begun = time.perf_counter()
    for batch in range(batches):
        requests = [
            DealRequest(
                WORKSPACE,
                f"message:{LEADS}:{begun}-{batch}-{n}",
                "message",
                LEADS,
                f"{n}",
                Trigger.NEW_CONVERSATION,
                LeadFacts("hello", None, None, None),
                "U05LENA",
                time.monotonic() + 60,
            )
            for n in range(size)
        ]
        await database.write(deal_batch, configuration.current, requests, time.time())
    return batches * size / (time.perf_counter() - begun)


async def serve(url: str, batches: int, size: int) -> None:
    """Say `ready`, and at each line that is read deal batches and say how long that took, in seconds."""
    database = Database(url)
    configuration = FollowedConfiguration(database, WORKSPACE)
    await configuration.refresh()
    await dealt(database, configuration, 2, size)
    print("ready", flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        begun = time.perf_counter()
        await dealt(database, configuration, batches, size)
        print(time.perf_counter() - begun, flush=True)
    await database.close()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
