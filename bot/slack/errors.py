"""From an error to what a person is told, or to what makes Slack deliver again (DESIGN 1.2, SLACK.md)."""

import secrets
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import BoltResponse

from bot.usecases.errors import Mistake, NotAllowed, SlackUnavailable, StorageUnavailable, TooLate

_log = structlog.get_logger(__name__)

BUSY = "I couldn't save that just now, so nothing was changed. Please try again in a minute."
LATE = "I couldn't tell in time whether that worked. Please look, and try again if it didn't."


def words(error: BaseException) -> str:
    """Return what a person is told of an error: what was wrong, the nearest right form, one example."""
    if isinstance(error, Mistake):
        return f"{error.wrong}\nExample: `{error.example}`"
    if isinstance(error, NotAllowed):
        return str(error)
    if isinstance(error, StorageUnavailable | TooLate):
        return BUSY
    if isinstance(error, TimeoutError):
        return LATE
    if isinstance(error, SlackUnavailable):
        return "Slack didn't answer me just now, so nothing was changed. Please try again in a minute."
    reference = secrets.token_hex(4)
    _log.error("unexpected_error", reference=reference, exc_info=error)
    return f"Something went wrong, and nothing was changed. Whoever runs this bot finds it in the log as {reference}."


def answer(error: BaseException, body: dict[str, Any], say: Callable[[dict[str, Any], str], None]) -> BoltResponse:
    """Return the answer to a request whose listener raised.

    An event gets 503 where the database failed, so that Slack delivers it again; anything else that came in gets 200,
    and a command words. Whoever pressed a button is told by `say(body, words)`.
    """
    if body.get("type") == "event_callback":
        if isinstance(error, StorageUnavailable | TooLate | TimeoutError):
            _log.warning("event_not_saved", event_id=body.get("event_id"), error=str(error) or type(error).__name__)
            return BoltResponse(status=503, body="")
        _log.error("event_failed", event_id=body.get("event_id"), exc_info=error)
        return BoltResponse(status=200, body="")
    said = words(error)
    if "command" in body:
        return BoltResponse(status=200, body={"response_type": "ephemeral", "text": said})
    say(body, said)
    _log.warning("interaction_failed", error=str(error) or type(error).__name__)
    return BoltResponse(status=200, body="")
