"""Who of a team is available, and how much of what waited each has had: the one place that writes either (DESIGN 1.10)."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, select, update

from storage.queries.team_member import AVAILABLE, IS_AVAILABLE
from storage.tables import AwayMode, SlackUser, TeamMember, table
from storage.transaction import Transaction

_member = table(TeamMember)
_away = table(AwayMode)
_user = table(SlackUser)


@cache
def _sources(of_team: bool, of_user: bool) -> Select[Any]:  # noqa: FBT001 - keys of the cache
    """Build the statement that reads members' availability with its sources, once for each kind."""
    gone = exists().where(
        _user.c.workspace_id == _member.c.workspace_id,
        _user.c.user_id == _member.c.user_id,
        _user.c.deactivated.is_(True),
    )
    away = exists().where(_away.c.workspace_id == _member.c.workspace_id, _away.c.user_id == _member.c.user_id)
    statement = select(
        _member.c.team, _member.c.user_id, _member.c.availability, gone.label("gone"), away.label("away")
    ).where(_member.c.workspace_id == bindparam("ws"))
    if of_team:
        statement = statement.where(_member.c.team == bindparam("of_team"))
    if of_user:
        statement = statement.where(_member.c.user_id == bindparam("of_user"))
    return statement


def follow_availability(
    tx: Transaction, workspace_id: str, now: float, *, team: str | None = None, user_id: str | None = None
) -> dict[str, list[str]]:
    """Copy away mode and deactivation into the members of `team`, or into the memberships of `user_id`.

    The only function that writes `availability`; the teams' locks are held. Who becomes available starts with no
    waiting conversations counted (CONTRACT 5.5).

    Returns:
        By team, the ids of those who have just become available.
    """
    whose = {"ws": workspace_id, "of_team": team, "of_user": user_id}
    rows = tx.execute(
        _sources(team is not None, user_id is not None), {key: one for key, one in whose.items() if one is not None}
    ).all()
    changes: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        truth = "deactivated" if row.gone else "away" if row.away else AVAILABLE
        if truth != row.availability:
            changes.setdefault(truth, []).append((row.team, row.user_id))
    for truth, members in changes.items():
        values: dict[str, object] = {"availability": truth}
        if truth == AVAILABLE:
            values |= {"burst_started_at": now, "burst_count": 0}
        tx.execute(
            update(_member)
            .where(
                _member.c.workspace_id == workspace_id,
                _member.c.team == bindparam("of_team"),
                _member.c.user_id == bindparam("of_user"),
            )
            .values(**values),
            [{"of_team": of_team, "of_user": of_user} for of_team, of_user in members],
        )
    back: dict[str, list[str]] = {}
    for of_team, of_user in changes.get(AVAILABLE, ()):
        back.setdefault(of_team, []).append(of_user)
    return back


def count_bursts(tx: Transaction, workspace_id: str, team: str, bursts: Mapping[str, tuple[float, int]]) -> None:
    """Note for members since when, and how many, waiting conversations were dealt to them."""
    if bursts:
        tx.execute(
            update(_member)
            .where(
                _member.c.workspace_id == workspace_id,
                _member.c.team == team,
                _member.c.user_id == bindparam("of_user"),
            )
            .values(burst_started_at=bindparam("started"), burst_count=bindparam("counted")),
            [{"of_user": user, "started": at, "counted": count} for user, (at, count) in bursts.items()],
        )


def restart_bursts(tx: Transaction, workspace_id: str, team: str, now: float) -> None:
    """Count waiting conversations anew for everyone in the team (`/rotation on`, CONTRACT 5.8)."""
    tx.execute(
        update(_member)
        .where(_member.c.workspace_id == workspace_id, _member.c.team == team)
        .values(burst_started_at=now, burst_count=0)
    )


def earliest_full_burst(tx: Transaction, workspace_id: str, team: str, burst: int, since: float) -> float | None:
    """Return since when the one is counted who will be the first to have room again; None: nobody is without room.

    Those are the available members who have had `burst` waiting conversations, counted since later than `since`.
    """
    return tx.scalar(
        select(_member.c.burst_started_at)
        .where(
            _member.c.workspace_id == workspace_id,
            _member.c.team == team,
            IS_AVAILABLE,
            _member.c.burst_count >= burst,
            _member.c.burst_started_at > since,
        )
        .order_by(_member.c.burst_started_at)
        .limit(1)
    )
