"""The buttons of a card: `conversation_take`, `conversation_accept`, `conversation_pass` (CONTRACT 7)."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from slack_bolt.async_app import AsyncAck

from bot.domain.lifecycle import Pressed
from bot.ids import Action
from bot.slack.blocks.card import pressed_value
from bot.slack.caller import caller
from bot.slack.services import DEADLINE, Services
from bot.usecases.accept import accept
from bot.usecases.assign import take
from bot.usecases.pass_on import pass_on

_log = structlog.get_logger(__name__)

#: What a button does: given the transaction, who presses, the conversation, the assignment that the card showed, now.
Does = Callable[..., Pressed]

BUTTONS: Final[dict[Action, Does]] = {
    Action.CONVERSATION_ACCEPT: accept,
    Action.CONVERSATION_PASS: pass_on,
    Action.CONVERSATION_TAKE: take,
}


def listener(services: Services, button: Action) -> Callable[..., Awaitable[None]]:
    """Return the listener of one button. What it did, or why it did nothing, is said through the outbox."""

    async def listen(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any], context: dict[str, Any]) -> None:
        user_id = str((body.get("user") or {}).get("id") or "")
        channel = str(
            (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id") or user_id
        )
        who = await caller(services, user_id, channel)
        conversation_id, assignment_id = pressed_value(action.get("value"))
        outcome = await services.store.write(
            BUTTONS[button], who, conversation_id, assignment_id, services.clock.now(), deadline=context[DEADLINE]
        )
        _log.info(button, user_id=user_id, conversation_id=conversation_id, outcome=outcome)
        await ack()

    return listen
