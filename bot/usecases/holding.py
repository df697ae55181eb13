"""A conversation under its locks, as whoever presses one of its buttons finds it (DESIGN 1.5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.lifecycle import CHANGES, Pressed, Standing, State
from bot.domain.people import Caller
from bot.usecases import announce
from bot.usecases.errors import Contended
from storage.queries import assignment, conversation, conversation_pass, outbox, team
from storage.queries.conversation import ConversationRow
from storage.queries.team import TeamRow
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Held:
    """A locked conversation. `team`: its team's row, locked too; None: it has none, or not that one any more.

    `assignment_id`: the latest assignment's; None: nobody ever had it.
    """

    conversation: ConversationRow
    team: TeamRow | None
    standing: Standing
    assignment_id: str | None

    @property
    def teammate(self) -> str | None:
        """Who has the conversation now; None: nobody."""
        return self.standing.teammate if self.standing.state == State.ASSIGNED else None


def hold(tx: Transaction, workspace_id: str, conversation_id: str, or_teams: Sequence[str] = ()) -> Held | None:
    """Lock a conversation, its team before it, and return how it stands; None: there is none.

    `or_teams`: to be locked where it has no team, and may get one of these.

    Raises:
        Contended: it got another team while we waited for its own; doing it all again works.
    """
    found = conversation.find(tx, workspace_id, conversation_id)
    if found is None:
        return None
    teams = team.lock(tx, workspace_id, [found.team] if found.team else or_teams)
    row = conversation.lock(tx, workspace_id, conversation_id)
    if row is None:
        return None
    if row.team is not None and row.team not in teams and row.team != found.team:
        raise Contended("the conversation got another team meanwhile")
    latest = assignment.latest(tx, workspace_id, conversation_id)
    passed = conversation_pass.of(tx, workspace_id, [conversation_id]).get(conversation_id, frozenset())
    standing = Standing(row.state, latest.user_id if latest else None, row.accepted_at is not None, passed)
    return Held(row, teams.get(row.team or ""), standing, latest.assignment_id if latest else None)


def answer(tx: Transaction, caller: Caller, outcome: Pressed, teammate: str | None, now: float) -> Pressed:
    """Say to the presser alone why nothing changed, where nothing did; return the outcome.

    `teammate`: who has the conversation; None: nobody.
    """
    if outcome not in CHANGES:
        words = announce.word(caller.user_id, caller.channel, outcome, teammate)
        outbox.write(tx, caller.workspace_id, [words], now)
    return outcome
