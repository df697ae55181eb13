"""Sending: each step of `advance`, without Slack."""

from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import AsyncMock, patch

import pytest

from bot.usecases.deliver import deliver
from bot.usecases.deliver_step import advance
from bot.usecases.delivery import Attempted, Claim, Looked, LookUp, Pace, Send
from bot.usecases.errors import StorageUnavailable, TokenRefused
from bot.usecases.ports import Message, NotSent, Sent, Unknown
from storage.queries import outbox, outbox_channel, workspace
from storage.queries.outbox import Draft
from tests.support.databases import SyncDatabase
from tests.support.world import WORKSPACE

NOW = 1_700_000_000.0
FREE = Pace(rate=0)
MINE = Claim(WORKSPACE, "C1", "me")


@pytest.fixture
def tx(database_url: str) -> Iterator[object]:
    database = SyncDatabase(database_url)
    with database.transaction() as connection:
        workspace.ensure(connection, WORKSPACE, NOW)
        yield connection
    database.close()


def say(tx, *texts: str, thread_ts: str = "", channel: str = "C1") -> None:
    drafts = [Draft(channel, {"kind": "nobody_available", "team": text, "size": 1}, thread_ts) for text in texts]
    outbox.write(tx, WORKSPACE, drafts, NOW)


def claim(tx, now: float = NOW) -> list[str]:
    return outbox_channel.claim(tx, WORKSPACE, "me", now, now + 10, 32)


def team_of(step: Send) -> str:
    return step.message.content["team"]


def test_a_channel_whose_first_message_waits_for_its_retry_is_left_alone_until_then(tx):
    """Another stands behind it in its thread: without care the channel would be claimed again and again."""
    say(tx, "one", "two", thread_ts="1.0")
    claim(tx)
    step = advance(tx, MINE, None, FREE, NOW, 0.0)
    failed = Attempted(step, NotSent("internal_error", heals=True))
    assert advance(tx, MINE, failed, FREE, NOW, 0.0) is None
    assert outbox_channel.next_due_at(tx, WORKSPACE) == NOW + 1
    assert claim(tx, NOW + 0.5) == []
    assert claim(tx, NOW + 1) == ["C1"]
    assert team_of(advance(tx, MINE, None, FREE, NOW + 1, 0.0)) == "one"


def test_an_unknown_outcome_is_looked_up_between_two_times_and_sent_again_only_if_absent(tx):
    say(tx, "one", thread_ts="1.0")
    claim(tx)
    step = advance(tx, MINE, None, FREE, NOW, 0.0)
    assert advance(tx, MINE, Attempted(step, Unknown("TimeoutError")), FREE, NOW + 1, 0.0) is None
    assert claim(tx, NOW + 3) == ["C1"]
    look = advance(tx, MINE, None, FREE, NOW + 3, 0.0)
    assert isinstance(look, LookUp)
    assert look.between == (NOW - 60, NOW + 60)
    again = advance(tx, MINE, Looked(look, {}), FREE, NOW + 3, 0.0)
    assert isinstance(again, Send)
    assert again.message.delivery_id == step.message.delivery_id
    assert again.attempts == 2
    assert advance(tx, MINE, Attempted(again, Sent("2.0")), FREE, NOW + 3, 0.0) is None
    assert outbox_channel.next_due_at(tx, WORKSPACE) is None


def test_what_was_found_is_not_sent_again(tx):
    say(tx, "one", thread_ts="1.0")
    claim(tx)
    step = advance(tx, MINE, None, FREE, NOW, 0.0)
    advance(tx, MINE, Attempted(step, Unknown("TimeoutError")), FREE, NOW, 0.0)
    claim(tx, NOW + 2)
    look = advance(tx, MINE, None, FREE, NOW + 2, 0.0)
    assert advance(tx, MINE, Looked(look, {step.message.delivery_id: "2.0"}), FREE, NOW + 2, 0.0) is None
    assert claim(tx, NOW + 500) == []


def test_each_time_that_slack_can_not_be_asked_the_next_is_later(tx):
    say(tx, "one", thread_ts="1.0")
    claim(tx)
    step = advance(tx, MINE, None, FREE, NOW, 0.0)
    advance(tx, MINE, Attempted(step, Unknown("TimeoutError")), FREE, NOW, 0.0)
    now, waits = NOW + 2, []
    for _ in range(4):
        assert claim(tx, now) == ["C1"]
        look = advance(tx, MINE, None, FREE, now, 0.0)
        assert advance(tx, MINE, Looked(look, {}, again_in_seconds=0.0), FREE, now, 0.0) is None
        due_at = outbox_channel.next_due_at(tx, WORKSPACE)
        waits.append(due_at - now)
        now = due_at
    assert waits == [1, 2, 4, 8]


