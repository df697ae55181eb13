"""Who is calling, and what they may do (CONTRACT 6)."""

from bot.domain.people import Caller
from bot.slack.services import Services
from bot.usecases import people
from bot.usecases.errors import NotAllowed, SlackUnavailable


async def caller(services: Services, user_id: str, channel: str) -> Caller:
    """Find out who is calling: from our table, else from Slack.

    Managers are those of LEADWHEEL_MANAGERS and of the configuration, and the workspace's admins and owners.

    Raises:
        NotAllowed: Slack can't be asked about somebody whom we don't know; the text says to try again.
    """
    workspace_id = services.identity.workspace_id
    named = user_id in services.managers or user_id in services.configuration.current.managers
    try:
        row = await people.find(services.store, services.directory, services.clock, workspace_id, user_id)
    except SlackUnavailable as error:
        if named:
            return Caller(workspace_id, user_id, channel, is_manager=True)
        raise NotAllowed("Slack doesn't tell me who you are just now. Please try again in a minute.") from error
    if row is None:
        return Caller(workspace_id, user_id, channel, is_stranger=True)
    outside = row.is_guest or row.is_stranger
    return Caller(
        workspace_id,
        user_id,
        channel,
        is_manager=not outside and (named or row.is_admin or row.is_owner),
        is_guest=row.is_guest,
        is_stranger=row.is_stranger,
    )


def managers_only(who: Caller, what: str) -> None:
    """Return for a manager. Raises NotAllowed for anybody else, saying who may do `what`."""
    if not who.is_manager:
        raise NotAllowed(
            f"Only managers may {what}: admins and owners of this workspace, and whom the configuration names."
        )
