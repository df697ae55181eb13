import os
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from bot import telemetry
from tests.support.databases import Databases, PostgresDatabases, SqliteFiles
from tests.support.postgres import PostgresServer
from tests.support.world import World, world_in

# Machines are noisy: an example that takes long is no failure.
hypothesis.settings.register_profile("leadwheel", deadline=None)
hypothesis.settings.load_profile("leadwheel")


#: Where words are tried rather than what is true: each test on SQLite, and some of them on PostgreSQL, too.
WORDS = ("tests/slack/", "tests/web/", "tests/scenarios/test_permissions.py")
#: One of so many; 1: all (`make soak`).
WORDS_ON_POSTGRESQL = int(os.environ.get("LEADWHEEL_WORDS_ON_POSTGRESQL", "8"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave most of the tests of words to one database: all of both would take longer than anybody waits."""

    def is_left_out(item: pytest.Item) -> bool:
        if "postgresql" not in item.name or not item.nodeid.startswith(WORDS):
            return False
        return bool(zlib.crc32(item.nodeid.encode()) % WORDS_ON_POSTGRESQL)

    left_out = [item for item in items if is_left_out(item)]
    if left_out and not config.option.keyword:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not is_left_out(item)]


@pytest.fixture(autouse=True)
def _quiet() -> None:
    telemetry.configure("console", "warning")


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> SqliteFiles:
    """SQLite alone, for what only it has."""
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_databases() -> Iterator[PostgresDatabases]:
    """PostgreSQL alone, for what only it has."""
    server = PostgresServer.start()
    yield PostgresDatabases(server)
    server.close()


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A server of one's own, for who stops it."""
    server = PostgresServer.start()
    yield server
    server.close()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both databases, one after the other: whoever asks for this is run on each."""
    return request.getfixturevalue("sqlite_files" if request.param == "sqlite" else "postgres_databases")


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of a migrated database without rows, on each of the databases."""
    with databases.fresh() as url:
        yield url


@pytest.fixture(scope="module")
def database_of_file(databases: Databases) -> Iterator[str]:
    """As `database_url`, for all tests of one file together."""
    with databases.fresh() as url:
        yield url


@pytest.fixture(scope="session")
def migrated(sqlite_files: SqliteFiles) -> Path:
    """A migrated SQLite file without rows, to be copied."""
    return sqlite_files.template


@pytest.fixture
async def world(databases: Databases) -> AsyncIterator[World]:
    """A sandbox and a configured database; `async with world.awake()` runs the bot."""
    with databases.fresh(configured=True) as url:
        async with world_in(url, configuration="") as made:
            yield made


@pytest.fixture
async def postgres_world(postgres_databases: PostgresDatabases) -> AsyncIterator[World]:
    """A world on PostgreSQL alone: several bots can run in it (`replica`)."""
    with postgres_databases.fresh(configured=True) as url:
        async with world_in(url, configuration="") as made:
            yield made


@pytest.fixture
async def sqlite_world(sqlite_files: SqliteFiles) -> AsyncIterator[World]:
    """A world on SQLite alone, for what only it has."""
    with sqlite_files.fresh(configured=True) as url:
        async with world_in(url, configuration="") as made:
            yield made
