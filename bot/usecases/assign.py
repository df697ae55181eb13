"""Assigning by hand: a teammate takes a conversation that nobody has (CONTRACT 7)."""

from collections.abc import Sequence

from bot.domain import lifecycle
from bot.domain.lifecycle import UNASSIGNED, Cause, Pressed
from bot.domain.people import Caller
from bot.usecases import announce, dialog, holding
from bot.usecases.dealing import assignment_row
from storage.queries import assignment, conversation, outbox, team_member
from storage.transaction import Transaction


def waits(tx: Transaction, workspace_id: str, source_key: str) -> bool:
    """Say whether there is such a conversation and nobody has it: only then is the one writer asked."""
    found = conversation.by_source_key(tx, workspace_id, source_key)
    return found is not None and found.state in UNASSIGNED


def take_by_reply(tx: Transaction, workspace_id: str, source_key: str, user_id: str, now: float) -> Pressed:
    """Give the conversation to the teammate who wrote in its thread, if nobody has it.

    A conversation without a team gets the taker's first team by name. UNKNOWN: there is no such conversation, or
    the writer is in no team; nothing changes then.
    """
    found = conversation.by_source_key(tx, workspace_id, source_key)
    if found is None or found.state not in UNASSIGNED:
        return Pressed.UNKNOWN if found is None else Pressed.ALREADY_TAKEN
    teams = team_member.teams_of(tx, workspace_id, user_id)
    if not teams:
        return Pressed.UNKNOWN
    return _take(tx, workspace_id, found.conversation_id, teams, user_id, now, may_take=True)[0]


def take(tx: Transaction, caller: Caller, conversation_id: str, _assignment_id: str | None, now: float) -> Pressed:
    """Give the conversation to whoever pressed `conversation_take`: a member of its team, or a manager.

    Whatever else became of it is said to that person alone. What the pressed card showed doesn't matter: what nobody
    has is taken.
    """
    workspace_id = caller.workspace_id
    teams = team_member.teams_of(tx, workspace_id, caller.user_id)
    everything = caller.is_manager
    outcome, teammate = _take(tx, workspace_id, conversation_id, teams, caller.user_id, now, may_take=everything)
    return holding.answer(tx, caller, outcome, teammate, now)


def _take(
    tx: Transaction,
    workspace_id: str,
    conversation_id: str,
    teams: Sequence[str],
    user_id: str,
    now: float,
    *,
    may_take: bool,
) -> tuple[Pressed, str | None]:
    """Assign under the locks, if it still waits: the rotation doesn't move (CONTRACT 5.6).

    `may_take`: whatever it is; else what is of one of these teams.

    Returns what became of it, and who has the conversation (None: nobody).
    """
    held = holding.hold(tx, workspace_id, conversation_id, teams[:1])
    if held is None:
        return Pressed.UNKNOWN, None
    outcome = lifecycle.take(held.standing, user_id, may_take=may_take or held.conversation.team in teams)
    if outcome == Pressed.TAKEN:
        row = held.conversation
        own = row.team or (teams[0] if teams else None)
        turn = (user_id, Cause.MANUAL, {"rule": None})
        made = assignment_row(workspace_id, conversation_id, own, turn, now, held.assignment_id)
        conversation.set_assigned(tx, workspace_id, [conversation_id], own)
        assignment.insert_all(tx, [made])
        dialog.end(tx, workspace_id, conversation_id, now)
        outbox.write(tx, workspace_id, [announce.assignment(made, row.channel, row.thread_ts)], now)
    return outcome, held.teammate
