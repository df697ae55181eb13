"""The dealer: collects requests and hands them over in batches (DESIGN 1.3).

Alone, a request is dealt at once; while one batch is being committed the next one gathers, so that under load the
batches grow by themselves. That is group commit (MEASURED A).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from bot.usecases.deal import DealRequest, Outcome
from bot.usecases.errors import StorageUnavailable, TooLate

_log = structlog.get_logger(__name__)

#: More only makes everybody wait longer (MEASURED A).
LARGEST_BATCH: Final = 256

Transact = Callable[[Sequence[DealRequest]], Awaitable[Sequence[Outcome]]]
Reject = Callable[[DealRequest, str], Awaitable[None]]
_Waiting = tuple[DealRequest, "asyncio.Future[Outcome]"]


class Dealer:
    """Answers each request once what was decided is committed."""

    def __init__(self, transact: Transact, reject: Reject) -> None:
        """Take what to do with a batch, and with a request that the database refuses for its values."""
        self._transact = transact
        self._reject = reject
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()

    async def deal(self, request: DealRequest) -> Outcome:
        """Return what became of the request, once it is committed.

        Raises:
            StorageUnavailable: the database can't be written; nothing was done. TooLate: nor begun by the deadline.
        """
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((request, future))
        return await future

    async def run(self) -> None:
        """Deal until cancelled."""
        while True:
            batch = [await self._queue.get()]
            while len(batch) < LARGEST_BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            # A caller who gave up has answered Slack already, and gets the message again.
            await self._deal([one for one in batch if not one[1].done()])

    async def _deal(self, batch: list[_Waiting]) -> None:
        if not batch:
            return
        try:
            outcomes = await self._transact([request for request, _ in batch])
        except (StorageUnavailable, TooLate) as error:
            for _, future in batch:
                _fail(future, type(error)(str(error)))  # one each: whoever raises it adds a traceback
        except Exception as error:  # noqa: BLE001 - bad data, whatever it is: find it, and spare the others
            await self._halve(batch, error)
        else:
            for (_, future), outcome in zip(batch, outcomes, strict=True):
                if outcome is Outcome.TOO_LATE:
                    _fail(future, TooLate("the deadline passed before the work began"))
                elif not future.done():
                    future.set_result(outcome)

    async def _halve(self, batch: list[_Waiting], error: Exception) -> None:
        """Deal each half by itself until the bad request is alone; that one is kept as rejected, and told."""
        if len(batch) > 1:
            middle = len(batch) // 2
            await self._deal(batch[:middle])
            await self._deal(batch[middle:])
            return
        request, future = batch[0]
        _log.error("request_rejected", source_key=request.source_key, exc_info=error)
        try:
            await self._reject(request, f"{type(error).__name__}: {error}")
        except Exception as failed:  # noqa: BLE001 - not even that: Slack is to deliver it again
            _fail(future, failed if isinstance(failed, StorageUnavailable) else StorageUnavailable(repr(failed)))
        else:
            if not future.done():
                future.set_result(Outcome.REJECTED)


def _fail(future: "asyncio.Future[Outcome]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
