"""What channels are called in Slack."""

from collections.abc import Iterable

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.text import clean
from bot.slack.gateway import ask
from bot.slack.gateway_errors import why_not_told
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook

_LONGEST_NAME = 200


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
