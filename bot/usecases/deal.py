"""Dealing new conversations: a batch of requests in one transaction (DESIGN 1.3 to 1.5)."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bot.domain import rotation
from bot.domain.configuration import Configuration, Method, Rule, Trigger, is_user_id
from bot.domain.leads import LeadFacts
from bot.domain.lifecycle import Cause, State
from bot.domain.rules import first_match
from bot.usecases import announce, cards, ring
from bot.usecases.errors import ConfigurationMoved
from storage.keys import new_id
from storage.queries import assignment, conversation, outbox, person, team, workspace
from storage.queries.team import TeamRow
from storage.queries.team_member import MemberRow
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DealRequest:
    """A new conversation to be dealt. `deadline` is on `time.monotonic()`: what hasn't begun by then is dropped."""

    workspace_id: str
    source_key: str
    source: str
    channel: str
    thread_ts: str
    trigger: Trigger
    lead: LeadFacts
    lead_user_id: str | None
    deadline: float


class Outcome(StrEnum):
    """What became of a request."""

    ASSIGNED = "assigned"
    WAITING = "waiting"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class _Route:
    """Where a conversation goes: to a team, to a person, or (neither) to the managers."""

    team: str | None = None
    user_id: str | None = None
    rule: Mapping[str, Any] | None = None
    tags: tuple[str, ...] = ()
    #: What the lead is called: as their message says, else as Slack does, where a rule asks for it.
    lead_name: str | None = None
    #: Why it goes to the managers, where it does.
    why: str = "no_rule"


def deal_batch(
    tx: Transaction, requests: Sequence[DealRequest], configuration: Configuration, now: float
) -> list[Outcome]:
    """Make conversations of the requests, deal them, and write what is to be said; once for each source key.

    Args:
        tx: the transaction.
        requests: of the configuration's workspace, in order of arrival.
        configuration: as it was read before; rules are evaluated before any lock is taken.
        now: UTC seconds since 1970.

    Returns:
        What became of each request, in their order.

    Raises:
        ConfigurationMoved: the configuration changed meanwhile; nothing was written.
    """
    workspace_id = configuration.workspace_id
    begun = time.monotonic()
    live = [request for request in requests if request.deadline > begun]
    called = _names(tx, configuration, live)
    routes = {id(request): _route(configuration, request, called) for request in live}
    teams = team.lock(tx, workspace_id, {route.team for route in routes.values() if route.team is not None})
    if workspace.config_version(tx, workspace_id) != configuration.version:
        raise ConfigurationMoved
    batch = _Batch(tx, workspace_id, teams, now)
    batch.read(live, routes)
    batch.insert()
    batch.deal()
    batch.write()
    return [batch.outcomes.get(id(request), Outcome.TOO_LATE) for request in requests]


def _names(tx: Transaction, configuration: Configuration, requests: Sequence[DealRequest]) -> Mapping[str, str]:
    """Return what people are called who are leads, as far as we know: Slack is not asked. Only where a rule wants it."""
    if not any(condition.attribute == "name" for rule in configuration.rules for condition in rule.conditions):
        return {}
    return person.names(
        tx, configuration.workspace_id, {one.lead_user_id for one in requests if one.lead_user_id and not one.lead.name}
    )


def _route(configuration: Configuration, request: DealRequest, called: Mapping[str, str]) -> _Route:
    lead = request.lead
    name = lead.name or called.get(request.lead_user_id or "")
    match = first_match(
        configuration.rules,
        request.trigger,
        {
            "channel": request.channel,
            "source": request.source,
            "text": lead.text,
            "email": lead.email,
            "name": name,
        },
    )
    if match is None:
        return _Route(lead_name=name)
    told = _told(match.rule, match.position)
    target = match.rule.assign_to
    if target in configuration.teams:
        return _Route(target, None, told, match.rule.tags, name)
    if is_user_id(target):
        return _Route(None, target, told, match.rule.tags, name, why="deactivated")
    return _Route(None, None, told, match.rule.tags, name, why="team_gone")


def _told(rule: Rule, position: int) -> dict[str, Any]:
    """Tell a rule as a reason keeps it: it may be changed later."""
    conditions = [[one.attribute, one.operator, one.value] for one in rule.conditions]
    return {"position": position, "when": rule.when, "if": conditions, "assign_to": rule.assign_to}


@dataclass(slots=True)
class _Deal:
    """One request on its way: its row, and where it goes."""

    request: DealRequest
    route: _Route
    row: dict[str, Any]


