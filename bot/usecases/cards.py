"""Cards: one message for each conversation and team, which shows what is true and is never posted anew (CONTRACT 7).

A card is one row of the outbox, which says only whose it is. What it shows is read in the transaction that hands it to
Slack (docs/adr/0001, docs/adr/0004).
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from bot.domain.lifecycle import State
from bot.usecases import qualify_shown
from storage.queries import assignment, conversation, conversation_lead, conversation_pass, outbox, outbox_card, team
from storage.queries.conversation_lead import LeadRow
from storage.queries.outbox import Draft, MessageRow
from storage.transaction import Transaction

#: The kinds of outbox rows that tell of a conversation to those who work on it.
CARD: Final = "card"
DIRECT_MESSAGE: Final = "direct_message"

#: How much of what the lead wrote is shown.
_LONGEST_TEXT: Final = 500


def for_team(conversation_id: str, channel: str, team_name: str) -> Draft:
    """Make the card in a team's channel; where there is one already, nothing is written."""
    return _card(conversation_id, channel, team_name)


def for_person(conversation_id: str, user_id: str) -> Draft:
    """Make the card in the direct messages of somebody whom a rule names."""
    return _card(conversation_id, user_id, f"@{user_id}")


def for_manager(conversation_id: str, user_id: str, why: str) -> Draft:
    """Make the card in a manager's direct messages of what has no team; `why`: see `announce.unrouted`."""
    return _card(conversation_id, user_id, f"manager@{user_id}", why=why)


def _card(conversation_id: str, channel: str, shown_to: str, **more: str) -> Draft:
    # `@` stands in no team's name.
    content = {"kind": CARD, "conversation_id": conversation_id, **more}
    return Draft(channel, content, card_of=conversation_id, card_for=shown_to)


def changed(tx: Transaction, workspace_id: str, conversation_ids: Collection[str], now: float) -> None:
    """Let all cards that these conversations have show what is true now."""
    outbox_card.change(tx, workspace_id, conversation_ids, now)


def move_waiting(tx: Transaction, workspace_id: str, team_name: str, channel: str, now: float) -> int:
    """Post the cards of what waits in a team anew, in its new channel; return how many.

    Those in the old channel lose their button. What somebody has keeps its card where it is.
    """
    waiting = conversation.waiting_ids(tx, workspace_id, team_name)
    outbox_card.retire(tx, workspace_id, waiting, team_name, f"{team_name}@{now}", now)
    outbox.write(tx, workspace_id, [for_team(one, channel, team_name) for one in waiting], now)
    return len(waiting)


def show(tx: Transaction, workspace_id: str, conversation_id: str, now: float) -> None:
    """Let all cards of a conversation show what is true now, and make the one of its team where there is none yet.

    Where no team has a card of it (a rule assigned it to a person, its team is gone), it is in the direct messages of
    whoever has it.
    """
    found = conversation.find(tx, workspace_id, conversation_id)
    if found is None:
        return
    channel = None if found.team is None else team.channel_of(tx, workspace_id, found.team)
    there = outbox_card.change(tx, workspace_id, [conversation_id], now, [channel] if channel else ())
    shown = {card_for for _, card_for in there}
    drafts: list[Draft] = []
    if found.team is not None and channel is not None:
        drafts.append(for_team(conversation_id, channel, found.team))
    elif found.state == State.ASSIGNED and not shown:
        held = assignment.latest(tx, workspace_id, conversation_id)
        if held is not None:
            drafts.append(for_person(conversation_id, held.user_id))
    missing = [one for one in drafts if one.card_for not in shown]
    outbox.write(tx, workspace_id, missing, now)


def channels(tx: Transaction, workspace_id: str, conversation_id: str) -> set[str]:
    """Return the channels that `show` writes to."""
    found = conversation.find(tx, workspace_id, conversation_id)
    channel = None if found is None or found.team is None else team.channel_of(tx, workspace_id, found.team)
    held = assignment.latest(tx, workspace_id, conversation_id)
    others = {channel} if channel else {held.user_id} if held else set()
    return outbox_card.channels_of(tx, workspace_id, [conversation_id]) | others


def facts(tx: Transaction, workspace_id: str, row: MessageRow) -> Mapping[str, Any] | None:
    """Return what a card or a direct message tells of a conversation.

    Returns:
        The conversation's lead and place; what was answered (`answers`) and the lead's `earlier` conversations; who has it
        (`teammate`, None: nobody), why (`cause`), and whether they `accepted` it; who `passed_by`; and `buttons`: `held`
        (accept, pass), `waiting` (take), or None. None: nobody need be told, as the conversation has moved on.
    """
    content = row.content
    conversation_id = content["conversation_id"]
    lead = conversation_lead.find(tx, workspace_id, conversation_id)
    if lead is None:
        return content
    held = assignment.latest(tx, workspace_id, conversation_id)
    passed = conversation_pass.of(tx, workspace_id, [conversation_id]).get(conversation_id, frozenset())
    if lead.state != State.ASSIGNED:
        held = None
    if content["kind"] == DIRECT_MESSAGE and (held is None or held.assignment_id != content["assignment_id"]):
        return None
    return {
        **lead._asdict(),
        "text": lead.text[:_LONGEST_TEXT],
        "answers": qualify_shown.answers(tx, workspace_id, conversation_id),
        "earlier": [one._asdict() for one in conversation_lead.earlier(tx, workspace_id, lead, conversation_id)],
        "teammate": held.user_id if held else None,
        "cause": held.cause if held else None,
        "assignment_id": held.assignment_id if held else None,
        "accepted": lead.accepted_at is not None,
        "passed_by": sorted(passed),
        "buttons": _buttons(lead, held.user_id if held else None, row),
        **content,
    }


def _buttons(lead: LeadRow, teammate: str | None, row: MessageRow) -> str | None:
    """Say which buttons a card has: those of its team, or of the person who has it; an old team's card has none."""
    if lead.state == State.ASSIGNED:
        return "held" if row.card_for == lead.team or row.channel == teammate else None
    if lead.state != State.WAITING:
        return None
    if lead.team is None:  # managers take it
        return "waiting" if "why" in row.content else None
    return "waiting" if row.card_for == lead.team else None
