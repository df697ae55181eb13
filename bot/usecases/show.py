"""What `/rotation show` tells: whose turn is next, who is away, how many each has had, what waits."""

from dataclasses import dataclass
from typing import Final

from bot.domain import rotation
from bot.domain.configuration import Method
from bot.domain.rotation import Availability
from bot.usecases import ring
from storage.queries import assignment, conversation, person, team, team_member
from storage.queries.team import TeamRow
from storage.transaction import Transaction

#: Over how long the counts go.
COUNTED_SECONDS: Final = 7 * 86_400.0

#: How many teammates, and how many conversations, are told one by one.
_MOST_TOLD: Final = 20


@dataclass(frozen=True, slots=True)
class AwayTeammate:
    """Somebody who is skipped. `reason` is "" where none was given; `deactivated`: in Slack, instead of away.

    `ends_at`: when they are back by themselves, UTC seconds; None: they say so.
    """

    user_id: str
    reason: str
    deactivated: bool
    ends_at: float | None = None


@dataclass(frozen=True, slots=True)
class TeamView:
    """One team, as it is now. `upcoming`: user ids by turn, the next first; `counts`: of the last 7 days.

    The lists hold at most 20 people; `available` and `away_count` say how many there are in all.
    """

    name: str
    channel: str
    by_turn: bool
    size: int
    upcoming: tuple[str, ...]
    available: int
    away: tuple[AwayTeammate, ...]
    away_count: int
    counts: tuple[tuple[str, int], ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class Unrouted:
    """A conversation without a team that nobody has."""

    channel: str
    thread_ts: str


@dataclass(frozen=True, slots=True)
class RotationView:
    """What there is to show: teams by name, and the oldest conversations without a team."""

    teams: tuple[TeamView, ...]
    unrouted: tuple[Unrouted, ...]
    unrouted_count: int


def show(tx: Transaction, workspace_id: str, name: str | None, now: float) -> RotationView:
    """Read one team (its exact name), or all of them (None) and what has no team."""
    rows = [row for row in team.everyone(tx, workspace_id) if name is None or row.name == name]
    unrouted = conversation.waiting(tx, workspace_id, None, _MOST_TOLD) if name is None else []
    return RotationView(
        teams=tuple(_team(tx, workspace_id, row, now) for row in rows),
        unrouted=tuple(Unrouted(one.channel, one.thread_ts) for one in unrouted),
        unrouted_count=conversation.count_waiting(tx, workspace_id, None) if name is None else 0,
    )


def _team(tx: Transaction, workspace_id: str, row: TeamRow, now: float) -> TeamView:
    members = team_member.all_of(tx, workspace_id, row.name)
    in_turn = rotation.circular(ring.candidates(members), ring.place_of(row))
    upcoming = [one.user_id for one in in_turn if one.availability == Availability.AVAILABLE]
    skipped = [one for one in in_turn if one.availability != Availability.AVAILABLE]
    told = skipped[:_MOST_TOLD]
    reasons = person.away(tx, workspace_id, [one.user_id for one in told])
    counted = assignment.counts(tx, workspace_id, row.name, now - COUNTED_SECONDS)
    return TeamView(
        name=row.name,
        channel=row.channel,
        by_turn=row.method == Method.ROUND_ROBIN,
        size=row.size,
        upcoming=tuple(upcoming[:_MOST_TOLD]),
        available=len(upcoming),
        away=tuple(
            AwayTeammate(
                one.user_id,
                reasons[one.user_id].reason if one.user_id in reasons else "",
                one.availability == Availability.DEACTIVATED,
                reasons[one.user_id].ends_at if one.user_id in reasons else None,
            )
            for one in told
        ),
        away_count=len(skipped),
        counts=tuple((one.user_id, counted.get(one.user_id, 0)) for one in sorted(members)[:_MOST_TOLD]),
        waiting=conversation.count_waiting(tx, workspace_id, row.name),
    )
