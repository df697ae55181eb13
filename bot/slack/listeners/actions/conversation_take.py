"""`conversation_take`: the button that takes a conversation which nobody has."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from bot.slack.caller import caller
from bot.slack.services import DEADLINE, Services
from bot.usecases.assign import take_by_button

_log = structlog.get_logger(__name__)


def listener(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of the button."""

    async def listen(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: dict[str, Any]) -> None:
        user_id = str((body.get("user") or {}).get("id") or "")
        channel = str((body.get("channel") or body.get("container") or {}).get("id") or user_id)
        who = await caller(services, user_id, channel)
        outcome = await services.store.write(
            take_by_button, who, str(action.get("value") or ""), services.clock.now(), deadline=context[DEADLINE]
        )
        _log.info("conversation_take", user_id=user_id, outcome=outcome)
        await ack()

    return listen
