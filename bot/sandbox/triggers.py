"""trigger_ids: for a moment after somebody did something, the bot may open a form for them."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.sandbox.arguments import ApiError

LIFE_SECONDS: Final = 3.0


@dataclass
class Trigger:
    """One trigger_id.

    Attributes:
        user: Who did something.
        expires_at: In seconds of the clock.
        view: The id of the modal in which they did it; None: it wasn't in one.
        channel: The id of the channel in which they did it; None: it wasn't in one.
        used: Whether it was exchanged for a view.
    """

    user: str
    expires_at: float
    view: str | None = None
    channel: str | None = None
    used: bool = False


class Triggers:
    """All that were given out.

    Args:
        clock: Seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, Trigger] = {}

    def give(self, user: str, *, view: str | None = None, channel: str | None = None) -> str:
        """Return a new trigger_id, in the form of Slack's."""
        trigger_id = f"{len(self._given) + 1}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._given[trigger_id] = Trigger(user, self._clock() + LIFE_SECONDS, view, channel)
        return trigger_id

    def find(self, trigger_id: str) -> Trigger:
        """Return what can still be exchanged; `used` is the caller's to set, once nothing else stands in the way.

        Raises ApiError: `invalid_trigger_id` for one that was never given, `exchanged_trigger_id`, `expired_trigger_id`.
        """
        found = self._given.get(trigger_id)
        if found is None:
            raise ApiError("invalid_trigger_id")
        if found.used:
            raise ApiError("exchanged_trigger_id")
        if found.expires_at < self._clock():
            raise ApiError("expired_trigger_id")
        return found
