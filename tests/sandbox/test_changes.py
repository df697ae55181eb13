"""Waiting for a change of the sandbox."""

import asyncio

import pytest

from bot.sandbox.changes import Changes


async def test_a_wait_that_is_given_up_in_the_moment_of_a_change_ends():
    changes = Changes()
    waiting = asyncio.create_task(changes.until(lambda: False, timeout_seconds=30))
    await asyncio.sleep(0)
    changes.tell()
    waiting.cancel()
    await asyncio.wait([waiting], timeout=2)
    assert waiting.cancelled()


async def test_a_wait_for_what_never_comes_ends_in_time():
    with pytest.raises(TimeoutError):
        await Changes().until(lambda: False, timeout_seconds=0)
