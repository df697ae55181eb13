"""The steps in which conversations are dealt, under the locks of their teams (DESIGN 1.4, 1.5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain import rotation
from bot.domain.configuration import Method
from bot.domain.lifecycle import Cause, State
from bot.domain.rules import AttributeValue
from bot.usecases import announce, cards, ring
from bot.usecases.routing import Route
from storage.keys import new_id
from storage.queries import assignment, person, team
from storage.queries.outbox import Draft
from storage.queries.team import TeamRow
from storage.queries.team_member import MemberRow
from storage.transaction import Transaction


@dataclass(slots=True)
class Deal:
    """One conversation on its way.

    Attributes:
        route: Where it goes.
        attributes: What is known of it, for the words of a note.
        row: Its row, with `conversation_id`, `channel`, `thread_ts` and `lead_user_id` at least; `Dealing.decide` adds
            what it decides.
        qualified: Whether its lead was asked questions, or could have been, and is to hear how it goes on.
    """

    route: Route
    attributes: Mapping[str, AttributeValue]
    row: dict[str, Any] = field(default_factory=dict)
    qualified: bool = False


class Dealing:
    """The steps, in their order: `decide`, then whatever writes the conversations' rows, then `deal` and `assign`.

    `teams` are locked.
    """

    def __init__(self, tx: Transaction, workspace_id: str, teams: Mapping[str, TeamRow], now: float) -> None:
        self._tx = tx
        self._workspace_id = workspace_id
        self._teams = teams
        self._now = now
        self._members: dict[str, list[MemberRow]] = {}
        self._turns: dict[str, tuple[str, str, dict[str, Any]]] = {}  # conversation -> teammate, cause, reason
        self._notices: dict[str, Draft] = {}  # first waiting conversation of a team -> what is said of it

    def decide(self, deals: Sequence[Deal]) -> None:
        """Read who can be dealt to, and say in each row whether somebody gets it: `state`, `team`, `waiting_since`, `tags`."""
        wanted: dict[str, int] = {}
        for deal in deals:
            name = deal.route.team
            if name is not None and name in self._teams:
                wanted[name] = wanted.get(name, 0) + 1
        for name, count in wanted.items():
            row = self._teams[name]
            if row.method == Method.ROUND_ROBIN:
                self._members[name] = ring.members(self._tx, self._workspace_id, row, count)
        open_teams = {name for name, found in self._members.items() if ring.anybody_available(found)}
        gone: dict[str, bool] = {}
        for deal in deals:
            user_id = deal.route.user_id
            if user_id is not None and user_id not in gone:
                known = person.find(self._tx, self._workspace_id, user_id)
                gone[user_id] = known is not None and known.deactivated
            assigned = deal.route.team in open_teams or (user_id is not None and not gone[user_id])
            deal.row |= {
                "state": State.ASSIGNED if assigned else State.WAITING,
                "team": deal.route.team,
                "tags": list(deal.route.tags),
                "waiting_since": None if assigned else self._now,
            }

    def deal(self, deals: Sequence[Deal]) -> None:
        """Decide who gets what, team by team, and move the places."""
        by_team: dict[str, list[Deal]] = {}
        for deal in deals:
            if deal.route.team is not None:
                by_team.setdefault(deal.route.team, []).append(deal)
            elif deal.row["state"] == State.ASSIGNED and deal.route.user_id is not None:
                self._turns[deal.row["conversation_id"]] = (deal.route.user_id, Cause.RULE, {"rule": deal.route.rule})
        for name, of_team in by_team.items():
            row = self._teams[name]
            found = self._members.get(name)
            if found is None:
                continue  # assigned by hand
            dealt = rotation.deal(ring.place_of(row), ring.candidates(found), len(of_team), row.size)
            for turn in dealt.turns:
                deal = of_team[turn.number]
                reason = {"rule": deal.route.rule, **turn.reason}
                self._turns[deal.row["conversation_id"]] = (turn.teammate, Cause.ROUND_ROBIN, reason)
            if dealt.turns and dealt.place is not None:
                ring.move(self._tx, self._workspace_id, name, found, dealt.place)
            elif not dealt.turns and row.nobody_told_at is None:
                first = of_team[0].row["conversation_id"]
                self._notices[first] = announce.nobody_available(name, row.channel, row.size)
                team.change(self._tx, self._workspace_id, name, {"nobody_told_at": self._now})

    def assign(self, deals: Sequence[Deal]) -> list[Draft]:
        """Write the assignments, and return what is to be said of them, in the order of dealing."""
        rows: list[dict[str, Any]] = []
        drafts: list[Draft] = []
        for deal in deals:
            self._assign(deal, rows, drafts)
        assignment.insert_all(self._tx, rows)
        return drafts

    def _assign(self, deal: Deal, rows: list[dict[str, Any]], drafts: list[Draft]) -> None:
        conversation_id = deal.row["conversation_id"]
        turn = self._turns.get(conversation_id)
        if turn is not None:
            row = assignment_row(self._workspace_id, conversation_id, deal.route.team, turn, self._now)
            rows.append(row)
            drafts.append(announce.assignment(row, deal.row["channel"], deal.row["thread_ts"]))
        else:
            if deal.qualified and deal.row["lead_user_id"] is not None:
                drafts.append(announce.thanks(conversation_id, deal.row["channel"], deal.row["thread_ts"]))
            if deal.route.team is None:
                drafts.append(announce.unrouted(conversation_id, deal.route.why))
            else:
                if conversation_id in self._notices:
                    drafts.append(self._notices[conversation_id])
                channel = self._teams[deal.route.team].channel
                drafts.append(cards.for_team(conversation_id, channel, deal.route.team))
        if deal.route.note is not None:
            teammate = turn[0] if turn is not None else None
            drafts.append(announce.note(deal.row, deal.route.note, deal.attributes, deal.route.team, teammate))


def assignment_row(
    workspace_id: str,
    conversation_id: str,
    team_name: str | None,
    turn: tuple[str, str, dict[str, Any]],
    now: float,
    after: str | None = None,
) -> dict[str, Any]:
    """Make the row of one decision: `turn` is teammate, cause and reason.

    `after`: the assignment's id that it follows; None: nobody ever had the conversation.
    """
    teammate, cause, reason = turn
    return {
        "workspace_id": workspace_id,
        "assignment_id": new_id(after),
        "conversation_id": conversation_id,
        "team": team_name,
        "user_id": teammate,
        "cause": cause,
        "reason": reason,
        "assigned_at": now,
    }
