"""PostgreSQL whose connections break: what was begun is told, and the next use works."""

import asyncio
import threading

import asyncpg
import pytest

from storage.database import Database
from storage.errors import StorageUnavailable
from storage.queries import workspace
from tests.storage.conftest import WORKSPACE
from tests.storage.work import executed, pid, version
from tests.support.waiting import until


async def test_a_connection_that_the_server_ended_between_two_uses_is_replaced(postgres, other):
    first = await postgres.write(pid)
    used = [await use(lambda tx: tx.connection.driver_connection) for use in (postgres.write, postgres.read)]
    await ended(other, await pids(other))
    await until(lambda: all(one.is_closed() for one in used))
    assert await postgres.write(pid) != first
    assert await postgres.read(version) == 1


async def pids(other):
    found = await other.fetch(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return [row["pid"] for row in found]


async def ended(other, which):
    for one in which:
        assert await other.fetchval("SELECT pg_terminate_backend($1, 5000)", one)


async def test_a_connection_that_ended_unnoticed_fails_once_and_is_replaced(postgres, postgres_url):
    """The server ends it while this program does something else, and the next use comes before the loop looks."""
    ending = await postgres.write(pid)

    async def end():
        connection = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
        await ended(connection, [ending])
        await connection.close()

    thread = threading.Thread(target=lambda: asyncio.run(end()))
    thread.start()
    thread.join(20)  # meanwhile the loop of this program stands still
    with pytest.raises(StorageUnavailable):
        await postgres.write(workspace.raise_version, WORKSPACE)
    await postgres.write(workspace.raise_version, WORKSPACE)
    assert await postgres.read(version) == 2


async def test_a_connection_that_ends_during_a_transaction_is_told_and_the_next_one_works(postgres, other):
    loop = asyncio.get_running_loop()
    at = loop.create_future()

    def broken(tx):
        workspace.raise_version(tx, WORKSPACE)
        loop.call_soon(at.set_result, pid(tx))
        executed("SELECT pg_sleep(60)")(tx)

    writing = asyncio.create_task(postgres.write(broken))
    await ended(other, [await at])
    with pytest.raises(StorageUnavailable, match="terminating connection due to administrator command"):
        await writing
    await postgres.write(workspace.raise_version, WORKSPACE)
    assert await postgres.read(version) == 2


async def test_a_state_that_the_driver_lost_is_no_fault_of_the_values(postgres):
    def lost(tx):
        raise asyncpg.InternalClientError("cannot switch to state 12; another operation (2) is in progress")

    with pytest.raises(StorageUnavailable, match="cannot switch to state 12"):
        await postgres.write(lost)
    assert await postgres.write(version) == 1


async def test_work_whose_caller_gave_up_is_undone_and_frees_its_connection(open_postgres, other):
    small = open_postgres(connections=2)

    def slow(tx):
        workspace.raise_version(tx, WORKSPACE)
        executed("SELECT pg_sleep(60)")(tx)

    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await small.write(slow)
    assert await small.write(version) == 1
    assert (
        await other.fetchval(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)' AND state = 'active'"
        )
        == 0
    )


async def test_a_server_that_stops_and_starts_again_is_missed_meanwhile_and_no_longer(own_server):
    own_server.create_database("leads")
    database = Database(own_server.url("leads"))
    await database.write(executed("CREATE TABLE lead (number INT)"))
    await database.read(pid)
    for mode in ("fast", "immediate"):
        own_server.stop(mode)
        for use in (database.write, database.read):
            with pytest.raises(StorageUnavailable):
                await use(pid)
        own_server.start_again()
        await database.write(executed("INSERT INTO lead VALUES (1)"))
        await database.read(pid)
    assert await database.read(executed("SELECT count(*) FROM lead")) == 2
    await database.close()


async def test_a_closed_database_can_be_opened_anew(postgres_url, postgres):
    await postgres.close()
    again = Database(postgres_url)
    assert await again.read(version) == 1
    await again.ping()
    assert abs(await again.ahead_seconds()) < 1
    await again.close()
