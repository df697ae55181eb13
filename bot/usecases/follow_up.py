"""What follows an announcement: first the thread, then the direct message, then the card (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any

from bot.domain.lifecycle import Cause
from bot.usecases import announce, cards
from storage.queries import outbox
from storage.transaction import Transaction


def follow_up(tx: Transaction, workspace_id: str, content: Mapping[str, Any], now: float) -> None:
    """Write what comes after a message of the outbox, in the transaction that notes what came of it.

    Called when Slack has the message and when it doesn't take it: what follows never waits for something that fails.
    A second time changes nothing.
    """
    kind = content["kind"]
    has_card_instead = kind == announce.ASSIGNMENT and content["cause"] == Cause.RULE and content["team"] is None
    if kind == cards.DIRECT_MESSAGE or has_card_instead:
        cards.show(tx, workspace_id, content["conversation_id"], now)
    elif kind == announce.ASSIGNMENT:
        outbox.write(tx, workspace_id, [announce.direct_message(content)], now)
