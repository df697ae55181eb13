"""PostgreSQL: connections for writing and for reading, bounds on how long anything takes (DESIGN 1.6, 1.7)."""

import asyncio
import random
import time
import weakref
from collections.abc import Callable
from typing import Any, Final, TypeVar

import asyncpg
from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.errors import Contended, StorageUnavailable, TooLate
from storage.postgresql_words import hide_values, why_not
from storage.transaction import as_storage_error

T = TypeVar("T")

#: How long it takes at most to connect, and to get a connection that others use: less than the 2.6 s that a lead has.
_CONNECT_SECONDS: Final = 2.0
#: What the server bounds for the bot: a statement, waiting for a lock, and a transaction whose program hangs.
_STATEMENT_SECONDS: Final = 10.0
_LOCK_SECONDS: Final = 2.5
_PATIENT_LOCK_SECONDS: Final = 9.0
_HANGING_SECONDS: Final = 5.0
_CLOSE_SECONDS: Final = 2.0
#: A network that swallows answers is noticed by the program itself.
_ANSWER_SECONDS: Final = _STATEMENT_SECONDS + 2.0

#: Whoever migrates tries for so long to get its locks, each time only for a moment: bots that want a table wait behind
#: one who waits to change it, and two who wait for one another are a deadlock after a second. Once it has its locks, it
#: may take its time (an index on a large table, say).
_MIGRATION_LOCK_SECONDS: Final = 10.0
_MIGRATION_WAIT_SECONDS: Final = 0.5
_MIGRATION_ANSWER_SECONDS: Final = 3600.0

#: A lock that was waited for in vain, and what PostgreSQL undid for another's sake.
_HELD_UP: Final = ("55P03", "40P01", "40001")

#: A transaction that PostgreSQL undid for another's sake is done so often before it is given up.
_TRIES: Final = 4

#: Of the connections of a process, so many of 5 write.
_WRITING_OF_5: Final = 3

_READ_ONLY: Final = "SET default_transaction_isolation = 'repeatable read'; SET default_transaction_read_only = on"

#: What asyncpg raises without SQLAlchemy's knowing; the last, of a connection that broke before anybody noticed.
OF_THE_CONNECTION: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

#: As what PostgreSQL lists our connections (pg_stat_activity), unless the address gives them another name.
NAME: Final = "leadwheel"

#: Statements that are kept prepared on each connection: all that there are.
_PREPARED: Final = 500


