"""The routing table: what Slack sends -> the feature that answers.

Bolt asks its listeners in this order, so the busiest come first; the last ones catch what nobody listens to, because
Bolt would answer it with 404 (SLACK.md).
"""

import re
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.ids import Action, Command
from bot.slack.listeners.actions import card, question
from bot.slack.listeners.commands import answering, away, rotation
from bot.slack.listeners.events import membership, message, people, token
from bot.slack.services import Services

_log = structlog.get_logger(__name__)
_ANYTHING = re.compile(".*")


def register(app: AsyncApp, services: Services) -> None:
    """Register every listener of ours with Bolt's app."""
    app.event("message")(message.listener(services))
    for button in card.BUTTONS:
        app.action(button)(card.listener(services, button))
    app.action(question.ANSWER)(question.listener(services))
    app.action(Action.QUALIFICATION_SKIP)(question.listener(services))
    app.action(Action.QUALIFICATION_PICK)(question.picked)
    app.command(Command.ROTATION)(answering.listener(services, rotation.answer))
    # Where a workspace may not take the name /away, its manifest gives the command another (SLACK.md).
    app.command(_ANYTHING)(answering.listener(services, away.answer))
    app.event("user_change")(people.listener(services))
    app.event("team_join")(people.listener(services))
    app.event(membership.JOINED)(membership.arrival(services))
    for lost in membership.GONE:
        app.event(lost)(membership.departure(services))
    app.event(token.APP_UNINSTALLED)(token.listener(services))
    app.event(token.TOKENS_REVOKED)(token.listener(services))
    app.event(_ANYTHING)(_unheard_event)
    app.action(_ANYTHING)(_unheard)
    app.options(_ANYTHING)(_unheard)
    app.view(_ANYTHING)(_unheard)
    app.view_closed(_ANYTHING)(_unheard)
    app.shortcut(_ANYTHING)(_unheard)


async def _unheard_event(body: dict[str, Any]) -> None:
    event = body.get("event")
    _log.debug("unheard_event", event_type=event.get("type") if isinstance(event, dict) else None)


async def _unheard(ack: AsyncAck, body: dict[str, Any]) -> None:
    await ack()
    _log.warning("unheard_interaction", interaction_type=body.get("type"))
