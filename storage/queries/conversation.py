"""Conversations: made once, waiting, taken; and what the database refused."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Executable, Integer, bindparam, exists, func, literal_column, or_, select, update
from sqlalchemy import insert as plain_insert

from storage.keys import new_id
from storage.queries import conversation_lock
from storage.queries.dialect import insert_many, many
from storage.queries.team_member import IS_AVAILABLE
from storage.tables import Conversation, ConversationPass, Rejection, TeamMember, table
from storage.transaction import Transaction

_conversation = table(Conversation)
_rejection = table(Rejection)
_pass = table(ConversationPass)
_member = table(TeamMember)
_COLUMNS = (
    _conversation.c.conversation_id,
    _conversation.c.source_key,
    _conversation.c.source,
    _conversation.c.channel,
    _conversation.c.thread_ts,
    _conversation.c.lead_user_id,
    _conversation.c.lead_name,
    _conversation.c.state,
    _conversation.c.team,
    _conversation.c.created_at,
    _conversation.c.waiting_since,
    _conversation.c.accepted_at,
)


class ConversationRow(NamedTuple):
    """What later decisions need of a conversation; see `storage.tables.Conversation`."""

    conversation_id: str
    source_key: str
    source: str
    channel: str
    thread_ts: str
    lead_user_id: str | None
    lead_name: str | None
    state: str
    team: str | None
    created_at: float
    waiting_since: float | None
    accepted_at: float | None


def insert_new(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """Insert conversations whose (workspace, source_key) is not there yet.

    Returns:
        The ids of those that were inserted. A row that is left out was delivered before, or twice among `rows`.
    """
    if not rows:
        return set()
    dialect = tx.dialect.name
    return set(tx.execute(_insert_new(dialect, tuple(rows[0])), many(dialect, rows)).scalars())


@cache
def _insert_new(dialect: str, columns: tuple[str, ...]) -> Executable:
    return (
        insert_many(dialect, _conversation, columns)
        .on_conflict_do_nothing(index_elements=["workspace_id", "source_key"])
        .returning(_conversation.c.conversation_id)
    )


def by_source_key(tx: Transaction, workspace_id: str, source_key: str) -> ConversationRow | None:
    """Return the conversation that this message, command or reply began; None: there is none."""
    return _one(tx, _conversation.c.workspace_id == workspace_id, _conversation.c.source_key == source_key)


def lock(tx: Transaction, workspace_id: str, conversation_id: str) -> ConversationRow | None:
    """Lock a conversation and return it; None: there is none. Its team's lock is taken before."""
    return _one(
        tx,
        _conversation.c.workspace_id == workspace_id,
        _conversation.c.conversation_id == conversation_id,
        for_update=True,
    )


def find(tx: Transaction, workspace_id: str, conversation_id: str) -> ConversationRow | None:
    """Return a conversation by its id, without a lock; None: there is none."""
    return _one(tx, _conversation.c.workspace_id == workspace_id, _conversation.c.conversation_id == conversation_id)


def _one(tx: Transaction, *conditions: Any, for_update: bool = False) -> ConversationRow | None:
    statement = select(*_COLUMNS).where(*conditions)
    row = tx.execute(statement.with_for_update() if for_update else statement).one_or_none()
    return ConversationRow._make(row) if row else None


