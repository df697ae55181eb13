"""Assigning by hand: a teammate takes a conversation that nobody has (CONTRACT 7)."""

from enum import StrEnum

from bot.domain.people import Caller
from bot.usecases import announce
from bot.usecases.deal import assignment_row
from storage.queries import assignment, conversation, outbox, team, team_member
from storage.queries.conversation import ConversationRow
from storage.transaction import Transaction


class Taken(StrEnum):
    """What became of an attempt to take a conversation; the values name the words that are said."""

    TAKEN = "taken"
    ALREADY_YOURS = "already_yours"
    ALREADY_TAKEN = "already_taken"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN = "unknown"


def waits(tx: Transaction, workspace_id: str, source_key: str) -> bool:
    """Say whether there is such a conversation and nobody has it: only then is the one writer asked."""
    found = conversation.by_source_key(tx, workspace_id, source_key)
    return found is not None and found.state == "waiting"


def take_by_reply(tx: Transaction, workspace_id: str, source_key: str, user_id: str, now: float) -> Taken:
    """Give the conversation to the teammate who wrote in its thread, if nobody has it.

    A conversation without a team gets the taker's first team by name. UNKNOWN: there is no such conversation, or
    the writer is in no team; nothing changes then.
    """
    found = conversation.by_source_key(tx, workspace_id, source_key)
    if found is None or found.state != "waiting":
        return Taken.UNKNOWN if found is None else Taken.ALREADY_TAKEN
    teams = team_member.teams_of(tx, workspace_id, user_id)
    if not teams:
        return Taken.UNKNOWN
    return _take(tx, workspace_id, found, found.team or teams[0], user_id, now)


def take_by_button(tx: Transaction, caller: Caller, conversation_id: str, now: float) -> Taken:
    """Give the conversation to whoever pressed `conversation_take`: a member of its team, or a manager.

    Whatever else became of it is said to that person alone.
    """
    workspace_id = caller.workspace_id
    found = conversation.find(tx, workspace_id, conversation_id)
    outcome = Taken.UNKNOWN
    if found is not None:
        teams = team_member.teams_of(tx, workspace_id, caller.user_id)
        if caller.is_manager or found.team in teams:
            own = found.team or (teams[0] if teams else None)
            outcome = _take(tx, workspace_id, found, own, caller.user_id, now)
        else:
            outcome = Taken.NOT_ALLOWED
    if outcome != Taken.TAKEN:
        outbox.write(tx, workspace_id, [announce.word(caller.user_id, caller.channel, outcome)], now)
    return outcome


def _take(
    tx: Transaction, workspace_id: str, found: ConversationRow, own: str | None, user_id: str, now: float
) -> Taken:
    """Assign under the locks, if it still waits: the rotation doesn't move (CONTRACT 5.6)."""
    team.lock(tx, workspace_id, {own} if own else ())
    locked = conversation.lock(tx, workspace_id, found.conversation_id)
    if locked is None:
        return Taken.UNKNOWN
    if locked.state != "waiting":
        held = assignment.latest(tx, workspace_id, locked.conversation_id)
        return Taken.ALREADY_YOURS if held is not None and held.user_id == user_id else Taken.ALREADY_TAKEN
    row = assignment_row(workspace_id, locked.conversation_id, own, (user_id, "manual", {"rule": None}), now)
    conversation.set_assigned(tx, workspace_id, [locked.conversation_id], own)
    assignment.insert_all(tx, [row])
    outbox.write(tx, workspace_id, [announce.assignment(row, locked.channel, locked.thread_ts)], now)
    return Taken.TAKEN
