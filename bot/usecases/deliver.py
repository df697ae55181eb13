"""Sending what the outbox holds: in order for each channel, at Slack's pace, never twice (DESIGN 1.8).

One transaction notes what came of the last attempt and decides the next step, so that a message costs one commit. An
attempt is marked before it is made: after a crash, what was marked is looked for in Slack before it is sent again.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import structlog

from bot.domain import retry
from bot.usecases import announce
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook, Clock, Message, Messenger, NotSent, Sent, Store, Unknown
from storage.queries import outbox, person
from storage.queries.outbox import ChannelRow, Draft, MessageRow
from storage.transaction import Transaction

_log = structlog.get_logger(__name__)

LEASE_SECONDS: Final = 10.0
#: Slack may show a message a moment after it was posted: an unknown outcome is looked up no sooner.
LOOK_AFTER_SECONDS: Final = 2.0
#: Less than a claim holds, which is renewed between two steps only.
_LOOK_WITHIN_SECONDS: Final = 8.0
#: Our clock and Slack's may differ: messages are looked for from so long before the attempt.
_CLOCK_MARGIN_SECONDS: Final = 60.0
#: When everything is refused (a revoked token, say), a channel tries again after so long.
_REFUSED_SECONDS: Final = 60.0
#: When no manager is known yet, their messages wait so long.
_NO_MANAGER_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel is posted to, and who the managers are beside those of the configuration."""

    rate: float
    managers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """A channel of the outbox that `holder` alone sends to."""

    workspace_id: str
    channel: str
    holder: str


@dataclass(frozen=True, slots=True)
class Send:
    """The next step: post this message. `attempts`: how many were made, with this one."""

    message: Message
    attempts: int


@dataclass(frozen=True, slots=True)
class LookUp:
    """The next step: find out which of these messages of one thread Slack has."""

    messages: tuple[Message, ...]
    between: tuple[float, float]
    attempts: int


@dataclass(frozen=True, slots=True)
class Attempted:
    """What came of a Send."""

    step: Send
    outcome: Sent | NotSent | Unknown


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a LookUp: timestamps by delivery id. `again_in_seconds`: Slack couldn't be asked; None: it was."""

    step: LookUp
    found: Mapping[str, str]
    again_in_seconds: float | None = None


Step: TypeAlias = Send | LookUp | None
Result: TypeAlias = Attempted | Looked | None


async def deliver(
    store: Store, messenger: Messenger, clock: Clock, claim: Claim, pace: Pace, stopping: Callable[[], bool]
) -> None:
    """Send what a claimed channel holds until nothing can go at once, or `stopping`; then the claim is ended."""
    result: Result = None
    while True:
        # Jitter, not secrets.
        chance = random.random()  # noqa: S311
        step = await store.write(advance, claim, result, pace, clock.now(), chance, stopping())
        if step is None:
            return
        result = await _send(messenger, step) if isinstance(step, Send) else await _look(messenger, claim, step)


async def _send(messenger: Messenger, step: Send) -> Attempted:
    try:
        outcome = await messenger.send(step.message)
    except Exception as error:  # noqa: BLE001 - whatever it is, the message must not be lost
        _log.exception("send_failed", delivery_id=step.message.delivery_id)
        outcome = Unknown(type(error).__name__)  # it may have been posted: look before sending again
    if not isinstance(outcome, Sent):
        _log.warning(
            "not_sent",
            delivery_id=step.message.delivery_id,
            channel=step.message.channel,
            error=outcome.error,
            outcome=type(outcome).__name__,
            attempts=step.attempts,
        )
    return Attempted(step, outcome)


async def _look(messenger: Messenger, claim: Claim, step: LookUp) -> Looked:
    ids = [message.delivery_id for message in step.messages]
    try:
        async with asyncio.timeout(_LOOK_WITHIN_SECONDS):
            found = await messenger.look_for(claim.channel, step.messages[0].thread_ts, step.between, ids)
    except TimeoutError:
        _log.warning("look_failed", channel=claim.channel, error="it took too long")
        return Looked(step, {}, again_in_seconds=0.0)
    except CannotLook as refusal:
        # What the lead's team is told twice is better than what it is never told (SLACK.md).
        _log.warning("cannot_look", channel=claim.channel, error=str(refusal), delivery_ids=ids)
        return Looked(step, {})
    except SlackUnavailable as error:
        _log.warning("look_failed", channel=claim.channel, error=str(error))
        return Looked(step, {}, again_in_seconds=error.retry_after_seconds)
    _log.info("looked_up", channel=claim.channel, found=sorted(found), missing=sorted(set(ids) - set(found)))
    return Looked(step, found)


def advance(
    tx: Transaction,
    claim: Claim,
    result: Result,
    pace: Pace,
    now: float,
    chance: float,
    last: bool = False,  # noqa: FBT001, FBT002 - Store.write takes no names
) -> Step:
    """Note what came of the last step and return the next; None: nothing can go now, and the claim is ended.

    `last`: only note, and leave the rest to the next start.
    """
    state = outbox.hold(tx, claim.workspace_id, claim.channel, claim.holder, now, now + LEASE_SECONDS)
    if state is None:
        return None  # somebody else's by now, who looks up what we attempted
    if isinstance(result, Attempted):
        state = _note_attempt(tx, claim, result, state, now, chance)
    elif isinstance(result, Looked):
        _note_look(tx, claim, result, now, chance)
    if last:
        return _release(tx, claim, now)
    if claim.channel == announce.MANAGERS:
        return _expand(tx, claim, pace, now)
    if state.silent_until > now:
        return _release(tx, claim, state.silent_until)
    return _next(tx, claim, state, pace, now)


