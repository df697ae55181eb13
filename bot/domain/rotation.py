"""Whose turn it is: the circular alphabetical order of a team and the place it has reached (CONTRACT 5).

The rotation remembers the *place* of the last teammate dealt to, as sort key and user id, never an index. So a rename,
an addition or a removal cannot change anybody else's turn, and whoever comes back is met in their order, without
make-up turns. Source: Intercom's round robin, https://www.intercom.com/help/en/articles/6561699.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Availability(StrEnum):
    """Whether a teammate can be dealt to; anything but AVAILABLE is why they are skipped."""

    AVAILABLE = "available"
    AWAY = "away"
    DEACTIVATED = "deactivated"


#: Why an available teammate is skipped: when conversations that waited are dealt (CONTRACT 5.5), or one that they
#: passed on (CONTRACT 5.6).
HAD_ENOUGH = "waiting_burst"
HAD_PASSED = "passed"

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
    """One decision: `teammate` is dealt to, `reason` says why (a JSON object, see `deal`).

    `number`: which of the conversations it is about, from 0.
    """

    teammate: str
    reason: dict[str, object]
    number: int = 0


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


def deal(
    place: Place | None,
    candidates: Collection[Candidate],
    count: int,
    size: int | None = None,
    passed: Sequence[frozenset[str]] = (),
) -> Dealt:
    """Decide who gets the next `count` conversations of a team.

    Args:
        place: where the rotation stands; None when nobody was ever dealt to.
        candidates: members of the team, in any order. Either all of them, or at least the next `count` + 1 that are
            available after the place, going round; then those left out only make the reasons shorter.
        count: how many to deal. Fewer are dealt where nobody is available or nobody has room.
        size: how many members the team has; None: as many as there are candidates.
        passed: for each conversation, from the first, the ids of those who passed it on; it is not dealt to them
            again. Left out at the end: nobody did. One that all have passed, who could be dealt to, is left out.

    Returns:
        The turns and the new place. A turn's reason has `place` (the user id it stood at, or None), `before` and
        `after` (at most 20 pairs each of user id and availability, in the order of the rotation, up to the place and
        from it on), `more` (how many members are not among them) and `next` (whose turn comes then, or None).
    """
    ring = circular(candidates, place)
    room = {one.user_id: one.room for one in ring if one.availability == Availability.AVAILABLE}
    following = _following(ring, room)
    turns = []
    at, stood = -1, place.user_id if place else None
    told = _Told(ring, len(ring) if size is None else max(size, len(ring)))
    for number, index, skipped in _choose(ring, dict(room), count, passed):
        teammate = ring[index].user_id
        reason = {"place": stood, **told.around(at, skipped), "next": following[index]}
        turns.append(Turn(teammate, reason, number))
        at, stood = index, teammate
    end = Place(ring[at].sort_key, ring[at].user_id) if at >= 0 else place
    return Dealt(tuple(turns), end)


def _choose(
    ring: Sequence[Candidate], room: dict[str, int | None], count: int, passed: Sequence[frozenset[str]]
) -> Iterator[tuple[int, int, Mapping[str, str]]]:
    """Go round who can be dealt to, for each conversation in turn.

    Yields:
        Its number, the index into `ring` of who gets it, and who was available and skipped just then, with why.
    """
    available = [index for index, one in enumerate(ring) if one.user_id in room]
    full = {user: HAD_ENOUGH for user, left in room.items() if left is not None and left <= 0}
    turn = 0  # where in `available` the next one is looked for first
    for number in range(count):
        skip = passed[number] if number < len(passed) else frozenset()
        for step in range(len(available)):
            index = available[(turn + step) % len(available)]
            user = ring[index].user_id
            if user not in full and user not in skip:
                break
        else:
            if len(full) == len(available):
                return  # nobody has room for anything
            continue
        yield number, index, full if not skip else {**full, **dict.fromkeys(skip, HAD_PASSED)}
        turn += step + 1
        left = room[user]
        if left is not None:
            room[user] = left - 1
            if left == 1:
                full = {**full, user: HAD_ENOUGH}  # a new one: what was yielded stays as it was


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

    def around(self, at: int, skipped: Mapping[str, str]) -> dict[str, object]:
        """Tell of the place at index `at` of the ring (-1: the place is just before the ring's first)."""
        here = self._length + at + 1
        before = self._round[here - self._before : here]
        after = self._round[here : here + self._after]
        if skipped:
            before, after = _mark(before, skipped), _mark(after, skipped)
        return {"before": before, "after": after, "more": self._more}


def _mark(pairs: Sequence[tuple[str, str]], skipped: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(user, skipped.get(user, why) if why == Availability.AVAILABLE else why) for user, why in pairs]
