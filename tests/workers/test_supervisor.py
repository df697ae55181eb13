"""A worker that fails is started again, and all of them end when they are told to."""

import asyncio

import pytest

from bot.usecases.errors import StorageUnavailable
from bot.workers import supervisor as supervisor_module
from bot.workers.clock import ClockWorker
from bot.workers.supervisor import Supervisor


@pytest.fixture
async def supervisor(monkeypatch):
    monkeypatch.setattr(supervisor_module, "_PAUSE_SECONDS", 0.0)
    made = Supervisor()
    yield made
    await made.stop()


@pytest.mark.parametrize("error", [RuntimeError("broken"), StorageUnavailable("locked"), TimeoutError()])
async def test_a_worker_that_fails_is_started_again(supervisor, error):
    starts, well = [], asyncio.Event()

    async def work():
        starts.append(1)
        if len(starts) < 4:
            raise error
        well.set()
        await asyncio.Event().wait()

    supervisor.start("worker", work)
    async with asyncio.timeout(5):
        await well.wait()
    assert len(starts) == 4


async def test_a_worker_that_is_done_is_not_started_again(supervisor):
    starts = []

    async def work():
        starts.append(1)

    supervisor.start("worker", work)
    await asyncio.wait(supervisor._tasks)
    assert starts == [1]


async def test_one_that_fails_does_not_disturb_the_others(supervisor):
    beats, enough = [], asyncio.Event()

    async def broken():
        raise RuntimeError("broken")

    async def steady():
        while True:
            beats.append(1)
            if len(beats) > 20:
                enough.set()
            await asyncio.sleep(0)

    supervisor.start("broken", broken)
    supervisor.start("steady", steady)
    async with asyncio.timeout(5):
        await enough.wait()


async def test_stopping_ends_the_last_started_first_and_waits_for_each(supervisor):
    ended, begun = [], []

    def worker(name):
        async def work():
            begun.append(name)
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.sleep(0)  # tidying up takes a moment
                ended.append(name)

        return work

    for name in ("first", "second", "third"):
        supervisor.start(name, worker(name))
    while len(begun) < 3:  # noqa: ASYNC110 - three tasks that begin by themselves
        await asyncio.sleep(0)
    await supervisor.stop()
    assert ended == ["third", "second", "first"]
    await supervisor.stop()


async def test_stopping_does_not_wait_for_a_pause_to_end(monkeypatch):
    monkeypatch.setattr(supervisor_module, "_PAUSE_SECONDS", 3600.0)
    supervisor, failed = Supervisor(), asyncio.Event()

    async def work():
        failed.set()
        raise RuntimeError("broken")

    supervisor.start("worker", work)
    await failed.wait()
    async with asyncio.timeout(5):
        await supervisor.stop()


async def test_the_clock_does_its_duties_in_order_at_every_tick(supervisor, monkeypatch):
    monkeypatch.setattr("bot.workers.clock.TICK_SECONDS", 0.0)
    done, enough = [], asyncio.Event()

    def duty(name):
        async def do():
            done.append(name)
            if len(done) >= 6:
                enough.set()

        return do

    supervisor.start("clock", ClockWorker([duty("configuration"), duty("due")]).run)
    async with asyncio.timeout(5):
        await enough.wait()
    assert done[:6] == ["configuration", "due"] * 3


def test_the_clock_ticks_often_enough_for_apply_to_be_followed_within_a_second():
    from bot.workers.clock import TICK_SECONDS

    assert TICK_SECONDS <= 0.5