class _Batch:
    """The steps of one batch, in their order."""

    def __init__(self, tx: Transaction, workspace_id: str, teams: dict[str, TeamRow], now: float) -> None:
        self._tx = tx
        self._workspace_id = workspace_id
        self._teams = teams
        self._now = now
        self._deals: list[_Deal] = []
        self._members: dict[str, list[MemberRow]] = {}
        self._turns: dict[str, tuple[str, str, dict[str, Any]]] = {}  # conversation -> teammate, cause, reason
        self._notices: dict[str, outbox.Draft] = {}  # first waiting conversation of a team -> what is said of it
        self.outcomes: dict[int, Outcome] = {}

    def read(self, requests: Sequence[DealRequest], routes: Mapping[int, _Route]) -> None:
        """Read who can be dealt to, under the locks, and make the conversations' rows."""
        wanted: dict[str, int] = {}
        for route in routes.values():
            if route.team in self._teams:
                wanted[route.team] = wanted.get(route.team, 0) + 1
        for name, row in self._teams.items():
            if row.method == Method.ROUND_ROBIN:
                self._members[name] = ring.members(self._tx, self._workspace_id, row, wanted[name])
        open_teams = {name for name, found in self._members.items() if ring.anybody_available(found)}
        gone: dict[str, bool] = {}
        for request in requests:
            route = routes[id(request)]
            if route.user_id is not None and route.user_id not in gone:
                known = person.find(self._tx, self._workspace_id, route.user_id)
                gone[route.user_id] = known is not None and known.deactivated
            assigned = route.team in open_teams or (route.user_id is not None and not gone[route.user_id])
            self._deals.append(_Deal(request, route, self._row(request, route, assigned=assigned)))

    def _row(self, request: DealRequest, route: _Route, *, assigned: bool) -> dict[str, Any]:
        return {
            "workspace_id": self._workspace_id,
            "conversation_id": new_id(),
            "source_key": request.source_key,
            "source": request.source,
            "channel": request.channel,
            "thread_ts": request.thread_ts,
            "lead_user_id": request.lead_user_id,
            "lead_name": route.lead_name,
            "lead_email": request.lead.email,
            "lead_phone": request.lead.phone,
            "text": request.lead.text,
            "tags": list(route.tags),
            "state": State.ASSIGNED if assigned else State.WAITING,
            "team": route.team,
            "created_at": self._now,
            "waiting_since": None if assigned else self._now,
        }

    def insert(self) -> None:
        """Insert the conversations; those that are there already are not dealt again."""
        rows = sorted((deal.row for deal in self._deals), key=lambda row: row["source_key"])
        inserted = conversation.insert_new(self._tx, rows)
        fresh = []
        for deal in self._deals:
            if deal.row["conversation_id"] in inserted:
                fresh.append(deal)
            else:
                self.outcomes[id(deal.request)] = Outcome.DUPLICATE
        self._deals = fresh

    def deal(self) -> None:
        """Decide who gets what, team by team, and move the places."""
        by_team: dict[str, list[_Deal]] = {}
        for deal in self._deals:
            self.outcomes[id(deal.request)] = Outcome(deal.row["state"])
            if deal.route.team is not None:
                by_team.setdefault(deal.route.team, []).append(deal)
            elif deal.row["state"] == State.ASSIGNED and deal.route.user_id is not None:
                self._turns[deal.row["conversation_id"]] = (deal.route.user_id, Cause.RULE, {"rule": deal.route.rule})
        for name, deals in by_team.items():
            row = self._teams[name]
            found = self._members.get(name)
            if found is None:
                continue  # assigned by hand
            dealt = rotation.deal(ring.place_of(row), ring.candidates(found), len(deals), row.size)
            for turn in dealt.turns:
                deal = deals[turn.number]
                reason = {"rule": deal.route.rule, **turn.reason}
                self._turns[deal.row["conversation_id"]] = (turn.teammate, Cause.ROUND_ROBIN, reason)
            if dealt.turns and dealt.place is not None:
                ring.move(self._tx, self._workspace_id, name, found, dealt.place)
            elif not dealt.turns and row.nobody_told_at is None:
                self._notices[deals[0].row["conversation_id"]] = announce.nobody_available(name, row.channel, row.size)
                team.change(self._tx, self._workspace_id, name, {"nobody_told_at": self._now})

    def write(self) -> None:
        """Write the assignments and what is said of them, in the order of dealing."""
        rows, drafts = [], []
        for deal in self._deals:
            conversation_id = deal.row["conversation_id"]
            turn = self._turns.get(conversation_id)
            if turn is not None:
                row = assignment_row(self._workspace_id, conversation_id, deal.route.team, turn, self._now)
                rows.append(row)
                drafts.append(announce.assignment(row, deal.row["channel"], deal.row["thread_ts"]))
            elif deal.route.team is None:
                drafts.append(announce.unrouted(conversation_id, deal.route.why))
            else:
                if conversation_id in self._notices:
                    drafts.append(self._notices[conversation_id])
                channel = self._teams[deal.route.team].channel
                drafts.append(cards.for_team(conversation_id, channel, deal.route.team))
        assignment.insert_all(self._tx, rows)
        outbox.write(self._tx, self._workspace_id, drafts, self._now)


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


def reject(tx: Transaction, request: DealRequest, error: str, now: float) -> None:
    """Keep a request that the database refuses for its values, and tell the managers (DESIGN 1.3)."""
    kept = json.dumps(asdict(request), default=str)  # ASCII: nothing in it can be refused again
    keep_unreadable(tx, request.workspace_id, request.channel, request.thread_ts, kept, error, now)


def keep_unreadable(
    tx: Transaction, workspace_id: str, channel: str, ts: str, event: str, error: str, now: float
) -> None:
    """Keep a message that no conversation could be made of (`event` is ASCII JSON), and tell the managers."""
    source_key = f"message:{channel}:{ts}"
    conversation.reject(tx, workspace_id, source_key, event, ascii(error)[:1000], now)
    outbox.write(tx, workspace_id, [announce.rejected(source_key, channel, ts)], now)
