"""What `leadwheel setup` asks Slack."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.people import Person
from bot.slack import choices
from bot.slack.asking import Identity, identify, open_socket, slack_session, web_client
from bot.slack.choices import SeenChannel

T = TypeVar("T")

#: A page of a thousand people takes longer than a message.
_PATIENCE_SECONDS: Final = 20.0


class AskedSlack:
    """Slack, asked between two questions to a person: each call waits for its answer, and Ctrl-C ends it."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url

    def whose(self, bot_token: str) -> Identity:
        """Return whose bot a token is. Raises SlackRefused, SlackUnavailable."""
        return self._ask(bot_token, identify)

    def check_app_token(self, app_token: str) -> bool:
        """Return True where Socket Mode works with a token. Raises SlackRefused, SlackUnavailable."""
        return bool(self._ask(app_token, open_socket))

    def channels(self, bot_token: str) -> tuple[list[SeenChannel], str]:
        """See choices.channels."""
        return self._ask(bot_token, choices.channels)

    def people(self, bot_token: str, workspace_id: str) -> tuple[list[Person], str]:
        """See choices.people."""
        return self._ask(bot_token, lambda client: choices.people(client, workspace_id))

    def members(self, bot_token: str, channel_id: str) -> tuple[list[str], str]:
        """See choices.members."""
        return self._ask(bot_token, lambda client: choices.members(client, channel_id))

    def _ask(self, token: str, call: Callable[[AsyncWebClient], Awaitable[T]]) -> T:
        async def asked() -> T:
            async with slack_session(_PATIENCE_SECONDS) as session:
                return await call(web_client(token, self._api_url, session))

        return asyncio.run(asked())
