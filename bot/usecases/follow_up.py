"""What follows an announcement: first the thread, then the direct message, then the card (CONTRACT 7)."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.domain.lifecycle import Cause
from bot.usecases import announce, cards
from storage.queries import conversation, outbox
from storage.transaction import Transaction


def follow_up(tx: Transaction, workspace_id: str, content: Mapping[str, Any], now: float) -> None:
    """Write what comes after a message of the outbox, in the transaction that notes what came of it.

    Called when Slack has the message and when it doesn't take it: what follows never waits for something that fails.
    A second time changes nothing.
    """
    if _shows_card(content):
        cards.show(tx, workspace_id, content["conversation_id"], now)
    elif content["kind"] == announce.ASSIGNMENT:
        outbox.write(tx, workspace_id, [announce.direct_message(content)], now)


def lock(tx: Transaction, workspace_id: str, contents: Iterable[Mapping[str, Any]]) -> set[str]:
    """Lock the conversations that following up these messages reads, and return the channels that it writes to.

    Under the lock a card can't miss a change that is made at the same time (DESIGN 1.5: conversations before channels).
    """
    contents = list(contents)
    shown = sorted({one["conversation_id"] for one in contents if _shows_card(one)})
    for conversation_id in shown:
        conversation.lock(tx, workspace_id, conversation_id)
    found = {one["teammate"] for one in contents if one["kind"] == announce.ASSIGNMENT}
    return found.union(*(cards.channels(tx, workspace_id, one) for one in shown))


def _shows_card(content: Mapping[str, Any]) -> bool:
    kind = content["kind"]
    # Whom a rule named gets the card itself as the direct message.
    by_rule = kind == announce.ASSIGNMENT and content["cause"] == Cause.RULE and content["team"] is None
    return bool(kind == cards.DIRECT_MESSAGE or by_rule)
