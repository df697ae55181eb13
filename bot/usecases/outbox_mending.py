"""What could not be sent is sent again, or given up, by whoever runs the bot (CONTRACT 2).

Of a bot that runs meanwhile two things are kept: what Slack may have is looked for before it is sent again, and what is
being sent is not given up. Its steps (`bot.usecases.deliver_step`) hold the lock of their channel, which is taken here
before anything is judged. Locks: conversations, then channels, then messages.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from bot.domain.nearest import nearest
from bot.usecases.errors import BeingSent, Mistake
from bot.usecases.follow_up import follow_up
from bot.usecases.outbox_unsent import Standing, conversations_of, standing_of, stuck
from storage.queries import conversation, outbox_channel, outbox_stuck
from storage.queries.outbox_stuck import OutboxRow
from storage.transaction import Transaction

_EXAMPLE: Final = "leadwheel outbox list"


class Mending(StrEnum):
    """What was done with a message."""

    AGAIN = "again"
    #: What waited waits no longer.
    AT_ONCE = "at_once"
    LOOKED_FOR = "looked_for"
    #: Nothing was done: it goes by itself.
    ON_ITS_WAY = "on_its_way"
    DROPPED = "dropped"
    #: Slack may have it all the same.
    DROPPED_UNKNOWN = "dropped_unknown"
    #: Nothing was done: it had been dropped before.
    DROPPED_BEFORE = "dropped_before"
    #: Nothing was done: it is being sent.
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of one message that was to be sent again, or given up."""

    delivery_id: str
    channel: str
    mending: Mending


_RETRIED: Final[Mapping[Standing, Mending]] = {
    Standing.FAILED: Mending.AGAIN,
    Standing.WAITING: Mending.AT_ONCE,
    Standing.UNKNOWN: Mending.LOOKED_FOR,
    Standing.SENDING: Mending.ON_ITS_WAY,
    Standing.PENDING: Mending.ON_ITS_WAY,
}
_DROPPED: Final[Mapping[Standing, Mending]] = {
    Standing.FAILED: Mending.DROPPED,
    Standing.WAITING: Mending.DROPPED,
    Standing.UNKNOWN: Mending.DROPPED_UNKNOWN,
    Standing.SENDING: Mending.LEFT,
    Standing.PENDING: Mending.DROPPED,
    Standing.DROPPED: Mending.DROPPED_BEFORE,
}


def retry(tx: Transaction, delivery_ids: Collection[str], now: float, *, named: bool = True) -> list[Mended]:
    """Let messages go as soon as their channel's silence and pace allow it, and say what came of each.

    `named`: a person named them, and is told of what can't be; else such are left out.

    Raises:
        Mistake: there is no such message, or it was sent, or dropped; nothing was changed.
    """
    rows = _locked(tx, delivery_ids, now)
    if named:
        _refuse(tx, delivery_ids, rows, now, {Standing.SENT: "was sent already", Standing.DROPPED: "was dropped"})
    standings = {row.outbox_id: standing_of(row, now) for row in rows.values()}
    for workspace_id, ids in _by_workspace(rows.values()).items():
        outbox_stuck.retry(tx, workspace_id, [one for one in ids if standings[one] == Standing.FAILED])
        waits = {Standing.WAITING, Standing.UNKNOWN}
        outbox_stuck.hasten(tx, workspace_id, [one for one in ids if standings[one] in waits])
    return _mended(rows, standings, _RETRIED)


def drop(tx: Transaction, delivery_ids: Collection[str], now: float, *, named: bool = True) -> list[Mended]:
    """Give messages up, and say what came of each; what follows them is written, as after one that fails.

    A card is given up as it is now: it is tried again when what it shows changes (docs/adr/0004).

    `named`: a person named them, and is told of what can't be; else such are left out.

    Raises:
        Mistake: there is no such message, or it was sent. BeingSent: it is being sent. Nothing was changed.
    """
    for workspace_id, conversation_id in sorted(conversations_of(outbox_stuck.of_ids(tx, [*delivery_ids]).values())):
        conversation.lock(tx, workspace_id, conversation_id)
    rows = _locked(tx, delivery_ids, now, others=True)
    standings = {row.outbox_id: standing_of(row, now) for row in rows.values()}
    if named:
        _refuse(tx, delivery_ids, rows, now, {Standing.SENT: "was sent already"})
        sending = [one for one, standing in standings.items() if standing == Standing.SENDING]
        if sending:
            raise BeingSent(
                f"{_listed(sending)} is being sent right now, and nothing was changed: try again in a moment"
            )
    goes = {Standing.FAILED, Standing.WAITING, Standing.UNKNOWN, Standing.PENDING}
    for row in rows.values():
        # What failed was followed when it did. Before all are dropped: a card that follows one of them may be another.
        if standings[row.outbox_id] in goes - {Standing.FAILED}:
            follow_up(tx, row.workspace_id, row.content, now)
    for workspace_id, ids in _by_workspace(rows.values()).items():
        outbox_stuck.drop(tx, workspace_id, [one for one in ids if standings[one] in goes])
    return _mended(rows, standings, _DROPPED)


def _locked(
    tx: Transaction, delivery_ids: Collection[str], now: float, *, others: bool = False
) -> dict[str, OutboxRow]:
    """Lock, and wake, the channels of these messages; return the messages as they are under the locks.

    `others`: what follows them is written too, which may be in any channel.
    """
    ids = [*delivery_ids]
    channels: dict[str, set[str]] = {}
    for row in outbox_stuck.of_ids(tx, ids).values():
        channels.setdefault(row.workspace_id, set()).add(row.channel)
    for workspace_id in sorted(channels):
        outbox_channel.lock(tx, workspace_id, None if others else channels[workspace_id])
        outbox_channel.wake(tx, workspace_id, channels[workspace_id], now)
    found = outbox_stuck.of_ids(tx, ids)
    return {one: found[one] for one in ids if one in found}


def _by_workspace(rows: Iterable[OutboxRow]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.workspace_id, []).append(row.outbox_id)
    return ids


def _mended(
    rows: Mapping[str, OutboxRow], standings: Mapping[str, Standing], came: Mapping[Standing, Mending]
) -> list[Mended]:
    return [Mended(one, row.channel, came[standings[one]]) for one, row in rows.items() if standings[one] in came]


def _refuse(
    tx: Transaction,
    delivery_ids: Collection[str],
    rows: Mapping[str, OutboxRow],
    now: float,
    why: Mapping[Standing, str],
) -> None:
    """See that all of these messages are there and stand so that something can be done. Raises Mistake."""
    unknown = [one for one in delivery_ids if one not in rows]
    if unknown:
        _unknown(unknown, [one.delivery_id for one in stuck(tx, now)])
    for standing, words in why.items():
        refused = [row.outbox_id for row in rows.values() if standing_of(row, now) == standing]
        if refused:
            raise Mistake(f"{_listed(refused)} {words}; nothing was changed. What is stuck: {_EXAMPLE}", _EXAMPLE)


def _unknown(unknown: Sequence[str], known: Sequence[str]) -> NoReturn:
    near = nearest(unknown[0], known)
    right = f"did you mean {near}?" if near else f"the ids are in: {_EXAMPLE}"
    raise Mistake(f"no message has the id {_listed(unknown)}, and nothing was changed: {right}", _EXAMPLE)


def _listed(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} (and {len(ids) - 1} more)"
