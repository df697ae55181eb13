"""Away mode: a teammate's switch out of every rotation, and back in without a make-up turn (CONTRACT 6)."""

from dataclasses import dataclass, replace
from typing import Final

from bot.usecases import people, waiting
from storage.queries import person, team_availability, team_member
from storage.queries.person import AwayRow
from storage.transaction import Transaction

#: A reason longer than that is cut: it is shown in lists.
LONGEST_REASON: Final = 200

#: How many away modes end in one transaction; the clock goes on with the rest at once.
_MOST_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class AwayStatus:
    """What is true of a person now. `changed`: by this command. `teams`: the names of those they are in, sorted.

    `away_since`, `ends_at`: UTC seconds; None when they are not away, or away until they come back. `time_zone`: theirs,
    an IANA name, "" where Slack told none. `dealt`: how many conversations that waited were dealt by this command.
    """

    user_id: str
    changed: bool
    away_since: float | None
    reason: str
    set_by: str | None
    teams: tuple[str, ...]
    ends_at: float | None = None
    time_zone: str = ""
    dealt: int = 0


def go_away(
    tx: Transaction,
    workspace_id: str,
    user_id: str,
    set_by: str,
    reason: str,
    now: float,
    ends_at: float | None = None,
) -> AwayStatus:
    """Take a person out of every rotation. Once this is committed nobody deals to them.

    When they are away already, the end is what is said now, and the reason changes only where one is given.

    Args:
        tx: the transaction.
        workspace_id: whose.
        user_id: who is away.
        set_by: who says so.
        reason: why; "" where none was given.
        now: UTC seconds.
        ends_at: when it ends by itself, UTC seconds; None: when they come back.
    """
    people.lock_teams_of(tx, workspace_id, [user_id])
    before = person.away(tx, workspace_id, [user_id]).get(user_id)
    if before is not None and not reason and before.ends_at == ends_at:
        return status(tx, workspace_id, user_id)
    kept = before.reason if before is not None and not reason else reason[:LONGEST_REASON]
    person.set_away(tx, workspace_id, AwayRow(user_id, before.since if before else now, kept, set_by, ends_at))
    team_availability.follow_availability(tx, workspace_id, now, user_id=user_id)
    changed = before is None or (before.reason, before.ends_at) != (kept, ends_at)
    return replace(status(tx, workspace_id, user_id), changed=changed)


def come_back(tx: Transaction, workspace_id: str, user_id: str, now: float) -> AwayStatus:
    """Let a person back into every rotation, in their order, and deal what waited there to those who have room."""
    teams = people.lock_teams_of(tx, workspace_id, [user_id])[user_id]
    was_away = person.end_away(tx, workspace_id, user_id)
    dealt = 0
    if was_away:
        team_availability.follow_availability(tx, workspace_id, now, user_id=user_id)
        dealt = waiting.settle(tx, workspace_id, teams, now)
    return replace(status(tx, workspace_id, user_id), changed=was_away, dealt=dealt)


def end_due(tx: Transaction, workspace_id: str, now: float) -> list[str]:
    """Let those back whose away mode ends by itself by now; return their ids.

    Whoever has said a later end meanwhile stays away.
    """
    due = person.away_due(tx, workspace_id, now, _MOST_AT_ONCE)
    teams = people.lock_teams_of(tx, workspace_id, due)
    ended = person.end_away_due(tx, workspace_id, due, now)
    for user_id in ended:
        team_availability.follow_availability(tx, workspace_id, now, user_id=user_id)
    waiting.settle(tx, workspace_id, {name for user_id in ended for name in teams[user_id]}, now)
    return ended


def status(tx: Transaction, workspace_id: str, user_id: str) -> AwayStatus:
    """Say whether a person is away, and in which teams they are."""
    row = person.away(tx, workspace_id, [user_id]).get(user_id)
    known = person.find(tx, workspace_id, user_id)
    return AwayStatus(
        user_id=user_id,
        changed=False,
        away_since=row.since if row else None,
        reason=row.reason if row else "",
        set_by=row.set_by if row else None,
        teams=tuple(team_member.teams_of(tx, workspace_id, user_id)),
        ends_at=row.ends_at if row else None,
        time_zone=known.time_zone if known else "",
    )
