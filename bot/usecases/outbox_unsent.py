"""What could not be sent, as whoever runs the bot sees it (CONTRACT 2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from bot.usecases import announce
from storage.queries import outbox, outbox_stuck
from storage.queries.outbox_stuck import OutboxRow
from storage.transaction import Transaction

#: Slack's word for an update whose message somebody deleted: nobody need do anything.
_DELETED: Final = "message_not_found"


class Standing(StrEnum):
    """How it stands with a message of the outbox."""

    #: It is never tried again by itself.
    FAILED = "failed"
    #: Slack didn't take it; it is tried again.
    WAITING = "waiting"
    #: Slack may have it: it is looked for, and sent again where it isn't there.
    UNKNOWN = "unknown"
    #: Slack is being asked to take it, or whether it has it.
    SENDING = "sending"
    #: It has its turn yet to come.
    PENDING = "pending"
    DROPPED = "dropped"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Unsent:
    """A message that Slack doesn't have.

    `thread`: channel and timestamp of the lead's thread; None: it is about none, or about one that nobody knows.
    `error`: Slack's word, or ours; None: there was no answer, or it was never tried. `next_at`: when it goes at the
    earliest, UTC seconds; None: never by itself.
    """

    workspace_id: str
    delivery_id: str
    channel: str
    kind: str
    conversation_id: str | None
    thread: tuple[str, str] | None
    standing: Standing
    error: str | None
    written_at: float
    attempts: int
    next_at: float | None


def stuck(tx: Transaction, now: float) -> list[Unsent]:
    """Return what could not be sent, of every workspace, the oldest first.

    That is what failed for good, and what failed or had an unknown outcome and is tried again. A card whose message
    somebody deleted is not among them, nor what is just being sent for the first time.
    """
    rows = outbox_stuck.unsent(tx, everything=False)
    return _told(tx, [row for row in rows if _is_stuck(row, now)], now)


def unsent(tx: Transaction, now: float) -> list[Unsent]:
    """Return all that Slack doesn't have, the oldest first: what is stuck, on its way, or was dropped."""
    return _told(tx, outbox_stuck.unsent(tx, everything=True), now)


def standing_of(row: OutboxRow, now: float) -> Standing:
    """Say how it stands with a message, at `now`."""
    if row.state != outbox.PENDING:
        return Standing(row.state)
    if row.attempted_at is not None and row.lease_until > now:
        return Standing.SENDING
    if row.sent_ts is None and row.attempted_at is not None:
        return Standing.UNKNOWN
    failed = row.error is not None or (row.sent_ts is None and row.attempts > 0)
    return Standing.WAITING if failed else Standing.PENDING


def conversations_of(rows: Iterable[OutboxRow]) -> set[tuple[str, str]]:
    """Return the conversations that messages are about: pairs of workspace id and conversation id."""
    return {(row.workspace_id, row.content["conversation_id"]) for row in rows if "conversation_id" in row.content}


def _is_stuck(row: OutboxRow, now: float) -> bool:
    standing = standing_of(row, now)
    if standing == Standing.FAILED:
        return row.sent_ts is None or row.error != _DELETED
    return standing != Standing.SENDING or row.error is not None


def _told(tx: Transaction, rows: Sequence[OutboxRow], now: float) -> list[Unsent]:
    about: dict[str, list[str]] = {}
    for workspace_id, conversation_id in sorted(conversations_of(rows)):
        about.setdefault(workspace_id, []).append(conversation_id)
    threads = {one: outbox_stuck.threads(tx, one, ids) for one, ids in about.items()}
    return [_unsent(row, threads.get(row.workspace_id, {}), now) for row in rows]


def _unsent(row: OutboxRow, threads: Mapping[str, tuple[str, str]], now: float) -> Unsent:
    conversation_id = row.content.get("conversation_id")
    return Unsent(
        workspace_id=row.workspace_id,
        delivery_id=row.outbox_id,
        channel=row.channel,
        kind=row.content["kind"],
        conversation_id=conversation_id,
        thread=_thread(row.content, row) or threads.get(conversation_id or ""),
        standing=standing_of(row, now),
        error=row.error,
        written_at=row.written_at,
        attempts=row.attempts,
        next_at=max(row.due_at, row.silent_until, now) if row.state == outbox.PENDING else None,
    )


def _thread(content: Mapping[str, Any], row: OutboxRow) -> tuple[str, str] | None:
    if content["kind"] == announce.ASSIGNMENT:
        return row.channel, row.thread_ts
    return (content["channel"], content["thread_ts"]) if "thread_ts" in content else None
