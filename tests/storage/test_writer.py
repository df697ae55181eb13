"""The one writer: what waits together is committed together, and each answers for itself."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Any, Self

import pytest
from sqlalchemy import event

from storage.database import Database
from storage.errors import DataRejected, StorageUnavailable, TooLate
from storage.queries import workspace
from storage.writer import _MOST_TOGETHER


def make(tx, name):
    workspace.ensure(tx, name, 1.0)
    return name


def fail(tx, name):
    workspace.ensure(tx, name, 1.0)
    raise RuntimeError(f"{name} went wrong")


async def names(database: Database) -> set[str]:
    def read(tx):
        return set(tx.exec_driver_sql("SELECT workspace_id FROM workspace").scalars())

    return await database.read(read) - {"T01TEST"}


class Gate:
    """Keeps the writer busy, so that what comes meanwhile waits together."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open = threading.Event()
        self._entered = asyncio.Event()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()

        def stand(_tx: Any) -> None:
            loop.call_soon_threadsafe(self._entered.set)
            assert self._open.wait(20)

        self._standing = asyncio.create_task(self._database.write(stand))
        await self._entered.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.open()
        await self._standing

    def open(self) -> None:
        self._open.set()

    async def queue(self, work: Callable[..., Any], *args: Any, deadline: float | None = None) -> asyncio.Task[Any]:
        """Put work behind the gate and return once it is in the queue."""
        task = asyncio.create_task(self._database.write(work, *args, deadline=deadline))
        await asyncio.sleep(0)  # the task runs up to where it waits for its answer
        return task


@pytest.fixture
def commits(database):
    """Count transactions as they end."""
    counted = {"begin": 0, "commit": 0, "rollback": 0}

    def count(kind):
        def listen(_connection):
            counted[kind] += 1

        return listen

    for kind in counted:
        event.listen(database._opened._engine, kind, count(kind))
    return counted


async def test_work_gives_its_result_once_it_is_committed(database):
    assert await database.write(make, "T1") == "T1"
    assert await names(database) == {"T1"}


async def test_what_waits_together_is_committed_together(database, commits):
    async with Gate(database) as gate:
        tasks = [await gate.queue(make, f"T{number}") for number in range(20)]
        before = dict(commits)
        gate.open()
        assert await asyncio.gather(*tasks) == [f"T{number}" for number in range(20)]
    # One for whoever stood in the gate, one for the twenty behind it.
    assert commits["commit"] - before["commit"] == 2
    assert commits["rollback"] == before["rollback"]
    assert len(await names(database)) == 20


async def test_a_group_has_an_end_so_that_its_first_does_not_wait_for_ever(database, commits):
    async with Gate(database) as gate:
        tasks = [await gate.queue(make, f"T{number}") for number in range(2 * _MOST_TOGETHER + 1)]
        before = dict(commits)
        gate.open()
        await asyncio.gather(*tasks)
    assert commits["commit"] - before["commit"] == 4


async def test_first_in_first_out(database):
    ran = []

    def note(_tx, number):
        ran.append(number)

    async with Gate(database) as gate:
        tasks = [await gate.queue(note, number) for number in range(100)]
        gate.open()
        await asyncio.gather(*tasks)
    assert ran == list(range(100))


async def test_one_that_fails_among_others_is_undone_alone(database):
    async with Gate(database) as gate:
        first = await gate.queue(make, "T1")
        bad = await gate.queue(fail, "T2")
        last = await gate.queue(make, "T3")
        gate.open()
        assert await first == "T1"
        with pytest.raises(RuntimeError, match="T2 went wrong"):
            await bad
        assert await last == "T3"
    assert await names(database) == {"T1", "T3"}


async def test_one_that_fails_alone_is_undone_too(database):
    with pytest.raises(RuntimeError):
        await database.write(fail, "T1")
    assert await names(database) == set()
    assert await database.write(make, "T2") == "T2"


async def test_when_all_fail_each_gets_an_error_of_its_own(database):
    async with Gate(database) as gate:
        tasks = [await gate.queue(fail, f"T{number}") for number in range(3)]
        gate.open()
        errors = await asyncio.gather(*tasks, return_exceptions=True)
    assert [str(error) for error in errors] == ["T0 went wrong", "T1 went wrong", "T2 went wrong"]
    assert await names(database) == set()


async def test_bad_data_is_rejected_alone(database):
    def surrogate(tx):
        workspace.ensure(tx, "T2", 1.0)
        workspace.ensure(tx, "\ud800", 1.0)

    async with Gate(database) as gate:
        first = await gate.queue(make, "T1")
        bad = await gate.queue(surrogate)
        gate.open()
        assert await first == "T1"
        with pytest.raises(DataRejected):
            await bad
    assert await names(database) == {"T1"}


async def test_a_later_job_sees_what_an_earlier_one_of_its_group_did(database):
    async with Gate(database) as gate:
        await gate.queue(make, "T1")
        seen = await gate.queue(workspace.config_version, "T1")
        gate.open()
        assert await seen == 1


