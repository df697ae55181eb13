"""What the clock brings: away modes that end, and conversations that may be dealt again (DESIGN 1.9)."""

from typing import Final

import structlog

from bot.usecases import away, qualify_due, waiting
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.errors import Contended, StorageUnavailable
from bot.usecases.ports import Clock, Store
from storage.queries import conversation_qualification, person, team
from storage.transaction import Transaction

_log = structlog.get_logger(__name__)

#: So many conversations go on at one look; the next look follows at once.
_MOST_AT_ONCE: Final = 200
#: What fails for another reason than the database's is tried again then.
_PUT_OFF_SECONDS: Final = 60.0


async def do_due(store: Store, clock: Clock, followed: FollowedConfiguration) -> None:
    """Do what has come to its time; the one writer is asked only when something has. Raises StorageUnavailable."""
    workspace_id = followed.current.workspace_id
    away_ends_at, waiting_due_at, questions_due_at = await store.read(_next, workspace_id)
    now = clock.now()
    if away_ends_at is not None and away_ends_at <= now:
        _log.info("away_ended", user_ids=await store.write(away.end_due, workspace_id, now))
    if waiting_due_at is not None and waiting_due_at <= now:
        _log.info("waiting_dealt", count=await store.write(waiting.settle_due, workspace_id, now))
    if questions_due_at is not None and questions_due_at <= now:
        await _go_on_with_questions(store, now, followed)


async def _go_on_with_questions(store: Store, now: float, followed: FollowedConfiguration) -> None:
    workspace_id = followed.current.workspace_id
    for conversation_id in await store.read(conversation_qualification.due, workspace_id, now, _MOST_AT_ONCE):
        try:
            went_on = await followed.write(store, qualify_due.go_on, conversation_id, now)
        except Contended:
            continue  # others are at it; what is due then is at the next look
        except StorageUnavailable:
            raise
        except Exception:  # noqa: BLE001 - whatever it is
            # It would be the first one at each look, and whatever is due after it would wait for ever.
            _log.exception("questions_put_off", conversation_id=conversation_id)
            later = now + _PUT_OFF_SECONDS
            await store.write(conversation_qualification.put_off, workspace_id, conversation_id, later)
        else:
            _log.info("questions_went_on", conversation_id=conversation_id, went_on=went_on)


def _next(tx: Transaction, workspace_id: str) -> tuple[float | None, float | None, float | None]:
    return (
        person.next_away_end(tx, workspace_id),
        team.next_due_at(tx, workspace_id),
        conversation_qualification.next_due_at(tx, workspace_id),
    )
