"""Teams: locks, places, and what the clock has to do for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select, update

from storage.tables import Team, table
from storage.transaction import Transaction

_team = table(Team)
_COLUMNS = (
    _team.c.name,
    _team.c.channel,
    _team.c.method,
    _team.c.self_join,
    _team.c.waiting_burst,
    _team.c.size,
    _team.c.place_sort_key,
    _team.c.place_user_id,
    _team.c.place_name,
    _team.c.nobody_told_at,
    _team.c.waiting_due_at,
)
_LOCK = (
    select(*_COLUMNS)
    .where(_team.c.workspace_id == bindparam("ws"), _team.c.name.in_(bindparam("names", expanding=True)))
    .order_by(_team.c.name)
    .with_for_update()
)
_MOVE = (
    update(_team)
    .where(_team.c.workspace_id == bindparam("ws"), _team.c.name == bindparam("team"))
    .values(place_sort_key=bindparam("sort_key"), place_user_id=bindparam("user"), place_name=bindparam("called"))
)


class TeamRow(NamedTuple):
    """A team as the table has it; see `storage.tables.Team` for the columns."""

    name: str
    channel: str
    method: str
    self_join: bool
    waiting_burst: int
    size: int
    place_sort_key: bytes | None
    place_user_id: str | None
    place_name: str | None
    nobody_told_at: float | None
    waiting_due_at: float | None


def lock(tx: Transaction, workspace_id: str, names: Collection[str]) -> dict[str, TeamRow]:
    """Lock the rows of these teams, by name, and return them; a name without a team is left out.

    The lock guards the members' availability, the queue and the place: read those by later statements (DESIGN 1.5).
    """
    if not names:
        return {}
    rows = tx.execute(_LOCK, {"ws": workspace_id, "names": sorted(names)})
    return {row.name: TeamRow(*row) for row in rows}


def everyone(tx: Transaction, workspace_id: str) -> list[TeamRow]:
    """Return all teams of the workspace by name, without a lock."""
    rows = tx.execute(select(*_COLUMNS).where(_team.c.workspace_id == workspace_id).order_by(_team.c.name))
    return [TeamRow(*row) for row in rows]


def channel_of(tx: Transaction, workspace_id: str, name: str) -> str | None:
    """Return the id of the team's channel, without a lock; None: there is no such team."""
    channel: str | None = tx.scalar(
        select(_team.c.channel).where(_team.c.workspace_id == workspace_id, _team.c.name == name)
    )
    return channel


def create(tx: Transaction, workspace_id: str, values: Mapping[str, Any]) -> None:
    """Add a team: `values` has name, channel, method, self_join and waiting_burst."""
    tx.execute(insert(_team).values(workspace_id=workspace_id, size=0, **values))


def change(tx: Transaction, workspace_id: str, name: str, values: Mapping[str, Any]) -> None:
    """Set columns of a team whose lock is held."""
    tx.execute(update(_team).where(_team.c.workspace_id == workspace_id, _team.c.name == name).values(**values))


def remove(tx: Transaction, workspace_id: str, name: str) -> None:
    """Take a team away, its members' rows with it."""
    tx.execute(delete(_team).where(_team.c.workspace_id == workspace_id, _team.c.name == name))


def move_place(tx: Transaction, workspace_id: str, moves: Iterable[tuple[str, bytes, str, str]]) -> None:
    """Move rotations on: team, and sort key, id and name of the last teammate dealt to."""
    rows = [
        {"ws": workspace_id, "team": team, "sort_key": key, "user": user, "called": name}
        for team, key, user, name in moves
    ]
    if rows:
        tx.execute(_MOVE, rows)


def due(tx: Transaction, workspace_id: str, now: float) -> Sequence[str]:
    """Return the names of teams whose waiting conversations may be dealt again by now."""
    return tx.scalars(
        select(_team.c.name).where(_team.c.workspace_id == workspace_id, _team.c.waiting_due_at <= now)
    ).all()


def next_due_at(tx: Transaction, workspace_id: str) -> float | None:
    """Return when `due` will next have something to say; None: nothing is foreseen."""
    due_at: float | None = tx.scalar(
        select(func.min(_team.c.waiting_due_at)).where(_team.c.workspace_id == workspace_id)
    )
    return due_at
