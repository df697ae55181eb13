"""The two databases of a copy, FROM and TO: opened by code that may use both at once, and spoken of by these names."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util.concurrency import greenlet_spawn

from storage import postgresql, sqlite
from storage.address import database_url, is_postgresql
from storage.errors import DatabaseInUse, StorageError, StorageUnavailable
from storage.postgresql_words import hide_values, why_not

T = TypeVar("T")

#: How long one waits for what other programs hold, and for one statement (the check of a reference, say).
_LOCK_SECONDS: Final = 10
_ANSWER_SECONDS: Final = 3600.0

#: Nobody ends a copy for taking long.
_SETTINGS: Final = (
    f"SET lock_timeout = '{_LOCK_SECONDS}s'; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0"
)

#: Others who are connected to this database as we are, or as a bot is where its address says nothing else.
_OTHERS: Final = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND application_name IN (:name, current_setting('application_name'))"
)

_STOP_IT: Final = "stop it first, as what it writes meanwhile would be missing in the copy. Nothing was changed."


@dataclass(frozen=True)
class Side:
    """One of the two databases; `name` is FROM or TO, as the command line calls it."""

    name: str
    url: URL

    @classmethod
    def of(cls, name: str, address: str) -> "Side":
        """Read an address. Raises WrongDatabaseUrl."""
        try:
            return cls(name, database_url(address))
        except StorageError as error:
            raise _renamed(error, name) from error

    @property
    def is_postgresql(self) -> bool:
        """Whether it is on a server, and no file."""
        return is_postgresql(self.url)

    @property
    def path(self) -> Path:
        """The file, on SQLite."""
        return Path(self.url.database or "")

    @contextmanager
    def opened(self) -> Iterator["OpenedSide"]:
        """Open it, within `together`; what isn't committed when the block ends is undone."""
        if self.is_postgresql:
            engine = postgresql.engine(self.url, _SETTINGS, answer_seconds=_ANSWER_SECONDS).sync_engine
        else:
            engine = sqlite.migrating_engine(self.url)
        try:
            with self.in_words():
                connection = engine.connect()
            with connection:
                yield OpenedSide(self, connection)
        finally:
            engine.dispose()

    @contextmanager
    def in_words(self) -> Iterator[None]:
        """Let what the database raises be one sentence about this side. Raises StorageUnavailable, WrongDatabaseUrl."""
        try:
            yield
        except StorageError as error:
            raise _renamed(error, self.name) from error
        except (DBAPIError, *postgresql.OF_THE_CONNECTION) as error:
            if self.is_postgresql:
                hide_values(error)
                raise _renamed(why_not(self.url, error), self.name) from error
            said = str(error.orig if isinstance(error, DBAPIError) else error).partition(" with text ")[0]  # a lead's
            raise StorageUnavailable(f"{self.name} ({self.path}) can't be used: {said}.") from error

    @contextmanager
    def without_bot(self) -> Iterator[None]:
        """Keep bots away from a SQLite file for the length of a block. Raises DatabaseInUse: one runs on it."""
        lock: FileLock | None = None
        if not self.is_postgresql:
            try:
                with self.in_words():
                    lock = sqlite.only_one(self.url)
            except DatabaseInUse as error:
                raise DatabaseInUse(f"a bot runs on {self.name} ({self.path}): {_STOP_IT}") from error
        try:
            yield
        finally:
            if lock is not None:
                lock.release()


@dataclass(frozen=True)
class OpenedSide:
    """A side and its one connection."""

    side: Side
    connection: Connection

    @property
    def is_postgresql(self) -> bool:
        """Whether it is on a server, and no file."""
        return self.side.is_postgresql

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Begin, and commit when the block ends well. Raises StorageUnavailable where either fails."""
        with self.side.in_words():
            transaction = self.connection.begin()
        yield
        with self.side.in_words():
            transaction.commit()

    def see_no_bot(self) -> None:
        """Return when no other Leadwheel is connected, as far as PostgreSQL knows. Raises DatabaseInUse."""
        if not self.is_postgresql:
            return  # see `Side.without_bot`
        self.connection.execute(text("SELECT pg_stat_clear_snapshot()"))  # else it says what it said before
        others = self.connection.scalar(_OTHERS, {"name": postgresql.NAME})
        if others:
            many = "1 connection" if others == 1 else f"{others} connections"
            raise DatabaseInUse(f"a Leadwheel is at work on {self.side.name} ({many}): {_STOP_IT}")


def together(work: Callable[[], T], *sides: Side) -> T:
    """Run `work`, in which these sides can be opened, and give its result. For code without an event loop."""
    if not any(side.is_postgresql for side in sides):
        return work()  # by itself, so that Ctrl-C ends it at once
    return asyncio.run(greenlet_spawn(work))


def _renamed(error: StorageError, name: str) -> StorageError:
    """Return an error about the database of the settings as one about this side."""
    words = str(error).replace("LEADWHEEL_DATABASE_URL", name)
    return type(error)(words if name in words.split() else f"{name}: {words}")
