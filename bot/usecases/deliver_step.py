"""One step of sending what a channel of the outbox holds (DESIGN 1.8).

One transaction notes what came of the last attempt and decides the next step, so that a message costs one commit. An
attempt is marked before it is made: after a crash, what was marked is looked for in Slack before it is sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.domain import retry
from bot.usecases import announce, follow_up, managers, shown
from bot.usecases.deliver_note import is_followed, is_refused, note_attempt, note_look
from bot.usecases.delivery import (
    LEASE_SECONDS,
    LOOK_AFTER_SECONDS,
    Attempted,
    Claim,
    Looked,
    LookUp,
    Pace,
    Result,
    Send,
    Step,
)
from bot.usecases.ports import SENT_WITHIN_SECONDS, Message, Sent
from storage.queries import outbox, outbox_channel
from storage.queries.outbox import MessageRow
from storage.queries.outbox_channel import ChannelRow
from storage.transaction import Transaction, is_alone

#: What is not handed to Slack so soon after its step might arrive when somebody else has the claim.
_BEGUN_WITHIN_SECONDS: Final = LEASE_SECONDS - SENT_WITHIN_SECONDS - 1.0
#: Our clock and Slack's may differ: messages are looked for from so long before the attempt.
_CLOCK_MARGIN_SECONDS: Final = 60.0
#: How many messages for the managers are turned into direct messages in one transaction.
_EXPANDED_AT_ONCE: Final = 50
#: When no manager is known yet, their messages wait so long.
_NO_MANAGER_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is for the managers: to whom it goes, and what."""

    people: Sequence[str]
    rows: Sequence[MessageRow]


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
    batch = _for_managers(tx, claim, pace, now)
    if not is_alone(tx):
        _lock(tx, claim, result, batch)
    state = outbox_channel.hold(tx, claim.workspace_id, claim.channel, claim.holder, now, now + LEASE_SECONDS)
    if state is None:
        return None  # somebody else's by now, who looks up what we attempted
    if isinstance(result, Attempted):
        state = note_attempt(tx, claim, result, state, now, chance)
    elif isinstance(result, Looked):
        note_look(tx, claim, result, now, chance)
    if last or is_refused(result):
        return _release(tx, claim, now)
    if claim.channel == announce.MANAGERS:
        return _expand(tx, claim, batch, now)
    if state.silent_until > now:
        return _release(tx, claim, state.silent_until)
    return _next(tx, claim, state, pace, now)


def _lock(tx: Transaction, claim: Claim, result: Result, batch: _Batch) -> None:
    """Lock what this step may change, in the one order: conversations, then channels (DESIGN 1.5).

    Its own channel is among them, and others may be held by somebody who waits for this one.
    """
    channels = {claim.channel}
    if isinstance(result, Attempted):
        followed = [result.step.message.content] if is_followed(result) else []
        channels |= follow_up.lock(tx, claim.workspace_id, followed)
        if not isinstance(result.outcome, Sent):
            channels.add(announce.MANAGERS)
    elif isinstance(result, Looked):
        found = [one.content for one in result.step.messages if one.delivery_id in result.found]
        channels |= follow_up.lock(tx, claim.workspace_id, found)
    if claim.channel == announce.MANAGERS:
        channels |= managers.lock(tx, claim.workspace_id, [row.content for row in batch.rows], batch.people)
    if len(channels) > 1:  # alone, `hold` locks it
        outbox_channel.lock(tx, claim.workspace_id, channels)


def _release(tx: Transaction, claim: Claim, due_at: float | None) -> Step:
    outbox_channel.release(tx, claim.workspace_id, claim.channel, claim.holder, due_at)
    return None


