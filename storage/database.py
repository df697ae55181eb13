"""A database, opened: readers with connections of their own, and whoever writes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from filelock import FileLock
from sqlalchemy import Connection

from storage import postgresql, postgresql_words, sqlite
from storage.address import database_url, is_postgresql

T = TypeVar("T")

#: How many connections to PostgreSQL one process has, where nothing else is set.
CONNECTIONS: Final = 10


class _Opened(Protocol):
    async def write(self, work: Callable[..., T], *args: Any, deadline: float | None = None) -> T: ...

    async def read(self, work: Callable[..., T], *args: Any) -> T: ...

    async def ping(self) -> None: ...

    async def ahead_seconds(self) -> float: ...

    async def close(self) -> None: ...


class Database:
    """One opened database, in a SQLite file or on a PostgreSQL server.

    `write` runs a function in a transaction that is committed before it returns; `read` runs one on a connection that
    can't write and sees one state of the database throughout. Both run it with a synchronous connection, whichever
    database it is.
    """

    def __init__(self, url: str, connections: int = CONNECTIONS, *, patient: bool = False) -> None:
        """Prepare connections to `url`; nothing is opened before the first use.

        `connections`: at most, to PostgreSQL. `patient`: wait for what others hold as long as a command may (10 s), not
        as long as a lead can.

        Raises:
            WrongDatabaseUrl: the address is no address, or of a database that isn't supported.
        """
        parsed = database_url(url)
        #: Only one process runs on this database.
        self.serves_one = not is_postgresql(parsed)
        self._opened: _Opened = (
            sqlite.SqliteDatabase(parsed, patient=patient)
            if self.serves_one
            else postgresql.PostgresqlDatabase(parsed, connections, patient=patient)
        )

    async def write(self, work: Callable[..., T], *args: Any, deadline: float | None = None) -> T:
        """Run `work(transaction, *args)`, commit, and give its result.

        Args:
            work: reads and writes; when it raises, nothing of it is kept. On PostgreSQL it may be run again.
            args: handed on to `work`.
            deadline: on `time.monotonic()`; None: no bound. Work that hasn't begun by then raises TooLate.

        Raises:
            StorageUnavailable: the database can't be written now. DataRejected: it refuses these values.
            TooLate: see `deadline`. And whatever `work` raises.
        """
        return await self._opened.write(work, *args, deadline=deadline)

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Run `work(transaction, *args)` on a reading connection. Raises StorageUnavailable: it can't be read now."""
        return await self._opened.read(work, *args)

    async def ping(self) -> None:
        """Return when the database is there, can be read, and has tables. Raises StorageUnavailable otherwise."""
        await self._opened.ping()

    async def ahead_seconds(self) -> float:
        """Return by how much the database's clock is ahead of this machine's; of a file it is the same clock, 0.0.

        Raises StorageUnavailable.
        """
        return await self._opened.ahead_seconds()

    async def close(self) -> None:
        """Finish what is queued and close every connection."""
        await self._opened.close()


def in_transaction(url: str, work: Callable[[Connection], T]) -> T:
    """Run `work(transaction)` on a connection of its own, commit, and give its result; for code without an event loop.

    Raises:
        WrongDatabaseUrl, StorageUnavailable: with what to do. And whatever `work` raises: nothing of it is kept then.
    """
    parsed = database_url(url)
    if is_postgresql(parsed):
        with ThreadPoolExecutor(1, "database") as thread:  # the caller's may have an event loop
            return thread.submit(postgresql.in_transaction, parsed, work).result()
    return sqlite.in_transaction(parsed, work)


def check_writable(url: str) -> None:
    """Return when the database can be written.

    Raises:
        StorageUnavailable, WrongDatabaseUrl: it can't be reached, opened or written, with the reason and what to do.
    """
    parsed = database_url(url)
    if is_postgresql(parsed):
        in_transaction(url, postgresql_words.check_usable)
    else:
        sqlite.check_writable(parsed)


def reading(url: str, work: Callable[[Connection], T]) -> T:
    """Run `work(transaction)` on a connection that can't write, seeing one state, and give its result; as in_transaction.

    Nothing is made where no database is. Raises WrongDatabaseUrl, StorageUnavailable, and whatever `work` raises.
    """
    parsed = database_url(url)
    if is_postgresql(parsed):
        return in_transaction(url, lambda connection: work(postgresql.only_reading(connection)))
    return sqlite.reading(parsed, work)


def only_one(url: str) -> FileLock | None:
    """Take the lock of a SQLite file, which serves one process; None: PostgreSQL serves many.

    Raises:
        DatabaseInUse: another process holds it.
    """
    parsed = database_url(url)
    return None if is_postgresql(parsed) else sqlite.only_one(parsed)


def trial(url: str, folder: Path) -> str:
    """Return the address of a database on which something can be tried in a transaction that is undone.

    Of a SQLite file it is a copy in `folder`, as what runs on it would wait for the lock; PostgreSQL is its own trial.
    Raises StorageUnavailable, WrongDatabaseUrl: it can't be read.
    """
    parsed = database_url(url)
    if is_postgresql(parsed):
        check_writable(url)
        return url
    return sqlite.snapshot(parsed, folder)
