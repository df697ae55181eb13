"""The outbox: messages in order for each channel (DESIGN 1.8). Who sends them: `storage.queries.outbox_channel`."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, func, literal_column, select, update
from sqlalchemy import insert as plain_insert

from storage.keys import new_id
from storage.queries import outbox_channel
from storage.queries.dialect import Insert, insert
from storage.tables import OutboxMessage, table
from storage.transaction import Transaction

_message = table(OutboxMessage)

PENDING, SENT, FAILED, DROPPED = "pending", "sent", "failed", "dropped"

# Written out, not bound: a partial index serves only a statement that names its condition.
_PENDING_WORD: ColumnElement[str] = literal_column("'pending'")
_ZERO: ColumnElement[float] = literal_column("0")


class Draft(NamedTuple):
    """A message to be written into the outbox; see `storage.tables.OutboxMessage`."""

    channel: str
    content: dict[str, Any]
    thread_ts: str = ""
    once_key: str | None = None
    #: Of a card: the conversation, and the team or person that it is shown to. A second one is not written.
    card_of: str | None = None
    card_for: str | None = None


class MessageRow(NamedTuple):
    """A message in the outbox."""

    outbox_id: str
    channel: str
    thread_ts: str
    position: int
    content: dict[str, Any]
    attempts: int
    attempted_at: float | None
    card_for: str | None
    revision: int
    sent_ts: str | None


_MESSAGE = (
    _message.c.outbox_id,
    _message.c.channel,
    _message.c.thread_ts,
    _message.c.position,
    _message.c.content,
    _message.c.attempts,
    _message.c.attempted_at,
    _message.c.card_for,
    _message.c.revision,
    _message.c.sent_ts,
)
_INSERT = plain_insert(_message)


def write(tx: Transaction, workspace_id: str, drafts: Sequence[Draft], now: float) -> None:
    """Write messages, in this order within each channel, to be sent once the transaction is committed."""
    if not drafts:
        return
    counts = Counter(draft.channel for draft in drafts)
    last: dict[str, int] = {}
    for channel in sorted(counts):  # the one order of locks (DESIGN 1.5)
        last[channel] = outbox_channel.make_room(tx, workspace_id, channel, counts[channel], now)
    plain: list[dict[str, Any]] = []
    once: list[dict[str, Any]] = []
    for draft in drafts:
        last[draft.channel] += 1
        row = {
            "workspace_id": workspace_id,
            "outbox_id": new_id(),
            "channel": draft.channel,
            "position": last[draft.channel],
            "thread_ts": draft.thread_ts,
            "content": draft.content,
            "once_key": draft.once_key,
            "card_of": draft.card_of,
            "card_for": draft.card_for,
            "revision": 0,
            "state": PENDING,
            "attempts": 0,
            "due_at": 0.0,
            "written_at": now,
        }
        (plain if draft.once_key is None and draft.card_of is None else once).append(row)
    if plain:
        tx.execute(_INSERT, plain)
    if once:
        tx.execute(_insert_once(tx.dialect.name), once)


@cache
def _insert_once(dialect: str) -> Insert:
    return insert(dialect, _message).on_conflict_do_nothing()


def free_once_keys(tx: Transaction, workspace_id: str, keys: Sequence[str]) -> None:
    """Let what was said once under these keys be said again."""
    tx.execute(
        update(_message)
        .where(_message.c.workspace_id == workspace_id, _message.c.once_key.is_not(None), _message.c.once_key.in_(keys))
        .values(once_key=None)
    )


def next_message(tx: Transaction, workspace_id: str, channel: str, now: float) -> MessageRow | None:
    """Return the oldest message that is due and not held up by an earlier one of its thread; None: there is none."""
    return next(iter(next_messages(tx, workspace_id, channel, now, 1)), None)


def next_messages(tx: Transaction, workspace_id: str, channel: str, now: float, limit: int) -> list[MessageRow]:
    """Return the messages that are due and not held up by an earlier one of their thread, the oldest first."""
    pending = _pending(workspace_id, channel)
    # A message waits (due_at above now) only after a failure, so these are few, and have an index of their own.
    # What stands in the channel itself is a thread of its own, and holds up nothing.
    held = select(_message.c.thread_ts).where(
        *pending, _message.c.due_at > _ZERO, _message.c.due_at > now, _message.c.thread_ts != ""
    )
    rows = tx.execute(
        select(*_MESSAGE)
        .where(*pending, _message.c.due_at <= now, _message.c.thread_ts.not_in(held))
        .order_by(_message.c.position)
        .limit(limit)
    )
    return [MessageRow._make(row) for row in rows]


def unknown_in_thread(tx: Transaction, workspace_id: str, channel: str, thread_ts: str, now: float) -> list[MessageRow]:
    """Return the due messages of a thread of which Slack may have a copy, the oldest first."""
    rows = tx.execute(
        select(*_MESSAGE)
        .where(
            *_pending(workspace_id, channel),
            _message.c.thread_ts == thread_ts,
            _message.c.attempted_at.is_not(None),
            _message.c.sent_ts.is_(None),  # an update can simply be made again
            _message.c.due_at <= now,
        )
        .order_by(_message.c.position)
    )
    return [MessageRow._make(row) for row in rows]


def next_due_at(tx: Transaction, workspace_id: str, channel: str, now: float) -> float | None:
    """Return when the first message that waits after a failure may go; None: none waits.

    For a channel in which `next_message` found nothing: what else is pending stands behind one of these in its thread.
    """
    due_at: float | None = tx.scalar(
        select(func.min(_message.c.due_at)).where(
            *_pending(workspace_id, channel), _message.c.due_at > _ZERO, _message.c.due_at > now
        )
    )
    return due_at


def _pending(workspace_id: str, channel: str) -> tuple[Any, ...]:
    return (
        _message.c.workspace_id == workspace_id,
        _message.c.channel == channel,
        _message.c.state == _PENDING_WORD,
    )


def mark_attempted(tx: Transaction, workspace_id: str, outbox_id: str, now: float) -> None:
    """Note, before it is made, that an attempt is made whose outcome will be unknown until it is noted."""
    _update(tx, workspace_id, outbox_id, attempts=_message.c.attempts + 1, attempted_at=now)


def mark_sent(
    tx: Transaction, workspace_id: str, outbox_id: str, sent_ts: str | None, revision: int | None = 0
) -> None:
    """Note that Slack has the message as it was at `revision`; what has changed since is pending again.

    `revision` None: as it was at some revision, which nobody knows any more; a card is updated to be sure.
    """
    _update(
        tx,
        workspace_id,
        outbox_id,
        state=case(
            (_message.c.card_of.is_(None) if revision is None else _message.c.revision == revision, SENT), else_=PENDING
        ),
        sent_ts=sent_ts,
        error=None,
    )


def mark_not_sent(tx: Transaction, workspace_id: str, outbox_id: str, error: str | None, due_at: float) -> None:
    """Note that Slack certainly doesn't have it; it goes again at `due_at`."""
    _update(tx, workspace_id, outbox_id, attempted_at=None, error=error, due_at=due_at)


