"""People: what Slack told of them, and who is away."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, or_, select
from sqlalchemy import insert as plain_insert

from storage.queries.dialect import insert
from storage.tables import AwayMode, Manager, SlackUser, TeamMember, table
from storage.transaction import Transaction, is_alone

_user = table(SlackUser)
_away = table(AwayMode)
_member = table(TeamMember)
_manager = table(Manager)
_FACTS = (
    "name",
    "sort_key",
    "time_zone",
    "deactivated",
    "is_admin",
    "is_owner",
    "is_guest",
    "is_bot",
    "is_stranger",
    "locale",
    "image",
    "email",
    "updated",
    "told_at",
)
_COLUMNS = (_user.c.user_id, *(_user.c[name] for name in _FACTS))
_FIND = select(*_COLUMNS).where(_user.c.workspace_id == bindparam("ws"), _user.c.user_id == bindparam("user"))


class PersonRow(NamedTuple):
    """A Slack user as the table has them; see `storage.tables.SlackUser`."""

    user_id: str
    name: str
    sort_key: bytes
    time_zone: str
    deactivated: bool
    is_admin: bool
    is_owner: bool
    is_guest: bool
    is_bot: bool
    is_stranger: bool
    locale: str | None
    image: str
    email: str
    updated: int
    told_at: float


class AwayRow(NamedTuple):
    """Somebody's away mode."""

    user_id: str
    since: float
    reason: str
    set_by: str
    ends_at: float | None = None


_AWAY = select(*(_away.c[name] for name in AwayRow._fields)).where(
    _away.c.workspace_id == bindparam("ws"), _away.c.user_id.in_(bindparam("users", expanding=True))
)


def find(tx: Transaction, workspace_id: str, user_id: str) -> PersonRow | None:
    """Return what is known of a person; None: Slack never told."""
    row = tx.execute(_FIND, {"ws": workspace_id, "user": user_id}).one_or_none()
    return PersonRow(*row) if row else None


def lock(tx: Transaction, workspace_id: str, user_ids: Collection[str]) -> None:
    """Lock what is known of people, by id, before it is read and replaced; who isn't known yet has no row."""
    if not is_alone(tx):
        tx.execute(
            select(_user.c.user_id)
            .where(_user.c.workspace_id == workspace_id, _user.c.user_id.in_(sorted(user_ids)))
            .order_by(_user.c.user_id)
            .with_for_update(key_share=True)
        )


def keep(tx: Transaction, workspace_id: str, people: Sequence[Mapping[str, Any]]) -> None:
    """Insert or replace what Slack tells of people: rows with `user_id` and the columns of PersonRow."""
    if people:
        statement = insert(tx.dialect.name, _user)
        tx.execute(
            statement.on_conflict_do_update(
                index_elements=["workspace_id", "user_id"], set_={name: statement.excluded[name] for name in _FACTS}
            ),
            [{"workspace_id": workspace_id, **one} for one in people],
        )


def everyone(tx: Transaction, workspace_id: str) -> list[PersonRow]:
    """Return everybody who is known."""
    return [PersonRow(*row) for row in tx.execute(select(*_COLUMNS).where(_user.c.workspace_id == workspace_id))]


def unknown_members(tx: Transaction, workspace_id: str) -> Sequence[str]:
    """Return the ids of members of teams, and of managers, of whom Slack never told."""
    known = select(_user.c.user_id).where(_user.c.workspace_id == workspace_id)
    return tx.scalars(
        select(_member.c.user_id)
        .where(_member.c.workspace_id == workspace_id, _member.c.user_id.not_in(known))
        .union(
            select(_manager.c.user_id).where(_manager.c.workspace_id == workspace_id, _manager.c.user_id.not_in(known))
        )
    ).all()


def owners(tx: Transaction, workspace_id: str) -> Sequence[str]:
    """Return the ids of the workspace's owners who are active, sorted."""
    return tx.scalars(
        select(_user.c.user_id)
        .where(
            _user.c.workspace_id == workspace_id,
            _user.c.is_owner.is_(True),
            _user.c.deactivated.is_(False),
            _user.c.is_bot.is_(False),
        )
        .order_by(_user.c.user_id)
    ).all()


