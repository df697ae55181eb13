"""What people do with the app's shortcuts."""

from bot.sandbox.forms import Forms
from bot.sandbox.interactions import message_shortcut, shortcut
from bot.sandbox.records import Reply, User


class Shortcuts(Forms):
    """Runs the shortcuts that the manifest declares. Base of Acts."""

    async def run_shortcut(self, user_id: str, callback_id: str) -> Reply:
        """Run a global shortcut as a person; it is never delivered twice.

        Returns the bot's answer, whose body is passed over: Slack wants it empty. Raises LookupError when the manifest
        lacks the shortcut or interactivity or the user is unknown, RuntimeError without `events_url`.
        """
        user = self._running(user_id, callback_id, "global")
        workspace = self._core.workspace
        payload = shortcut(workspace, user, callback_id, workspace.triggers.give(user_id))
        return await self._core.sender.interaction(payload)

    async def run_message_shortcut(self, user_id: str, channel: str, ts: str, callback_id: str) -> Reply:
        """Run a shortcut on a message, anybody's; as run_shortcut().

        Raises LookupError also for an unknown channel or message, PermissionError where the person can't see it.
        """
        user = self._running(user_id, callback_id, "message")
        workspace = self._core.workspace
        workspace.check_access(user, workspace.channel(channel))
        message = workspace.standing(workspace.message(channel, ts))
        if message is None:
            raise LookupError(f"the message {ts} is deleted")
        response_url = self._response_url(channel, user_id)  # it says something new; the message is not the bot's
        trigger_id = workspace.triggers.give(user_id, channel=channel)
        payload = message_shortcut(workspace, user, message, callback_id, trigger_id, response_url)
        return await self._core.sender.interaction(payload)

    def _running(self, user_id: str, callback_id: str, kind: str) -> User:
        user = self._interacting(user_id)
        if self._core.grants.shortcuts.get(callback_id) != kind:
            raise LookupError(f"the manifest declares no {kind} shortcut {callback_id!r}")
        return user
