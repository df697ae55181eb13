"""What the clock brings: away modes that end, and conversations that may be dealt again (DESIGN 1.9)."""

import structlog

from bot.usecases import away, waiting
from bot.usecases.ports import Clock, Store
from storage.queries import person, team
from storage.transaction import Transaction

_log = structlog.get_logger(__name__)


async def do_due(store: Store, clock: Clock, workspace_id: str) -> None:
    """Do what has come to its time; the one writer is asked only when something has. Raises StorageUnavailable."""
    away_ends_at, waiting_due_at = await store.read(_next, workspace_id)
    now = clock.now()
    if away_ends_at is not None and away_ends_at <= now:
        _log.info("away_ended", user_ids=await store.write(away.end_due, workspace_id, now))
    if waiting_due_at is not None and waiting_due_at <= now:
        _log.info("waiting_dealt", count=await store.write(waiting.settle_due, workspace_id, now))


def _next(tx: Transaction, workspace_id: str) -> tuple[float | None, float | None]:
    return person.next_away_end(tx, workspace_id), team.next_due_at(tx, workspace_id)
