"""Noting what came of a step of sending: sent, refused, unknown, found; and what follows from it (SLACK.md)."""

from typing import Final

from bot.domain import retry
from bot.usecases import announce, follow_up
from bot.usecases.delivery import LOOK_AFTER_SECONDS, Attempted, Claim, Looked, Result
from bot.usecases.ports import Message, NotSent, Sent, Unknown
from storage.queries import outbox, outbox_card, outbox_channel
from storage.queries.outbox_channel import ChannelRow
from storage.transaction import Transaction

#: A card changes at the first attempts of a direct message that fails (the first may have been lost in a crash).
_FOLLOWED_ATTEMPTS: Final = 2
#: What follows keeps its order while Slack asks for a silence of at most so long.
_SHORT_SILENCE_SECONDS: Final = 60.0
#: What can't be true any more once something was sent in a channel: the cards that failed for it are tried again.
_OF_THE_CHANNEL: Final = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
#: What managers aren't told of when it can't be sent.
_UNTOLD: Final = announce.PRIVATE | {announce.DIRECTIONS, "undeliverable"}


def note_attempt(
    tx: Transaction, claim: Claim, result: Attempted, state: ChannelRow, now: float, chance: float
) -> ChannelRow:
    """Note what came of a message that was handed to Slack, and what follows it; return the channel's pace by now."""
    message, outcome = result.step.message, result.outcome
    outbox_id = message.delivery_id
    if is_followed(result):
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
            told = announce.undeliverable(claim.channel, outcome.error, now)
            outbox.write(tx, claim.workspace_id, [told], now)
    return state


def is_refused(result: Result) -> bool:
    """Say whether Slack refuses more than this message: the token."""
    return isinstance(result, Attempted) and isinstance(result.outcome, NotSent) and result.outcome.everywhere


def is_followed(result: Attempted) -> bool:
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


def note_look(tx: Transaction, claim: Claim, result: Looked, now: float, chance: float) -> None:
    """Note which messages Slack has: those it lacks are sent again."""
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
