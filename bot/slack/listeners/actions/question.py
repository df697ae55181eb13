"""The buttons and menus of a question to a lead: `qualification_answer...`, `qualification_skip` (CONTRACT 7)."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck

from bot.domain.people import Caller
from bot.ids import Action
from bot.slack.blocks.question import pressed_question
from bot.slack.services import DEADLINE, Services
from bot.usecases.qualify_choose import answer

_log = structlog.get_logger(__name__)

ANSWER: Final = re.compile(rf"{Action.QUALIFICATION_ANSWER}.*")

#: The most choices that are looked at, and how long each may be.
_MOST, _LONGEST = 100, 200


def listener(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of answers and skips. What it did, where that can't be seen, is said through the outbox."""

    async def listen(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: dict[str, Any]) -> None:
        user_id = str(_object(body.get("user")).get("id") or "")
        channel = str(_object(body.get("channel")).get("id") or _object(body.get("container")).get("channel_id") or "")
        conversation_id, attribute = pressed_question(action.get("block_id"))
        chosen = None if action.get("action_id") == Action.QUALIFICATION_SKIP else _chosen(body, action)
        # Whether it is the lead is all that counts: Slack need not tell who that is.
        who = Caller(services.identity.workspace_id, user_id, channel or user_id)
        outcome = await services.configuration.write(
            services.store,
            answer,
            who,
            conversation_id,
            attribute,
            chosen,
            services.clock.now(),
            deadline=context[DEADLINE],
        )
        _log.info(Action.QUALIFICATION_ANSWER, user_id=user_id, conversation_id=conversation_id, outcome=outcome)
        await ack()

    return listen


async def picked(ack: AsyncAck) -> None:
    """Take note that a choice was ticked: it counts with the button beside it."""
    await ack()


def _chosen(body: Mapping[str, Any], action: Mapping[str, Any]) -> list[str]:
    """Return the words of what was pressed, selected or ticked; empty: nothing was."""
    if action.get("type") == "button" and action.get("value") == "done":
        ticked = _ticked(body)
        if ticked is not None:
            return ticked
    if action.get("type") == "static_select":
        return _words([_object(action.get("selected_option")).get("value")])
    if action.get("type") == "datepicker":
        return _words([action.get("selected_date")])
    return _words([action.get("value")])


def _ticked(body: Mapping[str, Any]) -> list[str] | None:
    """Return what is ticked in the message beside the button; None: there is nothing to tick."""
    for block in _object(_object(body.get("state")).get("values")).values():
        picks = _object(_object(block).get(Action.QUALIFICATION_PICK))
        if picks:
            options = picks.get("selected_options")
            return _words([_object(one).get("value") for one in options] if isinstance(options, list) else [])
    return None


def _words(found: list[Any]) -> list[str]:
    return [one for one in found[:_MOST] if isinstance(one, str) and 0 < len(one) <= _LONGEST]


def _object(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}
