"""What has happened since the demo's tour began, and what its steps ask of that."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.cli.demo_says import passed_over
from bot.cli.demo_story import ADA
from bot.domain.lifecycle import Cause
from bot.domain.rotation import Availability
from storage.queries.assignment import AssignmentRow


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened since the tour began.

    Attributes:
        assignments: what was dealt since then, the oldest first.
        written: Lena's messages where leads come in, by channel and `ts`.
        answered: the threads in which Lena answered all that she was asked, by channel and `ts`, the oldest first.
        opened: the threads that somebody has opened, by channel and `ts`.
        shown: whether somebody let `/rotation show` tell whose turn it is.
        upcoming: whose turn it is in sales now, the next first.
        away: who is away now.
        was_away: who was away at some time since then.
    """

    assignments: Sequence[AssignmentRow]
    written: Collection[tuple[str, str]]
    answered: Sequence[tuple[str, str]]
    opened: Collection[tuple[str, str]]
    shown: bool
    upcoming: Sequence[str]
    away: Collection[str]
    was_away: Collection[str]

    @property
    def of_lena(self) -> AssignmentRow | None:
        """The first lead of Lena's that the rotation dealt; None: there is none yet."""
        return next((row for row in self._by_turn() if (row.channel, row.thread_ts) in self.written), None)

    @property
    def with_lena(self) -> AssignmentRow | None:
        """To whom Lena went by her answers, the first time; None: she hasn't answered all, or nobody has her yet."""
        return next((row for row in self.assignments if (row.channel, row.thread_ts) in self.answered[:1]), None)

    @property
    def past_ada(self) -> AssignmentRow | None:
        """The lead that the rotation dealt to somebody else because Ada was away, as its reason tells; None: none was.

        Of several it is the last whose thread somebody has opened, else the last.
        """
        found = [row for row in self._by_turn() if (ADA, Availability.AWAY) in passed_over(row)]
        return next((row for row in reversed(found) if self.is_opened(row)), found[-1] if found else None)

    @property
    def passed_on(self) -> AssignmentRow | None:
        """To whom a lead was dealt after somebody passed it on, the last time; None: nobody did."""
        return next((row for row in reversed(self.assignments) if row.cause == Cause.PASSED), None)

    def is_opened(self, row: AssignmentRow) -> bool:
        """Return whether somebody has opened the thread of a lead."""
        return (row.channel, row.thread_ts) in self.opened

    def _by_turn(self) -> list[AssignmentRow]:
        return [row for row in self.assignments if row.cause == Cause.ROUND_ROBIN]