def fill(tx, name):
    tx.exec_driver_sql("CREATE TABLE big (blob)")
    for _ in range(200):
        tx.exec_driver_sql("INSERT INTO big VALUES (zeroblob(100000))")
    return name


async def test_a_full_database_is_nobodys_fault_so_all_of_the_group_are_to_come_again(database):
    pages = await database.write(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar())
    await database.write(lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}").scalar())
    async with Gate(database) as gate:
        tasks = [
            await gate.queue(make, "T1"),
            await gate.queue(fill, "full"),
            await gate.queue(make, "T2"),
        ]
        gate.open()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in outcomes] == [StorageUnavailable] * 3
    assert all("full" in str(one) for one in outcomes)
    assert await names(database) == set()
    # Afterwards it goes on as ever.
    assert await database.write(make, "T3") == "T3"


async def test_while_another_process_writes_without_end_all_are_to_come_again(database, file, commits):
    await database.write(lambda tx: tx.exec_driver_sql("PRAGMA busy_timeout = 20").scalar())
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    before = commits["commit"]
    outcomes = await asyncio.gather(
        *(database.write(make, f"T{number}") for number in range(3)), return_exceptions=True
    )
    assert [type(one) for one in outcomes] == [StorageUnavailable] * 3
    assert all("database is locked" in str(one) for one in outcomes)
    assert commits["commit"] == before
    other.rollback()
    other.close()
    assert await names(database) == set()
    assert await database.write(make, "T4") == "T4"


async def test_work_that_finds_the_database_unavailable_itself_undoes_its_group_and_nobody_waits_for_ever(database):
    def unavailable(_tx):
        raise StorageUnavailable("found out late")

    async with Gate(database) as gate:
        tasks = [await gate.queue(make, "T1"), await gate.queue(unavailable), await gate.queue(make, "T2")]
        gate.open()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in outcomes] == [StorageUnavailable] * 3
    assert await names(database) == set()
    assert await database.write(make, "T3") == "T3"


async def test_what_could_not_begin_by_its_deadline_is_dropped(database):
    with pytest.raises(TooLate):
        await database.write(make, "T1", deadline=time.monotonic() - 0.001)
    assert await database.write(make, "T2", deadline=time.monotonic() + 60) == "T2"
    assert await names(database) == {"T2"}


async def test_a_deadline_that_passes_in_the_queue_drops_that_job_alone(database):
    async with Gate(database) as gate:
        late = await gate.queue(make, "T1", deadline=time.monotonic())
        early = await gate.queue(make, "T2", deadline=time.monotonic() + 60)
        gate.open()
        assert await early == "T2"
        with pytest.raises(TooLate):
            await late
    assert await names(database) == {"T2"}


async def test_what_nobody_waits_for_any_more_does_not_wait_for_a_lock_either(database, file, commits):
    """Else a stop would end hundreds of them one lock after another."""
    await database.write(make, "T1")
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    before = commits["begin"]
    async with asyncio.timeout(1.5):  # SQLite waits 2 s for a lock
        with pytest.raises(TooLate):
            await database.write(make, "T2", deadline=time.monotonic() - 0.001)
    assert commits["begin"] == before
    other.rollback()
    other.close()
    assert await names(database) == {"T1"}


async def test_the_work_of_a_caller_who_gave_up_is_not_begun(database):
    began = []

    def note(tx):
        began.append("gave up")
        workspace.ensure(tx, "T1", 1.0)

    async with Gate(database) as gate:
        gone = await gate.queue(note)
        stays = await gate.queue(make, "T2")
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        gate.open()
        assert await stays == "T2"
    assert began == []
    assert await names(database) == {"T2"}


async def test_who_gives_up_while_the_work_is_done_harms_nobody(database):
    entered, release = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(tx):
        loop.call_soon_threadsafe(entered.set)
        assert release.wait(20)
        workspace.ensure(tx, "T1", 1.0)

    task = asyncio.create_task(database.write(slow))
    await entered.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    release.set()
    assert await database.write(make, "T2") == "T2"
    assert await names(database) == {"T1", "T2"}


async def test_closing_finishes_what_is_queued(url):
    database = Database(url)
    async with Gate(database) as gate:
        tasks = [await gate.queue(make, f"T{number}") for number in range(10)]
        closing = asyncio.create_task(database.close())
        await asyncio.sleep(0)
        with pytest.raises(StorageUnavailable, match="closed"):
            await database.write(make, "T99")
        gate.open()
        assert await asyncio.gather(*tasks) == [f"T{number}" for number in range(10)]
        await closing
    again = Database(url)
    assert len(await names(again)) == 10
    await again.close()


async def test_closing_an_idle_database_ends_its_thread(url):
    database = Database(url)
    await database.close()
    assert not database._opened._writer._thread.is_alive()


async def test_many_callers_at_once_lose_nothing(database, commits):
    before = commits["commit"]
    await asyncio.gather(*(database.write(workspace.raise_version, "T01TEST") for _ in range(500)))
    assert await database.read(workspace.config_version, "T01TEST") == 501
    assert commits["commit"] - before < 100
