"""`message`: leads, teammates who answer them, and what is written to the bot itself (https://docs.slack.dev/reference/events/message)."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from bot.slack.listeners.events import direct_message
from bot.slack.services import DEADLINE, Services
from bot.slack.text import event_word
from bot.usecases.errors import StorageUnavailable, TooLate
from bot.usecases.incoming import IncomingMessage
from bot.usecases.intake import receive
from bot.usecases.rejecting import keep_unreadable

_log = structlog.get_logger(__name__)

#: What Slack calls the channel of a person and the bot.
_DIRECT: Final = "im"


def listener(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of `message` events."""

    async def listen(event: dict[str, Any], context: dict[str, Any]) -> None:
        incoming = _incoming(services, event, context[DEADLINE])
        if incoming is None:
            _log.info("message_without_place", subtype=str(event.get("subtype"))[:50])
            return
        if event.get("channel_type") == _DIRECT:
            await direct_message.answer(services, incoming)
            return
        try:
            await receive(
                services.store, services.dealer, services.directory, services.clock, services.configuration, incoming
            )
        except (StorageUnavailable, TooLate):
            raise  # 503: Slack delivers it again
        except Exception as error:  # noqa: BLE001 - whatever it is, the message must not be lost
            # Delivering it again would fail again: it is kept, and managers are told.
            _log.exception("message_unreadable", channel=incoming.channel, ts=incoming.ts)
            await services.store.write(
                keep_unreadable,
                incoming.workspace_id,
                incoming.channel,
                incoming.ts,
                json.dumps(event),
                repr(error),
                services.clock.now(),
                deadline=incoming.deadline,
            )

    return listen


def _incoming(services: Services, event: dict[str, Any], deadline: float) -> IncomingMessage | None:
    channel, ts = event_word(event.get("channel")), event_word(event.get("ts"))
    if channel is None or ts is None:
        return None
    identity = services.identity
    user, bot = event_word(event.get("user")), event_word(event.get("bot_id"))
    own = (bot is not None and bot == identity.bot_id) or (user is not None and user == identity.bot_user_id)
    return IncomingMessage(
        workspace_id=identity.workspace_id,
        channel=channel,
        ts=ts,
        thread_ts=event_word(event.get("thread_ts")),
        user_id=user,
        subtype=event_word(event.get("subtype")),
        from_app=bot is not None or event.get("subtype") == "bot_message",
        own=own,
        event=event,
        deadline=deadline,
    )
