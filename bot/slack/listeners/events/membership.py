"""Which channels the bot is in, as it changes: invited, taken out, archived (https://docs.slack.dev/reference/events)."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from bot.slack.services import DEADLINE, Services
from bot.slack.text import event_word
from bot.usecases.presence import IS_ARCHIVED, NOT_IN_CHANNEL, joined, needed, tell

_log = structlog.get_logger(__name__)

JOINED: Final = "member_joined_channel"
_MEMBER_LEFT: Final = "member_left_channel"

#: What is wrong with a channel after an event, in Slack's word for it. Slack may withhold `channel_left`, and not show
#: `member_left_channel` to whom it is about: any of them will do, and managers are told once.
GONE: Final = {
    _MEMBER_LEFT: NOT_IN_CHANNEL,
    "channel_left": NOT_IN_CHANNEL,
    "group_left": NOT_IN_CHANNEL,
    "channel_archive": IS_ARCHIVED,
    "group_archive": IS_ARCHIVED,
}


def arrival(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of who joins a channel: it heeds the bot alone."""

    async def listen(event: dict[str, Any], body: dict[str, Any], context: dict[str, Any]) -> None:
        channel, inviter = event_word(event.get("channel")), event_word(event.get("inviter"))
        if event.get("user") != services.identity.bot_user_id or channel is None:
            return
        await services.configuration.follow()
        await services.store.write(
            joined,
            services.configuration.current,
            channel,
            inviter,  # without one nobody waits for a word, and who is in the channel didn't ask for one
            _key(event, body),
            services.clock.now(),
            deadline=context[DEADLINE],
        )
        _log.info("joined_channel", channel=channel, inviter=inviter)

    return listen


def departure(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of each event that says that the bot can't hear or post in a channel any more."""

    async def listen(event: dict[str, Any], context: dict[str, Any]) -> None:
        channel, kind = event_word(event.get("channel")), event["type"]
        if channel is None or (kind == _MEMBER_LEFT and event.get("user") != services.identity.bot_user_id):
            return
        await services.configuration.follow()
        current = services.configuration.current
        if channel in needed(current):
            wrong = {channel: GONE[kind]}
            await services.store.write(tell, current, wrong, services.clock.now(), deadline=context[DEADLINE])
            _log.info("channel_lost", channel=channel, event_type=kind)

    return listen


def _key(event: dict[str, Any], body: dict[str, Any]) -> str:
    """Return what an event is known by when it comes again."""
    return event_word(event.get("event_ts")) or event_word(body.get("event_id")) or ""
