import asyncio

from bot.workers.outbox import Outbox
from tests.workers.test_outbox import Post, until


async def test_what_is_claimed_while_stopping_is_waited_for_as_well():
    post = Post()
    made = Outbox(post.claim, post.deliver, post.next_due)
    post.claim_gate.clear()
    post.due = ["C1"]
    running = asyncio.create_task(made.run())
    await until(lambda: post.rooms)
    stopping = asyncio.create_task(made.stop())
    for _ in range(20):
        await asyncio.sleep(0)
    post.send_gate.clear()
    post.claim_gate.set()
    async with asyncio.timeout(5):
        await post.begun.wait()
    assert not stopping.done(), "stop() is over while C1 is being sent"
    post.send_gate.set()
    await stopping
    await running
    assert post.sent == ["C1"]


async def test_what_still_hangs_when_there_is_no_time_left_is_given_up():
    post = Post()
    made = Outbox(post.claim, post.deliver, post.next_due)
    post.send_gate.clear()
    post.due = ["C1"]
    running = asyncio.create_task(made.run())
    await until(post.begun.is_set)
    stopping = asyncio.create_task(made.stop())
    await running
    stopping.cancel()
    await asyncio.wait([stopping])
    await until(lambda: not made._sending)
    assert post.sent == []
