"""Passes: which teammates passed a conversation on (CONTRACT 5.6)."""

from collections.abc import Collection

from sqlalchemy import select

from storage.queries.dialect import insert
from storage.tables import ConversationPass, table
from storage.transaction import Transaction

_pass = table(ConversationPass)


def keep(tx: Transaction, workspace_id: str, conversation_id: str, user_id: str, now: float) -> None:
    """Note that somebody passed a conversation on; a second time changes nothing."""
    tx.execute(
        insert(tx.dialect.name, _pass)
        .values(workspace_id=workspace_id, conversation_id=conversation_id, user_id=user_id, passed_at=now)
        .on_conflict_do_nothing()
    )


def of(tx: Transaction, workspace_id: str, conversation_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """Return who passed on each of these conversations: user ids by conversation; one that nobody passed is left out."""
    if not conversation_ids:
        return {}
    rows = tx.execute(
        select(_pass.c.conversation_id, _pass.c.user_id).where(
            _pass.c.workspace_id == workspace_id, _pass.c.conversation_id.in_(sorted(conversation_ids))
        )
    )
    found: dict[str, set[str]] = {}
    for conversation_id, user_id in rows:
        found.setdefault(conversation_id, set()).add(user_id)
    return {conversation_id: frozenset(users) for conversation_id, users in found.items()}
