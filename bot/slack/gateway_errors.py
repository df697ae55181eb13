"""What a failed call to Slack means (SLACK.md, "Calls to Slack")."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.slack.blocks.refusals import WORDS, how_to_mend
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook

#: Nothing will be posted anywhere until a person mends the token.
_EVERYWHERE: Final = frozenset(
    {
        "account_inactive",
        "app_uninstalled",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)

#: Trying the same again will not work; each has words for whoever can mend it.
_NEVER_HEALS: Final = frozenset(WORDS)

#: Slack began, and may have done it.
_MAYBE_DONE: Final = frozenset({"fatal_error", "internal_error", "request_timeout"})

#: Slack never asks for more; a wrong header must not silence a channel for ever.
_LONGEST_SILENCE_SECONDS: Final = 3600.0

_OK: Final = 200
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """A call that failed. `unknown`: Slack may have done it; else it certainly did nothing. See NotSent for the rest."""

    error: str
    unknown: bool = False
    heals: bool = True
    retry_after_seconds: float | None = None
    everywhere: bool = False


def fault(error: BaseException) -> Fault:
    """Sort an exception of slack_sdk, aiohttp or the system."""
    if isinstance(error, SlackApiError):
        return _answered(error.response)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Fault("cannot_connect")
    return Fault(type(error).__name__, unknown=True)


def why_not_told(error: SlackUnavailable | CannotLook) -> str:
    """Say to whoever works with a terminal why Slack didn't tell something, and what mends that where it is known."""
    if isinstance(error, SlackUnavailable):
        return f"Slack can't be reached ({error})"
    return f"Slack refuses ({error}). {how_to_mend(str(error)) or ''}".strip()


def _answered(response: Any) -> Fault:
    status: int = getattr(response, "status_code", getattr(response, "status", 0))
    data = getattr(response, "data", None)
    word = str(data.get("error") or "") if isinstance(data, Mapping) else ""
    if status == _TOO_MANY or word in {"ratelimited", "rate_limited"}:
        return Fault("ratelimited", retry_after_seconds=_seconds(getattr(response, "headers", {})))
    if word in _EVERYWHERE:
        return Fault(word, everywhere=True)
    if word in _NEVER_HEALS:
        return Fault(word, heals=False)
    if status >= _SERVER_ERROR or word in _MAYBE_DONE or not word:
        return Fault(word or f"http_{status}", unknown=True)
    return Fault(word, unknown=status != _OK)


def _seconds(headers: Mapping[str, Any]) -> float:
    told = next((value for key, value in headers.items() if key.lower() == "retry-after"), "1")
    try:
        seconds = float(told)
    except (TypeError, ValueError):
        return 1.0
    return min(max(seconds, 0.1), _LONGEST_SILENCE_SECONDS) if math.isfinite(seconds) else 1.0
