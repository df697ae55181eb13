import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

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
