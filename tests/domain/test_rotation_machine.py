"""A team lives: people come, go, rest and are renamed, and the rotation keeps its promises (CONTRACT 5)."""

from collections import Counter
from dataclasses import dataclass

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.names import sort_key
from bot.domain.rotation import Availability, Candidate, Place, circular, deal
from tests.domain.rotation_oracle import Oracle

NAMES = (
    "",
    " ",
    "ann",
    "Ann",
    "Änn",
    "Ann  B",
    "Élodie",
    "Edward",
    "Emily",
    "Øystein",
    "van der Berg",
    "мария",
    "张伟",
)
IDS = tuple(f"U{number:02}" for number in (7, 3, 11, 0, 9, 5, 1, 10, 2, 8, 4, 6))


@dataclass
class Someone:
    """A person: away mode and deactivation are two switches, a name is a third."""

    name: str
    away: bool = False
    deactivated: bool = False

    def candidate(self, user_id):
        why = Availability.AVAILABLE
        if self.away:
            why = Availability.AWAY
        if self.deactivated:
            why = Availability.DEACTIVATED
        return Candidate(sort_key(self.name), user_id, why)


class TheRotation(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.people: dict[str, Someone] = {}
        self.place: Place | None = None
        self.oracle = Oracle()
        self.run: list[str] = []
        self.run_order: list[tuple[bytes, str]] = []

    def candidates(self):
        return [one.candidate(user) for user, one in self.people.items()]

    def upcoming(self):
        """Return one round of turns from here."""
        members = self.candidates()
        available = [one for one in members if one.availability == Availability.AVAILABLE]
        return [turn.teammate for turn in deal(self.place, members, len(available)).turns]

    def available_in_order(self):
        return sorted(
            (one.sort_key, one.user_id) for one in self.candidates() if one.availability == Availability.AVAILABLE
        )

    def change(self, user_id, do):
        """Change one person, and see that nobody else's turn changes and that they get no more than their own."""
        before = [user for user in self.upcoming() if user != user_id]
        place = self.place
        do()
        self.oracle.members = {one.user_id: one for one in self.candidates()}
        round_now = self.upcoming()
        assert [user for user in round_now if user != user_id] == before
        available = user_id in self.people and self.people[user_id].candidate(user_id).availability == "available"
        assert round_now.count(user_id) == (1 if available else 0)
        assert self.place == place

    def somebody(self, data):
        return data.draw(st.sampled_from(sorted(self.people)), label="who")

    @precondition(lambda self: len(self.people) < len(IDS))
    @rule(data=st.data(), name=st.sampled_from(NAMES), away=st.booleans())
    def join(self, data, name, away):
        user = data.draw(st.sampled_from([one for one in IDS if one not in self.people]), label="who")
        self.change(user, lambda: self.people.update({user: Someone(name, away)}))

    @precondition(lambda self: self.people)
    @rule(data=st.data())
    def leave(self, data):
        user = self.somebody(data)
        self.change(user, lambda: self.people.pop(user))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), name=st.sampled_from(NAMES))
    def rename(self, data, name):
        user = self.somebody(data)
        self.change(user, lambda: setattr(self.people[user], "name", name))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), away=st.booleans())
    def go_away_or_come_back(self, data, away):
        user = self.somebody(data)
        self.change(user, lambda: setattr(self.people[user], "away", away))

    @precondition(lambda self: self.people)
    @rule(data=st.data(), deactivated=st.booleans())
    def deactivate_or_reactivate(self, data, deactivated):
        user = self.somebody(data)
        self.change(user, lambda: setattr(self.people[user], "deactivated", deactivated))

    @rule(count=st.integers(0, 4) | st.integers(0, 60))
    def deal(self, count):
        if self.run_order != self.available_in_order():
            self.run, self.run_order = [], self.available_in_order()
        members = self.candidates()
        dealt = deal(self.place, members, count)
        assert [(turn.teammate, turn.reason) for turn in dealt.turns] == self.oracle.deal(count)
        assert len(dealt.turns) == (count if self.run_order else 0)
        assert dealt.place == self.oracle.place
        if dealt.turns:
            last = next(one for one in members if one.user_id == dealt.turns[-1].teammate)
            assert dealt.place == (last.sort_key, last.user_id)
        else:
            assert dealt.place == self.place
        self.place = dealt.place
        self.run += [turn.teammate for turn in dealt.turns]

    @rule(count=st.integers(0, 6), data=st.data())
    def deal_knowing_only_the_next_few(self, count, data):
        order = circular(self.candidates(), self.place)
        available = [one for one in order if one.availability == Availability.AVAILABLE]
        extra = [one for one in order if data.draw(st.booleans(), label=one.user_id)]
        partial = {one.user_id: one for one in available[: count + 1] + extra}
        dealt = deal(self.place, list(partial.values()), count, len(order))
        whole = deal(self.place, order, count)
        assert [turn.teammate for turn in dealt.turns] == [turn.teammate for turn in whole.turns]
        assert dealt.place == whole.place

    @invariant()
    def any_two_differ_by_at_most_one_in_any_run_while_nothing_changes(self):
        if not self.run_order:
            assert self.run == []
            return
        for begin in range(max(0, len(self.run) - 2 * len(self.run_order)), len(self.run)):
            counts = Counter(self.run[begin:])
            numbers = [counts[user] for _, user in self.run_order]
            assert max(numbers) - min(numbers) <= 1
        counts = Counter(self.run)
        numbers = [counts[user] for _, user in self.run_order]
        assert max(numbers) - min(numbers) <= 1


TheRotation.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestTheRotation = TheRotation.TestCase
