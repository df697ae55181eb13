"""Slack, for a command that gets on without it where it must."""

from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Settings
from bot.slack.asking import Identity, SlackRefused, identify, web_client
from bot.slack.gateway import SlackGateway
from bot.usecases.errors import SlackUnavailable


@dataclass(frozen=True, slots=True)
class ReachedSlack:
    """Slack, as far as it can be reached: `why_not` says why it can't, and then the rest is None."""

    identity: Identity | None
    client: AsyncWebClient | None
    gateway: SlackGateway | None
    why_not: str

    @classmethod
    async def reach(cls, settings: Settings, session: aiohttp.ClientSession) -> "ReachedSlack":
        """Ask Slack whose token it is. Raises nothing for what Slack, the network or the settings do."""
        if settings.slack_bot_token is None:
            return cls(None, None, None, "SLACK_BOT_TOKEN is not set")
        client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session)
        try:
            identity = await identify(client)
        except SlackUnavailable as error:
            return cls(None, None, None, f"Slack can't be reached ({error})")
        except SlackRefused as refusal:
            return cls(None, None, None, f"Slack refuses SLACK_BOT_TOKEN ({refusal})")
        return cls(identity, client, SlackGateway(client, identity), "")
