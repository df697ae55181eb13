"""What was answered in conversations, and before by the same lead (CONTRACT 7)."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, or_, select

from storage.queries.dialect import insert
from storage.tables import Conversation, ConversationAnswer, table
from storage.transaction import Transaction

_answer = table(ConversationAnswer)
_conversation = table(Conversation)

#: How an answer is known; see `storage.tables.ConversationAnswer`.
LEAD, MESSAGE, PROFILE, REMEMBERED, PERSON = "lead", "message", "profile", "remembered", "person"


class AnswerRow(NamedTuple):
    """See `storage.tables.ConversationAnswer`."""

    conversation_id: str
    attribute: str
    value: Any
    origin: str
    said_ts: str | None
    late: bool
    answered_at: float


class EarlierAnswer(NamedTuple):
    """What a lead answered before, with whom it knows them by."""

    lead_user_id: str | None
    lead_email: str | None
    attribute: str
    value: Any
    answered_at: float


_COLUMNS = tuple(_answer.c[name] for name in AnswerRow._fields)


def keep(tx: Transaction, workspace_id: str, rows: Sequence[AnswerRow]) -> None:
    """Insert or replace answers; what a person set by hand stays (CONTRACT 7)."""
    if not rows:
        return
    statement = insert(tx.dialect.name, _answer)
    changed = ("value", "origin", "said_ts", "late", "answered_at")
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "conversation_id", "attribute"],
            set_={name: statement.excluded[name] for name in changed},
            where=or_(_answer.c.origin != PERSON, statement.excluded.origin == PERSON),
        ),
        [{"workspace_id": workspace_id, **row._asdict()} for row in rows],
    )


def of(tx: Transaction, workspace_id: str, conversation_id: str) -> dict[str, AnswerRow]:
    """Return what was answered in a conversation, by attribute."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(_answer.c.workspace_id == workspace_id, _answer.c.conversation_id == conversation_id)
        .order_by(_answer.c.attribute)
    )
    return {row.attribute: AnswerRow._make(row) for row in rows}


def take_back(tx: Transaction, workspace_id: str, conversation_id: str, attributes: Collection[str]) -> None:
    """Forget answers that the lead took back."""
    tx.execute(
        delete(_answer).where(
            _answer.c.workspace_id == workspace_id,
            _answer.c.conversation_id == conversation_id,
            _answer.c.attribute.in_(sorted(attributes)),
        )
    )


def earlier(
    tx: Transaction, workspace_id: str, user_ids: Collection[str], emails: Collection[str], since: float
) -> list[EarlierAnswer]:
    """Return what these leads, by Slack user id or e-mail, answered since then, the oldest first.

    What was only taken over from an earlier conversation is not counted again.
    """
    leads = []
    if user_ids:
        leads.append(_conversation.c.lead_user_id.in_(sorted(user_ids)))
    if emails:
        leads.append(_conversation.c.lead_email.in_(sorted(emails)))
    if not leads:
        return []
    rows = tx.execute(
        select(
            _conversation.c.lead_user_id,
            _conversation.c.lead_email,
            _answer.c.attribute,
            _answer.c.value,
            _answer.c.answered_at,
        )
        .join(
            _answer,
            (_answer.c.workspace_id == _conversation.c.workspace_id)
            & (_answer.c.conversation_id == _conversation.c.conversation_id),
        )
        .where(
            _conversation.c.workspace_id == workspace_id,
            or_(*leads),
            _answer.c.origin != REMEMBERED,
            _answer.c.answered_at >= since,
        )
        .order_by(_answer.c.answered_at, _answer.c.conversation_id)
    )
    return [EarlierAnswer._make(row) for row in rows]
