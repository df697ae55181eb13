"""The rotation again, as slow and obvious as can be: a sorted list, walked one step at a time."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from bot.domain.rotation import Availability, Candidate, Place


class Oracle:
    """Members of a team and the place that their rotation has reached."""

    def __init__(self, members: Iterable[Candidate] = (), place: Place | None = None) -> None:
        self.members = {one.user_id: one for one in members}
        self.place = place
        self.taken: dict[str, int] = {}

    def from_place(self) -> list[Candidate]:
        """Return all members in the order in which the rotation meets them from its place on."""
        line = sorted(self.members.values(), key=lambda one: (one.sort_key, one.user_id))
        if self.place is None:
            return line
        later = [one for one in line if (one.sort_key, one.user_id) > tuple(self.place)]
        return later + [one for one in line if one not in later]

    def has_room(self, one: Candidate) -> bool:
        return one.room is None or self.taken.get(one.user_id, 0) < one.room

    def step(self, passed: Collection[str] = ()) -> str | None:
        """Deal one conversation, which some passed on; None: nobody can be dealt to."""
        for one in self.from_place():
            if one.availability == Availability.AVAILABLE and self.has_room(one) and one.user_id not in passed:
                self.place = Place(one.sort_key, one.user_id)
                self.taken[one.user_id] = self.taken.get(one.user_id, 0) + 1
                return one.user_id
        return None

    def next(self) -> str | None:
        """Say whose turn is next, whether or not they have room for what waited."""
        return next((one.user_id for one in self.from_place() if one.availability == Availability.AVAILABLE), None)

    def why(self, one: Candidate, passed: Collection[str] = ()) -> str:
        if one.availability == Availability.AVAILABLE and one.user_id in passed:
            return "passed"
        if one.availability == Availability.AVAILABLE and not self.has_room(one):
            return "waiting_burst"
        return str(one.availability)

    def reason(self, passed: Collection[str] = ()) -> dict[str, Any]:
        """Tell of the place as it is now, but for whose turn comes after this one."""
        line = self.from_place()
        after, rest = line[:20], line[20:]
        before = rest[-20:]
        return {
            "place": self.place.user_id if self.place else None,
            "before": [(one.user_id, self.why(one, passed)) for one in before],
            "after": [(one.user_id, self.why(one, passed)) for one in after],
            "more": len(line) - len(before) - len(after),
        }

    def deal(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        """Deal `count` conversations, or as many as can be; give each one's teammate and reason."""
        turns = []
        for _ in range(count):
            reason = self.reason()
            user = self.step()
            if user is None:
                break
            turns.append((user, {**reason, "next": self.next()}))
        return turns

    def deal_passed(self, passed: Sequence[Collection[str]]) -> list[tuple[int, str, dict[str, Any]]]:
        """Deal conversations of which some were passed on; give number, teammate and reason of those that were dealt."""
        turns = []
        for number, users in enumerate(passed):
            reason = self.reason(users)
            user = self.step(users)
            if user is not None:
                turns.append((number, user, {**reason, "next": self.next()}))
        return turns
