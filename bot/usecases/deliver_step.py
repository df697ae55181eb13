"""One step of sending what a channel of the outbox holds (DESIGN 1.8).

One transaction notes what came of the last attempt and decides the next step, so that a message costs one commit. An
attempt is marked before it is made: after a crash, what was marked is looked for in Slack before it is sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from bot.domain import retry
from bot.usecases import announce, cards, follow_up, managers
from bot.usecases.ports import SENT_WITHIN_SECONDS, Message, NotSent, Sent, Unknown
from storage.queries import outbox, outbox_card, outbox_channel
from storage.queries.outbox import MessageRow
from storage.queries.outbox_channel import ChannelRow
from storage.transaction import Transaction, is_alone

#: A claim that isn't renewed ends by itself: of a process that died or hangs, another takes it over within 10 seconds
#: (issue 4), with the half second in which it looks.
LEASE_SECONDS: Final = 9.0
#: What is not handed to Slack so soon after its step might arrive when somebody else has the claim.
_BEGUN_WITHIN_SECONDS: Final = LEASE_SECONDS - SENT_WITHIN_SECONDS - 1.0
#: Slack may show a message a moment after it was posted: an unknown outcome is looked up no sooner.
LOOK_AFTER_SECONDS: Final = 2.0
#: Our clock and Slack's may differ: messages are looked for from so long before the attempt.
_CLOCK_MARGIN_SECONDS: Final = 60.0
#: A card changes at the first attempts of a direct message that fails (the first may have been lost in a crash).
_FOLLOWED_ATTEMPTS: Final = 2
#: What follows keeps its order while Slack asks for a silence of at most so long.
_SHORT_SILENCE_SECONDS: Final = 60.0
#: What can't be true any more once something was sent in a channel: the cards that failed for it are tried again.
_OF_THE_CHANNEL: Final = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
#: What managers aren't told of when it can't be sent.
_UNTOLD: Final = announce.PRIVATE | {announce.DIRECTIONS, "undeliverable"}
#: How many messages for the managers are turned into direct messages in one transaction.
_EXPANDED_AT_ONCE: Final = 50
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
    """The next step: post this message, or update it. `attempts`: how many were made, with this one.

    `revision`: of which revision of the row the message is. `begin_by`: later it may not be handed to Slack any more,
    UTC seconds.
    """

    message: Message
    attempts: int
    revision: int
    begin_by: float


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


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is for the managers: to whom it goes, and what."""

    people: Sequence[str]
    rows: Sequence[MessageRow]


Step: TypeAlias = Send | LookUp | None
Result: TypeAlias = Attempted | Looked | None


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
        state = _note_attempt(tx, claim, result, state, now, chance)
    elif isinstance(result, Looked):
        _note_look(tx, claim, result, now, chance)
    if last or _is_refused(result):
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
        followed = [result.step.message.content] if _is_followed(result) else []
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
        content = cards.facts(tx, claim.workspace_id, row)
        if content is None:
            outbox.mark_sent(tx, claim.workspace_id, row.outbox_id, None)
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
    return LookUp(tuple(_message(one, one.content) for one in rows), between, max(one.attempts for one in rows))


def _message(row: MessageRow, content: Mapping[str, Any]) -> Message:
    return Message(row.outbox_id, row.channel, row.thread_ts, content, row.sent_ts)


def _note_attempt(
    tx: Transaction, claim: Claim, result: Attempted, state: ChannelRow, now: float, chance: float
) -> ChannelRow:
    message, outcome = result.step.message, result.outcome
    outbox_id = message.delivery_id
    if _is_followed(result):
        follow_up.follow_up(tx, claim.workspace_id, message.content, now)
    if isinstance(outcome, Sent):
        outbox_card.revive(tx, claim.workspace_id, claim.channel, _OF_THE_CHANNEL, now)
        # An update keeps its message's timestamp, whatever Slack answers.
        outbox.mark_sent(tx, claim.workspace_id, outbox_id, message.ts or outcome.ts, result.step.revision)
        return state
    if isinstance(outcome, Unknown):
        wait = LOOK_AFTER_SECONDS
        if message.ts is not None:
            wait = max(wait, retry.delay_seconds(result.step.attempts, chance))
        outbox.mark_unknown(tx, claim.workspace_id, outbox_id, outcome.error, now + wait)
        return state
    if outcome.everywhere:
        # No attempt, and no silence of this channel: nothing goes anywhere until Slack takes the token again.
        outbox.mark_silenced(tx, claim.workspace_id, outbox_id, outcome.error)
    elif outcome.retry_after_seconds is not None:
        state = state._replace(silent_until=now + outcome.retry_after_seconds)
        outbox_channel.set_pace(tx, claim.workspace_id, claim.channel, state)
        outbox.mark_silenced(tx, claim.workspace_id, outbox_id, outcome.error)
    elif outcome.heals:
        due_at = now + retry.delay_seconds(result.step.attempts, chance)
        outbox.mark_not_sent(tx, claim.workspace_id, outbox_id, outcome.error, due_at)
    else:
        outbox.mark_failed(tx, claim.workspace_id, outbox_id, outcome.error)
        if message.content["kind"] not in _UNTOLD and not _is_deleted(message, outcome):
            told = announce.undeliverable(claim.channel, outcome.error, int(now // 86_400))
            outbox.write(tx, claim.workspace_id, [told], now)
    return state


def _is_refused(result: Result) -> bool:
    """Say whether Slack refuses more than this message: the token."""
    return isinstance(result, Attempted) and isinstance(result.outcome, NotSent) and result.outcome.everywhere


def _is_followed(result: Attempted) -> bool:
    """Say whether what follows a message is written now: it waits for what goes well, and for nothing that fails."""
    outcome = result.outcome
    if isinstance(outcome, NotSent) and (
        outcome.everywhere or (outcome.retry_after_seconds or _SHORT_SILENCE_SECONDS) < _SHORT_SILENCE_SECONDS
    ):
        return False
    once = result.step.message.content["kind"] == announce.ASSIGNMENT  # a second time writes nothing
    return isinstance(outcome, Sent) or once or result.step.attempts <= _FOLLOWED_ATTEMPTS


def _is_deleted(message: Message, outcome: NotSent) -> bool:
    """Say whether somebody deleted the message that was to be updated: nobody need be told."""
    return message.ts is not None and outcome.error == "message_not_found"


def _note_look(tx: Transaction, claim: Claim, result: Looked, now: float, chance: float) -> None:
    for message in result.step.messages:
        ts = result.found.get(message.delivery_id)
        if ts is not None:
            outbox.mark_sent(tx, claim.workspace_id, message.delivery_id, ts, None)
            follow_up.follow_up(tx, claim.workspace_id, message.content, now)
        elif result.again_in_seconds is None:
            outbox.mark_not_sent(tx, claim.workspace_id, message.delivery_id, None, 0.0)
        else:
            due_at = now + max(result.again_in_seconds, retry.delay_seconds(result.step.attempts, chance))
            outbox.mark_not_looked(tx, claim.workspace_id, message.delivery_id, due_at)


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
