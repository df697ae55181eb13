"""Databases for tests: migrated, without rows, one for each test; in SQLite files and on a PostgreSQL server."""

import asyncio
import itertools
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.util.concurrency import greenlet_spawn

from bot.configfile import load
from bot.usecases import configure
from storage import postgresql, sqlite
from storage.address import database_url, is_postgresql
from storage.migrate import migrate
from tests.support.postgres import PostgresServer
from tests.support.world import CONFIGURATION, WORKSPACE

T = TypeVar("T")


class Databases(Protocol):
    """One kind of database."""

    name: str
    #: How many examples are tried on it, of so many: what one finds the other finds, but for its own ways.
    share: float

    def fresh(self, *, configured: bool = False) -> "contextmanager[str]":
        """Give the address of a migrated database, which goes away when the block ends.

        It has no rows, or is `configured` as a world is where nothing else is said.
        """
        ...

    def empty(self) -> "contextmanager[str]":
        """As `fresh`, but nobody has migrated it yet."""
        ...


#: Where Linux keeps files in memory.
_IN_MEMORY: Final = Path("/dev/shm")
_ENOUGH_BYTES: Final = 2**30


@contextmanager
def quick_folder(otherwise: Path) -> Iterator[Path]:
    """Give a folder in memory, where a commit waits for no disk; where there is no room for one, the other folder.

    What a killed process wrote is there as it is on a disk: nobody here pulls the plug of a machine.
    """
    try:
        has_room = shutil.disk_usage(_IN_MEMORY).free >= _ENOUGH_BYTES and os.access(_IN_MEMORY, os.W_OK)
    except OSError:
        has_room = False
    if not has_room:
        yield otherwise
        return
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY, prefix="leadwheel-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


class SqliteFiles:
    """Copies of one migrated file."""

    name = "sqlite"
    share = 1.0

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()
        self.template = folder / "template.db"
        migrate(f"sqlite+aiosqlite:///{self.template}")
        self._configured = folder / "configured.db"
        shutil.copy(self.template, self._configured)
        _configure(f"sqlite+aiosqlite:///{self._configured}")

    @contextmanager
    def fresh(self, *, configured: bool = False) -> Iterator[str]:
        with self.empty() as url:
            shutil.copy(self._configured if configured else self.template, url.partition("///")[2])
            yield url

    @contextmanager
    def empty(self) -> Iterator[str]:
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        yield f"sqlite+aiosqlite:///{folder}/leadwheel.db"
        shutil.rmtree(folder, ignore_errors=True)


class PostgresDatabases:
    """Copies of one migrated database of a server."""

    name = "postgresql"
    share = 0.4  # a transaction takes several times as long

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._numbers = itertools.count()
        server.create_database("template")
        migrate(server.url("template"))
        server.create_database("configured", "template")
        _configure(server.url("configured"))

    @contextmanager
    def fresh(self, *, configured: bool = False) -> Iterator[str]:
        yield from self._made("configured" if configured else "template")

    @contextmanager
    def empty(self) -> Iterator[str]:
        yield from self._made(None)

    def _made(self, template: str | None) -> Iterator[str]:
        name = f"test{next(self._numbers)}"
        self.server.create_database(name, template)
        yield self.server.url(name)
        self.server.drop_database(name)


class SyncDatabase:
    """A database whose transactions a test runs one after another, from code without an event loop or with one."""

    def __init__(self, url: str) -> None:
        parsed = database_url(url)
        self.url = url
        self.is_postgresql = is_postgresql(parsed)
        if self.is_postgresql:
            self._async_engine = postgresql.engine(parsed, "SET lock_timeout = '10s'", pool_size=2)
            self.engine = self._async_engine.sync_engine
        else:
            self.engine = sqlite.sync_engine(parsed)
            with self.engine.connect() as connection:  # how it survives a power cut is told elsewhere
                connection.connection.driver_connection.execute("PRAGMA synchronous = OFF")

    def run(self, work: Callable[..., T], *args: Any, **named: Any) -> T:
        """Run `work(transaction, *args)` and commit."""

        def transaction() -> T:
            with self.engine.begin() as tx:
                return work(tx, *args, **named)

        return self._call(transaction)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Give one open transaction that is undone in the end."""
        connection = self._call(self.engine.connect)
        yield _Bridged(connection) if self.is_postgresql else connection
        self._call(connection.close)

    def _call(self, function: Callable[..., T], *args: Any, **named: Any) -> T:
        return _call(function, *args, **named) if self.is_postgresql else function(*args, **named)

    def close(self) -> None:
        self._call(self.engine.dispose)


def _configure(url: str) -> None:
    """Apply the configuration that a world has where nothing else is said."""
    loaded = load(CONFIGURATION, "leadwheel.yaml")
    database = SyncDatabase(url)
    database.run(configure.apply, WORKSPACE, loaded.configuration, loaded.check_references, time.time())
    database.close()


class _Bridged:
    """A connection of PostgreSQL that code without an event loop may use: each of its methods is called in one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        return (lambda *args, **named: _call(found, *args, **named)) if callable(found) else found


def plain(tx: Any) -> Connection:
    """Return SQLAlchemy's own connection of a transaction of `SyncDatabase`, to listen to its events."""
    return tx._connection if isinstance(tx, _Bridged) else tx


class _Loop:
    """An event loop in a thread of its own, in which asyncpg is used by code that knows of none."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="sync-database", daemon=True)
        self.thread.start()


_loops: list[_Loop] = []


def _call(function: Callable[..., T], *args: Any, **named: Any) -> T:
    if not _loops:
        _loops.append(_Loop())
    spawned = greenlet_spawn(function, *args, **named)
    return asyncio.run_coroutine_threadsafe(spawned, _loops[0].loop).result()
