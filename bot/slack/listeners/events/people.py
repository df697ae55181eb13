"""`user_change` and `team_join`: names, time zones and deactivations are followed."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.slack.person import person_of
from bot.slack.services import DEADLINE, Services
from bot.usecases.people import follow_change

_log = structlog.get_logger(__name__)


def listener(services: Services) -> Callable[..., Awaitable[None]]:
    """Return the listener of `user_change` and `team_join` events."""

    async def listen(event: dict[str, Any], context: dict[str, Any]) -> None:
        user = event.get("user")
        if not isinstance(user, dict) or not isinstance(user.get("id"), str):
            _log.info("person_without_id", event_type=event.get("type"))
            return
        workspace_id = services.identity.workspace_id
        followed = await services.store.write(
            follow_change,
            workspace_id,
            person_of(user, workspace_id),
            services.clock.now(),
            deadline=context[DEADLINE],
        )
        _log.info("person_changed", user_id=user["id"], followed=followed)

    return listen
