"""Members of teams: who is in them, and whose turn it can be."""

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    Select,
    String,
    bindparam,
    delete,
    insert,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from storage.tables import Team, TeamMember, table
from storage.transaction import Transaction

_member = table(TeamMember)
_team = table(Team)

AVAILABLE = "available"
#: Written out, not bound: PostgreSQL plans a statement once for all values, and few members may have this one.
IS_AVAILABLE: ColumnElement[bool] = _member.c.availability == literal_column(f"'{AVAILABLE}'")
#: How many members one statement names.
_AT_ONCE = 500
_COLUMNS = (
    _member.c.sort_key,
    _member.c.user_id,
    _member.c.name,
    _member.c.availability,
    _member.c.burst_started_at,
    _member.c.burst_count,
)
_OF_TEAM = (_member.c.workspace_id == bindparam("ws"), _member.c.team == bindparam("team"))
_TEAMS_OF = (
    select(_member.c.team)
    .where(_member.c.workspace_id == bindparam("ws"), _member.c.user_id == bindparam("user"))
    .order_by(_member.c.team)
)
_order = tuple_(_member.c.sort_key, _member.c.user_id)
_ALL = select(*_COLUMNS).where(*_OF_TEAM)


class MemberRow(NamedTuple):
    """A member of a team as the table has it; see `storage.tables.TeamMember`."""

    sort_key: bytes
    user_id: str
    name: str
    availability: str
    burst_started_at: float
    burst_count: int


def all_of(tx: Transaction, workspace_id: str, team: str) -> list[MemberRow]:
    """Return all members of a team, in no order."""
    return _rows(tx, _ALL, {"ws": workspace_id, "team": team})


def after(
    tx: Transaction,
    workspace_id: str,
    team: str,
    place: tuple[bytes, str] | None,
    limit: int,
    *,
    available: bool = False,
    room: tuple[int, float] | None = None,
) -> list[MemberRow]:
    """Return the next `limit` members after the place, going round, nobody twice.

    Args:
        tx: the transaction.
        workspace_id: whose.
        team: its name.
        place: sort key and user id; None: from the beginning.
        limit: how many at most.
        available: only those who can be dealt to.
        room: (burst, since): of those only who have had fewer than `burst` waiting conversations since `since`.
    """
    values: dict[str, Any] = {"ws": workspace_id, "team": team}
    if room is not None:
        values["burst"], values["since"] = room
    if place is None:
        return _rows(tx, _seek(None, available, room is not None), {**values, "most": limit})
    values["sort_key"], values["user"] = place
    found = _rows(tx, _seek("after", available, room is not None), {**values, "most": limit})
    if len(found) < limit:
        # The rest of the ring ends *at* the place: a second seek from the start without this bound repeats people.
        found += _rows(tx, _seek("up to", available, room is not None), {**values, "most": limit - len(found)})
    return found


def before(
    tx: Transaction, workspace_id: str, team: str, place: tuple[bytes, str] | None, limit: int
) -> list[MemberRow]:
    """Return the `limit` members up to the place (None: the last of the team), nearest first, going round, nobody twice."""
    values: dict[str, Any] = {"ws": workspace_id, "team": team, "most": limit}
    if place is None:
        return _rows(tx, _seek(None, False, False, True), values)
    values["sort_key"], values["user"] = place
    found = _rows(tx, _seek("up to", False, False, True), values)
    if len(found) < limit:
        found += _rows(tx, _seek("after", False, False, True), {**values, "most": limit - len(found)})
    return found


@cache
def _seek(
    bound: Literal["after", "up to"] | None,
    available: bool,  # noqa: FBT001 - a key of the cache
    room: bool,  # noqa: FBT001 - likewise
    backwards: bool = False,  # noqa: FBT001, FBT002 - likewise
) -> Select[Any]:
    """Build a seek, once for each kind: building statements anew took a third of a lead's time."""
    statement = _ALL
    if available:
        statement = statement.where(IS_AVAILABLE)
    if room:
        fewer = _member.c.burst_count < bindparam("burst")
        statement = statement.where(or_(fewer, _member.c.burst_started_at <= bindparam("since")))
    place = tuple_(bindparam("sort_key", type_=LargeBinary), bindparam("user", type_=String))
    if bound is not None:
        statement = statement.where(_order > place if bound == "after" else _order <= place)
    columns = (_member.c.sort_key, _member.c.user_id)
    return statement.order_by(*(column.desc() if backwards else column for column in columns)).limit(
        bindparam("most", type_=Integer)
    )


def _rows(tx: Transaction, statement: Select[Any], values: dict[str, Any]) -> list[MemberRow]:
    return [MemberRow(*row) for row in tx.execute(statement, values)]


def teams_of(tx: Transaction, workspace_id: str, user_id: str) -> Sequence[str]:
    """Return the names of the teams that a person is in, sorted."""
    return tx.scalars(_TEAMS_OF, {"ws": workspace_id, "user": user_id}).all()


def add(tx: Transaction, workspace_id: str, team: str, people: Collection[tuple[str, str, bytes]]) -> None:
    """Add members (user id, name, sort key) who are not in the team yet.

    Call `team_availability.follow_availability` afterwards: only then can they be dealt to.
    """
    if people:
        tx.execute(
            insert(_member),
            [
                {
                    "workspace_id": workspace_id,
                    "team": team,
                    "user_id": user,
                    "name": name,
                    "sort_key": key,
                    "availability": "",
                    "burst_started_at": 0.0,
                    "burst_count": 0,
                }
                for user, name, key in people
            ],
        )
    _resize(tx, workspace_id, team, len(people))


def remove(tx: Transaction, workspace_id: str, team: str, user_ids: Collection[str]) -> None:
    """Take members out of the team."""
    if not user_ids:
        return
    ids, gone = sorted(set(user_ids)), 0
    for begin in range(0, len(ids), _AT_ONCE):
        deleted = tx.execute(
            delete(_member).where(
                _member.c.workspace_id == workspace_id,
                _member.c.team == team,
                _member.c.user_id.in_(ids[begin : begin + _AT_ONCE]),
            )
        )
        gone += deleted.rowcount
    _resize(tx, workspace_id, team, -gone)


def _resize(tx: Transaction, workspace_id: str, team: str, by: int) -> None:
    tx.execute(
        update(_team).where(_team.c.workspace_id == workspace_id, _team.c.name == team).values(size=_team.c.size + by)
    )


def rename(tx: Transaction, workspace_id: str, user_id: str, name: str, sort_key: bytes) -> None:
    """Give a person's memberships a new name and key; the teams' locks are held."""
    tx.execute(
        update(_member)
        .where(_member.c.workspace_id == workspace_id, _member.c.user_id == user_id)
        .values(name=name, sort_key=sort_key)
    )


def anybody_available(tx: Transaction, workspace_id: str, team: str) -> bool:
    """Say whether the team has anybody who can be dealt to."""
    return bool(after(tx, workspace_id, team, None, 1, available=True))
