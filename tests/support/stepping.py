"""Two transactions on PostgreSQL, stepped by hand: one stands still between two of its statements while the other runs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.util.concurrency import await_only

from bot.usecases.errors import ConfigurationMoved, Contended, Mistake
from storage import postgresql
from storage.address import database_url
from storage.database import Database

#: How often it is looked whether somebody waits for a lock.
_LOOK_EVERY_SECONDS = 0.005


@dataclass
class Stepped:
    """A transaction that stops before one of its statements. `stop_before`: which, counted from 0."""

    stop_before: int
    statements: int = 0
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    def step(self) -> None:
        if self.statements == self.stop_before:
            self.reached.set()
            await_only(self.go_on.wait())
        self.statements += 1


class Meeting:
    """Connections for two transactions of which one is stepped.

    They are no `Database`: what PostgreSQL undoes for a deadlock is not done again, but told.
    """

    def __init__(self, url: str) -> None:
        self._database = Database(url, connections=2)
        self._stepping, self._plain = (
            postgresql.engine(database_url(url), "SET lock_timeout = '10s'", pool_size=1) for _ in range(2)
        )
        self._stepped = Stepped(-1)
        event.listen(self._stepping.sync_engine, "before_cursor_execute", lambda *_: self._stepped.step())

    async def interleave(self, one: Callable[..., Any], other: Callable[..., Any], stop_before: int) -> bool:
        """Run `one(tx)` to its statement of that number, `other(tx)` as far as it gets, then both to their ends.

        Returns:
            False: `one` has fewer statements than that, and was committed before `other` began.
        """
        stepped = self._stepped = Stepped(stop_before)
        first = asyncio.create_task(_run(self._stepping, one))
        reached = asyncio.create_task(stepped.reached.wait())
        await asyncio.wait((first, reached), return_when=asyncio.FIRST_COMPLETED)
        reached.cancel()
        second = asyncio.create_task(_run(self._plain, other))
        await as_far_as_it_gets(self._database, second)
        stepped.go_on.set()
        await asyncio.gather(first, second)
        return stepped.reached.is_set()

    async def close(self) -> None:
        await self._stepping.dispose()
        await self._plain.dispose()
        await self._database.close()


async def _run(engine: Any, work: Callable[..., Any]) -> Any:
    """Run it as the bot does: what says itself that it must be done again is."""
    while True:
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        except (Contended, ConfigurationMoved):
            pass
        except Mistake as mistake:  # what it is about is gone since
            return mistake


async def as_far_as_it_gets(database: Database, task: "asyncio.Task[Any]", waiting: int = 1) -> None:
    """Return when the task has ended, or so many transactions of the database wait for a lock."""
    while not task.done() and await database.read(_waiting) < waiting:  # noqa: ASYNC110
        await asyncio.sleep(_LOOK_EVERY_SECONDS)


def _waiting(tx: Any) -> int:
    return tx.exec_driver_sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ).scalar()
