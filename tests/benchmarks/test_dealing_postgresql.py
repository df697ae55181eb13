"""How fast leads are dealt on PostgreSQL, as ratios against something that runs beside it (MEASURED B). Asserts nothing of speed."""

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

import asyncpg
import pytest

from bot.usecases.configuration import FollowedConfiguration
from storage.database import Database
from tests.benchmarks.dealing import configured, dealt
from tests.support.databases import PostgresDatabases
from tests.support.postgres import PostgresServer
from tests.support.world import LEADS

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]

ROUNDS = 5
#: As a server runs: what is answered survives a power cut.
DURABLE = {
    "fsync": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
}

#: What a lead comes to, in one statement a batch (MEASURED B, the fastest of the ways tried).
RAW = """
WITH fresh AS (
    INSERT INTO c SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING RETURNING id
), assigned AS (
    INSERT INTO a SELECT * FROM unnest($1::text[], $2::text[], $4::text[])
), said AS (
    INSERT INTO o SELECT * FROM unnest($1::text[], $3::text[], $5::text[])
)
UPDATE place SET at = $6 WHERE team = 'sales'
"""


@pytest.fixture(scope="module")
def durable() -> Iterator[PostgresDatabases]:
    server = PostgresServer.start(DURABLE)
    yield PostgresDatabases(server)
    server.close()


async def raw(connection: asyncpg.Connection, batches: int, size: int) -> float:
    """Insert what a lead comes to by asyncpg alone; return leads a second."""
    begun = time.perf_counter()
    body = json.dumps({"before": [["U00001", "available"]] * 20, "after": [["U00001", "available"]] * 20})
    for batch in range(batches):
        keys = [f"{begun}-{batch}-{n}" for n in range(size)]
        async with connection.transaction():
            await connection.fetch("SELECT at FROM place WHERE team = 'sales' FOR UPDATE")
            await connection.execute(RAW, keys, keys, [LEADS] * size, [body] * size, [body[:200]] * size, keys[-1])
    return batches * size / (time.perf_counter() - begun)


async def raw_connection(url: str) -> asyncpg.Connection:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await connection.execute(
        "CREATE TABLE c (id text PRIMARY KEY, key text UNIQUE, text text);"
        "CREATE TABLE a (id text PRIMARY KEY, c text, reason text);"
        "CREATE TABLE o (id text PRIMARY KEY, channel text, content text);"
        "CREATE TABLE place (team text PRIMARY KEY, at text); INSERT INTO place VALUES ('sales', '')"
    )
    return connection


async def warm(database: Database, configuration: FollowedConfiguration) -> None:
    """Bring a new database to where autovacuum has it after a minute: with statistics, by which its plans are made."""
    await dealt(database, configuration, 4, 256)
    await database.write(lambda tx: tx.exec_driver_sql("ANALYZE"))


@pytest.mark.parametrize(("batches", "size"), [(100, 1), (20, 32), (8, 256)])
async def test_dealing_on_postgresql_against_raw_asyncpg(
    durable: PostgresDatabases, batches: int, size: int, capsys: pytest.CaptureFixture[str]
):
    with durable.fresh() as url:
        database, connection = Database(url), await raw_connection(url)
        configuration = await configured(database)
        await warm(database, configuration)
        await dealt(database, configuration, 2, size)
        rates = []
        for _ in range(ROUNDS):  # in turns, so that the machine's moods meet both
            ours = await dealt(database, configuration, batches, size)
            rates.append((ours / await raw(connection, batches, size), ours))
        await connection.close()
        await database.close()
    ratio, ours = statistics.median(rates)
    with capsys.disabled():
        print(f"\n  PostgreSQL, batches of {size:3}: {ratio:.2f} of raw asyncpg ({ours:,.0f} leads/s)")
    assert len(rates) == ROUNDS


@pytest.mark.parametrize("size", [32, 256])
async def test_a_batch_against_one_transaction_a_lead(
    durable: PostgresDatabases, size: int, capsys: pytest.CaptureFixture[str]
):
    with durable.fresh() as url:
        database = Database(url)
        configuration = await configured(database)
        await warm(database, configuration)
        await dealt(database, configuration, 2, size)
        ratios = []
        for _ in range(ROUNDS):
            alone = await dealt(database, configuration, 64, 1)
            ratios.append(await dealt(database, configuration, 8, size) / alone)
        await database.close()
    with capsys.disabled():
        print(f"\n  PostgreSQL, batches of {size:3}: {statistics.median(ratios):.1f} times one transaction a lead")
    assert len(ratios) == ROUNDS


@pytest.mark.parametrize(("batches", "size"), [(100, 1), (20, 32), (8, 256)])
async def test_two_replicas_that_deal_in_one_team_against_one(
    durable: PostgresDatabases, batches: int, size: int, capsys: pytest.CaptureFixture[str]
):
    with durable.fresh() as url:
        database = Database(url)
        await warm(database, await configured(database))
        await database.close()
        program = [sys.executable, "-m", "tests.benchmarks.dealing", url, str(batches), str(size)]
        replicas = [
            subprocess.Popen(  # noqa: ASYNC220 - it only waits
                program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        for replica in replicas:
            assert await asyncio.to_thread(replica.stdout.readline) == "ready\n"
        ratios = []
        for _ in range(ROUNDS):
            alone = await together(replicas[:1])
            ratios.append(2 * alone / await together(replicas))  # twice the work in so much time
        for replica in replicas:
            replica.stdin.close()
            replica.wait(10)
            replica.stdout.close()
    with capsys.disabled():
        print(f"\n  two replicas in one team, batches of {size:3}: {statistics.median(ratios):.2f} times one")
    assert len(ratios) == ROUNDS


async def together(replicas: list["subprocess.Popen[str]"]) -> float:
    """Let replicas deal at once; return how many seconds the slowest took."""
    for replica in replicas:
        replica.stdin.write("go\n")
        replica.stdin.flush()
    return max([float(await asyncio.to_thread(replica.stdout.readline)) for replica in replicas])