def outside(tx: Transaction, workspace_id: str, user_ids: Collection[str]) -> set[str]:
    """Return those of `user_ids` who can't manage: deactivated, guests, of other workspaces, or apps."""
    if not user_ids:
        return set()
    kinds = (_user.c.deactivated, _user.c.is_guest, _user.c.is_stranger, _user.c.is_bot)
    return set(
        tx.scalars(
            select(_user.c.user_id).where(
                _user.c.workspace_id == workspace_id,
                _user.c.user_id.in_(sorted(user_ids)),
                or_(*(kind.is_(True) for kind in kinds)),
            )
        )
    )


def strange_teammates(tx: Transaction, workspace_id: str) -> Sequence[str]:
    """Return the ids of members of teams who are apps, or of other workspaces: nobody who could answer a lead here."""
    strange = select(_user.c.user_id).where(
        _user.c.workspace_id == workspace_id, or_(_user.c.is_bot.is_(True), _user.c.is_stranger.is_(True))
    )
    return tx.scalars(
        select(_member.c.user_id)
        .where(_member.c.workspace_id == workspace_id, _member.c.user_id.in_(strange))
        .distinct()
        .order_by(_member.c.user_id)
    ).all()


def managers(tx: Transaction, workspace_id: str) -> Sequence[str]:
    """Return the ids of the managers that the configuration file names, sorted."""
    return tx.scalars(
        select(_manager.c.user_id).where(_manager.c.workspace_id == workspace_id).order_by(_manager.c.user_id)
    ).all()


def away(tx: Transaction, workspace_id: str, user_ids: Collection[str]) -> dict[str, AwayRow]:
    """Return the away modes of those of `user_ids` who are away, by id."""
    rows = tx.execute(_AWAY, {"ws": workspace_id, "users": list(user_ids)})
    return {row.user_id: AwayRow(*row) for row in rows}


def set_away(tx: Transaction, workspace_id: str, row: AwayRow) -> None:
    """Make somebody away, or give their away mode a new reason and end; the time since when is kept."""
    statement = insert(tx.dialect.name, _away).values(workspace_id=workspace_id, **row._asdict())
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "user_id"],
            set_={"reason": row.reason, "set_by": row.set_by, "ends_at": row.ends_at},
        )
    )


def end_away(tx: Transaction, workspace_id: str, user_id: str) -> bool:
    """End somebody's away mode; False: they were not away."""
    gone = tx.execute(delete(_away).where(_away.c.workspace_id == workspace_id, _away.c.user_id == user_id))
    return gone.rowcount > 0


def away_due(tx: Transaction, workspace_id: str, now: float, limit: int) -> Sequence[str]:
    """Return the ids of at most `limit` people whose away mode has come to its end by now, the earliest first."""
    return tx.scalars(
        select(_away.c.user_id)
        .where(_away.c.workspace_id == workspace_id, _away.c.ends_at.is_not(None), _away.c.ends_at <= now)
        .order_by(_away.c.ends_at)
        .limit(limit)
    ).all()


def end_away_due(tx: Transaction, workspace_id: str, user_ids: Collection[str], now: float) -> list[str]:
    """End the away modes of those of `user_ids` that still have come to their end by now; return whose, sorted."""
    gone = tx.scalars(
        delete(_away)
        .where(_away.c.workspace_id == workspace_id, _away.c.user_id.in_(sorted(user_ids)), _away.c.ends_at <= now)
        .returning(_away.c.user_id)
    )
    return sorted(gone)


def next_away_end(tx: Transaction, workspace_id: str) -> float | None:
    """Return when the next away mode ends by itself; None: none does."""
    ends_at: float | None = tx.scalar(
        select(func.min(_away.c.ends_at)).where(_away.c.workspace_id == workspace_id, _away.c.ends_at.is_not(None))
    )
    return ends_at


def replace_managers(tx: Transaction, workspace_id: str, user_ids: Collection[str]) -> None:
    """Make these people, and nobody else, the managers that the configuration names."""
    tx.execute(delete(_manager).where(_manager.c.workspace_id == workspace_id))
    if user_ids:
        tx.execute(plain_insert(_manager), [{"workspace_id": workspace_id, "user_id": user} for user in user_ids])


def names(tx: Transaction, workspace_id: str, user_ids: Collection[str]) -> dict[str, str]:
    """Return what those of `user_ids` are called of whom Slack told, by id."""
    if not user_ids:
        return {}
    rows = tx.execute(
        select(_user.c.user_id, _user.c.name).where(
            _user.c.workspace_id == workspace_id, _user.c.user_id.in_(sorted(user_ids))
        )
    )
    return {row.user_id: row.name for row in rows}
