"""`app_uninstalled` and `tokens_revoked`: nothing is posted until Slack takes the bot's token again."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from bot.slack.services import Services

_log = structlog.get_logger(__name__)

APP_UNINSTALLED: Final = "app_uninstalled"
TOKENS_REVOKED: Final = "tokens_revoked"


def listener(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of both events, which Slack sends in any order, or not at all."""

    async def listen(event: dict[str, Any], context: dict[str, Any]) -> None:
        identity = services.identity
        if context.get("team_id") != identity.workspace_id:  # Bolt lets these two pass without `authorize`
            _log.warning("other_workspace", workspace_id=context.get("team_id"))
        elif event["type"] == TOKENS_REVOKED and identity.bot_user_id not in _bots(event):
            _log.info("other_token_revoked")
        else:
            services.posting.hear(event["type"])

    return listen


def _bots(event: dict[str, Any]) -> list[Any]:
    """Return the bot users whose tokens were revoked."""
    tokens = event.get("tokens")
    bots = tokens.get("bot") if isinstance(tokens, dict) else None
    return bots if isinstance(bots, list) else []
