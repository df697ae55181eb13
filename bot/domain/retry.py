"""When to try again."""

from typing import Final

_FIRST_SECONDS: Final = 1.0
_LONGEST_SECONDS: Final = 300.0


def delay_seconds(attempts: int, chance: float) -> float:
    """Return how long to wait after `attempts` (from 1) attempts that failed.

    Doubles from one second to at most five minutes; `chance`, from 0 to 1, takes up to a quarter off it, so that what
    failed together doesn't come back together.
    """
    longest = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0 ** min(max(attempts, 1) - 1, 30))
    return longest * (1.0 - 0.25 * chance)


def pace(tokens: float, tokens_at: float, now: float, rate: float, burst: float) -> tuple[float, float]:
    """Return how many messages may go at once by now, and how long until one may (0.0: now).

    Args:
        tokens: how many might have gone at `tokens_at`.
        tokens_at: when they were counted, UTC seconds.
        now: UTC seconds.
        rate: how many are added a second; 0: no pace is kept.
        burst: how many there can be at most.
    """
    if rate <= 0:
        return burst, 0.0
    filled = min(burst, tokens + max(0.0, now - tokens_at) * rate)
    return filled, 0.0 if filled >= 1.0 else (1.0 - filled) / rate
