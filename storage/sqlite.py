"""SQLite: one file, one writer, readers with connections of their own (DESIGN 1.6)."""

import asyncio
import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool, StaticPool

from storage.errors import DatabaseInUse, StorageUnavailable
from storage.transaction import as_storage_error
from storage.writer import SqliteWriter

T = TypeVar("T")

#: How long the bot waits for another process (`leadwheel apply`, say): less than the 2.6 s that a lead has.
_BUSY_TIMEOUT_MILLISECONDS = 2000
#: How long others wait for the bot: beside a busy one, SQLite's own lock is a matter of luck (MEASURED A).
_PATIENT_MILLISECONDS = 10_000


class SqliteDatabase:
    """One opened file; see `storage.database.Database` for the methods."""

    def __init__(self, url: URL, *, patient: bool) -> None:
        """Take the address, and whether a command beside the bot opens it, which may wait longer."""
        self._path = _path(url)
        self._engine = sync_engine(url, patient=patient)
        self._writer = SqliteWriter(self._engine)
        self._readers = _reading_engine(url)

    async def write(self, work: Callable[..., T], *args: Any, deadline: float | None = None) -> T:
        """Run `work(transaction, *args)`, commit, and give its result; see SqliteWriter.run for `deadline` and errors."""
        return cast("T", await self._writer.run(work, *args, deadline=deadline))

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Run `work(transaction, *args)` on a reading connection.

        Raises:
            StorageUnavailable: the database can't be read now.
        """
        try:
            async with self._readers.connect() as connection:
                return await connection.run_sync(work, *args)
        except (SQLAlchemyError, UnicodeError, OverflowError) as error:
            raise as_storage_error(error) from error

    async def ping(self) -> None:
        """Return when the database is there, can be read, and has tables. Raises StorageUnavailable otherwise."""
        if not await asyncio.to_thread(self._path.is_file):
            raise StorageUnavailable(f"{self._path} is gone")
        # Of the file itself: SELECT 1 is answered without looking at it.
        await self.read(lambda connection: connection.execute(text("SELECT version_num FROM alembic_version")).scalar())

    async def ahead_seconds(self) -> float:
        """Return 0.0: the file has no other clock than this machine."""
        return 0.0

    async def close(self) -> None:
        """Finish what is queued and close every connection."""
        await self._writer.close()
        await self._readers.dispose()
        self._engine.dispose()


def _path(url: URL) -> Path:
    return Path(url.database or "")


def sync_engine(url: URL, *, patient: bool = True) -> Engine:
    """Return an engine with one connection that writes: durable commits, transactions that begin by locking.

    `patient`: it waits for others as long as a command may, else no longer than a lead can.
    """
    engine = create_engine(
        url.set(drivername="sqlite"),
        poolclass=StaticPool,
        connect_args={"check_same_thread": False},
        hide_parameters=True,  # what leads write is never logged
    )
    busy = _PATIENT_MILLISECONDS if patient else _BUSY_TIMEOUT_MILLISECONDS
    event.listen(engine, "connect", lambda connection, _: _make_durable(connection, busy))
    # BEGIN IMMEDIATE takes the write lock at once: a transaction that began by reading could fail when it writes.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _make_durable(connection: Any, busy_milliseconds: int) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an answered lead survives a power cut
        f"busy_timeout={busy_milliseconds}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _reading_engine(url: URL) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=4, hide_parameters=True)

    def reading(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (f"busy_timeout={_BUSY_TIMEOUT_MILLISECONDS}", "query_only=ON"):
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

    event.listen(engine.sync_engine, "connect", reading)
    event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine


def migrating_engine(url: URL) -> Engine:
    """Return an engine with one connection that may migrate: foreign keys are not kept meanwhile.

    SQLite changes a table by making it anew and dropping the old one, which would take along every row that refers to it
    (https://www.sqlite.org/lang_altertable.html#otheralter).
    """
    alone = sync_engine(url)
    event.listen(alone, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    return alone


def in_transaction(url: URL, work: Callable[[Connection], T]) -> T:
    """Run `work` in a transaction on a connection of its own; raises what `work` does, and StorageUnavailable."""
    alone = migrating_engine(url)
    try:
        with alone.begin() as connection:
            return work(connection)
    except DBAPIError as error:
        raise StorageUnavailable(f"the database {_path(url)} can't be used: {error.orig}.") from error
    finally:
        alone.dispose()


def check_writable(url: URL) -> None:
    """Open the database and take its write lock once.

    Raises:
        StorageUnavailable: it can't be opened or written, with the reason and what to do.
    """
    path = _path(url)
    _check_folder(path)
    if path.is_dir():
        raise StorageUnavailable(f"{path} is a folder; LEADWHEEL_DATABASE_URL must name a file.")
    with contextlib.suppress(OSError):  # what can't be made is told below
        # What leads write is nobody else's; SQLite gives its other files the same rights.
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    engine = sync_engine(url)
    try:
        with engine.begin() as connection:
            # A table that is made and rolled back: the lock alone is granted on a file that can't be written.
            connection.exec_driver_sql("CREATE TABLE leadwheel_can_write (one INTEGER)")
            connection.rollback()
    except DBAPIError as error:
        who = f" by this user (uid {os.getuid()})" if hasattr(os, "getuid") else ""
        raise StorageUnavailable(
            f"the database {path} can't be written{who}: {error.orig}. Check who owns the file and its folder, "
            "and that the disk isn't full."
        ) from error
    finally:
        engine.dispose()


def reading(url: URL, work: Callable[[Connection], T]) -> T:
    """Run `work` in a transaction that can't write, beside whoever writes; raises what `work` does.

    Raises:
        StorageUnavailable: there is no such file, or it can't be read.
    """
    path = _path(url)
    if not path.is_file():
        what = f"{path} is a folder" if path.is_dir() else f"there is no database {path}"
        raise StorageUnavailable(f"{what}; LEADWHEEL_DATABASE_URL must name the file of one.")
    # Not `ro`, which leaves the files of the WAL behind; whoever may only read gets no more than that all the same.
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=rw", timeout=_PATIENT_MILLISECONDS / 1000, isolation_level=None, uri=True
        ),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON"))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        with engine.begin() as connection:
            return work(connection)
    except DBAPIError as error:
        raise StorageUnavailable(f"the database {path} can't be read: {error.orig}.") from error
    finally:
        engine.dispose()


def snapshot(url: URL, folder: Path) -> str:
    """Copy the database, as it is committed now, into `folder`, and return the copy's address.

    Nothing is copied of a database that isn't there yet: the copy is empty then, too. Raises StorageUnavailable.
    """
    path = _path(url)
    copy = folder / "copy.db"
    if path.is_file():
        try:
            with (
                contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
                contextlib.closing(sqlite3.connect(copy)) as target,
            ):
                source.backup(target)
        except sqlite3.Error as error:
            raise StorageUnavailable(f"the database {path} can't be read: {error}.") from error
    return f"sqlite+aiosqlite:///{copy}"


def _check_folder(path: Path) -> None:
    folder = path.resolve().parent
    if not folder.is_dir():
        raise StorageUnavailable(f"the folder of the database doesn't exist: {folder}. Make it, or name another.")


def only_one(url: URL) -> FileLock:
    """Take the lock file beside the database; it frees itself when the process ends, however it ends.

    Raises:
        DatabaseInUse: another process holds it.
    """
    path = _path(url).resolve()
    _check_folder(path)  # FileLock would make it
    lock = FileLock(f"{path}.lock", thread_local=False)  # taken in one thread, released in another
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        if not Path(f"{path}.lock").exists():  # FileLock takes some refusals of the file system for somebody's lock
            raise StorageUnavailable(f"the lock file {path}.lock can't be written.") from error
        raise DatabaseInUse(
            f"another Leadwheel runs on {path}. SQLite serves one at a time: stop the other one, "
            "or give this one a database of its own (LEADWHEEL_DATABASE_URL)."
        ) from error
    except OSError as error:
        raise StorageUnavailable(f"the lock file {path}.lock can't be written: {error.strerror}.") from error
    return lock
