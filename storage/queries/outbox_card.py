"""Cards in the outbox: one row for each conversation and whom it is shown to, sent once and then updated (CONTRACT 7)."""

from collections.abc import Collection, Iterable

from sqlalchemy import case, delete, literal_column, null, or_, select, update

from storage.queries import outbox_channel
from storage.queries.outbox import DROPPED, FAILED, PENDING, Draft
from storage.tables import OutboxMessage, table
from storage.transaction import Transaction, is_alone

_message = table(OutboxMessage)

#: How many conversations one statement names.
_AT_ONCE = 500


def channels_of(tx: Transaction, workspace_id: str, conversation_ids: Collection[str]) -> set[str]:
    """Return the channels in which these conversations have cards."""
    ids = sorted(conversation_ids)
    found: set[str] = set()
    for begin in range(0, len(ids), _AT_ONCE):
        found |= set(
            tx.scalars(
                select(_message.c.channel).where(
                    _message.c.workspace_id == workspace_id,
                    _message.c.card_of.is_not(None),
                    _message.c.card_of.in_(ids[begin : begin + _AT_ONCE]),
                )
            )
        )
    return found


def lock(tx: Transaction, workspace_id: str, conversation_ids: Collection[str], also: Iterable[str] = ()) -> None:
    """Lock the channels in which these conversations have cards, and `also` others, all in one order (DESIGN 1.5)."""
    if not is_alone(tx):
        outbox_channel.lock(tx, workspace_id, channels_of(tx, workspace_id, conversation_ids) | set(also))


def change(
    tx: Transaction, workspace_id: str, conversation_ids: Collection[str], now: float, also: Iterable[str] = ()
) -> set[tuple[str, str]]:
    """Let every card of these conversations be shown anew: what waits to be sent anyway is not sent twice.

    `also`: other channels that the caller is about to write to; they are locked in one order with the cards'.

    Returns:
        Pairs of conversation, and team or person that it is shown to: the cards that there are.
    """
    lock(tx, workspace_id, conversation_ids, also)
    ids = sorted(conversation_ids)
    found: set[tuple[str, str]] = set()
    channels: set[str] = set()
    pending = _message.c.state == PENDING
    for begin in range(0, len(ids), _AT_ONCE):
        rows = tx.execute(
            update(_message)
            .where(
                _message.c.workspace_id == workspace_id,
                _message.c.card_of.is_not(None),
                _message.c.card_of.in_(ids[begin : begin + _AT_ONCE]),
            )
            .values(
                revision=_message.c.revision + 1,
                state=literal_column(f"'{PENDING}'"),
                # What is on its way, or waits after a failure, goes on as it is; what is over begins anew. Of what was
                # dropped Slack may have a copy all the same, which is looked for.
                attempts=case((pending, _message.c.attempts), else_=0),
                attempted_at=case((or_(pending, _message.c.state == DROPPED), _message.c.attempted_at), else_=null()),
                due_at=case((pending, _message.c.due_at), else_=0.0),
            )
            .returning(_message.c.card_of, _message.c.card_for, _message.c.channel)
        )
        for card_of, card_for, channel in rows:
            found.add((card_of, card_for))
            channels.add(channel)
    outbox_channel.wake(tx, workspace_id, channels, now)
    return found


def retire(
    tx: Transaction, workspace_id: str, conversation_ids: Collection[str], shown_to: str, retired: str, now: float
) -> None:
    """Let the cards of these conversations be a team's no longer: those in Slack are shown anew, to `retired`.

    What was not even tried to be posted is not posted any more.
    """
    lock(tx, workspace_id, conversation_ids)
    ids = sorted(conversation_ids)
    for begin in range(0, len(ids), _AT_ONCE):
        these = (
            _message.c.workspace_id == workspace_id,
            _message.c.card_of.is_not(None),
            _message.c.card_of.in_(ids[begin : begin + _AT_ONCE]),
            _message.c.card_for == shown_to,
        )
        tx.execute(delete(_message).where(*these, _message.c.sent_ts.is_(None), _message.c.attempted_at.is_(None)))
        tx.execute(update(_message).where(*these).values(card_for=retired))
    change(tx, workspace_id, ids, now)


def set_content(tx: Transaction, workspace_id: str, draft: Draft) -> None:
    """Give the card of this draft, which is there already, the draft's content."""
    tx.execute(
        update(_message)
        .where(
            _message.c.workspace_id == workspace_id,
            _message.c.card_of.is_not(None),
            _message.c.card_of == draft.card_of,
            _message.c.card_for == draft.card_for,
        )
        .values(content=draft.content)
    )


def revive(tx: Transaction, workspace_id: str, channel: str, errors: Collection[str], now: float) -> None:
    """Let the cards that could not be posted in a channel for one of these errors be tried again."""
    revived = tx.execute(
        update(_message)
        .where(
            _message.c.workspace_id == workspace_id,
            _message.c.channel == channel,
            _message.c.state == literal_column(f"'{FAILED}'"),
            _message.c.card_of.is_not(None),
            _message.c.sent_ts.is_(None),
            _message.c.error.in_(sorted(errors)),
        )
        .values(state=PENDING, attempts=0, due_at=0.0)
    )
    if revived.rowcount:
        outbox_channel.wake(tx, workspace_id, [channel], now)
