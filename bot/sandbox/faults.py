"""Failing on purpose, and the pace that Slack allows."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Final

#: Faults of the transport. The `_after` ones do what was asked, but the answer never comes.
TRANSPORT_FAULTS: Final = frozenset({"429", "500", "timeout_before", "timeout_after", "drop_before", "drop_after"})

#: Messages that may be posted in a channel at once before the pace counts.
BURST: Final = 5


class Faults:
    """Which calls are to fail next, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._planned: defaultdict[str, deque[str]] = defaultdict(deque)

    def plan(self, method: str, kind: str, times: int) -> None:
        """Let the next `times` calls of a method fail, after those planned before.

        Raises ValueError for an empty kind or a negative number.
        """
        if not kind or times < 0:
            raise ValueError("a fault needs a kind, and a number of times that is not negative")
        self._planned[method].extend([kind] * times)

    def next(self, method: str) -> str | None:
        """Take the fault of this call; None: it works."""
        planned = self._planned.get(method)
        return planned.popleft() if planned else None

    def clear(self) -> None:
        """Forget what is planned."""
        self._planned.clear()


class Pace:
    """A token bucket for each channel.

    Args:
        rate: Messages a second; None: as many as anyone likes.
        clock: Seconds that only go forward.
    """

    def __init__(self, rate: float | None, clock: Callable[[], float]) -> None:
        self.rate = rate
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def retry_after_seconds(self, channel: str) -> int | None:
        """Count a message for a channel: None when it may go, else the whole seconds to wait, at least 1."""
        if self.rate is None:
            return None
        now = self._clock()
        tokens, at = self._buckets.get(channel, (float(BURST), now))
        tokens = min(float(BURST), tokens + (now - at) * self.rate)
        if tokens >= 1:
            self._buckets[channel] = (tokens - 1, now)
            return None
        self._buckets[channel] = (tokens, now)
        return max(1, math.ceil((1 - tokens) / self.rate))
