"""How fast leads are dealt, as ratios against something that runs beside it (MEASURED). Prints; asserts nothing of speed."""

import asyncio
import json
import sqlite3
import statistics
import time
from pathlib import Path

import pytest

from storage.database import Database
from tests.benchmarks.dealing import configured, dealt
from tests.support.world import LEADS

pytestmark = pytest.mark.benchmark

ROUNDS = 5


def raw(path: Path, batches: int, size: int) -> float:
    """Insert what a lead comes to (dedupe, conversation, assignment, outbox) by sqlite3 alone; return leads a second."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(
        "CREATE TABLE IF NOT EXISTS c (id TEXT PRIMARY KEY, source_key TEXT UNIQUE, text TEXT);"
        "CREATE TABLE IF NOT EXISTS a (id TEXT PRIMARY KEY, c TEXT, reason TEXT);"
        "CREATE TABLE IF NOT EXISTS o (id TEXT PRIMARY KEY, channel TEXT, payload TEXT);"
    )
    begun = time.perf_counter()
    for batch in range(batches):
        keys = [f"{begun}-{batch}-{n}" for n in range(size)]
        body = json.dumps({"before": [["U00001", "available"]] * 20, "after": [["U00001", "available"]] * 20})
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO c VALUES (?, ?, ?)", [(key, key, "hello") for key in keys])
        connection.executemany("INSERT INTO a VALUES (?, ?, ?)", [(key, key, body) for key in keys])
        connection.executemany("INSERT INTO o VALUES (?, ?, ?)", [(key, LEADS, body[:200]) for key in keys])
        connection.execute("COMMIT")
    took = time.perf_counter() - begun
    connection.close()
    return batches * size / took


@pytest.mark.parametrize(("batches", "size"), [(100, 1), (20, 32), (8, 256)])
async def test_dealing_by_the_dealer_alone_against_raw_sqlite3(
    tmp_path: Path, migrated: Path, batches: int, size: int, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "leadwheel.db"
    path.write_bytes(migrated.read_bytes())
    database = Database(f"sqlite+aiosqlite:///{path}")
    configuration = await configured(database)
    await dealt(database, configuration, 2, size)
    rates = []
    for _ in range(ROUNDS):  # in turns, so that the machine's moods meet both
        ours = await dealt(database, configuration, batches, size)
        theirs = await asyncio.to_thread(raw, tmp_path / "raw.db", batches, size)
        rates.append((ours / theirs, ours))
    await database.close()
    ratio, ours = statistics.median(rates)
    with capsys.disabled():
        print(f"\n  batches of {size:3}: {ratio:.2f} of raw sqlite3 ({ours:,.0f} leads/s)")
    assert len(rates) == ROUNDS
