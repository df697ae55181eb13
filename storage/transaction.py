"""Transactions: the only place that commits."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError, StatementError

from storage.errors import Contended, DataRejected, StorageError, StorageUnavailable, TooLate

# SQLSTATEs of PostgreSQL: https://www.postgresql.org/docs/14/errcodes-appendix.html
#: Classes that are about the values: data exceptions, and integrity constraints.
_ABOUT_VALUES: Final = ("22", "23")
#: A value that is too large for an index.
_TOO_LARGE: Final = "54000"
#: PostgreSQL undid the transaction for the sake of another: serialization failure, deadlock.
_UNDONE: Final = ("40001", "40P01")

#: An open transaction. Use cases pass it on to `storage.queries` and never look inside.
Transaction: TypeAlias = Connection


def is_alone(tx: Transaction) -> bool:
    """Say whether no other transaction writes meanwhile: on SQLite, where whatever locks rows has nothing to do."""
    return tx.dialect.name == "sqlite"


@dataclass(slots=True)
class Job:
    """One caller's work, and what came of it."""

    work: Callable[..., Any]
    args: tuple[Any, ...]
    future: "asyncio.Future[Any]"
    #: On `time.monotonic()`; work that hasn't begun by then is dropped. None: whenever.
    deadline: float | None = None
    result: Any = None
    error: BaseException | None = field(default=None)


def run_together(engine: Engine, jobs: Sequence[Job]) -> None:
    """Run the jobs in one transaction, each behind a savepoint of its own, and commit once for them all.

    A job that raises is undone alone; its error is kept in `Job.error`. When the database itself fails, every job of
    the group gets StorageUnavailable, and none of them was carried out.
    """
    # What nobody waits for any more doesn't wait for a lock: a stop has to end all that is queued.
    wanted = [job for job in jobs if not _is_given_up(job)]
    if not wanted:
        return
    try:
        with engine.begin() as connection:
            for job in wanted:
                _run(connection, job, alone=len(wanted) == 1)
    except _Undone:
        pass
    except Exception as fault:  # noqa: BLE001 - whatever it is, nobody may wait for an answer for ever
        for job in wanted:  # one each: whoever raises it adds a traceback
            job.result, job.error = None, StorageUnavailable(_words(fault))
            job.error.__cause__ = fault


class _Undone(Exception):  # noqa: N818 - control flow
    """Rolls back a transaction whose only job failed."""


def _is_given_up(job: Job) -> bool:
    """Say whether nobody waits for the job any more; it then gets TooLate."""
    given_up = job.future.cancelled() or (job.deadline is not None and time.monotonic() > job.deadline)
    if given_up:
        job.error = TooLate("the deadline passed before the work began")
    return given_up


def _run(connection: Connection, job: Job, *, alone: bool) -> None:
    if _is_given_up(job):  # while the lock was waited for
        return
    savepoint = None if alone else connection.begin_nested()
    try:
        job.result = job.work(connection, *job.args)
    except Exception as error:
        job.error = as_storage_error(error)
        if isinstance(job.error, StorageUnavailable):
            raise  # SQLite may have ended the whole transaction by itself: nothing of the group is certain
        if savepoint is None:
            raise _Undone from error
        savepoint.rollback()
    else:
        if savepoint is not None:
            savepoint.commit()


def as_storage_error(error: Exception) -> Exception:
    """Sort an exception from a transaction: bad data, a database that fails, or (as it is) one of our own."""
    if not isinstance(error, StatementError | UnicodeError | OverflowError):
        return error if not isinstance(error, SQLAlchemyError) else _because(StorageUnavailable, error)
    if _refuses_values(error):
        return _because(DataRejected, error)
    undone = getattr(getattr(error, "orig", None), "sqlstate", None) in _UNDONE
    return _because(Contended if undone else StorageUnavailable, error)


def _because(kind: type[StorageError], error: Exception) -> StorageError:
    made = kind(_words(error))
    made.__cause__ = error
    return made


def _refuses_values(error: Exception) -> bool:
    if not isinstance(error, DBAPIError) or isinstance(error, IntegrityError | DataError):
        return True  # a value that could not even be bound, or that SQLite refuses
    state = getattr(error.orig, "sqlstate", None) or ""
    # asyncpg raises a ValueError for a value that it can't bind.
    return (
        state[:2] in _ABOUT_VALUES
        or state == _TOO_LARGE
        or isinstance(getattr(error.orig, "__cause__", None), ValueError)
    )


def _words(error: BaseException) -> str:
    original = getattr(error, "orig", None) or error
    return f"{type(original).__name__}: {original}".splitlines()[0][:300]
