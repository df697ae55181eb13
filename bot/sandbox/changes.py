"""Waiting until something has happened, without polling."""

import asyncio
from collections.abc import Callable


class Changes:
    """Tells everyone who waits that something in the sandbox has changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        #: How many changes there were.
        self.count = 0

    def tell(self) -> None:
        """Wake everyone who waits. Not a coroutine, so that nothing can come between a change and its news."""
        self.count += 1
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(self, condition: Callable[[], object], timeout_seconds: float) -> None:
        """Return as soon as the condition is true, asked now and after each change.

        Raises TimeoutError when it is still false after `timeout_seconds`.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_seconds
        while not condition():
            future: asyncio.Future[None] = loop.create_future()
            self._waiting.add(future)
            try:
                # Not `wait_for`: Python 3.11's goes on when it is cancelled in the moment of a change.
                async with asyncio.timeout_at(deadline):
                    await future
            except TimeoutError:
                # It may rest on something that the sandbox isn't told of, such as the bot's own database.
                if condition():
                    return
                raise
            finally:
                self._waiting.discard(future)

    async def after(self, count: int) -> None:
        """Return as soon as there were more changes than `count`."""
        while self.count <= count:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.add(future)
            try:
                await future
            finally:
                self._waiting.discard(future)
