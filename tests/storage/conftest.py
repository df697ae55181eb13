import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import Connection, Engine

from storage import address
from storage.database import Database
from storage.queries import workspace
from storage.sqlite import sync_engine
from tests.support.databases import SyncDatabase

WORKSPACE = "T01TEST"


@pytest.fixture
def file(tmp_path: Path, migrated: Path) -> Path:
    """A migrated database without rows."""
    return Path(shutil.copy(migrated, tmp_path / "leadwheel.db"))


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An opened SQLite database that knows one workspace."""
    opened = Database(url)
    await opened.write(workspace.ensure, WORKSPACE, 1.0)
    yield opened
    await opened.close()


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = sync_engine(address.database_url(url))
    yield made
    made.dispose()


@pytest.fixture
def tx(database_url: str) -> Iterator[Connection]:
    """One open transaction that is undone in the end, in a database that knows one workspace."""
    database = SyncDatabase(database_url)
    with database.transaction() as connection:
        workspace.ensure(connection, WORKSPACE, 1.0)
        yield connection
    database.close()


@pytest.fixture
def postgres_url(postgres_databases):
    """The address of a migrated database without rows, on PostgreSQL alone."""
    with postgres_databases.fresh() as made:
        yield made


@pytest.fixture
async def open_postgres(postgres_url):
    """Open the database as a program does; `connections`: at most. It is closed in the end."""
    opened = []

    def make(connections: int = 10) -> Database:
        opened.append(Database(postgres_url, connections))
        return opened[-1]

    yield make
    for one in opened:
        await one.close()


@pytest.fixture
async def postgres(open_postgres):
    """A database on PostgreSQL that knows one workspace."""
    made = open_postgres()
    await made.write(workspace.ensure, WORKSPACE, 1.0)
    return made


@pytest.fixture
async def other(postgres_url, postgres):
    """A connection of another program."""
    connection = await asyncpg.connect(postgres_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()
