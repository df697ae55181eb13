"""Accepting: the assignee says that they are on it, which is noted and shown on the card (CONTRACT 7)."""

from bot.domain import lifecycle
from bot.domain.lifecycle import Pressed
from bot.domain.people import Caller
from bot.usecases import cards, holding
from storage.queries import conversation
from storage.transaction import Transaction


def accept(tx: Transaction, caller: Caller, conversation_id: str, assignment_id: str | None, now: float) -> Pressed:
    """Note that whoever pressed `conversation_accept` accepts their conversation; else tell them why not.

    `assignment_id`: the assignment that the pressed card showed; None: it didn't say.
    """
    held = holding.hold(tx, caller.workspace_id, conversation_id)
    if held is None:
        return holding.answer(tx, caller, Pressed.UNKNOWN, None, now)
    stale = assignment_id is not None and assignment_id != held.assignment_id
    outcome = lifecycle.accept(held.standing, caller.user_id, stale=stale)
    if outcome == Pressed.ACCEPTED:
        conversation.set_accepted(tx, caller.workspace_id, conversation_id, now)
        cards.changed(tx, caller.workspace_id, [conversation_id], now)
    return holding.answer(tx, caller, outcome, held.teammate, now)
