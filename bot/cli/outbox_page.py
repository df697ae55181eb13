"""How what could not be sent is told in a terminal, and to other programs."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.cli.one_line import one_line
from bot.slack.blocks.refusals import how_to_mend
from bot.usecases.outbox_mending import Mended, Mending
from bot.usecases.outbox_unsent import Standing, Unsent

NOTHING: Final = "nothing is stuck: everything was sent or is on its way"

#: What a message is, by its kind.
KINDS: Final = {
    "assignment": "who has a conversation, in its thread",
    "card": "the card of a conversation",
    "direct_message": "a direct message: a conversation is theirs",
    "nobody_available": "that a conversation waits, as nobody is available",
    "passed": "that a conversation was passed on and waits",
    "came_back": "to a manager: a conversation has come back",
    "unrouted": "to the managers: a conversation without a team",
    "rejected": "to a manager: a message could not be stored",
    "undeliverable": "to a manager: something can't be sent",
    "word": "a private word to one person",
    "directions": "an answer to a direct message: what its writer can do",
    "introduction": "a private word to who invited the bot into a channel",
    "question": "a question to a lead, in its thread",
    "thanks": "to a lead: what happens next",
    "note": "what a rule posts in a channel",
}

_MENDED: Final = {
    Mending.AGAIN: "is sent again",
    Mending.AT_ONCE: "is tried again at once",
    Mending.LOOKED_FOR: "is looked for in Slack at once, and sent again if it isn't there",
    Mending.ON_ITS_WAY: "is on its way: nothing to do",
    Mending.DROPPED: "is dropped",
    Mending.DROPPED_UNKNOWN: "is dropped, though Slack may have it",
    Mending.DROPPED_BEFORE: "was dropped before",
    Mending.LEFT: "is being sent right now: it was left alone",
}

_STYLES: Final = {Standing.FAILED: "bold red", Standing.WAITING: "bold yellow", Standing.UNKNOWN: "bold yellow"}
_LESS: Final = "dim"


def console() -> Console:
    """Return the terminal, as wide as it is."""
    return Console(highlight=False, markup=False, emoji=False)


def show(screen: Console, found: Sequence[Unsent], now: float) -> None:
    """Print messages for people, each in a paragraph, and what can be done."""
    if not found:
        screen.print(NOTHING)
        return
    several = len({one.workspace_id for one in found}) > 1
    for one in found:
        screen.print(
            Text.assemble((one.delivery_id, "bold"), "  ", (_stands(one, now), _STYLES.get(one.standing, _LESS)))
        )
        for line_of_it in _paragraph(one, several=several):
            screen.print(Padding(Text(line_of_it), (0, 0, 0, 2), expand=False))
        screen.print()
    counts = Counter(one.standing for one in found)
    screen.print(", ".join(f"{counts[standing]} {standing}" for standing in Standing if counts[standing]))
    screen.print("`leadwheel outbox retry` sends again, `leadwheel outbox drop` gives up.", style=_LESS)


def line(one: Unsent) -> str:
    """Return a message for another program, parted by tabs; `-` stands for nothing.

    Id, standing, channel, kind, channel and timestamp of the lead's thread, conversation, error, when it was written,
    attempts, when it goes next, workspace.
    """
    thread_channel, thread_ts = one.thread or (None, None)
    return "\t".join(
        _word(value)
        for value in (
            one.delivery_id,
            one.standing,
            one.channel,
            one.kind,
            thread_channel,
            thread_ts,
            one.conversation_id,
            one.error,
            _moment(one.written_at),
            str(one.attempts),
            None if one.next_at is None else _moment(one.next_at),
            one.workspace_id,
        )
    )


def one_mended(mended: Mended) -> str:
    """Say what became of one message that somebody named."""
    return f"{mended.delivery_id} to {mended.channel} {_MENDED[mended.mending]}"


def all_mended(mended: Iterable[Mended]) -> list[str]:
    """Say what became of many: how many, of each channel."""
    counts = Counter((one.channel, one.mending) for one in mended)
    return [
        f"{channel}: {'1 message' if count == 1 else f'{count} messages: each'} {_MENDED[mending]}"
        for (channel, mending), count in sorted(counts.items())
    ] or [NOTHING]


def _stands(one: Unsent, now: float) -> str:
    at = "now" if one.next_at is None or one.next_at <= now else _moment(one.next_at)
    return {
        Standing.FAILED: "failed, not tried again by itself",
        Standing.WAITING: f"failed, tried again {at}",
        Standing.UNKNOWN: f"outcome unknown, looked for {at}",
        Standing.SENDING: "being sent right now",
        Standing.PENDING: "on its way",
        Standing.DROPPED: "dropped",
    }.get(one.standing, one.standing)


def _paragraph(one: Unsent, *, several: bool) -> Iterable[str]:
    where = f"{one.channel} in {one.workspace_id}" if several else one.channel
    yield f"to {where}: {KINDS.get(one.kind, one.kind)}"
    if one.thread is not None:
        yield f"lead {one.thread[0]} {one.thread[1]}" + (
            f", conversation {one.conversation_id}" if one.conversation_id else ""
        )
    if one.error is not None:
        mending = how_to_mend(one.error)
        yield f"error {_word(one.error)}" + (f". {mending}" if mending else "")
    yield f"written {_moment(one.written_at)}, {one.attempts} {'attempt' if one.attempts == 1 else 'attempts'}"


def _word(value: str | None) -> str:
    """Return a value without what would part it, or move a terminal's cursor."""
    return one_line(value or "") or "-"


def _moment(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC"
