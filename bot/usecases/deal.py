"""Dealing new conversations: a batch of requests in one transaction (DESIGN 1.3 to 1.5)."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.domain.configuration import Configuration, Trigger
from bot.domain.leads import LeadFacts
from bot.domain.lifecycle import State
from bot.usecases import announce, qualify
from bot.usecases.dealing import Deal, Dealing
from bot.usecases.errors import ConfigurationMoved
from bot.usecases.qualify import Came, Opening, same_address
from bot.usecases.routing import route
from storage.keys import new_id
from storage.queries import (
    conversation,
    conversation_answer,
    conversation_qualification,
    outbox,
    person,
    team,
    workspace,
)
from storage.queries.outbox import Draft
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DealRequest:
    """A new conversation to be dealt. `deadline` is on `time.monotonic()`: what hasn't begun by then is dropped.

    `qualify`: the qualification whose questions its lead is asked first; None: none.
    """

    workspace_id: str
    source_key: str
    source: str
    channel: str
    thread_ts: str
    trigger: Trigger
    lead: LeadFacts
    lead_user_id: str | None
    deadline: float
    qualify: str | None = None


class Outcome(StrEnum):
    """What became of a request."""

    ASSIGNED = "assigned"
    WAITING = "waiting"
    QUALIFYING = "qualifying"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    TOO_LATE = "too_late"


@dataclass(slots=True)
class _New:
    """A request on its way: how it begins, its row, and where it goes (None: its lead is asked first)."""

    request: DealRequest
    opening: Opening
    row: dict[str, Any]
    deal: Deal | None


def deal_batch(
    tx: Transaction, configuration: Configuration, requests: Sequence[DealRequest], now: float
) -> list[Outcome]:
    """Make conversations of the requests, deal or begin to qualify them, and write what is to be said; each once.

    Args:
        tx: the transaction.
        configuration: as it was read before; rules are evaluated before any lock is taken.
        requests: of the configuration's workspace, in order of arrival.
        now: UTC seconds since 1970.

    Returns:
        What became of each request, in their order.

    Raises:
        ConfigurationMoved: the configuration changed meanwhile; nothing was written.
    """
    workspace_id = configuration.workspace_id
    begun = time.monotonic()
    live = [request for request in requests if request.deadline > begun]
    news = _news(tx, configuration, live, now)
    deals = [new.deal for new in news if new.deal is not None]
    teams = team.lock(tx, workspace_id, {deal.route.team for deal in deals if deal.route.team is not None})
    if workspace.config_version(tx, workspace_id) != configuration.version:
        raise ConfigurationMoved
    dealing = Dealing(tx, workspace_id, teams, now)
    dealing.decide(deals)
    inserted = conversation.insert_new(tx, sorted((new.row for new in news), key=lambda row: row["source_key"]))
    fresh = [new for new in news if new.row["conversation_id"] in inserted]
    questions = _begin(tx, workspace_id, fresh, now)
    dealt = [new.deal for new in fresh if new.deal is not None]
    dealing.deal(dealt)
    outbox.write(tx, workspace_id, questions + dealing.assign(dealt), now)
    outcomes = {id(new.request): Outcome.DUPLICATE for new in news}
    outcomes |= {id(new.request): Outcome(new.row["state"]) for new in fresh}
    return [outcomes.get(id(request), Outcome.TOO_LATE) for request in requests]


def _news(tx: Transaction, configuration: Configuration, requests: Sequence[DealRequest], now: float) -> list[_New]:
    called = _names(tx, configuration, requests)
    came = [Came(one.channel, one.source, one.thread_ts, one.lead, one.lead_user_id, one.qualify) for one in requests]
    return [
        _new(configuration, request, opening, called.get(request.lead_user_id or ""), now)
        for request, opening in zip(requests, qualify.openings(tx, configuration, came, now), strict=True)
    ]


def _names(tx: Transaction, configuration: Configuration, requests: Sequence[DealRequest]) -> Mapping[str, str]:
    """Return what people are called who are leads, as far as we know: Slack is not asked. Only where a rule wants it."""
    if not any(condition.attribute == "name" for rule in configuration.rules for condition in rule.conditions):
        return {}
    return person.names(
        tx, configuration.workspace_id, {one.lead_user_id for one in requests if one.lead_user_id and not one.lead.name}
    )


def _new(configuration: Configuration, request: DealRequest, opening: Opening, called: str | None, now: float) -> _New:
    lead = request.lead
    attributes = dict(opening.attributes)
    attributes["name"] = attributes["name"] or called
    row: dict[str, Any] = {
        "workspace_id": request.workspace_id,
        "conversation_id": new_id(),
        "source_key": request.source_key,
        "source": request.source,
        "channel": request.channel,
        "thread_ts": request.thread_ts,
        "lead_user_id": request.lead_user_id,
        "lead_name": lead.name or called,
        "lead_email": same_address(lead.email) if lead.email else None,
        "lead_phone": lead.phone,
        "text": lead.text,
        "tags": [],
        "state": State.QUALIFYING,
        "team": None,
        "created_at": now,
        "waiting_since": None,
        **opening.lead,
    }
    if opening.question is not None:
        return _New(request, opening, row, None)
    way = route(configuration, request.trigger, attributes)
    return _New(request, opening, row, Deal(way, attributes, row, qualified=opening.qualification is not None))


def _begin(tx: Transaction, workspace_id: str, fresh: Sequence[_New], now: float) -> list[Draft]:
    """Keep what is known of new conversations, and return the first questions of those that are asked at once."""
    answers, begun, questions = [], [], []
    for new in fresh:
        conversation_id = new.row["conversation_id"]
        answers += new.opening.answers(conversation_id)
        row = new.opening.begun(conversation_id, now)
        if row is not None:
            begun.append(row)
        first = new.opening.question
        if row is not None and row.asked is not None and first is not None:
            channel, thread_ts = new.row["channel"], new.row["thread_ts"]
            questions.append(announce.question(conversation_id, channel, thread_ts, first, greets=True))
    conversation_qualification.insert_all(tx, workspace_id, begun)
    conversation_answer.keep(tx, workspace_id, answers)
    return questions
