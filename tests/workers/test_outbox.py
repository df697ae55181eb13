"""The outbox's worker: it looks at once when there is news, and ends without losing anything (DESIGN 1.8)."""

import asyncio
import contextlib

import pytest

from bot.usecases.delivery import Claim
from bot.workers.outbox import Outbox


class Post:
    """Channels that are due, and who sends them."""

    def __init__(self):
        self.due = []
        self.rooms = []
        self.sent = []
        self.due_in = None
        self.claim_gate = asyncio.Event()
        self.claim_gate.set()
        self.send_gate = asyncio.Event()
        self.send_gate.set()
        self.looked = asyncio.Event()
        self.begun = asyncio.Event()
        self.fails = set()
        self.now_sending = 0
        self.most_sending = 0
        self.asked_due = 0

    async def claim(self, room):
        self.rooms.append(room)
        self.looked.set()
        await self.claim_gate.wait()
        claimed, self.due = self.due[:room], self.due[room:]
        return [Claim("T1", channel, "me") for channel in claimed]

    async def deliver(self, claim):
        self.now_sending += 1
        self.most_sending = max(self.most_sending, self.now_sending)
        self.begun.set()
        try:
            await self.send_gate.wait()
            if claim.channel in self.fails:
                self.fails.discard(claim.channel)
                raise RuntimeError("broken")
            self.sent.append(claim.channel)
        finally:
            self.now_sending -= 1

    async def next_due(self):
        self.asked_due += 1
        return self.due_in


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what a stand-in notes, nobody tells of
            await asyncio.sleep(0)


@pytest.fixture
async def post():
    return Post()


@pytest.fixture
async def outbox(post, monkeypatch):
    monkeypatch.setattr("bot.workers.outbox._LOOK_EVERY_SECONDS", 3600.0)
    made = Outbox(post.claim, post.deliver, post.next_due)
    running = asyncio.create_task(made.run())
    yield made
    post.claim_gate.set()
    post.send_gate.set()
    await made.stop()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_what_was_left_from_before_is_sent_at_the_start(post):
    post.due = ["C1", "C2"]
    made = Outbox(post.claim, post.deliver, post.next_due)
    running = asyncio.create_task(made.run())
    await until(lambda: sorted(post.sent) == ["C1", "C2"])
    await made.stop()
    await running


async def test_news_are_looked_at_at_once(post, outbox):
    await until(lambda: post.asked_due == 1)  # it sleeps now, for an hour
    post.due = ["C1"]
    outbox.wake()
    await until(lambda: post.sent == ["C1"])


async def test_news_that_come_while_it_looks_are_not_missed(post, outbox):
    await until(lambda: post.asked_due == 1)
    post.claim_gate.clear()
    outbox.wake()
    await until(lambda: len(post.rooms) == 2)
    outbox.wake()  # what it claims now was read before this
    post.claim_gate.set()
    await until(lambda: len(post.rooms) == 3)


async def test_it_wakes_by_itself_when_something_is_due(post, outbox):
    await until(lambda: post.asked_due == 1)
    post.due_in, post.due = 0.05, ["C1"]
    outbox.wake()
    await until(lambda: post.sent == ["C1"])
    looked = len(post.rooms)
    post.due = ["C2"]
    await until(lambda: post.sent == ["C1", "C2"])
    assert len(post.rooms) > looked


async def test_it_does_not_look_again_before_something_is_due(post, outbox):
    post.due_in = 1800.0
    await until(lambda: post.asked_due == 1)
    looked = len(post.rooms)
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(post.rooms) == looked


async def test_a_time_that_is_past_is_no_busy_loop(post, outbox):
    post.due_in = -5.0
    outbox.wake()
    await until(lambda: post.asked_due >= 2)
    looked = len(post.rooms)
    for _ in range(200):
        await asyncio.sleep(0)
    assert len(post.rooms) <= looked + 1


async def test_other_processes_writing_is_noticed_soon(post, monkeypatch):
    from bot.workers import outbox as outbox_module

    assert outbox_module._LOOK_EVERY_SECONDS <= 1


async def test_at_most_32_channels_are_sent_to_at_once_and_the_rest_follow(post, outbox):
    post.send_gate.clear()
    post.due = [f"C{number}" for number in range(50)]
    outbox.wake()
    await until(lambda: post.now_sending == 32)
    for _ in range(100):
        await asyncio.sleep(0)
    assert post.now_sending == 32
    post.send_gate.set()
    await until(lambda: len(post.sent) == 50)
    assert post.most_sending == 32


async def test_a_channel_that_fails_disturbs_no_other(post, outbox):
    post.fails = {"C1"}
    post.due = ["C1", "C2", "C3"]
    outbox.wake()
    await until(lambda: sorted(post.sent) == ["C2", "C3"])
    post.due = ["C1"]
    outbox.wake()
    await until(lambda: sorted(post.sent) == ["C1", "C2", "C3"])


async def test_stopping_lets_what_is_being_sent_end_and_claims_nothing_more(post, outbox):
    post.send_gate.clear()
    post.due = ["C1", "C2"]
    outbox.wake()
    await until(lambda: post.now_sending == 2)
    assert not outbox.stopping
    stopping = asyncio.create_task(outbox.stop())
    await until(lambda: outbox.stopping)
    assert not stopping.done()
    post.due, looked = ["C3"], len(post.rooms)
    outbox.wake()
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(post.rooms) == looked
    post.send_gate.set()
    async with asyncio.timeout(5):
        await stopping
    assert sorted(post.sent) == ["C1", "C2"]


async def test_stopping_ends_the_worker_at_once_when_there_is_nothing_to_send(post):
    made = Outbox(post.claim, post.deliver, post.next_due)
    running = asyncio.create_task(made.run())
    await until(lambda: post.asked_due == 1)
    async with asyncio.timeout(5):
        await made.stop()
        await running
