"""What Slack tells of channels: what they are called, and which of them the bot is in."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.text import clean
from bot.slack.asking import ask
from bot.slack.gateway_errors import why_not_told
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook

_LONGEST_NAME = 200
_PAGE: Final = 200


class SlackChannels:
    """Asks which channels the bot is in."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def joined(self) -> dict[str, bool]:
        """Return the channels that the bot is in, and whether each is archived. See ChannelBook.joined."""
        found: dict[str, bool] = {}
        arguments: dict[str, Any] = {"types": "public_channel,private_channel", "limit": _PAGE}
        while True:
            page = await ask(self._client, "users.conversations", **arguments)
            found |= {str(one["id"]): one.get("is_archived") is True for one in page.get("channels", ())}
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found
            arguments["cursor"] = cursor

    async def has_bot(self, channel: str, within_seconds: float) -> bool | None:
        """Say whether the bot is in a channel; None: Slack didn't say so in time."""
        try:
            async with asyncio.timeout(within_seconds):
                answer = await ask(self._client, "conversations.info", channel=channel)
        except CannotLook as refusal:
            return False if str(refusal) == "channel_not_found" else None  # a private one that it isn't in
        except (SlackUnavailable, TimeoutError):
            return None
        told = answer.get("channel")
        member = told.get("is_member") if isinstance(told, dict) else None
        return member if isinstance(member, bool) else None


async def channel_names(client: AsyncWebClient, channel_ids: Iterable[str]) -> tuple[dict[str, str], str]:
    """Ask Slack what these channels are called, one after the other.

    Returns:
        The names by id, without `#`, and why some are missing (of the first that is), in words with the cure; "": none
        is. When Slack can't be asked any more, all that would have come later are.
    """
    names: dict[str, str] = {}
    why_not = ""
    for channel_id in channel_ids:
        try:
            answer = await ask(client, "conversations.info", channel=channel_id)
        except SlackUnavailable as error:
            return names, why_not or why_not_told(error)
        except CannotLook as refusal:
            why_not = why_not or why_not_told(refusal)
            continue
        channel = answer.get("channel")
        names[channel_id] = clean(channel.get("name") if isinstance(channel, dict) else None, _LONGEST_NAME)
    return names, why_not
