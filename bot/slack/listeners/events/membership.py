"""`member_joined_channel`: the bot was invited into a channel (https://docs.slack.dev/reference/events)."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from bot.slack.services import DEADLINE, Services
from bot.slack.text import event_word
from bot.usecases.first_words import introduce

_log = structlog.get_logger(__name__)

JOINED: Final = "member_joined_channel"


def joined(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of who joins a channel: it heeds the bot alone."""

    async def listen(event: dict[str, Any], body: dict[str, Any], context: dict[str, Any]) -> None:
        channel, inviter = event_word(event.get("channel")), event_word(event.get("inviter"))
        if event.get("user") != services.identity.bot_user_id or channel is None:
            return
        _log.info("joined_channel", channel=channel, inviter=inviter)
        if inviter is None:  # nobody waits for a word, and who is in the channel didn't ask for one
            return
        await services.configuration.follow()
        await services.store.write(
            introduce,
            services.configuration.current,
            channel,
            inviter,
            _key(event, body),
            services.clock.now(),
            deadline=context[DEADLINE],
        )

    return listen


def _key(event: dict[str, Any], body: dict[str, Any]) -> str:
    """Return what an event is known by when it comes again."""
    return event_word(event.get("event_ts")) or event_word(body.get("event_id")) or ""
