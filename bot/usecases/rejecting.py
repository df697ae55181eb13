"""Keeping what no conversation could be made of, and telling the managers (DESIGN 1.3)."""

import json
from dataclasses import asdict

from bot.usecases import announce
from bot.usecases.deal import DealRequest
from storage.queries import conversation, outbox
from storage.transaction import Transaction


def reject(tx: Transaction, request: DealRequest, error: str, now: float) -> None:
    """Keep a request that the database refuses for its values."""
    kept = json.dumps(asdict(request), default=str)  # ASCII: nothing in it can be refused again
    keep_unreadable(tx, request.workspace_id, request.channel, request.thread_ts, kept, error, now)


def keep_unreadable(
    tx: Transaction, workspace_id: str, channel: str, ts: str, event: str, error: str, now: float
) -> None:
    """Keep a message that no conversation could be made of; `event` is ASCII JSON."""
    source_key = f"message:{channel}:{ts}"
    conversation.reject(tx, workspace_id, source_key, event, ascii(error)[:1000], now)
    outbox.write(tx, workspace_id, [announce.rejected(source_key, channel, ts)], now)
