"""How far the questions of conversations are (issue 8). The conversation's row is locked before one is changed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy import insert as plain_insert

from storage.tables import ConversationQualification, table
from storage.transaction import Transaction

_qualification = table(ConversationQualification)


class QualificationRow(NamedTuple):
    """See `storage.tables.ConversationQualification`."""

    conversation_id: str
    qualification: str
    asked: str | None
    wrong: int
    skipped: list[str]
    heard: list[str]
    due_at: float | None
    revision: int
    ended: str | None


_COLUMNS = tuple(_qualification.c[name] for name in QualificationRow._fields)


def insert_all(tx: Transaction, workspace_id: str, rows: Sequence[QualificationRow]) -> None:
    """Begin the questions of conversations that were just inserted."""
    if rows:
        tx.execute(plain_insert(_qualification), [{"workspace_id": workspace_id, **row._asdict()} for row in rows])


def find(tx: Transaction, workspace_id: str, conversation_id: str) -> QualificationRow | None:
    """Return how far a conversation's questions are; None: its lead was never asked any."""
    row = tx.execute(
        select(*_COLUMNS).where(
            _qualification.c.workspace_id == workspace_id, _qualification.c.conversation_id == conversation_id
        )
    ).one_or_none()
    return QualificationRow._make(row) if row else None


def change(tx: Transaction, workspace_id: str, row: QualificationRow, **values: Any) -> None:
    """Change the questions of a conversation whose lock is held; `row` is how they were until now."""
    tx.execute(
        update(_qualification)
        .where(_qualification.c.workspace_id == workspace_id, _qualification.c.conversation_id == row.conversation_id)
        .values(revision=row.revision + 1, **values)
    )


def put_off(tx: Transaction, workspace_id: str, conversation_id: str, due_at: float) -> None:
    """Let the questions of a conversation go on by themselves only then, if they would."""
    tx.execute(
        update(_qualification)
        .where(
            _qualification.c.workspace_id == workspace_id,
            _qualification.c.conversation_id == conversation_id,
            _qualification.c.due_at.is_not(None),
        )
        .values(due_at=due_at)
    )


def due(tx: Transaction, workspace_id: str, now: float, limit: int) -> Sequence[str]:
    """Return the ids of at most `limit` conversations whose questions go on by themselves by now, the earliest first."""
    return tx.scalars(
        select(_qualification.c.conversation_id)
        .where(
            _qualification.c.workspace_id == workspace_id,
            _qualification.c.due_at.is_not(None),
            _qualification.c.due_at <= now,
        )
        .order_by(_qualification.c.due_at)
        .limit(limit)
    ).all()


def next_due_at(tx: Transaction, workspace_id: str) -> float | None:
    """Return when the next of them goes on by itself; None: none does."""
    due_at: float | None = tx.scalar(
        select(func.min(_qualification.c.due_at)).where(
            _qualification.c.workspace_id == workspace_id, _qualification.c.due_at.is_not(None)
        )
    )
    return due_at
