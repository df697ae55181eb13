"""Waiting for something that no event tells of."""

import asyncio
from collections.abc import Callable


async def until(condition: Callable[[], bool], timeout_seconds: float = 40) -> None:
    """Return once the condition holds. Raises TimeoutError otherwise."""
    async with asyncio.timeout(timeout_seconds):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
