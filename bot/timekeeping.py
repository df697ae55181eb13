"""The system's clock, and how long an answer to Slack may take."""

import time
from typing import Final, Protocol

#: Slack wants an answer within 3 seconds; what hasn't begun after this long from arrival is dropped (DESIGN 1.1).
ANSWER_WITHIN_SECONDS: Final = 2.6


class SystemClock:
    """The time as this machine has it."""

    def now(self) -> float:
        """Return UTC seconds since 1970."""
        return time.time()


class _Clock(Protocol):
    def now(self) -> float: ...


class SharedClock:
    """The time that all processes on one database agree on: this machine's, corrected by the database's.

    Leases, ends of away modes and bursts are times in the database; machines' clocks differ (docs/adr/0007).
    """

    #: Less is the network's doing, and time shouldn't jump for it.
    TOLERATED_SECONDS: Final = 0.25

    def __init__(self, clock: _Clock) -> None:
        self._clock = clock
        self._ahead_seconds = 0.0

    def now(self) -> float:
        """Return UTC seconds since 1970."""
        return self._clock.now() + self._ahead_seconds

    def follow(self, ahead_seconds: float) -> None:
        """Take over by how much the database's clock is ahead of this machine's."""
        if abs(ahead_seconds - self._ahead_seconds) > self.TOLERATED_SECONDS:
            self._ahead_seconds = ahead_seconds
