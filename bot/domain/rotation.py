"""Whose turn it is: the circular alphabetical order of a team and the place it has reached (CONTRACT 5).

The rotation remembers the *place* of the last teammate dealt to, as sort key and user id, never an index. So a rename,
an addition or a removal cannot change anybody else's turn, and whoever comes back is met in their order, without
make-up turns. Source: Intercom's round robin, https://www.intercom.com/help/en/articles/6561699.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Availability(StrEnum):
    """Whether a teammate can be dealt to; anything but AVAILABLE is why they are skipped."""

    AVAILABLE = "available"
    AWAY = "away"
    DEACTIVATED = "deactivated"


#: Why an available teammate is skipped when conversations that waited are dealt (CONTRACT 5.5).
HAD_ENOUGH = "waiting_burst"

#: How many teammates a reason tells on each side of the place (CONTRACT 5.7).
TOLD = 20


class Place(NamedTuple):
    """Where a rotation stands: sort key and id of the last teammate dealt to, as they were then."""

    sort_key: bytes
    user_id: str


class Candidate(NamedTuple):
    """A member of the team. `room` is how many waiting conversations they still take; None: no bound."""

    sort_key: bytes
    user_id: str
    availability: str = Availability.AVAILABLE
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One decision: `teammate` is dealt to, `reason` says why (a JSON object, see `deal`)."""

    teammate: str
    reason: dict[str, object]


@dataclass(frozen=True, slots=True)
class Dealt:
    """What `deal` decided: the turns in order, and the place after them (the old one where nothing was dealt)."""

    turns: tuple[Turn, ...]
    place: Place | None


def circular(candidates: Collection[Candidate], place: Place | None) -> list[Candidate]:
    """Return `candidates` in the order in which their turns come after `place` (None: from the beginning)."""
    ring = sorted(candidates, key=lambda one: (one.sort_key, one.user_id))
    if place is None:
        return ring
    after = next((i for i, one in enumerate(ring) if (one.sort_key, one.user_id) > place), 0)
    return ring[after:] + ring[:after]


def deal(place: Place | None, candidates: Collection[Candidate], count: int, size: int | None = None) -> Dealt:
    """Decide who gets the next `count` conversations of a team.

    Args:
        place: where the rotation stands; None when nobody was ever dealt to.
        candidates: members of the team, in any order. Either all of them, or at least the next `count` + 1 that are
            available after the place, going round; then those left out only make the reasons shorter.
        count: how many to deal. Fewer are dealt where nobody is available or nobody has room.
        size: how many members the team has; None: as many as there are candidates.

    Returns:
        The turns and the new place. A turn's reason has `place` (the user id it stood at, or None), `before` and
        `after` (at most 20 pairs each of user id and availability, in the order of the rotation, up to the place and
        from it on), `more` (how many members are not among them) and `next` (whose turn comes then, or None).
    """
    ring = circular(candidates, place)
    room = {one.user_id: one.room for one in ring if one.availability == Availability.AVAILABLE}
    chosen = _choose([i for i, one in enumerate(ring) if one.user_id in room], ring, dict(room), count)
    following = _following(ring, room)
    turns = []
    at, stood = -1, place.user_id if place else None
    told = _Told(ring, len(ring) if size is None else max(size, len(ring)))
    for index, left in chosen:
        teammate = ring[index].user_id
        turns.append(Turn(teammate, {"place": stood, **told.around(at, left), "next": following[index]}))
        at, stood = index, teammate
    end = Place(ring[at].sort_key, ring[at].user_id) if at >= 0 else place
    return Dealt(tuple(turns), end)


def _choose(
    available: Sequence[int], ring: Sequence[Candidate], room: dict[str, int | None], count: int
) -> list[tuple[int, frozenset[str]]]:
    """Go round `available` (indexes into `ring`) `count` times; give each index with who had no room just then."""
    full = frozenset(user for user, left in room.items() if left is not None and left <= 0)
    chosen: list[tuple[int, frozenset[str]]] = []
    while available and len(chosen) < count:
        before = len(chosen)
        for index in available:
            user = ring[index].user_id
            left = room[user]
            if left is not None and left <= 0:
                continue
            chosen.append((index, full))
            if left is not None:
                room[user] = left - 1
                if left == 1:
                    full |= {user}
            if len(chosen) == count:
                break
        if len(chosen) == before:
            break
    return chosen


def _following(ring: Sequence[Candidate], available: Mapping[str, int | None]) -> list[str | None]:
    """For each index of the ring: the first available teammate after it, going round (may be the same one)."""
    following: list[str | None] = [None] * len(ring)
    upcoming = next((one.user_id for one in ring if one.user_id in available), None)
    for index in range(len(ring) - 1, -1, -1):
        following[index] = upcoming
        if ring[index].user_id in available:
            upcoming = ring[index].user_id
    return following


class _Told:
    """The teammates on both sides of a place, as a reason tells them."""

    def __init__(self, ring: Sequence[Candidate], size: int) -> None:
        pairs = [(one.user_id, str(one.availability)) for one in ring]
        self._length = len(pairs)
        self._after = min(TOLD, len(pairs))
        self._before = min(TOLD, len(pairs) - self._after)
        self._more = size - self._after - self._before
        self._round = pairs * 3  # so that a slice may go round on either side

    def around(self, at: int, full: frozenset[str]) -> dict[str, object]:
        """Tell of the place at index `at` of the ring (-1: the place is just before the ring's first)."""
        here = self._length + at + 1
        before = self._round[here - self._before : here]
        after = self._round[here : here + self._after]
        if full:
            before, after = _mark(before, full), _mark(after, full)
        return {"before": before, "after": after, "more": self._more}


def _mark(pairs: Sequence[tuple[str, str]], full: frozenset[str]) -> list[tuple[str, str]]:
    return [(user, HAD_ENOUGH if user in full and why == Availability.AVAILABLE else why) for user, why in pairs]