class PostgresqlDatabase:
    """One database on a server; see `storage.database.Database` for the methods."""

    def __init__(self, url: URL, connections: int, *, patient: bool) -> None:
        """Take the address, how many connections this process may have (2 at least), and how long it waits for locks."""
        self._url = url
        writing = max(1, connections * _WRITING_OF_5 // 5)
        locks = _PATIENT_LOCK_SECONDS if patient else _LOCK_SECONDS
        bounds = (
            f"SET statement_timeout = '{_STATEMENT_SECONDS}s'; SET lock_timeout = '{locks}s'; "
            f"SET idle_in_transaction_session_timeout = '{_HANGING_SECONDS}s'"
        )
        self._opened: weakref.WeakSet[Any] = weakref.WeakSet()
        reading = max(1, connections - writing)
        self._writers = engine(url, bounds, pool_size=writing, opened=self._opened)
        self._readers = engine(url, f"{bounds}; {_READ_ONLY}", pool_size=reading, opened=self._opened)

    async def write(self, work: Callable[..., T], *args: Any, deadline: float | None = None) -> T:
        """Run `work(transaction, *args)`, commit, and give its result.

        Where PostgreSQL undoes it for the sake of another transaction (a deadlock), it is done again.

        Raises:
            StorageUnavailable: the database can't be written now; after a connection that broke while it committed,
            it may have been. DataRejected: it refuses these values. TooLate: see `Database.write`.
        """
        tries = 0
        while True:
            tries += 1
            try:
                return await self._in_transaction(self._writers, _begun, work, args, deadline)
            except Contended:
                if tries == _TRIES:
                    raise

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Run `work(transaction, *args)` on a reading connection, which sees one state throughout."""
        return await self._in_transaction(self._readers, work, *args)

    async def _in_transaction(self, connections: AsyncEngine, work: Callable[..., T], *args: Any) -> T:
        try:
            async with connections.begin() as connection:
                return await connection.run_sync(work, *args)
        except NoConnectionFree as error:
            raise StorageUnavailable(
                f"all connections to PostgreSQL were busy for {_CONNECT_SECONDS:g} s (LEADWHEEL_DATABASE_CONNECTIONS)"
            ) from error
        except (SQLAlchemyError, UnicodeError, OverflowError) as error:
            hide_values(error)
            if isinstance(error, DBAPIError) and error.statement is None:  # it could not connect, or commit
                raise StorageUnavailable(str(why_not(self._url, error))) from error
            raise as_storage_error(error) from error
        except OF_THE_CONNECTION as error:
            raise StorageUnavailable(str(why_not(self._url, error))) from error

    async def ping(self) -> None:
        """Return when the database can be read, and has tables. Raises StorageUnavailable otherwise."""
        await self.read(lambda tx: tx.execute(text("SELECT version_num FROM alembic_version")).scalar())

    async def ahead_seconds(self) -> float:
        """Return by how much the server's clock is ahead of this machine's."""
        return await self.read(ahead_seconds)

    async def close(self) -> None:
        """Close every connection; what a dead network keeps open is left to the server."""
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self._writers.dispose()
                await self._readers.dispose()
        except TimeoutError:
            pass
        for connection in self._opened:  # of work that was cancelled in its middle, say
            if not connection.is_closed():
                connection.terminate()


def ahead_seconds(tx: Connection) -> float:
    """Return by how much the server's clock is ahead of this machine's."""
    begun = time.time()
    server = float(tx.scalar(text("SELECT extract(epoch FROM clock_timestamp())::float8")) or 0.0)
    return server - (begun + time.time()) / 2


def _begun(tx: Connection, work: Callable[..., T], args: tuple[Any, ...], deadline: float | None) -> T:
    if deadline is not None and time.monotonic() > deadline:
        raise TooLate("the deadline passed before the work began")
    return work(tx, *args)


def engine(
    url: URL,
    settings: str,
    pool_size: int | None = None,
    answer_seconds: float = _ANSWER_SECONDS,
    opened: "weakref.WeakSet[Any] | None" = None,
) -> AsyncEngine:
    """Return an engine whose connections begin with `settings` (SQL); `pool_size` None: none is kept.

    `answer_seconds`: for so long a statement is waited for. `opened`: gets each connection that is made.
    """
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    name = {"application_name": str(url.query.get("application_name", NAME))}

    async def connect(*_: Any, **__: Any) -> Any:
        # asyncpg reads what PostgreSQL's own programs read: sslmode and its files, several hosts, a password file.
        connection = await asyncpg.connect(
            dsn, timeout=_CONNECT_SECONDS, command_timeout=answer_seconds, server_settings=name
        )
        if opened is not None:
            opened.add(connection)
        try:
            await connection.execute(settings)
        except BaseException:
            connection.terminate()
            raise
        return connection

    pool: dict[str, Any] = {"poolclass": NullPool}
    if pool_size is not None:
        # Last in, first out: few connections are kept busy and warm. One of half an hour is made anew when it is next
        # needed: what stands between may have forgotten it.
        pool = {
            "pool_size": pool_size,
            "max_overflow": 0,
            "pool_timeout": _CONNECT_SECONDS,
            "pool_use_lifo": True,
            "pool_recycle": 1800,
        }
    made = create_async_engine(
        "postgresql+asyncpg://",
        hide_parameters=True,  # what leads write is never logged
        connect_args={"async_creator_fn": connect, "prepared_statement_cache_size": _PREPARED},
        **pool,
    )
    event.listen(made.sync_engine, "checkout", _alive)
    return made


def _alive(connection: Any, _record: Any, _proxy: Any) -> None:
    """Let the pool replace a connection that the server has closed (a restart, say), before anything is asked of it."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def in_transaction(url: URL, work: Callable[[Connection], T]) -> T:
    """Run `work` in a transaction on a connection of its own, from code without an event loop.

    Where others hold what it needs, or PostgreSQL undoes it for their sake, it is done again for 10 seconds; what `work`
    does is bounded by an hour for each statement. Raises what `work` raises, and StorageUnavailable in words: there is no
    such database, it refuses us, and the like.
    """

    async def run() -> T:
        alone = engine(
            url, f"SET lock_timeout = '{_MIGRATION_WAIT_SECONDS}s'", answer_seconds=_MIGRATION_ANSWER_SECONDS
        )
        given_up_at = time.monotonic() + _MIGRATION_LOCK_SECONDS
        try:
            while True:
                try:
                    return await once(alone)
                except DBAPIError as error:
                    if getattr(error.orig, "sqlstate", None) not in _HELD_UP or time.monotonic() > given_up_at:
                        raise
                # At odd times, so that it isn't always the same transactions that are met.
                await asyncio.sleep(random.uniform(0.02, 0.2))  # noqa: S311 - not a secret
        except (DBAPIError, *OF_THE_CONNECTION) as error:
            raise why_not(url, error) from error
        finally:
            await alone.dispose()

    async def once(alone: AsyncEngine) -> T:
        async with alone.begin() as connection:
            return await connection.run_sync(work)

    return asyncio.run(run())


def only_reading(connection: Connection) -> Connection:
    """Make the transaction that has just begun one that can't write and sees one state of the database; give it back."""
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    return connection
