"""Away mode: a teammate's switch out of every rotation, and back in without a make-up turn (CONTRACT 6)."""

from dataclasses import dataclass

from bot.usecases import people, waiting
from storage.queries import person, team_member
from storage.queries.person import AwayRow
from storage.transaction import Transaction

#: A reason longer than that is cut: it is shown in lists.
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class AwayStatus:
    """What is true of a person now. `changed`: by this command. `teams`: the names of those they are in, sorted.

    `away_since`: UTC seconds; None when they are not away.
    """

    user_id: str
    changed: bool
    away_since: float | None
    reason: str
    set_by: str | None
    teams: tuple[str, ...]


def go_away(tx: Transaction, workspace_id: str, user_id: str, set_by: str, reason: str, now: float) -> AwayStatus:
    """Take a person out of every rotation. Once this is committed nobody deals to them.

    When they are away already, only the reason changes, and only where one is given.
    """
    teams = people.lock_teams_of(tx, workspace_id, [user_id])[user_id]
    before = person.away(tx, workspace_id, [user_id]).get(user_id)
    if before is not None and not reason:
        return AwayStatus(user_id, False, before.since, before.reason, before.set_by, teams)
    row = AwayRow(user_id, before.since if before else now, reason[:LONGEST_REASON], set_by)
    person.set_away(tx, workspace_id, row)
    team_member.follow_availability(tx, workspace_id, now, user_id=user_id)
    return AwayStatus(user_id, before is None or before.reason != row.reason, row.since, row.reason, set_by, teams)


def come_back(tx: Transaction, workspace_id: str, user_id: str, now: float) -> AwayStatus:
    """Let a person back into every rotation, in their order, and deal what waited there to those who have room."""
    teams = people.lock_teams_of(tx, workspace_id, [user_id])[user_id]
    was_away = person.end_away(tx, workspace_id, user_id)
    if was_away:
        team_member.follow_availability(tx, workspace_id, now, user_id=user_id)
        waiting.settle(tx, workspace_id, teams, now)
    return AwayStatus(user_id, was_away, None, "", None, teams)


def status(tx: Transaction, workspace_id: str, user_id: str) -> AwayStatus:
    """Say whether a person is away, and in which teams they are."""
    row = person.away(tx, workspace_id, [user_id]).get(user_id)
    teams = tuple(team_member.teams_of(tx, workspace_id, user_id))
    if row is None:
        return AwayStatus(user_id, False, None, "", None, teams)
    return AwayStatus(user_id, False, row.since, row.reason, row.set_by, teams)
