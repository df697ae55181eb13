"""Calls that fail on purpose: the next ones, or a share of all."""

import random
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from typing import Final, NamedTuple

from bot.sandbox.records import Json

#: Nothing is done. With `429` comes `Retry-After`; a connection that is held open ends when the caller gives up.
_BEFORE: Final = ("429", "500", "503", "timeout_before", "drop_before", "broken_before")
#: It is done, and the answer is lost or can't be read.
_AFTER: Final = ("500_after", "timeout_after", "drop_after", "broken_after")
#: It is done and answered, but late.
SLOW: Final = "slow"

#: All that a network and Slack's front door can do. Any other kind is answered as Slack's error word.
KINDS: Final = (*_BEFORE, *_AFTER, SLOW)

#: What happens just before a call is done: whatever the caller of `meanwhile` wants.
Happening = Callable[[], Awaitable[object] | object]


class Fault(NamedTuple):
    """How a call fails. `seconds`: how late a slow answer comes, or what `Retry-After` says."""

    kind: str
    seconds: float = 1.0

    @property
    def acts(self) -> bool:
        """Whether what was asked for is done all the same."""
        return self.kind in _AFTER or self.kind == SLOW

    @property
    def is_word(self) -> bool:
        """Whether it is one of Slack's error words."""
        return self.kind not in KINDS


@dataclass(frozen=True)
class _Share:
    share: float
    kinds: tuple[Fault, ...]
    methods: frozenset[str] | None
    dice: random.Random


class Faults:
    """Which calls are to fail: those planned, in the order in which they were asked for, else by the dice."""

    def __init__(self) -> None:
        self._planned: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._happenings: defaultdict[str, deque[Happening]] = defaultdict(deque)
        self._shares: list[_Share] = []

    def plan(self, method: str, fault: Fault, times: int) -> None:
        """Let the next `times` calls of a method fail, after those planned before.

        Raises ValueError for an empty kind or a negative number.
        """
        if not fault.kind or times < 0:
            raise ValueError("a fault needs a kind, and a number of times that is not negative")
        self._planned[method].extend([fault] * times)

    def plan_share(self, share: float, faults: Collection[Fault], methods: Collection[str] | None, seed: int) -> None:
        """Let a share (0 to 1) of the calls of some methods (None: of all) fail, each kind as often as the others.

        Raises ValueError for a share that is none, or without a kind.
        """
        if not 0 <= share <= 1 or not faults:
            raise ValueError("a share is between 0 and 1, and needs a kind of fault")
        among = None if methods is None else frozenset(methods)
        self._shares.append(_Share(share, tuple(faults), among, random.Random(seed)))

    def plan_happening(self, method: str, happening: Happening) -> None:
        """Let something happen when the next call of a method has come, before it is done."""
        self._happenings[method].append(happening)

    def next(self, method: str) -> Fault | None:
        """Take the fault of this call; None: it works."""
        if planned := self._planned.get(method):
            return planned.popleft()
        for one in self._shares:
            if (one.methods is None or method in one.methods) and one.dice.random() < one.share:
                return one.dice.choice(one.kinds)
        return None

    def next_happening(self, method: str) -> Happening | None:
        """Take what happens in the moment of this call; None: nothing does."""
        happenings = self._happenings.get(method)
        return happenings.popleft() if happenings else None

    @property
    def planned(self) -> list[Json]:
        """What is to come: the next calls of methods (`method`, `kind`, `times`), and shares of all."""
        next_ones: list[Json] = [
            {"method": method, "kind": faults[0].kind, "times": len(faults)}
            for method, faults in self._planned.items()
            if faults
        ]
        for one in self._shares:
            methods = None if one.methods is None else sorted(one.methods)
            next_ones.append({"share": one.share, "kinds": [fault.kind for fault in one.kinds], "methods": methods})
        return next_ones

    def clear(self) -> None:
        """Forget what is planned."""
        self._planned.clear()
        self._happenings.clear()
        self._shares.clear()
