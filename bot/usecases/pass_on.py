"""Passing (declining): the conversation is dealt again, to whoever's turn is next and has not passed it (CONTRACT 5.6)."""

from bot.domain import lifecycle, rotation
from bot.domain.configuration import Method
from bot.domain.lifecycle import Cause, Pressed
from bot.domain.people import Caller
from bot.usecases import announce, cards, holding, ring
from bot.usecases.dealing import assignment_row
from bot.usecases.holding import Held
from storage.queries import assignment, conversation, conversation_pass, outbox
from storage.queries.team import TeamRow
from storage.transaction import Transaction


def pass_on(tx: Transaction, caller: Caller, conversation_id: str, assignment_id: str | None, now: float) -> Pressed:
    """Deal the conversation of whoever pressed `conversation_pass` again; else tell them why not.

    The place moves to who gets it. Where nobody is left the conversation waits, and the team is told; one without a
    team goes to the managers. `assignment_id`: the assignment that the pressed card showed; None: it didn't say.
    """
    workspace_id = caller.workspace_id
    held = holding.hold(tx, workspace_id, conversation_id)
    if held is None:
        return holding.answer(tx, caller, Pressed.UNKNOWN, None, now)
    stale = assignment_id is not None and assignment_id != held.assignment_id
    outcome = lifecycle.pass_on(held.standing, caller.user_id, stale=stale)
    if outcome == Pressed.PASSED:
        conversation_pass.keep(tx, workspace_id, conversation_id, caller.user_id, now)
        by_turn = held.team is not None and held.team.method == Method.ROUND_ROBIN
        if not (held.team is not None and by_turn and _deal(tx, caller, held, held.team, now)):
            _wait(tx, caller, held, now, by_turn=by_turn)
    return holding.answer(tx, caller, outcome, held.teammate, now)


def _deal(tx: Transaction, caller: Caller, held: Held, row: TeamRow, now: float) -> bool:
    """Deal it to whoever's turn is next; False: all who are available have passed it."""
    workspace_id, conversation_id = caller.workspace_id, held.conversation.conversation_id
    skip = held.standing.passed_by | {caller.user_id}
    found = ring.members(tx, workspace_id, row, 1 + len(skip))
    dealt = rotation.deal(ring.place_of(row), ring.candidates(found), 1, row.size, [skip])
    if not dealt.turns or dealt.place is None:
        return False
    turn = dealt.turns[0]
    decision = (turn.teammate, Cause.PASSED, {"rule": None, "passed_by": caller.user_id, **turn.reason})
    made = assignment_row(workspace_id, conversation_id, row.name, decision, now, held.assignment_id)
    conversation.set_assigned(tx, workspace_id, [conversation_id], row.name)
    assignment.insert_all(tx, [made])
    drafts = [announce.assignment(made, held.conversation.channel, held.conversation.thread_ts)]
    outbox.write(tx, workspace_id, drafts, now)
    ring.move(tx, workspace_id, row.name, found, dealt.place)
    return True


def _wait(tx: Transaction, caller: Caller, held: Held, now: float, *, by_turn: bool) -> None:
    """Let it wait until it is taken, or until somebody who hasn't passed it becomes available."""
    workspace_id, one = caller.workspace_id, held.conversation
    conversation.set_waiting(tx, workspace_id, one.conversation_id, now)
    cards.show(tx, workspace_id, one.conversation_id, now)  # there may be none yet
    if held.team is not None:
        told = announce.passed(held.team.name, held.team.channel, one, caller.user_id, by_turn=by_turn)
    else:
        conversation.set_team(tx, workspace_id, one.conversation_id, None)  # its team may be gone
        told = announce.unrouted(one.conversation_id, "passed")
    outbox.write(tx, workspace_id, [told], now)
