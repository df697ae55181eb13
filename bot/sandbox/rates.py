"""The pace that Slack allows (https://docs.slack.dev/apis/web-api/rate-limits)."""

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

_TIER_1, _TIER_2, _TIER_3, _TIER_4 = 1, 20, 50, 100
#: Slack names no number for these.
_HUNDREDS: Final = 300

#: Calls a minute of each method, from one app in one workspace; `chat.postMessage` has a pace of its own.
TIERS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "apps.connections.open": _TIER_1,
        "auth.test": _HUNDREDS,
        "chat.getPermalink": _HUNDREDS,
        "chat.postEphemeral": _TIER_4,
        "chat.postMessage": _HUNDREDS,
        "chat.update": _TIER_3,
        "conversations.history": _TIER_3,
        "conversations.info": _TIER_3,
        "conversations.list": _TIER_2,
        "conversations.members": _TIER_4,
        "conversations.open": _TIER_3,
        "conversations.replies": _TIER_3,
        "users.conversations": _TIER_3,
        "users.info": _TIER_4,
        "users.list": _TIER_2,
        "views.open": _TIER_4,
        "views.publish": _TIER_4,
        "views.push": _TIER_4,
        "views.update": _TIER_4,
    }
)

#: As many as a bot may open connections at all: Slack lets a method of the first tier burst a little.
_LEAST_BURST: Final = 10


@dataclass(frozen=True)
class Limits:
    """How quickly may be called; what is more gets 429.

    Attributes:
        posts_a_second: Messages that may be posted in one channel, after a burst; None: any.
        burst: As many may be posted at once.
        tiers: Whether the tiers of the methods hold.
    """

    posts_a_second: float | None = 1.0
    burst: int = 5
    tiers: bool = True


#: As Slack has it.
SLACKS: Final = Limits()
#: For who has no time to wait.
UNLIMITED: Final = Limits(posts_a_second=None, tiers=False)


class Rates:
    """A bucket of tokens for each method, and for each channel that is posted in.

    Args:
        limits: What is allowed.
        clock: Seconds that only go forward.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self.limits = limits
        self._clock = clock
        self._buckets: dict[Hashable, tuple[float, float]] = {}

    def call(self, method: str) -> int | None:
        """Count a call of a method: None when it may be done, else the whole seconds to wait, at least 1."""
        if not self.limits.tiers:
            return None
        a_minute = TIERS[method]
        return self._take(method, a_minute / 60, max(a_minute, _LEAST_BURST))

    def post(self, channel: str) -> int | None:
        """Count a message for a channel: None when it may go, else the whole seconds to wait, at least 1."""
        if self.limits.posts_a_second is None:
            return None
        return self._take(("channel", channel), self.limits.posts_a_second, self.limits.burst)

    def _take(self, key: Hashable, rate: float, burst: int) -> int | None:
        now = self._clock()
        tokens, at = self._buckets.get(key, (float(burst), now))
        tokens = min(float(burst), tokens + (now - at) * rate)
        if tokens >= 1:
            self._buckets[key] = (tokens - 1, now)
            return None
        self._buckets[key] = (tokens, now)
        return max(1, math.ceil((1 - tokens) / rate))


class EventQuota:
    """The events that Slack delivers to one app from one workspace within an hour: 30,000, whatever it is sent.

    https://docs.slack.dev/apis/events-api#rate-limiting

    Args:
        clock: Seconds that only go forward.
    """

    def __init__(self, clock: Callable[[], float], an_hour: int = 30_000) -> None:
        self.an_hour = an_hour
        self._clock = clock
        self._minutes: dict[int, int] = {}
        self._told = -1

    def take(self) -> bool:
        """Count an event; return whether it may be delivered."""
        minute = self._minute()
        self._minutes = {at: count for at, count in self._minutes.items() if at > minute - 60}
        if sum(self._minutes.values()) >= self.an_hour:
            return False
        self._minutes[minute] = self._minutes.get(minute, 0) + 1
        return True

    def must_tell(self) -> bool:
        """Return whether the app is told now that events are kept from it: once in each minute in which they are."""
        told, self._told = self._told, self._minute()
        return told != self._told

    def _minute(self) -> int:
        return int(self._clock() // 60)
