"""What the outbox holds that Slack doesn't have, in every workspace: for whoever runs the bot.

Whatever is changed here is in channels that were locked before (`storage.queries.outbox_channel.wake`).
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, or_, select, update

from storage.queries.outbox import DROPPED, FAILED, PENDING
from storage.tables import Conversation, OutboxChannel, OutboxMessage, Workspace, table
from storage.transaction import Transaction

_message = table(OutboxMessage)
_channel = table(OutboxChannel)
_conversation = table(Conversation)
_workspaces = select(table(Workspace).c.workspace_id)

#: How many rows one statement names.
_AT_ONCE = 500


class OutboxRow(NamedTuple):
    """A message of the outbox, and what its channel does.

    `silent_until`: nothing goes to the channel before then. `lease_until`: until when somebody may be sending there;
    0.0: nobody is.
    """

    workspace_id: str
    outbox_id: str
    channel: str
    thread_ts: str
    content: dict[str, Any]
    state: str
    attempts: int
    attempted_at: float | None
    due_at: float
    error: str | None
    sent_ts: str | None
    written_at: float
    silent_until: float
    lease_until: float


def _rows() -> Select[Any]:
    message = (_message.c[name] for name in OutboxRow._fields[:-2])
    return select(*message, _channel.c.silent_until, _channel.c.lease_until).join_from(
        _message,
        _channel,
        and_(_channel.c.workspace_id == _message.c.workspace_id, _channel.c.channel == _message.c.channel),
    )


def unsent(tx: Transaction, *, everything: bool) -> list[OutboxRow]:
    """Return what failed, or was attempted at least once and is still pending, the oldest first.

    `everything`: also what was never attempted, and what was dropped.
    """
    wrong = or_(_message.c.error.is_not(None), and_(_message.c.sent_ts.is_(None), _message.c.attempts > 0))
    stuck = or_(_message.c.state == FAILED, and_(_message.c.state == PENDING, wrong))
    rows = tx.execute(
        _rows()
        .where(_message.c.state.in_((PENDING, FAILED, DROPPED)) if everything else stuck)
        .order_by(_message.c.written_at, _message.c.outbox_id)
    )
    return [OutboxRow._make(row) for row in rows]


def of_ids(tx: Transaction, outbox_ids: Sequence[str]) -> dict[str, OutboxRow]:
    """Return messages by their id, whatever their state and workspace; unknown ids are left out."""
    found: dict[str, OutboxRow] = {}
    for some in _some(outbox_ids):
        these = _message.c.workspace_id.in_(_workspaces), _message.c.outbox_id.in_(some)
        found |= {row.outbox_id: OutboxRow._make(row) for row in tx.execute(_rows().where(*these))}
    return found


def threads(tx: Transaction, workspace_id: str, conversation_ids: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return channel and timestamp of the threads of these conversations, by conversation id."""
    found: dict[str, tuple[str, str]] = {}
    for some in _some(conversation_ids):
        rows = tx.execute(
            select(_conversation.c.conversation_id, _conversation.c.channel, _conversation.c.thread_ts).where(
                _conversation.c.workspace_id == workspace_id, _conversation.c.conversation_id.in_(some)
            )
        )
        found |= {conversation_id: (channel, ts) for conversation_id, channel, ts in rows}
    return found


def retry(tx: Transaction, workspace_id: str, outbox_ids: Sequence[str]) -> None:
    """Let failed messages be pending as if they had never been attempted. Slack has none of them."""
    _update(tx, workspace_id, outbox_ids, (FAILED,), state=PENDING, attempts=0, due_at=0.0)


def hasten(tx: Transaction, workspace_id: str, outbox_ids: Sequence[str]) -> None:
    """Let pending messages wait no longer. What Slack may have stays marked so, and is looked for first."""
    _update(tx, workspace_id, outbox_ids, (PENDING,), due_at=0.0)


def drop(tx: Transaction, workspace_id: str, outbox_ids: Sequence[str]) -> None:
    """Give messages up. What Slack may have stays marked so: a card that changes later is looked for first."""
    _update(tx, workspace_id, outbox_ids, (PENDING, FAILED), state=DROPPED)


def _update(
    tx: Transaction, workspace_id: str, outbox_ids: Sequence[str], states: Sequence[str], **values: Any
) -> None:
    for some in _some(outbox_ids):
        tx.execute(
            update(_message)
            .where(
                _message.c.workspace_id == workspace_id, _message.c.outbox_id.in_(some), _message.c.state.in_(states)
            )
            .values(**values)
        )


def _some(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for begin in range(0, len(ids), _AT_ONCE):
        yield ids[begin : begin + _AT_ONCE]
