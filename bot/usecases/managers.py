"""What is for the managers: who they are, and what each of them is sent (CONTRACT 7)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from bot.domain.lifecycle import State
from bot.usecases import announce, cards
from storage.queries import conversation, outbox_card, person
from storage.queries.outbox import Draft
from storage.transaction import Transaction


def who(tx: Transaction, workspace_id: str, others: Collection[str]) -> Sequence[str]:
    """Return the ids of the managers that the configuration names, and of `others`; where nobody is set, of the owners.

    Whoever is deactivated in Slack reads nothing, and guests and strangers are no managers, whoever names them: where
    nobody else is left, it is the owners. Empty: nobody is known yet.
    """
    named = {*person.managers(tx, workspace_id), *others}
    return sorted(named - person.outside(tx, workspace_id, named)) or person.owners(tx, workspace_id)


def lock(tx: Transaction, workspace_id: str, contents: Iterable[Mapping[str, Any]], people: Sequence[str]) -> set[str]:
    """Lock the conversations that `drafts` of these messages reads, and return the channels that are written to."""
    unrouted = sorted({one["conversation_id"] for one in contents if one["kind"] == "unrouted"})
    for conversation_id in unrouted:
        conversation.lock(tx, workspace_id, conversation_id)
    return outbox_card.channels_of(tx, workspace_id, unrouted) | set(people)


def drafts(
    tx: Transaction, workspace_id: str, content: Mapping[str, Any], people: Sequence[str], now: float
) -> list[Draft]:
    """Return what is sent to each of these people: what has no team by a card of their own.

    A conversation may come to them again, when their card of it is long out of sight: it says why now, and they are
    told by a message.
    """
    if content["kind"] != "unrouted":
        return [Draft(user, dict(content)) for user in people]
    conversation_id, why = content["conversation_id"], content["why"]
    found = conversation.find(tx, workspace_id, conversation_id)
    if found is None or found.state != State.WAITING or found.team is not None:
        return []  # somebody took it meanwhile
    there = {shown_to for _, shown_to in outbox_card.change(tx, workspace_id, [conversation_id], now)}
    made: list[Draft] = []
    for user in people:
        card = cards.for_manager(conversation_id, user, why)
        if card.card_for in there:
            outbox_card.set_content(tx, workspace_id, card)
            made.append(announce.came_back(user, found, why))
        else:
            made.append(card)
    return made
