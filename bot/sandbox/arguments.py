"""What a Web API call brought, and the ways to refuse it."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from bot.sandbox.records import Json


class ApiError(Exception):
    """A refusal, answered as `{"ok": false, "error": WORD}`.

    Attributes:
        word: Slack's error word.
        more: Further fields of the answer (`needed`, `provided`, `response_metadata`).
    """

    def __init__(self, word: str, **more: Any) -> None:
        super().__init__(word)
        self.word = word
        self.more: Json = more


class RateLimitedError(ApiError):
    """Too fast: answered with HTTP 429 and `Retry-After`.

    Attributes:
        retry_after_seconds: Whole seconds to wait.
    """

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__("ratelimited")
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call; a form gives strings only, a JSON body values of any type."""

    values: Json

    def text(self, name: str, default: str | None = None) -> str | None:
        """Return a string; the default when it is absent or null. Raises ApiError for a list or an object."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {name} must be a string"]})
        return str(value)

    def flag(self, name: str) -> bool:
        """Return a truth value (`true`, `1`); False when it is absent."""
        return str(self.values.get(name)).lower() in {"true", "1"}

    def limit(self, default: int, most: int) -> int:
        """Return `limit`: the default when it is absent or 0, cut to `most`. Raises ApiError("invalid_limit")."""
        raw = self.text("limit") or "0"
        if not (raw.isascii() and raw.isdigit()):
            raise ApiError("invalid_limit")
        return min(int(raw) or default, most)

    def decoded(self, name: str, error: str) -> Any:
        """Return a structure that may have come as JSON text; None when absent. Raises ApiError(error)."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error) from None

    def cursor(self, prefix: str) -> str | None:
        """Return what a page's `next_cursor` told of the next page; None on the first.

        Raises ApiError("invalid_cursor") for a cursor that the sandbox didn't make for this method.
        """
        raw = self.text("cursor")
        if not raw:
            return None
        try:
            kind, _, place = base64.b64decode(raw, validate=True).decode("ascii").partition(":")
        except (binascii.Error, UnicodeDecodeError):
            raise ApiError("invalid_cursor") from None
        if kind != prefix or not place:
            raise ApiError("invalid_cursor")
        return place


def make_cursor(prefix: str, place: str) -> str:
    """Return the `next_cursor` that leads to a place; opaque, as Slack's are."""
    return base64.b64encode(f"{prefix}:{place}".encode("ascii")).decode("ascii")
