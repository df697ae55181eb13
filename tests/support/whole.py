"""Whether anything was written by halves."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from storage.tables import Assignment, Conversation, ConversationQualification, OutboxMessage, Row, table
from storage.transaction import Transaction
from tests.support.world import World


async def half_written(world: World) -> list[str]:
    """Return what one part of a decision says and another doesn't: conversation, assignment, what is to be said of it."""
    return await world.read(_half_written)


def _half_written(tx: Transaction) -> list[str]:
    conversations, assignments, messages = (_rows(tx, of) for of in (Conversation, Assignment, OutboxMessage))
    dealt = {one.conversation_id for one in assignments}
    cards = {one.card_of for one in messages if one.card_of is not None}
    asking = {one.conversation_id: one.due_at for one in _rows(tx, ConversationQualification)}
    said = Counter(one.content["assignment_id"] for one in messages if one.content["kind"] == "assignment")
    wrong = [f"{one.source_key} has neither a card nor an assignment" for one in conversations
             if one.conversation_id not in dealt | cards | asking.keys()]  # fmt: skip
    wrong += [f"{one.source_key} is {one.state}, and its questions go on at {asking.get(one.conversation_id)}"
              for one in conversations
              if (one.state == "qualifying") != (asking.get(one.conversation_id) is not None)]  # fmt: skip
    wrong += [f"{one.source_key} is {one.state}" for one in conversations
              if (one.state == "assigned") != (one.conversation_id in dealt)]  # fmt: skip
    wrong += [f"{one.source_key} waits since {one.waiting_since}, and is {one.state}" for one in conversations
              if (one.state == "waiting") != (one.waiting_since is not None)]  # fmt: skip
    wrong += [f"assignment {one.assignment_id} is said {said[one.assignment_id]} times" for one in assignments
              if said[one.assignment_id] != 1]  # fmt: skip
    return wrong


def _rows(tx: Transaction, of: type[Row]) -> Any:
    return tx.execute(select(table(of))).all()
