"""response_urls: how a bot answers a command or a button later."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.arguments import ApiError
from bot.sandbox.records import Message

USES = 5
LIFE_SECONDS = 30 * 60


@dataclass
class ResponseUrl:
    """One response_url.

    Attributes:
        channel: Where answers are shown.
        user: Who sees the ephemeral ones.
        message: The message whose button was pressed; None for a command.
        expires_at: In seconds of the clock.
        uses: How often it was used.
    """

    channel: str
    user: str
    message: Message | None
    expires_at: float
    uses: int = 0


class ResponseUrls:
    """All that were given out.

    Args:
        clock: Seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._given: dict[str, ResponseUrl] = {}

    def give(self, channel: str, user: str, message: Message | None = None) -> str:
        """Return the secret part of a new response_url."""
        secret = secrets.token_urlsafe(18)
        self._given[secret] = ResponseUrl(channel, user, message, self._clock() + LIFE_SECONDS)
        return secret

    def use(self, secret: str) -> ResponseUrl:
        """Count a use and return what the url is for. Raises ApiError: `used_url` or `expired_url`."""
        found = self._given.get(secret)
        if found is None or found.expires_at < self._clock():
            raise ApiError("expired_url")
        if found.uses >= USES:
            raise ApiError("used_url")
        found.uses += 1
        return found