def _next(tx: Transaction, claim: Claim, state: ChannelRow, pace: Pace, now: float) -> Step:
    while (row := outbox.next_message(tx, claim.workspace_id, claim.channel, now)) is not None:
        if row.attempted_at is not None and row.sent_ts is None:  # an update can simply be made again
            look = _look_up(tx, claim, row, now)
            if look is not None:
                return look
            continue
        tokens, wait_seconds = retry.pace(state.tokens, state.tokens_at, now, pace.rate, outbox_channel.BURST)
        if wait_seconds > 0:
            # Written down as silence: what is written meanwhile doesn't make anybody look here in vain.
            silent = state._replace(silent_until=now + wait_seconds)
            outbox_channel.set_pace(tx, claim.workspace_id, claim.channel, silent)
            return _release(tx, claim, silent.silent_until)
        content = shown.facts(tx, claim.workspace_id, row)
        if content is None:
            outbox.mark_sent(tx, claim.workspace_id, row.outbox_id, None, row.revision)
            continue
        spent = tokens - 1.0 if pace.rate > 0 else tokens
        outbox_channel.set_pace(tx, claim.workspace_id, claim.channel, ChannelRow(state.silent_until, spent, now))
        outbox.mark_attempted(tx, claim.workspace_id, row.outbox_id, now)
        return Send(_message(row, content), row.attempts + 1, row.revision, now + _BEGUN_WITHIN_SECONDS)
    return _release(tx, claim, outbox.next_due_at(tx, claim.workspace_id, claim.channel, now))


def _look_up(tx: Transaction, claim: Claim, row: MessageRow, now: float) -> LookUp | None:
    if row.content["kind"] in announce.PRIVATE:
        # Seen by one person, found by nobody: it may be missing, but it is not said twice.
        outbox.mark_sent(tx, claim.workspace_id, row.outbox_id, None)
        return None
    unknown = outbox.unknown_in_thread(tx, claim.workspace_id, claim.channel, row.thread_ts, now)
    rows = [one for one in unknown if one.content["kind"] not in announce.PRIVATE]
    young = [one.attempted_at for one in rows if one.attempted_at and one.attempted_at + LOOK_AFTER_SECONDS > now]
    if young:  # after a crash: the attempt was only just made
        due_at = max(young) + LOOK_AFTER_SECONDS
        for one in rows:
            outbox.mark_unknown(tx, claim.workspace_id, one.outbox_id, "interrupted", due_at)
        return None
    attempted = [one.attempted_at for one in rows if one.attempted_at is not None]
    # Both ends: after a long stop a busy channel has much to read, and a look that takes too long never ends.
    between = min(attempted) - _CLOCK_MARGIN_SECONDS, max(attempted) + _CLOCK_MARGIN_SECONDS
    return LookUp(tuple(_message(one, one.content) for one in rows), between, max(one.attempts for one in rows))


def _message(row: MessageRow, content: Mapping[str, Any]) -> Message:
    return Message(row.outbox_id, row.channel, row.thread_ts, content, row.sent_ts)


def _for_managers(tx: Transaction, claim: Claim, pace: Pace, now: float) -> _Batch:
    """Read what a step in the managers' channel is about, before anything is locked for it."""
    if claim.channel != announce.MANAGERS:
        return _Batch((), ())
    people = managers.who(tx, claim.workspace_id, pace.managers)
    return _Batch(people, outbox.next_messages(tx, claim.workspace_id, claim.channel, now, _EXPANDED_AT_ONCE))


def _expand(tx: Transaction, claim: Claim, batch: _Batch, now: float) -> Step:
    """Turn what is for the managers into a direct message to each; where none are set, to the owners."""
    if not batch.people:
        return _release(tx, claim, now + _NO_MANAGER_SECONDS)
    for row in batch.rows:
        drafts = managers.drafts(tx, claim.workspace_id, row.content, batch.people, now)
        outbox.write(tx, claim.workspace_id, drafts, now)
        outbox.mark_sent(tx, claim.workspace_id, row.outbox_id, None)
    # What was written while we waited for locks is not locked as this is: it is the next step's.
    more = outbox.next_message(tx, claim.workspace_id, claim.channel, now)
    return _release(tx, claim, None if more is None else now)
