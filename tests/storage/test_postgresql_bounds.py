"""PostgreSQL while it is used: readers, bounds on time, deadlocks."""

import asyncio
import threading
import time

import pytest

from storage import postgresql
from storage.errors import Contended, StorageUnavailable, TooLate
from storage.queries import workspace
from tests.storage.conftest import WORKSPACE
from tests.storage.work import executed, version

ROW_LOCKED = "SELECT 1 FROM workspace FOR UPDATE"


async def test_readers_cannot_write(postgres):
    with pytest.raises(StorageUnavailable, match="read-only transaction"):
        await postgres.read(workspace.raise_version, WORKSPACE)
    assert await postgres.read(version) == 1


async def test_a_reader_sees_one_state_throughout(postgres, other):
    loop = asyncio.get_running_loop()
    read, changed = asyncio.Event(), threading.Event()

    def reads(tx):
        before = version(tx)
        loop.call_soon(read.set)
        while not changed.is_set():
            executed("SELECT 1")(tx)  # lets the other one work
        return before, version(tx)

    reading = asyncio.create_task(postgres.read(reads))
    await read.wait()
    await other.execute("UPDATE workspace SET config_version = 42")
    changed.set()
    assert await reading == (1, 1)
    assert await postgres.read(version) == 42


async def test_readers_do_not_wait_for_a_writer(postgres, other):
    async with other.transaction():
        await other.execute("UPDATE workspace SET config_version = 42")
        assert await postgres.read(version) == 1


async def test_work_that_has_not_begun_by_its_deadline_is_not_done(postgres):
    with pytest.raises(TooLate):
        await postgres.write(workspace.raise_version, WORKSPACE, deadline=time.monotonic() - 0.001)
    await postgres.write(workspace.raise_version, WORKSPACE, deadline=time.monotonic() + 60)
    assert await postgres.read(version) == 2


async def test_work_that_raises_is_undone(postgres):
    def fails(tx):
        workspace.raise_version(tx, WORKSPACE)
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        await postgres.write(fails)
    assert await postgres.read(version) == 1


async def test_a_statement_that_takes_too_long_is_ended(open_postgres, postgres, monkeypatch):
    monkeypatch.setattr(postgresql, "_STATEMENT_SECONDS", 0.1)
    hasty = open_postgres()
    with pytest.raises(StorageUnavailable, match="statement timeout"):
        await hasty.write(executed("SELECT pg_sleep(60)"))
    assert await hasty.write(version) == 1


async def test_a_lock_is_not_waited_for_without_end(open_postgres, other, monkeypatch):
    monkeypatch.setattr(postgresql, "_LOCK_SECONDS", 0.1)
    hasty = open_postgres()
    async with other.transaction():
        await other.execute(ROW_LOCKED)
        with pytest.raises(StorageUnavailable, match="lock timeout"):
            await hasty.write(workspace.raise_version, WORKSPACE)
    await hasty.write(workspace.raise_version, WORKSPACE)
    assert await hasty.read(version) == 2


async def test_a_program_that_hangs_in_a_transaction_loses_its_locks(open_postgres, postgres, monkeypatch):
    monkeypatch.setattr(postgresql, "_HANGING_SECONDS", 0.1)
    hanging = open_postgres()
    locked, freed = threading.Event(), threading.Event()

    def hangs(tx):
        executed(ROW_LOCKED)(tx)
        locked.set()
        freed.wait(20)
        executed("SELECT 1")(tx)

    # In a loop of its own, as the whole program hangs.
    thread = threading.Thread(target=lambda: outcome.append(hung(hanging, hangs)))
    outcome = []
    thread.start()
    await asyncio.to_thread(locked.wait, 20)
    await postgres.write(workspace.raise_version, WORKSPACE)  # gets the lock
    freed.set()
    await asyncio.to_thread(thread.join, 20)
    assert isinstance(outcome[0], StorageUnavailable)


def hung(postgres, work):
    async def run():
        try:
            await postgres.write(work)
        except StorageUnavailable as error:
            return error
        finally:
            await postgres.close()

    return asyncio.run(run())


async def test_when_all_connections_are_busy_it_says_so_within_the_time_that_a_lead_has(
    open_postgres, other, monkeypatch
):
    assert postgresql._CONNECT_SECONDS < 2.6
    monkeypatch.setattr(postgresql, "_CONNECT_SECONDS", 0.2)
    monkeypatch.setattr(postgresql, "_LOCK_SECONDS", 20)
    small = open_postgres(connections=2)  # one writes, one reads
    async with other.transaction():
        await other.execute(ROW_LOCKED)
        waiting = asyncio.create_task(small.write(workspace.raise_version, WORKSPACE))
        await until_waits(other)
        with pytest.raises(StorageUnavailable, match=r"busy for 0.2 s \(LEADWHEEL_DATABASE_CONNECTIONS\)"):
            await small.write(version)
        assert await small.read(version) == 1  # readers have their own
    await waiting
    assert await small.write(version) == 2


async def until_waits(other, programs=1):
    """Return once so many programs wait for a lock."""
    while await other.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted") < programs:
        pass


async def test_a_deadlock_is_undone_and_done_again_and_nobody_notices(
    postgres, postgres_url, postgres_databases, open_postgres
):
    name = postgres_url.rpartition("/")[2]
    postgres_databases.server.administer(f"ALTER DATABASE {name} SET deadlock_timeout = '20ms'")
    crossed = open_postgres()
    await crossed.write(workspace.ensure, "T02OTHER", 1.0)
    runs, locked = [], []

    def raises_both(tx, first, second):
        runs.append(first)
        workspace.raise_version(tx, first)
        locked.append(first)
        while len(locked) < 2:
            executed("SELECT 1")(tx)  # lets the other one work
        workspace.raise_version(tx, second)
        return "done"

    done = await asyncio.gather(
        crossed.write(raises_both, WORKSPACE, "T02OTHER"), crossed.write(raises_both, "T02OTHER", WORKSPACE)
    )
    assert done == ["done", "done"]
    assert len(runs) == 3  # one of them was undone
    assert await crossed.read(lambda tx: [workspace.config_version(tx, one) for one in (WORKSPACE, "T02OTHER")]) == [
        3,
        3,
    ]


async def test_what_is_undone_for_others_again_and_again_is_given_up(postgres):
    runs = []

    def undone(tx):
        runs.append(1)
        executed("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")(tx)

    with pytest.raises(Contended):
        await postgres.write(undone)
    assert len(runs) == 4
