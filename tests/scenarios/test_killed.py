"""`kill -9`, again and again, at random in a burst of leads: what was answered 200 is dealt, and said once."""

import asyncio
import os
import random
import time
from collections.abc import Callable

import pytest

from tests.scenarios.conftest import NewWorld, Place
from tests.support.harness import Post, Slack
from tests.support.processes import end_leases, events_url, free_port, kill, ready, serves_two, spawn, start, stop
from tests.support.story import Story
from tests.support.world import World

#: How long `make soak` kills, and which burst it begins with: a failure names the seed of its own.
SOAK_SECONDS = float(os.environ.get("LEADWHEEL_SOAK_SECONDS", "60"))
SOAK_SEED = int(os.environ.get("LEADWHEEL_SOAK_SEED") or time.time())


def moment(slack: Slack, chance: random.Random, written: list["asyncio.Task[Post]"]) -> Callable[[], bool]:
    """Choose when to kill: when Slack was called so often (the first calls are those of a start), or so many leads taken."""
    if chance.random() < 0.5:
        calls = len(slack.calls()) + chance.randrange(1, 2 * len(written))
        return lambda: len(slack.calls()) >= calls
    taken = chance.randrange(1, len(written))
    return lambda: sum(one.done() for one in written) >= taken


async def burst(world: World, seed: int, kills: int, leads: range, processes: int) -> None:
    """Write leads while bots are killed at random; fail unless each is dealt and told of once in the end.

    `leads`: how many may come before each kill.
    """
    chance = random.Random(seed)
    story = Story(world)
    ports = [free_port() for _ in range(processes)]
    running = [await start(world, port) for port in ports]
    assert processes == 1 or serves_two(world)
    try:
        for killed in range(kills):
            serving = chance.randrange(processes)
            world.sandbox.events_url = events_url(ports[serving])
            written = [story.write(f"lead {killed}.{n}") for n in range(chance.choice(leads))]
            await story.slack.until(moment(story.slack, chance, written))
            await kill(running[serving])
            await end_leases(world)
            # Not waited for: the next kill may meet it while it starts.
            running[serving] = await spawn(world, ports[serving])
            world.sandbox.events_url = events_url(ports[(serving + 1) % processes])
        assert await story.settle(running[-1])
        await asyncio.gather(*(ready(port) for port in ports))
        for process in running:
            assert await stop(process) < 10
        await story.check(in_order=processes == 1)
    except BaseException as error:
        error.add_note(f"LEADWHEEL_SOAK_SEED={seed}")
        raise
    finally:
        await story.end()
        for process in running:
            await kill(process)


async def test_a_bot_that_is_killed_again_and_again_in_a_burst_loses_no_lead_and_says_nothing_twice(
    new_world: NewWorld, place: Place
):
    await burst(await new_world(), seed=3, kills=4, leads=range(10, 20), processes=place.processes)


@pytest.mark.soak
@pytest.mark.timeout(SOAK_SECONDS + 120)
async def test_however_long_bots_are_killed_at_random_no_lead_is_lost_and_nothing_said_twice(
    new_world: NewWorld, place: Place
):
    ends, seed = time.monotonic() + SOAK_SECONDS, SOAK_SEED
    while time.monotonic() < ends:
        await burst(await new_world(), seed, kills=6, leads=range(15, 40), processes=place.processes)
        seed += 1
