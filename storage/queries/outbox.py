"""The outbox: messages in order for each channel, and who may send them (DESIGN 1.8)."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Executable,
    Float,
    Integer,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy import insert as plain_insert

from storage.keys import new_id
from storage.queries.dialect import Insert, insert
from storage.tables import OutboxChannel, OutboxMessage, table
from storage.transaction import Transaction

_channel = table(OutboxChannel)
_message = table(OutboxMessage)

#: How many messages a quiet channel may get at once before the pace counts (CONTRACT 3, LEADWHEEL_POST_RATE).
BURST = 5.0

PENDING, SENT, FAILED = "pending", "sent", "failed"

# Written out, not bound: a partial index serves only a statement that names its condition.
_PENDING_WORD: ColumnElement[str] = literal_column("'pending'")
_ZERO: ColumnElement[float] = literal_column("0")


class Draft(NamedTuple):
    """A message to be written into the outbox; see `storage.tables.OutboxMessage`."""

    channel: str
    content: dict[str, Any]
    thread_ts: str = ""
    once_key: str | None = None


class MessageRow(NamedTuple):
    """A message in the outbox."""

    outbox_id: str
    channel: str
    thread_ts: str
    position: int
    content: dict[str, Any]
    attempts: int
    attempted_at: float | None


class ChannelRow(NamedTuple):
    """A claimed channel's pace."""

    silent_until: float
    tokens: float
    tokens_at: float


_MESSAGE = (
    _message.c.outbox_id,
    _message.c.channel,
    _message.c.thread_ts,
    _message.c.position,
    _message.c.content,
    _message.c.attempts,
    _message.c.attempted_at,
)
_INSERT = plain_insert(_message)


def write(tx: Transaction, workspace_id: str, drafts: Sequence[Draft], now: float) -> None:
    """Write messages, in this order within each channel, to be sent once the transaction is committed."""
    if not drafts:
        return
    counts = Counter(draft.channel for draft in drafts)
    last: dict[str, int] = {}
    upsert = _upsert(tx.dialect.name)
    for channel in sorted(counts):  # the one order of locks (DESIGN 1.5)
        values = {"ws": workspace_id, "of_channel": channel, "more": counts[channel], "now": now}
        last[channel] = tx.execute(upsert, values).scalar_one() - counts[channel]
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
            "state": PENDING,
            "attempts": 0,
            "due_at": 0.0,
            "written_at": now,
        }
        (plain if draft.once_key is None else once).append(row)
    if plain:
        tx.execute(_INSERT, plain)
    if once:
        tx.execute(_insert_once(tx.dialect.name), once)


@cache
def _upsert(dialect: str) -> Executable:
    """Build the statement that makes room for messages at the end of a channel, once."""
    now = bindparam("now", type_=Float)
    more = bindparam("more", type_=Integer)
    statement = insert(dialect, _channel).values(
        workspace_id=bindparam("ws"), channel=bindparam("of_channel"), last_position=more, due_at=now, tokens=BURST
    )
    return statement.on_conflict_do_update(
        index_elements=["workspace_id", "channel"],
        set_={
            "last_position": _channel.c.last_position + more,
            "due_at": case((_channel.c.due_at < now, _channel.c.due_at), else_=now),
        },
    ).returning(_channel.c.last_position)


@cache
def _insert_once(dialect: str) -> Insert:
    return insert(dialect, _message).on_conflict_do_nothing()


def release_all(tx: Transaction, workspace_id: str, now: float) -> None:
    """End every claim and look at every channel that has something pending: for a start on SQLite, where only one runs."""
    ours = _channel.c.workspace_id == workspace_id
    pending = select(_message.c.channel).where(
        _message.c.workspace_id == workspace_id, _message.c.state == _PENDING_WORD
    )
    tx.execute(update(_channel).where(ours).values(holder=None, lease_until=0.0))
    tx.execute(update(_channel).where(ours, _channel.c.channel.in_(pending)).values(due_at=now))


