"""Hands a payload to the listeners within Slack's time, and says what is answered when they can't (DESIGN 1.1, 1.2)."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from bot.web.errors import error_body

_log = structlog.get_logger(__name__)

_STARTING: Final = "I am just starting, so nothing was changed. Please try again in a minute."
_LATE: Final = (
    "I couldn't tell in time whether that worked. Please look (`status`, `show`), and try again if it didn't."
)


class Answer(Protocol):
    """What Slack is answered."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    @property
    def body(self) -> str:
        """The body, "" for none."""
        ...

    @property
    def content_type(self) -> str:
        """Its Content-Type, with a charset where there is one."""
        ...


#: Gets the parsed payload, the headers and the deadline (on `time.monotonic()`).
Dispatch = Callable[[dict[str, Any], Mapping[str, str], float], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of our own. See Answer."""

    status: int = 200
    body: str = ""
    content_type: str = "text/plain"


async def answered(
    dispatch: Dispatch | None, payload: dict[str, Any], headers: Mapping[str, str], deadline: float
) -> Answer:
    """Return the listeners' answer, or that to what is about the connection itself; never raises for what came in.

    What can't be handled now is answered so that nothing is lost: an event with 503, so that Slack delivers it again;
    a command, which comes once, with words.

    Args:
        dispatch: the way to the listeners; None while the bot doesn't know its workspace yet.
        payload: as `bot.web.payloads` checked it.
        headers: as they came; none in Socket Mode.
        deadline: when the answer must be there, on `time.monotonic()`.
    """
    about_connection = _about_connection(payload)
    if about_connection is not None:
        return about_connection
    if dispatch is None:
        return _unavailable(payload, "the bot is still starting", _STARTING)
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            return await dispatch(payload, headers, deadline)
    except TimeoutError:
        return _unavailable(payload, "the deadline passed", _LATE)
    except Exception:  # noqa: BLE001 - nothing that comes in makes a 5xx
        _log.exception("dispatch_failed", payload_type=payload.get("type"))
        return Said()


def _about_connection(payload: Mapping[str, Any]) -> Said | None:
    """Answer what is about the connection itself; None: it is for the listeners."""
    kind = payload.get("type")
    if kind == "url_verification":
        return Said(200, json.dumps({"challenge": str(payload.get("challenge") or "")}), "application/json")
    if kind == "app_rate_limited":
        _log.warning("app_rate_limited", minute=payload.get("minute_rate_limited"))
        return Said()
    return Said() if kind == "ssl_check" else None


def _unavailable(payload: Mapping[str, Any], why: str, words: str) -> Said:
    _log.warning("not_handled", payload_type=payload.get("type") or "command", why=why)
    if payload.get("type") == "event_callback":
        body = json.dumps(error_body("unavailable", f"Please deliver it again: {why}."))
        return Said(503, body, "application/json")
    if "command" in payload:
        return Said(200, json.dumps({"response_type": "ephemeral", "text": words}), "application/json")
    return Said()
