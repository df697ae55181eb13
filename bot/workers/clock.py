"""The clock: what is due, and what other processes changed (DESIGN 1.9)."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

#: Due things and the configuration are looked at so often: within the second of CONTRACT 4.
TICK_SECONDS: Final = 0.4


class ClockWorker:
    """Does each of its duties at every tick; a duty finds out by itself whether there is something to do."""

    def __init__(self, duties: Sequence[Callable[[], Awaitable[None]]]) -> None:
        """Take the duties, in the order in which they are done."""
        self._duties = duties

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            for duty in self._duties:
                await duty()
            await asyncio.sleep(TICK_SECONDS)
