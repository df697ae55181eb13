import asyncio
import time

import pytest

from bot.sandbox import UNLIMITED


@pytest.mark.benchmark
async def test_a_thousand_posts_a_second(make_sandbox, post):
    sandbox = await make_sandbox(limits=UNLIMITED)
    total, at_once = 3000, asyncio.Semaphore(20)

    async def one():
        async with at_once:
            await post(sandbox)

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(total)))
    rate = total / (time.perf_counter() - began)
    print(f"sandbox: {rate:.0f} posts a second, client included")  # noqa: T201 - benchmarks print
    assert rate > 1000
