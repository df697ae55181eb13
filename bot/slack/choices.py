"""What Slack knows that a person can choose from: its channels, its people, who is in a channel.

Each list comes with why it isn't whole, in words with the cure, "": it is. What was read before Slack fell silent stays.
"""

from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.people import Person
from bot.domain.text import clean
from bot.slack.asking import pages
from bot.slack.gateway_errors import why_not_told
from bot.slack.person import person_of
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook

#: The most that Slack gives at once: these methods may be asked about 20 times a minute.
_PAGE: Final = 999
_LONGEST_NAME: Final = 200
#: Whoever sits at a terminal rather waits a minute, as Slack may ask, than sees half a list.
_PATIENCE_SECONDS: Final = 65.0


@dataclass(frozen=True, slots=True)
class SeenChannel:
    """A channel that can be posted in. `name` is without `#`; `has_bot`: the bot is a member."""

    channel_id: str
    name: str
    private: bool = False
    has_bot: bool = False


async def channels(client: AsyncWebClient) -> tuple[list[SeenChannel], str]:
    """List the public channels, and the private ones that the bot is in; none that is archived."""
    found, why_not = await _listed(
        client,
        "conversations.list",
        "channels",
        types="public_channel,private_channel",
        exclude_archived="true",
    )
    seen = [
        SeenChannel(
            str(one["id"]),
            clean(one.get("name"), _LONGEST_NAME),
            private=one.get("is_private") is True,
            has_bot=one.get("is_member") is True,
        )
        for one in found
        if isinstance(one, dict) and one.get("id")
    ]
    return seen, why_not


async def people(client: AsyncWebClient, workspace_id: str) -> tuple[list[Person], str]:
    """List those who can share leads: people of the workspace, no guests, none who is deactivated, no apps."""
    found, why_not = await _listed(client, "users.list", "members")
    everybody = [person_of(one, workspace_id) for one in found if isinstance(one, dict) and one.get("id")]
    return [one for one in everybody if not (one.is_bot or one.is_guest or one.is_stranger or one.deactivated)], why_not


async def members(client: AsyncWebClient, channel_id: str) -> tuple[list[str], str]:
    """List the ids of who is in a channel, of whatever kind they are."""
    found, why_not = await _listed(client, "conversations.members", "members", channel=channel_id)
    return [one for one in found if isinstance(one, str)], why_not


async def _listed(client: AsyncWebClient, method: str, key: str, **arguments: Any) -> tuple[list[Any], str]:
    found: list[Any] = []
    try:
        async for page in pages(client, method, limit=_PAGE, patience_seconds=_PATIENCE_SECONDS, **arguments):
            found += page.get(key) or ()
    except (SlackUnavailable, CannotLook) as error:
        return found, why_not_told(error)
    return found, ""