def waiting(tx: Transaction, workspace_id: str, team: str | None, limit: int) -> list[ConversationRow]:
    """Return conversations of the team (None: without one) that nobody has, the oldest first."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(*_waits(workspace_id, team))
        # By team too, though it is one: only so does PostgreSQL read those without one in the order of the index.
        .order_by(_conversation.c.team, _conversation.c.waiting_since, _conversation.c.conversation_id)
        .limit(limit)
    )
    return [ConversationRow._make(row) for row in rows]


def waiting_ids(tx: Transaction, workspace_id: str, team: str) -> Sequence[str]:
    """Return the ids of all conversations of the team that nobody has, the oldest first."""
    return tx.scalars(
        select(_conversation.c.conversation_id)
        .where(*_waits(workspace_id, team))
        .order_by(_conversation.c.waiting_since, _conversation.c.conversation_id)
    ).all()


def dealable(
    tx: Transaction, workspace_id: str, team: str, limit: int, room: tuple[int, float] | None = None
) -> list[ConversationRow]:
    """Return waiting conversations of the team that somebody available has not passed on, the oldest first.

    `room`: (burst, since): somebody who has had fewer than `burst` waiting conversations since `since` (CONTRACT 5.5).
    """
    values: dict[str, Any] = {"ws": workspace_id, "of_team": team, "most": limit}
    if room is not None:
        values["burst"], values["since"] = room
    return [ConversationRow._make(row) for row in tx.execute(_dealable(room is not None), values)]


@cache
def _dealable(room: bool) -> Executable:  # noqa: FBT001 - a key of the cache
    """Build the statement that finds what can be dealt, once for each kind."""
    passed = (
        select(_pass.c.user_id)
        .where(
            _pass.c.workspace_id == _conversation.c.workspace_id,
            _pass.c.conversation_id == _conversation.c.conversation_id,
            _pass.c.user_id == _member.c.user_id,
        )
        # Without this PostgreSQL may read all that was ever passed on, rather than look it up.
        .offset(literal_column("0"))
        .correlate(_conversation, _member)
    )
    free = [
        _member.c.workspace_id == _conversation.c.workspace_id,
        _member.c.team == _conversation.c.team,
        IS_AVAILABLE,
        ~passed.exists(),
    ]
    if room:
        free.append(or_(_member.c.burst_count < bindparam("burst"), _member.c.burst_started_at <= bindparam("since")))
    return (
        select(*_COLUMNS)
        .where(
            _conversation.c.workspace_id == bindparam("ws"),
            _conversation.c.team == bindparam("of_team"),
            _conversation.c.state == literal_column("'waiting'"),
            exists().where(*free),
        )
        .order_by(_conversation.c.waiting_since, _conversation.c.conversation_id)
        .limit(bindparam("most", type_=Integer))
    )


def count_waiting(tx: Transaction, workspace_id: str, team: str | None) -> int:
    """Return how many conversations of the team (None: without one) nobody has."""
    return tx.scalar(select(func.count()).select_from(_conversation).where(*_waits(workspace_id, team))) or 0


def _waits(workspace_id: str, team: str | None) -> tuple[Any, ...]:
    return (
        _conversation.c.workspace_id == workspace_id,
        _conversation.c.team.is_(None) if team is None else _conversation.c.team == team,
        # Written out, not bound: a partial index serves only a statement that names its condition.
        _conversation.c.state == literal_column("'waiting'"),
    )


def set_assigned(tx: Transaction, workspace_id: str, conversation_ids: Collection[str], team: str | None) -> None:
    """Note that somebody has these conversations now."""
    if conversation_ids:
        tx.execute(
            update(_conversation)
            .where(_conversation.c.workspace_id == workspace_id, _conversation.c.conversation_id == bindparam("of_id"))
            .values(state="assigned", team=team, waiting_since=None, accepted_at=None),
            [{"of_id": one} for one in sorted(conversation_ids)],  # the one order of locks (DESIGN 1.5)
        )


def set_routed(tx: Transaction, workspace_id: str, conversation_id: str, **values: Any) -> None:
    """Note where a conversation goes once its lead was asked: `state`, `team`, `tags`, `waiting_since`."""
    _set(tx, workspace_id, conversation_id, **values)


def set_waiting(tx: Transaction, workspace_id: str, conversation_id: str, now: float) -> None:
    """Note that nobody has this conversation any more."""
    _set(tx, workspace_id, conversation_id, state="waiting", waiting_since=now, accepted_at=None)


def set_accepted(tx: Transaction, workspace_id: str, conversation_id: str, now: float) -> None:
    """Note that the teammate who has this conversation accepted it."""
    _set(tx, workspace_id, conversation_id, accepted_at=now)


def set_team(tx: Transaction, workspace_id: str, conversation_id: str, team: str | None) -> None:
    """Give this conversation a team; None: it has none."""
    _set(tx, workspace_id, conversation_id, team=team)


def _set(tx: Transaction, workspace_id: str, conversation_id: str, **values: Any) -> None:
    tx.execute(
        update(_conversation)
        .where(_conversation.c.workspace_id == workspace_id, _conversation.c.conversation_id == conversation_id)
        .values(**values)
    )


def release_team(tx: Transaction, workspace_id: str, team: str) -> list[str]:
    """Take the team away from its waiting conversations, which then have none; return their ids, the oldest first."""
    conversation_lock.waiting(tx, workspace_id, [team])
    rows = tx.execute(
        update(_conversation)
        .where(*_waits(workspace_id, team))
        .values(team=None)
        .returning(_conversation.c.waiting_since, _conversation.c.conversation_id)
    )
    return [row.conversation_id for row in sorted(rows)]


def reject(tx: Transaction, workspace_id: str, source_key: str, request: str, error: str, now: float) -> None:
    """Keep a request that can't be stored as it is; all texts are ASCII."""
    tx.execute(
        plain_insert(_rejection).values(
            workspace_id=workspace_id,
            rejection_id=new_id(),
            source_key=source_key,
            request=request,
            error=error,
            rejected_at=now,
        )
    )
