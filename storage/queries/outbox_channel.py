"""The channels of the outbox: who may send to each, when, and at what pace (DESIGN 1.8)."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

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

from storage.queries.dialect import insert, insert_many, many
from storage.tables import OutboxChannel, OutboxMessage, table
from storage.transaction import Transaction, is_alone

_channel = table(OutboxChannel)
_message = table(OutboxMessage)

#: How many messages a quiet channel may get at once before the pace counts (CONTRACT 3, LEADWHEEL_POST_RATE).
BURST = 5.0

# Written out, not bound: a partial index serves only a statement that names its condition.
_PENDING_WORD: ColumnElement[str] = literal_column("'pending'")


#: A channel that nothing was written for.
_UNUSED: Final[Mapping[str, Any]] = {
    "last_position": 0,
    "silent_until": 0.0,
    "tokens": BURST,
    "tokens_at": 0.0,
    "lease_until": 0.0,
}


class ChannelRow(NamedTuple):
    """A claimed channel's pace."""

    silent_until: float
    tokens: float
    tokens_at: float


def make_room(tx: Transaction, workspace_id: str, channel: str, more: int, now: float) -> int:
    """Make room for `more` messages at the end of a channel; return the position before the first.

    The channel is due now, or as soon as its silence ends: looking at it earlier would find nothing to do.
    """
    values = {"ws": workspace_id, "of_channel": channel, "more": more, "now": now}
    return int(tx.execute(_upsert(tx.dialect.name), values).scalar_one()) - more


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
            "due_at": case(
                (_channel.c.due_at < now, _channel.c.due_at),
                (_channel.c.silent_until > now, _channel.c.silent_until),
                else_=now,
            ),
        },
    ).returning(_channel.c.last_position)


def lock(tx: Transaction, workspace_id: str, channels: Iterable[str] | None) -> None:
    """Lock channels (None: all that there are) in the one order (DESIGN 1.5), before their messages are changed.

    One that nothing was ever written for gets its row by this, so that it is locked in its order, too.
    """
    if is_alone(tx):
        return
    if channels is None:
        every = select(_channel.c.channel).where(_channel.c.workspace_id == workspace_id)
        tx.execute(every.order_by(_channel.c.channel).with_for_update())
        return
    rows = [{"workspace_id": workspace_id, "channel": channel, **_UNUSED} for channel in sorted(set(channels))]
    if rows:
        dialect = tx.dialect.name
        tx.execute(_lock(dialect), many(dialect, rows))


@cache
def _lock(dialect: str) -> Executable:
    """Build the statement that locks channels in the order in which they are given, once."""
    return insert_many(dialect, _channel, ("workspace_id", "channel", *_UNUSED)).on_conflict_do_update(
        index_elements=["workspace_id", "channel"], set_={"last_position": _channel.c.last_position}
    )


def wake(tx: Transaction, workspace_id: str, channels: Iterable[str], now: float) -> None:
    """Note that something in these channels can go, as soon as their silence ends."""
    for channel in sorted(set(channels)):  # the one order of locks (DESIGN 1.5)
        tx.execute(_upsert(tx.dialect.name), {"ws": workspace_id, "of_channel": channel, "more": 0, "now": now})


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
    """Note how many messages may go, and until when none may."""
    tx.execute(
        update(_channel)
        .where(_channel.c.workspace_id == workspace_id, _channel.c.channel == channel)
        .values(**pace._asdict())
    )


def next_due_at(tx: Transaction, workspace_id: str) -> float | None:
    """Return when a channel will next have something to send; None: nothing is pending."""
    due_at: float | None = tx.scalar(
        select(func.min(_channel.c.due_at)).where(
            _channel.c.workspace_id == workspace_id, _channel.c.holder.is_(None), _channel.c.due_at.is_not(None)
        )
    )
    return due_at
