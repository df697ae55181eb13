"""What time it is in the local Slack."""

import time


class Clock:
    """This machine's clock, which can be moved on.

    What Slack stamps, counts and lets expire goes by it: messages, paces, triggers, response_urls. Requests are signed
    with the machine's own time, as whoever receives them compares that.

    Attributes:
        ahead_seconds: By how much it is ahead of the machine's. Setting it sets the clock: no time passes by it.
    """

    def __init__(self) -> None:
        self.ahead_seconds = 0.0
        self._passed_seconds = 0.0

    def now(self) -> float:
        """Return Unix time, in seconds."""
        return time.time() + self.ahead_seconds

    def now_ns(self) -> int:
        """Return Unix time, in nanoseconds."""
        return time.time_ns() + round(self.ahead_seconds * 1_000_000_000)

    def elapsed(self) -> float:
        """Return seconds since some moment, which only go forward, whatever the clocks are set to."""
        return time.monotonic() + self._passed_seconds

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead_seconds += seconds
        self._passed_seconds += seconds
