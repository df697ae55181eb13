"""Ranges of numbers: what they have in common, and the holes between them."""

import math
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

Number = int | float


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from one to another; `with_low`, `with_high`: these belong to it. Infinite: it has no end there."""

    low: Number = -math.inf
    high: Number = math.inf
    with_low: bool = False
    with_high: bool = False

    def __contains__(self, number: Number) -> bool:
        return (self.low < number or (self.with_low and self.low == number)) and (
            number < self.high or (self.with_high and number == self.high)
        )

    def common(self, other: "Range") -> "Range":
        """Return what both have; of two that are apart, a range without numbers."""
        low, without_low = max((self.low, not self.with_low), (other.low, not other.with_low))
        high, with_high = min((self.high, self.with_high), (other.high, other.with_high))
        return Range(low, high, not without_low, with_high)

    def within(self, other: "Range") -> bool:
        """Say whether the other has all that this one has."""
        above = self.low > other.low or (self.low == other.low and (other.with_low or not self.with_low))
        below = self.high < other.high or (self.high == other.high and (other.with_high or not self.with_high))
        return above and below

    def is_apart(self, other: "Range") -> bool:
        """Say whether they have nothing in common."""
        return self.is_below(other) or other.is_below(self)

    def is_below(self, other: "Range") -> bool:
        """Say whether the other begins where this one has ended."""
        return self.high < other.low or (self.high == other.low and not (self.with_high and other.with_low))

    def __str__(self) -> str:
        """Return it in words: `50`, `more than 10 and at most 20`."""
        if self.low == self.high:
            return _written(self.low)
        ends = []
        if self.low > -math.inf:
            ends.append(f"{'at least' if self.with_low else 'more than'} {_written(self.low)}")
        if self.high < math.inf:
            ends.append(f"{'at most' if self.with_high else 'less than'} {_written(self.high)}")
        return " and ".join(ends) or "any number"


def holes(limits: Collection[Number], is_taken: Callable[[Number], bool]) -> list[Range]:
    """Return the ranges that nothing takes, from the lowest; none where nothing is taken at all.

    Where all limits are whole numbers, something is counted, and a hole needs one, too: 10.5 between "at most 10" and "at
    least 11" is none. Nor is what is below the lowest limit one, unless a number is there that can be a count (1 or more)
    or a measure (more than 0).

    Args:
        limits: the numbers where it may change whether numbers are taken.
        is_taken: asked of each of them, and of one between each two.
    """
    found: list[Range] = []
    taken = False
    for piece, sample in _pieces(sorted(set(limits))):
        if is_taken(sample):
            taken = True
        elif found and found[-1].high == piece.low and (found[-1].with_high or piece.with_low):
            found[-1] = replace(found[-1], high=piece.high, with_high=piece.with_high)
        else:
            found.append(piece)
    counts = all(float(limit).is_integer() for limit in limits)
    return [hole for hole in found if taken and _matters(hole, counts=counts)]


def _pieces(limits: list[Number]) -> Iterator[tuple[Range, Number]]:
    """Yield each limit, and what is before, between and after them, each with a number that is in it."""
    before = -math.inf
    for limit in limits:
        yield Range(before, limit), limit - 1 if before == -math.inf else (before + limit) / 2
        yield Range(limit, limit, with_low=True, with_high=True), limit
        before = limit
    if limits:
        yield Range(before, math.inf), before + 1


def _matters(hole: Range, *, counts: bool) -> bool:
    if hole.high == math.inf:
        return True
    if hole.low == -math.inf:
        return hole.high > 0 and (not counts or hole.high > 1 or 1 in hole)
    return not counts or hole.with_low or hole.with_high or hole.high - hole.low > 1


def _written(number: Number) -> str:
    return str(int(number)) if float(number).is_integer() else str(number)
