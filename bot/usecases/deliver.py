"""Sending what the outbox holds: in order for each channel, at Slack's pace, never twice (DESIGN 1.8)."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

import structlog

from bot.usecases.deliver_step import advance
from bot.usecases.delivery import LEASE_SECONDS, Attempted, Claim, Looked, LookUp, Pace, Result, Send
from bot.usecases.errors import SlackUnavailable, StorageUnavailable, TokenRefused
from bot.usecases.ports import CannotLook, Clock, Messenger, Sent, Store, Unknown

_log = structlog.get_logger(__name__)

#: Less than a claim holds, which is renewed between two steps only.
_LOOK_WITHIN_SECONDS: Final = 7.0
#: A database that fails is asked again so soon.
_AGAIN_SECONDS: Final = 0.5


async def deliver(
    store: Store, messenger: Messenger, clock: Clock, claim: Claim, pace: Pace, stopping: Callable[[], bool]
) -> None:
    """Send what a claimed channel holds until nothing can go at once, or `stopping`; then the claim is ended.

    It is ended, too, when Slack refuses the token; `bot.usecases.posting` says when there is a point in going on.
    """
    result: Result = None
    refused = False
    claim_ends_at = clock.now() + LEASE_SECONDS
    while True:
        # Jitter, not secrets.
        chance = random.random()  # noqa: S311
        try:
            step = await store.write(advance, claim, result, pace, clock.now(), chance, stopping() or refused)
        except StorageUnavailable:
            # What came of the last step is known, and nobody else takes the channel before the claim ends by itself.
            if stopping() or clock.now() > claim_ends_at:
                raise
            await asyncio.sleep(_AGAIN_SECONDS)
            continue
        claim_ends_at = clock.now() + LEASE_SECONDS
        if step is None:
            return
        if isinstance(step, LookUp):
            try:
                result = await _look(messenger, claim, step)
            except TokenRefused:
                result, refused = None, True  # what is unknown stays so, and no attempt is counted
        elif clock.now() > step.begin_by:
            # This process hung, and the claim may be somebody else's: nothing was sent, which is looked up if it is ours.
            _log.warning("too_late_to_send", delivery_id=step.message.delivery_id, channel=claim.channel)
            result = None
        else:
            result = await _send(messenger, step)


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
    """Ask which of the messages Slack has. Raises TokenRefused."""
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
    except TokenRefused:
        raise
    except SlackUnavailable as error:
        _log.warning("look_failed", channel=claim.channel, error=str(error))
        return Looked(step, {}, again_in_seconds=error.retry_after_seconds)
    _log.info("looked_up", channel=claim.channel, found=sorted(found), missing=sorted(set(ids) - set(found)))
    return Looked(step, found)