def test_a_claim_that_is_somebody_elses_by_now_marks_nothing(tx):
    say(tx, "one", thread_ts="1.0")
    claim(tx)
    step = advance(tx, MINE, None, FREE, NOW, 0.0)
    assert outbox_channel.claim(tx, WORKSPACE, "other", NOW + 11, NOW + 21, 32) == ["C1"]
    assert advance(tx, MINE, Attempted(step, Sent("2.0")), FREE, NOW + 11, 0.0) is None
    other = Claim(WORKSPACE, "C1", "other")
    assert isinstance(advance(tx, other, None, FREE, NOW + 12, 0.0), LookUp)


def test_a_graceful_stop_notes_the_outcome_and_leaves_the_rest_to_the_next_start(tx):
    say(tx, "one", "two")
    claim(tx)
    step = advance(tx, MINE, None, FREE, NOW, 0.0)
    assert advance(tx, MINE, Attempted(step, Sent("2.0")), FREE, NOW, 0.0, True) is None
    assert claim(tx) == ["C1"]
    assert team_of(advance(tx, MINE, None, FREE, NOW, 0.0)) == "two"


def test_a_refused_token_ends_the_claim_and_is_no_attempt(tx):
    say(tx, "one", "two")
    claim(tx)
    step = advance(tx, MINE, None, FREE, NOW, 0.0)
    refused = NotSent("token_revoked", heals=True, everywhere=True)
    assert advance(tx, MINE, Attempted(step, refused), FREE, NOW, 0.0) is None
    assert claim(tx) == ["C1"]
    again = advance(tx, MINE, None, FREE, NOW, 0.0)
    assert (team_of(again), again.attempts) == ("one", 1)


def test_a_message_of_the_channel_itself_that_fails_holds_up_no_other(tx):
    say(tx, "one", "two")
    claim(tx)
    step = advance(tx, MINE, None, FREE, NOW, 0.0)
    other = advance(tx, MINE, Attempted(step, NotSent("internal_error", heals=True)), FREE, NOW, 0.0)
    assert team_of(other) == "two"


def test_a_silence_that_slack_asks_for_is_no_attempt(tx):
    say(tx, "one")
    for seconds in range(5):
        claim(tx, NOW + seconds)
        step = advance(tx, MINE, None, FREE, NOW + seconds, 0.0)
        assert step.attempts == 1
        silence = NotSent("ratelimited", heals=True, retry_after_seconds=1.0)
        assert advance(tx, MINE, Attempted(step, silence), FREE, NOW + seconds, 0.0) is None


async def test_what_was_held_up_for_too_long_is_not_handed_to_slack_any_more():
    """Its claim may be somebody else's by now: it is looked up instead, by whoever has the claim."""
    steps = [Send(Message("d1", "C1", "", {}), 1, 0, begin_by=NOW + 3), None]
    results = []

    class Store:
        async def write(self, _advance, _claim, result, *_):
            results.append(result)
            return steps.pop(0)

    class Clock:
        def now(self):
            return NOW + 3.1  # this process hung

    await deliver(Store(), None, Clock(), MINE, FREE, lambda: False)  # there is no Slack to be asked
    assert results == [None, None]


async def test_what_slack_answered_is_noted_once_the_database_is_back():
    """It is known here alone: nobody need look for it in Slack."""
    sent = Send(Message("d1", "C1", "", {}), 1, 0, begin_by=NOW + 3)
    answers = [sent, StorageUnavailable("gone"), StorageUnavailable("gone"), None]
    results = []

    class Store:
        async def write(self, _advance, _claim, result, *_):
            results.append(result)
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    class Slack:
        async def send(self, message):
            return Sent("1.0")

    class Clock:
        def now(self):
            return NOW

    with patch("bot.usecases.deliver._AGAIN_SECONDS", 0.0):
        await deliver(Store(), Slack(), Clock(), MINE, FREE, lambda: False)
    assert results == [None, *[Attempted(sent, Sent("1.0"))] * 3]


async def test_when_the_token_is_refused_the_claim_is_ended_and_nothing_is_noted_of_a_look():
    look = LookUp((Message("d1", "C1", "", {}),), (NOW, NOW), 1)
    store = SimpleNamespace(write=AsyncMock(side_effect=[look, None]))
    slack = SimpleNamespace(look_for=AsyncMock(side_effect=TokenRefused("conversations.history", "token_revoked")))
    await deliver(store, slack, SimpleNamespace(now=lambda: NOW), MINE, FREE, lambda: False)
    ended = store.write.await_args_list[1].args
    assert (ended[2], ended[-1]) == (None, True)


async def test_a_claim_that_has_ended_meanwhile_is_not_asked_for_any_more():
    clock = SimpleNamespace(now=iter([NOW, NOW, NOW + 9.1]).__next__)
    store = SimpleNamespace(write=AsyncMock(side_effect=StorageUnavailable("gone")))
    with pytest.raises(StorageUnavailable):
        await deliver(store, None, clock, MINE, FREE, lambda: False)
    assert store.write.await_count == 1
