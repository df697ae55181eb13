"""The one writer of SQLite: a thread, a connection, and a first-in-first-out queue (DESIGN 1.6).

Beside a busy writer, a second one waits by polling and starves (MEASURED A), so every write of the process comes here.
What waits together is committed together.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Engine

from storage.errors import StorageUnavailable
from storage.transaction import Job, run_together

#: So that the first of a group doesn't wait long for the last.
_MOST_TOGETHER: Final = 64


class SqliteWriter:
    """Runs transactions one after another in a thread of its own, sharing commits among those that wait."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="sqlite-writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[..., Any], *args: Any, deadline: float | None = None) -> Any:
        """Run `work(transaction, *args)` and give its result once it is committed.

        Args:
            work: reads and writes; when it raises, nothing of it is kept.
            args: handed on to `work`.
            deadline: on `time.monotonic()`; None: no bound. Work that hasn't begun by then raises TooLate.

        Raises:
            StorageUnavailable: the database can't be written now. DataRejected: it refuses these values.
            TooLate: see `deadline`. And whatever `work` raises.
        """
        if self._closed:
            raise StorageUnavailable("the database is closed")
        job = Job(work, args, asyncio.get_running_loop().create_future(), deadline)
        self._queue.put(job)
        return await job.future

    async def close(self) -> None:
        """Finish what is queued, then end the thread."""
        self._closed = True
        self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _serve(self) -> None:
        ending = False
        while not ending:
            jobs: list[Job] = []
            job = self._queue.get()
            while job is not None:
                jobs.append(job)
                if len(jobs) == _MOST_TOGETHER:
                    break
                try:
                    job = self._queue.get_nowait()
                except queue.Empty:
                    break
            else:
                ending = True
            if jobs:
                run_together(self._engine, jobs)
                with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
                    jobs[0].future.get_loop().call_soon_threadsafe(_settle, jobs)


def _settle(jobs: list[Job]) -> None:
    for job in jobs:
        if job.future.done():
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)
