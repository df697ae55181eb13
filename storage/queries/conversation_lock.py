"""Locks on several conversations: by key, the one order (DESIGN 1.5), before any of them is changed."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import literal_column, select

from storage.tables import Conversation, table
from storage.transaction import Transaction, is_alone

_conversation = table(Conversation)

#: How many conversations one statement names: PostgreSQL takes 32,767 parameters.
_AT_ONCE = 10_000


def these(tx: Transaction, workspace_id: str, conversation_ids: Collection[str]) -> None:
    """Lock conversations; their teams' locks are held."""
    ids = sorted(conversation_ids)
    for begin in range(0, len(ids), _AT_ONCE):
        _lock(tx, workspace_id, _conversation.c.conversation_id.in_(ids[begin : begin + _AT_ONCE]))


def waiting(tx: Transaction, workspace_id: str, teams: Collection[str]) -> None:
    """Lock all that waits in these teams, whose locks are held, so that no more comes."""
    if teams:
        waits = _conversation.c.state == literal_column("'waiting'")
        _lock(tx, workspace_id, _conversation.c.team.in_(sorted(teams)), waits)


def _lock(tx: Transaction, workspace_id: str, *which: Any) -> None:
    if not is_alone(tx):
        tx.execute(
            select(_conversation.c.conversation_id)
            .where(_conversation.c.workspace_id == workspace_id, *which)
            .order_by(_conversation.c.conversation_id)
            .with_for_update()
        )
