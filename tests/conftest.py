import os
import re
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from bot import telemetry
from tests.support.browser import CHROMIUM, Visits, browsing, running_chromium
from tests.support.databases import Databases, PostgresDatabases, SqliteFiles, quick_folder
from tests.support.harness import Clock, Harness, Person, Slack
from tests.support.postgres import PostgresServer
from tests.support.world import World, world_in

# Machines are noisy: an example that takes long is no failure. `make soak` tries ten times as many.
hypothesis.settings.register_profile("leadwheel", deadline=None, max_examples=50)
hypothesis.settings.register_profile("soak", deadline=None, max_examples=500)
hypothesis.settings.load_profile("soak" if os.environ.get("LEADWHEEL_EVERY_STATEMENT") == "1" else "leadwheel")


#: Where words are tried rather than what is true: each test on SQLite, and some of them on PostgreSQL, too.
WORDS = (
    "tests/slack/",
    "tests/web/",
    "tests/scenarios/test_directions.py",
    "tests/scenarios/test_first_words.py",
    "tests/scenarios/test_permissions.py",
    "tests/scenarios/test_presence.py",
)
#: One of so many; 1: all (`make soak`).
WORDS_ON_POSTGRESQL = int(os.environ.get("LEADWHEEL_WORDS_ON_POSTGRESQL", "8"))

#: 1: each story on each database over each transport (`make soak`); else it is told once: half of them on either
#: database, and half over either transport. Use cases, queries and migrations are always tried on both databases.
EVERY_TRANSPORT = os.environ.get("LEADWHEEL_EVERY_TRANSPORT") == "1"
_WAYS = [(database, transport) for database in ("sqlite", "postgresql") for transport in ("http", "socket")]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what would take longer than anybody waits: `make soak` runs it."""

    def is_left_out(item: pytest.Item) -> bool:
        chosen = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        on_postgresql = chosen.get("databases") == "postgresql"
        if "transport" in chosen and item.get_closest_marker("benchmark") is not None:
            return chosen["transport"] != "http"
        if "transport" in chosen:
            story = re.sub(r"sqlite|postgresql|http|socket", "", item.nodeid)  # its other parameters go all ways
            way = _WAYS[zlib.crc32(story.encode()) % len(_WAYS)]
            return not EVERY_TRANSPORT and (chosen["databases"], chosen["transport"]) != way
        if on_postgresql and item.nodeid.startswith(WORDS):
            return bool(zlib.crc32(item.nodeid.encode()) % WORDS_ON_POSTGRESQL)
        return False

    left_out = [item for item in items if is_left_out(item)]
    if left_out and not config.option.keyword:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not is_left_out(item)]


@pytest.fixture(autouse=True)
def _quiet() -> None:
    telemetry.configure("console", "warning")


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteFiles]:
    """SQLite alone, for what only it has."""
    with quick_folder(tmp_path_factory.mktemp("sqlite")) as folder:
        yield SqliteFiles(folder)


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


@pytest.fixture(params=["http", "socket"])
def transport(request: pytest.FixtureRequest) -> str:
    """How Slack delivers: `http` or `socket` (Socket Mode)."""
    return str(request.param)


@pytest.fixture
async def world(databases: Databases, transport: str) -> AsyncIterator[World]:
    """A sandbox and a configured database; `async with world.awake()` runs the bot."""
    with databases.fresh(configured=True) as url:
        async with world_in(url, configuration="", socket_mode=transport == "socket") as made:
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


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A browser without a window, for all tests; where there is none, those are skipped."""
    if CHROMIUM is None:
        pytest.skip("no Chromium here: what the page does in a browser is not tried")
    with running_chromium(tmp_path_factory.mktemp("chromium")) as address:
        yield address


@pytest.fixture
async def visit(chromium: str) -> AsyncIterator[Visits]:
    """Opens the page in a browser as somebody. To be asked for last: what it opened is closed before its sandbox is."""
    async with browsing(chromium) as visits:
        yield visits


@pytest.fixture
def harness(world: World) -> Harness:
    """What the world's story is told with; a test that has several worlds makes a `Harness` of each."""
    return Harness(world)


@pytest.fixture
def slack(harness: Harness) -> Slack:
    """What Slack shows, and is told to do."""
    return harness.slack


@pytest.fixture
def clock(harness: Harness) -> Clock:
    """The bot's clock and Slack's."""
    return harness.clock


@pytest.fixture
def alice(harness: Harness) -> Person:
    """The first of team `sales`."""
    return harness.alice


@pytest.fixture
def bob(harness: Harness) -> Person:
    """The second of team `sales`, and all of `support`."""
    return harness.bob


@pytest.fixture
def carol(harness: Harness) -> Person:
    """The third of team `sales`."""
    return harness.carol


@pytest.fixture
def mia(harness: Harness) -> Person:
    """The manager."""
    return harness.mia


@pytest.fixture
def lena(harness: Harness) -> Person:
    """A lead."""
    return harness.lena


@pytest.fixture
def gus(harness: Harness) -> Person:
    """A guest."""
    return harness.gus


@pytest.fixture
def olga(harness: Harness) -> Person:
    """The workspace's owner."""
    return harness.olga
