"""What was answered in conversations, and before by the same lead (CONTRACT 7)."""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, or_, select

from storage.queries.dialect import insert
from storage.tables import Conversation, ConversationAnswer, table
from storage.transaction import Transaction

_answer = table(ConversationAnswer)
_conversation = table(Conversation)

#: How an answer is known; see `storage.tables.ConversationAnswer`.
LEAD, MESSAGE, PROFILE, REMEMBERED, PERSON = "lead", "message", "profile", "remembered", "person"

#: In so many of a lead's conversations it is looked for what they answered before.
MOST_EARLIER: Final = 50
#: How many conversations one statement names.
_AT_ONCE: Final = 500


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
    """Forget answers that the lead took back; what a person set by hand stays."""
    tx.execute(
        delete(_answer).where(
            _answer.c.workspace_id == workspace_id,
            _answer.c.conversation_id == conversation_id,
            _answer.c.attribute.in_(sorted(attributes)),
            _answer.c.origin != PERSON,
        )
    )


def earlier(
    tx: Transaction, workspace_id: str, user_ids: Collection[str], emails: Collection[str], since: float
) -> list[EarlierAnswer]:
    """Return what these leads, by Slack user id or e-mail, answered since then, the oldest first.

    Of each lead the newest conversations are looked at, MOST_EARLIER of them: what was taken over from one that is older
    stands in those with the time at which it was answered.
    """
    by_user, by_email = _conversation.c.lead_user_id, _conversation.c.lead_email
    asked = [(by_user, one) for one in sorted(user_ids)] + [(by_email, one) for one in sorted(emails)]
    leads: dict[str, tuple[str | None, str | None]] = {}
    for column, lead in asked:  # one after the other, each by its index
        rows = tx.execute(
            select(_conversation.c.conversation_id, by_user, by_email)
            .where(_conversation.c.workspace_id == workspace_id, column == lead)
            .order_by(_conversation.c.created_at.desc())
            .limit(MOST_EARLIER)
        )
        leads |= {conversation_id: (user, email) for conversation_id, user, email in rows}
    ids = sorted(leads)
    found: list[AnswerRow] = []
    for begin in range(0, len(ids), _AT_ONCE):
        these = _answer.c.conversation_id.in_(ids[begin : begin + _AT_ONCE])
        answers = tx.execute(select(*_COLUMNS).where(_answer.c.workspace_id == workspace_id, these))
        found += [AnswerRow._make(row) for row in answers]
    found.sort(key=lambda row: (row.answered_at, row.conversation_id, row.attribute))
    return [
        EarlierAnswer(*leads[row.conversation_id], row.attribute, row.value, row.answered_at)
        for row in found
        if row.answered_at >= since
    ]
