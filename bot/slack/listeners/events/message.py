"""`message`: leads, and teammates who answer them (https://docs.slack.dev/reference/events/message)."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from bot.slack.services import DEADLINE, Services
from bot.usecases.deal import keep_unreadable
from bot.usecases.errors import StorageUnavailable, TooLate
from bot.usecases.intake import IncomingMessage, receive

_log = structlog.get_logger(__name__)

_LONGEST_WORD: Final = 255


def listener(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of `message` events."""

    async def listen(event: dict[str, Any], context: dict[str, Any]) -> None:
        incoming = _incoming(services, event, context[DEADLINE])
        if incoming is None:
            _log.info("message_without_place", subtype=str(event.get("subtype"))[:50])
            return
        try:
            await receive(services.store, services.dealer, services.clock, services.configuration.current, incoming)
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
    channel, ts = _word(event.get("channel")), _word(event.get("ts"))
    if channel is None or ts is None:
        return None
    identity = services.identity
    user, bot = _word(event.get("user")), _word(event.get("bot_id"))
    own = (bot is not None and bot == identity.bot_id) or (user is not None and user == identity.bot_user_id)
    return IncomingMessage(
        workspace_id=identity.workspace_id,
        channel=channel,
        ts=ts,
        thread_ts=_word(event.get("thread_ts")),
        user_id=user,
        subtype=_word(event.get("subtype")),
        from_app=bot is not None or event.get("subtype") == "bot_message",
        own=own,
        event=event,
        deadline=deadline,
    )


def _word(value: object) -> str | None:
    """Return an id or a timestamp; None for what can't be one."""
    fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_WORD and value.isascii() and value.isprintable()
    return str(value) if fits else None
