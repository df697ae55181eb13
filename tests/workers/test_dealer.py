"""Requests are collected into batches, and each is answered once it is committed (DESIGN 1.3)."""

import asyncio
import contextlib

import pytest

from bot.domain.configuration import Trigger
from bot.domain.leads import facts
from bot.usecases.deal import DealRequest, Outcome
from bot.usecases.errors import DataRejected, StorageUnavailable, TooLate
from bot.workers.dealer import LARGEST_BATCH, Dealer

FAR = 1e12


def a_request(name, deadline=FAR):
    return DealRequest(
        workspace_id="T1",
        source_key=str(name),
        source="message",
        channel="C1",
        thread_ts=str(name),
        trigger=Trigger.NEW_CONVERSATION,
        lead=facts({"text": "hello"}),
        lead_user_id="U1",
        deadline=deadline,
    )


class Desk:
    """What the dealer hands batches to: waits until it is let go, and fails for what is poisoned."""

    def __init__(self):
        self.batches = []
        self.dealt = []
        self.rejected = []
        self.poisoned = set()
        self.late = set()
        self.error = None
        self.reject_error = None
        self.open = asyncio.Event()
        self.open.set()
        self.begun = asyncio.Event()

    async def transact(self, requests):
        keys = [request.source_key for request in requests]
        self.batches.append(keys)
        self.begun.set()
        await self.open.wait()
        if self.error is not None:
            raise self.error
        if self.poisoned & set(keys):
            raise DataRejected("a value that the database refuses")
        self.dealt += [key for key in keys if key not in self.late]
        return [Outcome.TOO_LATE if key in self.late else Outcome.ASSIGNED for key in keys]

    async def reject(self, request, error):
        if self.reject_error is not None:
            raise self.reject_error
        self.rejected.append((request.source_key, error))


@pytest.fixture
async def desk():
    return Desk()


@pytest.fixture
async def dealer(desk):
    made = Dealer(desk.transact, desk.reject)
    running = asyncio.create_task(made.run())
    yield made
    desk.open.set()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def deal_all(dealer, names):
    return await asyncio.gather(*(dealer.deal(a_request(name)) for name in names), return_exceptions=True)


async def hold_one(dealer, desk):
    """Let one request be in the making, so that what comes now gathers."""
    desk.open.clear()
    first = asyncio.create_task(dealer.deal(a_request("first")))
    await desk.begun.wait()
    return first


async def test_alone_a_request_is_dealt_at_once(dealer, desk):
    assert await dealer.deal(a_request("one")) == Outcome.ASSIGNED
    assert desk.batches == [["one"]]


async def test_what_comes_during_a_commit_is_dealt_together_in_order(dealer, desk):
    first = await hold_one(dealer, desk)
    rest = asyncio.gather(*(dealer.deal(a_request(number)) for number in range(100)))
    await asyncio.sleep(0)
    desk.open.set()
    assert await first == Outcome.ASSIGNED
    assert await rest == [Outcome.ASSIGNED] * 100
    assert desk.batches == [["first"], [str(number) for number in range(100)]]


async def test_a_batch_is_never_larger_than_256(dealer, desk):
    first = await hold_one(dealer, desk)
    rest = asyncio.gather(*(dealer.deal(a_request(number)) for number in range(600)))
    await asyncio.sleep(0)
    desk.open.set()
    await asyncio.gather(first, rest)
    assert LARGEST_BATCH == 256
    assert [len(batch) for batch in desk.batches] == [1, 256, 256, 88]
    assert desk.dealt == ["first", *(str(number) for number in range(600))]


@pytest.mark.parametrize(
    "poisoned",
    [{0}, {49}, {99}, {0, 99}, {7, 8, 50}, set(range(10)), set(range(0, 100, 7)), set(range(100))],
    ids=lambda poisoned: f"{len(poisoned)} of 100",
)
async def test_poisoned_requests_are_rejected_and_all_others_dealt_once(dealer, desk, poisoned):
    desk.poisoned = {str(number) for number in poisoned}
    first = await hold_one(dealer, desk)
    rest = asyncio.gather(*(dealer.deal(a_request(number)) for number in range(100)))
    await asyncio.sleep(0)
    desk.open.set()
    await first
    outcomes = await rest
    assert [outcome == Outcome.REJECTED for outcome in outcomes] == [number in poisoned for number in range(100)]
    assert sorted(key for key, _ in desk.rejected) == sorted(desk.poisoned)
    assert all(error == "DataRejected: a value that the database refuses" for _, error in desk.rejected)
    assert desk.dealt == ["first", *(str(number) for number in range(100) if number not in poisoned)]


async def test_after_a_rejection_the_dealer_goes_on(dealer, desk):
    desk.poisoned = {"bad"}
    assert await dealer.deal(a_request("bad")) == Outcome.REJECTED
    assert await dealer.deal(a_request("good")) == Outcome.ASSIGNED


async def test_a_mistake_of_our_own_is_no_reason_to_lose_the_others(dealer, desk):
    desk.error = KeyError("what")
    assert await deal_all(dealer, ["one", "two", "three"]) == [Outcome.REJECTED] * 3
    desk.error = None
    assert await dealer.deal(a_request("four")) == Outcome.ASSIGNED


@pytest.mark.parametrize("error", [StorageUnavailable("disk full"), TooLate("too late")])
async def test_when_the_database_fails_all_are_to_come_again_and_none_is_rejected(dealer, desk, error):
    desk.error = error
    outcomes = await deal_all(dealer, range(40))
    assert [type(outcome) for outcome in outcomes] == [type(error)] * 40
    assert desk.rejected == []
    desk.error = None
    assert await deal_all(dealer, range(40)) == [Outcome.ASSIGNED] * 40


async def test_what_was_not_begun_in_time_is_told_so_and_the_others_are_dealt(dealer, desk):
    desk.late = {"2"}
    first = await hold_one(dealer, desk)
    rest = asyncio.gather(*(dealer.deal(a_request(number)) for number in range(4)), return_exceptions=True)
    await asyncio.sleep(0)
    desk.open.set()
    await first
    outcomes = await rest
    assert isinstance(outcomes.pop(2), TooLate)
    assert outcomes == [Outcome.ASSIGNED] * 3
    assert desk.rejected == []


async def test_who_gave_up_waiting_is_not_dealt(dealer, desk):
    first = await hold_one(dealer, desk)
    gone = [asyncio.create_task(dealer.deal(a_request(f"gone {number}"))) for number in range(3)]
    there = asyncio.create_task(dealer.deal(a_request("there")))
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    await asyncio.wait(gone)
    desk.open.set()
    assert await there == Outcome.ASSIGNED
    await first
    assert desk.batches == [["first"], ["there"]]


async def test_who_gives_up_during_the_commit_disturbs_nobody(dealer, desk):
    first = await hold_one(dealer, desk)
    first.cancel()
    await asyncio.wait([first])
    there = asyncio.create_task(dealer.deal(a_request("there")))
    await asyncio.sleep(0)
    desk.open.set()
    assert await there == Outcome.ASSIGNED
    assert desk.dealt == ["first", "there"]


@pytest.mark.parametrize("error", [StorageUnavailable("locked"), DataRejected("not even that"), RuntimeError("broken")])
async def test_what_cannot_even_be_kept_as_rejected_is_to_come_again(dealer, desk, error):
    desk.poisoned, desk.reject_error = {"bad"}, error
    with pytest.raises(StorageUnavailable):
        await dealer.deal(a_request("bad"))
    assert await dealer.deal(a_request("good")) == Outcome.ASSIGNED