def claim(tx: Transaction, workspace_id: str, holder: str, now: float, lease_until: float, limit: int) -> list[str]:
    """Claim channels with something to send that nobody holds, those due longest first; return their ids."""
    free = or_(_channel.c.holder.is_(None), _channel.c.lease_until <= now)
    channels = list(
        tx.scalars(
            select(_channel.c.channel)
            .where(_channel.c.workspace_id == workspace_id, _channel.c.due_at <= now, free)
            .order_by(_channel.c.due_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    if channels:
        tx.execute(
            update(_channel)
            .where(_channel.c.workspace_id == workspace_id, _channel.c.channel.in_(channels))
            .values(holder=holder, lease_until=lease_until)
        )
    return channels


def hold(
    tx: Transaction, workspace_id: str, channel: str, holder: str, now: float, lease_until: float
) -> ChannelRow | None:
    """Renew a claim and return the channel's pace; None: the claim is somebody else's by now, or ended."""
    row = tx.execute(
        update(_channel)
        .where(
            _channel.c.workspace_id == workspace_id,
            _channel.c.channel == channel,
            _channel.c.holder == holder,
            _channel.c.lease_until > now,
        )
        .values(lease_until=lease_until)
        .returning(_channel.c.silent_until, _channel.c.tokens, _channel.c.tokens_at)
    ).one_or_none()
    return ChannelRow(*row) if row else None


def release(tx: Transaction, workspace_id: str, channel: str, holder: str, due_at: float | None) -> None:
    """End a claim; the channel is looked at again at `due_at` (None: when something is written)."""
    tx.execute(
        update(_channel)
        .where(_channel.c.workspace_id == workspace_id, _channel.c.channel == channel, _channel.c.holder == holder)
        .values(holder=None, lease_until=0.0, due_at=due_at)
    )


def set_pace(tx: Transaction, workspace_id: str, channel: str, pace: ChannelRow) -> None:
    """Note how many messages may go, and until when Slack asked for silence."""
    tx.execute(
        update(_channel)
        .where(_channel.c.workspace_id == workspace_id, _channel.c.channel == channel)
        .values(**pace._asdict())
    )


def next_message(tx: Transaction, workspace_id: str, channel: str, now: float) -> MessageRow | None:
    """Return the oldest message that is due and not held up by an earlier one of its thread; None: there is none."""
    pending = _pending(workspace_id, channel)
    # A message waits (due_at above now) only after a failure, so these are few, and have an index of their own.
    held = select(_message.c.thread_ts).where(*pending, _message.c.due_at > _ZERO, _message.c.due_at > now)
    row = tx.execute(
        select(*_MESSAGE)
        .where(*pending, _message.c.due_at <= now, _message.c.thread_ts.not_in(held))
        .order_by(_message.c.position)
        .limit(1)
    ).one_or_none()
    return MessageRow(*row) if row else None


def unknown_in_thread(tx: Transaction, workspace_id: str, channel: str, thread_ts: str, now: float) -> list[MessageRow]:
    """Return the due messages of a thread of which Slack may have a copy, the oldest first."""
    rows = tx.execute(
        select(*_MESSAGE)
        .where(
            *_pending(workspace_id, channel),
            _message.c.thread_ts == thread_ts,
            _message.c.attempted_at.is_not(None),
            _message.c.due_at <= now,
        )
        .order_by(_message.c.position)
    )
    return [MessageRow(*row) for row in rows]


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


def next_channel_due_at(tx: Transaction, workspace_id: str) -> float | None:
    """Return when a channel will next have something to send; None: nothing is pending."""
    due_at: float | None = tx.scalar(
        select(func.min(_channel.c.due_at)).where(
            _channel.c.workspace_id == workspace_id, _channel.c.holder.is_(None), _channel.c.due_at.is_not(None)
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


def mark_sent(tx: Transaction, workspace_id: str, outbox_id: str, sent_ts: str | None) -> None:
    """Note that Slack has the message."""
    _update(tx, workspace_id, outbox_id, state=SENT, sent_ts=sent_ts, error=None)


def mark_not_sent(tx: Transaction, workspace_id: str, outbox_id: str, error: str | None, due_at: float) -> None:
    """Note that Slack certainly doesn't have it; it goes again at `due_at`."""
    _update(tx, workspace_id, outbox_id, attempted_at=None, error=error, due_at=due_at)


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
