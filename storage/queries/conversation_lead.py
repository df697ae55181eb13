"""The leads of conversations: what is known of them, and the conversations that they had before."""

from typing import NamedTuple

from sqlalchemy import select, update

from storage.tables import Conversation, table
from storage.transaction import Transaction

_conversation = table(Conversation)


class LeadRow(NamedTuple):
    """What a card tells of a conversation and its lead; see `storage.tables.Conversation`."""

    channel: str
    thread_ts: str
    lead_user_id: str | None
    lead_name: str | None
    lead_email: str | None
    lead_phone: str | None
    text: str
    tags: list[str]
    state: str
    team: str | None
    accepted_at: float | None
    created_at: float


class Earlier(NamedTuple):
    """An earlier conversation of a lead's: where it is, and since when."""

    channel: str
    thread_ts: str
    created_at: float


_LEAD = tuple(_conversation.c[name] for name in LeadRow._fields)


def find(tx: Transaction, workspace_id: str, conversation_id: str) -> LeadRow | None:
    """Return what is told of a conversation to those who work on it; None: there is none."""
    row = tx.execute(
        select(*_LEAD).where(
            _conversation.c.workspace_id == workspace_id, _conversation.c.conversation_id == conversation_id
        )
    ).one_or_none()
    return LeadRow._make(row) if row else None


def change(tx: Transaction, workspace_id: str, conversation_id: str, **columns: str | None) -> None:
    """Note what is known of the lead: `lead_name`, `lead_email`, `lead_phone`; nothing where nothing is given."""
    if columns:
        tx.execute(
            update(_conversation)
            .where(_conversation.c.workspace_id == workspace_id, _conversation.c.conversation_id == conversation_id)
            .values(**columns)
        )


def earlier(tx: Transaction, workspace_id: str, row: LeadRow, conversation_id: str, limit: int = 3) -> list[Earlier]:
    """Return the conversations that the lead of this one had before, by Slack user or e-mail, the newest first."""
    leads = [
        column == known
        for column, known in (
            (_conversation.c.lead_user_id, row.lead_user_id),
            (_conversation.c.lead_email, row.lead_email),
        )
        if known is not None
    ]
    found: dict[str, Earlier] = {}
    for lead_is in leads:  # one after the other, each by its index
        rows = tx.execute(
            select(_conversation.c.conversation_id, *(_conversation.c[name] for name in Earlier._fields))
            .where(
                _conversation.c.workspace_id == workspace_id,
                lead_is,
                _conversation.c.created_at <= row.created_at,
                _conversation.c.conversation_id != conversation_id,
            )
            .order_by(_conversation.c.created_at.desc())
            .limit(limit)
        )
        found |= {one.conversation_id: Earlier(*one[1:]) for one in rows}
    return sorted(found.values(), key=lambda one: one.created_at, reverse=True)[:limit]
