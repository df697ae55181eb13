"""A short tour of the demo's page: things to try, each of which is ticked off when it has happened."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.cli.demo_story import ADA, LEADS, LENA, MIA, SALES
from storage.queries.assignment import AssignmentRow


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened since the tour began.

    Attributes:
        assignments: what was dealt since then, the oldest first.
        written: the ids of who wrote in the channel where leads come in.
        shown: whether somebody let `/rotation show` tell whose turn it is.
        away: who is away now.
        was_away: who was away at some time since then.
    """

    assignments: Sequence[AssignmentRow]
    written: Collection[str]
    shown: bool
    away: Collection[str]
    was_away: Collection[str]


@dataclass(frozen=True, slots=True)
class _Step:
    title: str
    how: str
    who: str
    where: str


_STEPS: Final = (
    _Step("Send a lead", "As Lena, write in #leads what you want to know.", LENA, LEADS),
    _Step("See whose turn it is", "As Mia, type `/rotation show sales`. The wheel here shows the same.", MIA, SALES),
    _Step("Let Ada go away", "As Ada, type `/away until monday`. The wheel goes on without her.", ADA, SALES),
    _Step("Send another lead", "As Lena, write in #leads again: whoever comes after Ada gets it.", LENA, LEADS),
    _Step(
        "Pass a lead on", "As who has a lead, press “Pass on” on its card in #sales: the next one gets it.", MIA, SALES
    ),
    _Step(
        "Let Ada come back", "As Ada, type `/away back`: she is met in her order, without a make-up turn.", ADA, SALES
    ),
)


def tour(happened: Happened) -> list[dict[str, Any]]:
    """Return the steps as JSON: what to do, as whom and where, and whether it is done.

    A step counts in its order only where it follows from another: Ada comes back after she went.
    """
    causes = {row.cause for row in happened.assignments}
    dealt = [row.user_id for row in happened.assignments if row.cause in {"round_robin", "rule", "waiting"}]
    gone = ADA in happened.was_away
    done = (
        LENA in happened.written and bool(dealt),
        happened.shown,
        gone,
        gone and len(dealt) >= 2 and dealt[-1] != ADA,  # noqa: PLR2004 - one before, and one after
        "passed" in causes,
        gone and ADA not in happened.away,
    )
    return [
        {"title": step.title, "how": step.how, "as": step.who, "in": step.where, "done": is_done}
        for step, is_done in zip(_STEPS, done, strict=True)
    ]
