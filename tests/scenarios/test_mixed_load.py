"""Everything at once, in several processes: no deadlock, nobody passed over, nothing dealt or said twice."""

import asyncio
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.usecases import configure, waiting
from tests.support import load, town
from tests.support.databases import PostgresDatabases, SqliteFiles
from tests.support.load import Report
from tests.support.postgres import PostgresServer
from tests.support.shared_slack import SharedSlack
from tests.support.town import WORKSPACE
from tests.support.town_checks import bring_to_rest, check_answers, check_outbox, check_rotation
from tests.usecases.office import Office

SECONDS = float(os.environ.get("LEADWHEEL_LOAD_SECONDS", "20"))
PROCESSES = 3
#: How long the processes take to start, on a busy machine.
STARTING_SECONDS = 4.0
#: What the server says of a transaction that it undid, or that waited for too long.
FAULTS = ("deadlock detected", "lock timeout", "statement timeout", "could not serialize")

pytestmark = pytest.mark.timeout(120 + 3 * SECONDS)


@pytest.fixture(autouse=True)
def _windows_that_pass(monkeypatch):
    monkeypatch.setattr(waiting, "BURST_WINDOW_SECONDS", load.BURST_WINDOW_SECONDS)


async def in_processes(url: str, folder: Path) -> list[Report]:
    began = time.time() + STARTING_SECONDS
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.support.load", url, str(folder), str(number), str(began), str(SECONDS)),
            stdout=asyncio.subprocess.PIPE,
        )
        for number in range(PROCESSES)
    ]
    said = await asyncio.gather(*(one.communicate() for one in processes))
    assert {one.returncode for one in processes} == {0}
    reports = [json.loads(out) for out, _ in said]
    return [Report(**{**one, "pressed": Counter(one["pressed"]), "done": Counter(one["done"])}) for one in reports]


@asynccontextmanager
async def town_on(url: str, tmp_path: Path) -> AsyncIterator[tuple[Office, SharedSlack]]:
    """Give an office of a town that is set up, and the Slack that it shares with all processes."""
    office = Office(url)
    office.now = time.time()
    file = town.configuration_file()
    office.run(configure.apply, WORKSPACE, file, lambda *_: file, office.now)
    slack = SharedSlack(tmp_path / "slack", random.Random(0))
    slack.folder.mkdir()
    try:
        yield office, slack
    finally:
        office.close()


def check(office: Office, slack: SharedSlack, reports: list[Report]) -> None:
    assert [fault for report in reports for fault in report.faults] == []
    office.now = time.time()
    bring_to_rest(office, slack)
    check_answers(office, reports)
    check_rotation(office)
    check_outbox(office, slack)


def deadlocks(server: PostgresServer, url: str) -> int:
    """Return how many deadlocks the server has counted in a database; the processes that had them have ended."""
    name = url.rpartition("/")[2]
    return server.administer(f"SELECT deadlocks FROM pg_stat_database WHERE datname = '{name}'")


async def test_several_processes_do_everything_at_once_on_postgresql(postgres_databases: PostgresDatabases, tmp_path):
    server = postgres_databases.server
    before = len(server.log)
    with postgres_databases.fresh() as url:
        async with town_on(url, tmp_path) as (office, slack):
            reports = await in_processes(url, slack.folder)
            log = server.log[before:]
            assert not any(fault in log for fault in FAULTS), log  # it says who waited for whom
            assert deadlocks(server, url) == 0
            check(office, slack, reports)


async def test_one_process_does_everything_at_once_on_sqlite(sqlite_files: SqliteFiles, tmp_path):
    with sqlite_files.fresh() as url:
        async with town_on(url, tmp_path) as (office, slack):
            reports = [await load.run(url, slack.folder, 0, time.time(), SECONDS)]
            check(office, slack, reports)
