"""What follows an announcement: first the thread, then the direct message, then the card (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any

from bot.domain.lifecycle import Cause
from bot.usecases import announce, cards
from storage.queries import assignment, outbox
from storage.transaction import Transaction


def follow_up(tx: Transaction, workspace_id: str, content: Mapping[str, Any], now: float) -> None:
    """Write what comes after a message of the outbox, in the transaction that notes what came of it.

    Called when Slack has the message and when it doesn't take it: what follows never waits for something that fails.
    A second time changes nothing. An assignment that doesn't hold any more is followed by nothing: the later one is.
    """
    if content["kind"] not in {announce.ASSIGNMENT, cards.DIRECT_MESSAGE}:
        return
    conversation_id = content["conversation_id"]
    held = assignment.latest(tx, workspace_id, conversation_id)
    if held is None or held.assignment_id != content["assignment_id"]:
        return
    if content["kind"] == cards.DIRECT_MESSAGE or (held.cause == Cause.RULE and held.team is None):
        cards.show(tx, workspace_id, conversation_id, now)
    else:
        outbox.write(tx, workspace_id, [announce.direct_message(content)], now)
