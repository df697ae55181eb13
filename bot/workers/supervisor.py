"""Keeping the workers at work: one that fails is logged and started again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.usecases.errors import StorageUnavailable

_log = structlog.get_logger(__name__)

_PAUSE_SECONDS: Final = 0.5


class Supervisor:
    """Runs workers as tasks until `stop`."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run a worker; when it raises, it is started again after half a second."""
        self._tasks.append(asyncio.create_task(self._keep(name, run), name=name))

    async def stop(self) -> None:
        """Cancel the workers, the last started first, and wait for their end."""
        for task in reversed(self._tasks):
            task.cancel()
            await asyncio.wait([task])
        self._tasks.clear()

    async def _keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await run()
            except StorageUnavailable as error:
                _log.warning("worker_failed", worker=name, error=str(error))
                await asyncio.sleep(_PAUSE_SECONDS)
            except Exception:  # noqa: BLE001 - a worker is never left dead
                _log.exception("worker_failed", worker=name)
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                return
