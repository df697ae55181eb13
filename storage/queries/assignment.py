"""Assignments: who got what, and why."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select

from storage.tables import Assignment, Conversation, table
from storage.transaction import Transaction

_assignment = table(Assignment)
_conversation = table(Conversation)


class AssignmentRow(NamedTuple):
    """An assignment, with the thread it is about."""

    assignment_id: str
    conversation_id: str
    team: str | None
    user_id: str
    cause: str
    reason: dict[str, Any]
    assigned_at: float
    channel: str
    thread_ts: str


_JOINED = select(
    _assignment.c.assignment_id,
    _assignment.c.conversation_id,
    _assignment.c.team,
    _assignment.c.user_id,
    _assignment.c.cause,
    _assignment.c.reason,
    _assignment.c.assigned_at,
    _conversation.c.channel,
    _conversation.c.thread_ts,
).select_from(
    _assignment.join(
        _conversation,
        (_assignment.c.workspace_id == _conversation.c.workspace_id)
        & (_assignment.c.conversation_id == _conversation.c.conversation_id),
    )
)


def insert_all(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write assignments: rows with every column of the table."""
    if rows:
        tx.execute(insert(_assignment), list(rows))


def latest(tx: Transaction, workspace_id: str, conversation_id: str) -> AssignmentRow | None:
    """Return the assignment that holds now; None: nobody ever had the conversation."""
    row = tx.execute(
        _JOINED.where(_assignment.c.workspace_id == workspace_id, _assignment.c.conversation_id == conversation_id)
        .order_by(_assignment.c.assignment_id.desc())
        .limit(1)
    ).one_or_none()
    return AssignmentRow(*row) if row else None


def last_id(tx: Transaction, workspace_id: str, conversation_ids: Collection[str]) -> str | None:
    """Return the highest id of an assignment of these conversations; None: nobody ever had one of them."""
    last: str | None = tx.scalar(
        select(func.max(_assignment.c.assignment_id)).where(
            _assignment.c.workspace_id == workspace_id, _assignment.c.conversation_id.in_(sorted(conversation_ids))
        )
    )
    return last


def since(tx: Transaction, workspace_id: str, earliest: float) -> list[AssignmentRow]:
    """Return all assignments made since `earliest`, the oldest first."""
    rows = tx.execute(
        _JOINED.where(_assignment.c.workspace_id == workspace_id, _assignment.c.assigned_at >= earliest).order_by(
            _assignment.c.assigned_at, _assignment.c.assignment_id
        )
    )
    return [AssignmentRow(*row) for row in rows]


def counts(tx: Transaction, workspace_id: str, team: str, earliest: float) -> dict[str, int]:
    """Return how many conversations of the team each person was assigned since `earliest`; who had none is left out."""
    rows = tx.execute(
        select(_assignment.c.user_id, func.count())
        .where(
            _assignment.c.workspace_id == workspace_id,
            _assignment.c.team == team,
            _assignment.c.assigned_at >= earliest,
        )
        .group_by(_assignment.c.user_id)
    )
    return {user: count for user, count in rows}  # noqa: C416 - rows are no pairs to the type checker