def _release(tx: Transaction, claim: Claim, due_at: float | None) -> Step:
    outbox.release(tx, claim.workspace_id, claim.channel, claim.holder, due_at)
    return None


def _next(tx: Transaction, claim: Claim, state: ChannelRow, pace: Pace, now: float) -> Step:
    row = outbox.next_message(tx, claim.workspace_id, claim.channel, now)
    if row is None:
        return _release(tx, claim, outbox.next_due_at(tx, claim.workspace_id, claim.channel, now))
    if row.attempted_at is not None:
        return _look_up(tx, claim, row, now) or _next(tx, claim, state, pace, now)
    tokens, wait_seconds = retry.pace(state.tokens, state.tokens_at, now, pace.rate, outbox.BURST)
    if wait_seconds > 0:
        return _release(tx, claim, now + wait_seconds)
    spent = tokens - 1.0 if pace.rate > 0 else tokens
    outbox.set_pace(tx, claim.workspace_id, claim.channel, ChannelRow(state.silent_until, spent, now))
    outbox.mark_attempted(tx, claim.workspace_id, row.outbox_id, now)
    return Send(_message(row), row.attempts + 1)


def _look_up(tx: Transaction, claim: Claim, row: MessageRow, now: float) -> LookUp | None:
    if row.content["kind"] == "word":
        # Seen by one person, found by nobody: it may be missing, but it is not said twice.
        outbox.mark_sent(tx, claim.workspace_id, row.outbox_id, None)
        return None
    rows = outbox.unknown_in_thread(tx, claim.workspace_id, claim.channel, row.thread_ts, now)
    young = [one.attempted_at for one in rows if one.attempted_at and one.attempted_at + LOOK_AFTER_SECONDS > now]
    if young:  # after a crash: the attempt was only just made
        due_at = max(young) + LOOK_AFTER_SECONDS
        for one in rows:
            outbox.mark_unknown(tx, claim.workspace_id, one.outbox_id, "interrupted", due_at)
        return None
    attempted = [one.attempted_at for one in rows if one.attempted_at is not None]
    # Both ends: after a long stop a busy channel has much to read, and a look that takes too long never ends.
    between = min(attempted) - _CLOCK_MARGIN_SECONDS, max(attempted) + _CLOCK_MARGIN_SECONDS
    return LookUp(tuple(_message(one) for one in rows), between, max(one.attempts for one in rows))


def _message(row: MessageRow) -> Message:
    return Message(row.outbox_id, row.channel, row.thread_ts, row.content)


def _note_attempt(
    tx: Transaction, claim: Claim, result: Attempted, state: ChannelRow, now: float, chance: float
) -> ChannelRow:
    outbox_id, outcome = result.step.message.delivery_id, result.outcome
    if isinstance(outcome, Sent):
        outbox.mark_sent(tx, claim.workspace_id, outbox_id, outcome.ts)
        return state
    if isinstance(outcome, Unknown):
        outbox.mark_unknown(tx, claim.workspace_id, outbox_id, outcome.error, now + LOOK_AFTER_SECONDS)
        return state
    silence = _REFUSED_SECONDS if outcome.everywhere else outcome.retry_after_seconds
    if silence is not None:
        state = state._replace(silent_until=now + silence)
        outbox.set_pace(tx, claim.workspace_id, claim.channel, state)
        outbox.mark_not_sent(tx, claim.workspace_id, outbox_id, outcome.error, 0.0)
    elif outcome.heals:
        due_at = now + retry.delay_seconds(result.step.attempts, chance)
        outbox.mark_not_sent(tx, claim.workspace_id, outbox_id, outcome.error, due_at)
    else:
        outbox.mark_failed(tx, claim.workspace_id, outbox_id, outcome.error)
        if result.step.message.content["kind"] not in {"undeliverable", "word"}:
            told = announce.undeliverable(claim.channel, outcome.error, int(now // 86_400))
            outbox.write(tx, claim.workspace_id, [told], now)
    return state


def _note_look(tx: Transaction, claim: Claim, result: Looked, now: float, chance: float) -> None:
    for message in result.step.messages:
        ts = result.found.get(message.delivery_id)
        if ts is not None:
            outbox.mark_sent(tx, claim.workspace_id, message.delivery_id, ts)
        elif result.again_in_seconds is None:
            outbox.mark_not_sent(tx, claim.workspace_id, message.delivery_id, None, 0.0)
        else:
            due_at = now + max(result.again_in_seconds, retry.delay_seconds(result.step.attempts, chance))
            outbox.mark_not_looked(tx, claim.workspace_id, message.delivery_id, due_at)


def _expand(tx: Transaction, claim: Claim, pace: Pace, now: float) -> Step:
    """Turn what is for the managers into a direct message to each; where none are set, to the owners.

    Whoever is deactivated in Slack reads nothing: where nobody else is left, the owners get it too.
    """
    named = set(person.managers(tx, claim.workspace_id)) | pace.managers
    named -= person.deactivated(tx, claim.workspace_id, named)
    people: Sequence[str] = sorted(named) or person.owners(tx, claim.workspace_id)
    if not people:
        return _release(tx, claim, now + _NO_MANAGER_SECONDS)
    while (row := outbox.next_message(tx, claim.workspace_id, claim.channel, now)) is not None:
        outbox.write(tx, claim.workspace_id, [Draft(user, row.content) for user in people], now)
        outbox.mark_sent(tx, claim.workspace_id, row.outbox_id, None)
    return _release(tx, claim, None)