def mark_silenced(tx: Transaction, workspace_id: str, outbox_id: str, error: str) -> None:
    """Note that Slack didn't take it because it takes nothing now: that was no attempt. It goes when the silence ends."""
    _update(tx, workspace_id, outbox_id, attempts=_message.c.attempts - 1, attempted_at=None, error=error, due_at=0.0)


def mark_unknown(tx: Transaction, workspace_id: str, outbox_id: str, error: str, due_at: float) -> None:
    """Note that Slack may have it; it is looked for at `due_at`."""
    _update(tx, workspace_id, outbox_id, error=error, due_at=due_at)


def mark_not_looked(tx: Transaction, workspace_id: str, outbox_id: str, due_at: float) -> None:
    """Note that Slack could not be asked for it; each time counts as an attempt, so that the next one is later."""
    _update(tx, workspace_id, outbox_id, attempts=_message.c.attempts + 1, error="could not look", due_at=due_at)


def mark_failed(tx: Transaction, workspace_id: str, outbox_id: str, error: str) -> None:
    """Note that it will never be sent as things are."""
    _update(tx, workspace_id, outbox_id, state=FAILED, attempted_at=None, error=error)


def _update(tx: Transaction, workspace_id: str, outbox_id: str, **values: Any) -> None:
    tx.execute(
        update(_message)
        .where(_message.c.workspace_id == workspace_id, _message.c.outbox_id == outbox_id)
        .values(**values)
    )
