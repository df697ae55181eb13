"""What every Web API method gets, and the questions that several of them ask."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.arguments import ApiError, Arguments
from bot.sandbox.grants import Grants
from bot.sandbox.rates import Rates
from bot.sandbox.records import Channel, Json, Message, User
from bot.sandbox.sockets import Sockets
from bot.sandbox.workspace import Workspace

_FAMILY = {"channel": "channels", "group": "groups", "im": "im"}


@dataclass
class MethodCall:
    """One call of a method.

    Attributes:
        workspace: What the method reads and changes.
        grants: What the manifest allows.
        arguments: What the caller sent.
        rates: How quickly may be posted.
        change: Gives a message the content of another, as edited by a user; returns its `message_changed` event.
        sockets: The connections for Socket Mode.
        events: What the method did, as events: they go out after the answer.
    """

    workspace: Workspace
    grants: Grants
    arguments: Arguments
    rates: Rates
    change: Callable[[Message, str, Message], Json]
    sockets: Sockets
    events: list[Json] = field(default_factory=list)

    def need(self, scope: str) -> None:
        """Raises ApiError("missing_scope") when the manifest lacks the scope."""
        if scope not in self.grants.scopes:
            raise ApiError("missing_scope", needed=scope, provided=",".join(self.grants.scopes))

    def need_for_kind(self, right: str, name: str = "channel") -> Channel:
        """Return the channel named by an argument, if the scope for its kind is there (`channels:history`, ...).

        Raises ApiError: `missing_scope`; `channel_not_found` also for a private channel without the bot.
        """
        scopes = [f"{family}:{right}" for family in _FAMILY.values()]
        if not any(scope in self.grants.scopes for scope in scopes):
            raise ApiError("missing_scope", needed=",".join(scopes), provided=",".join(self.grants.scopes))
        channel = self.visible_channel(self.arguments.text(name))
        self.need(f"{_FAMILY[channel.kind]}:{right}")
        return channel

    def visible_channel(self, channel_id: str | None) -> Channel:
        """Return a channel that the bot can see; raises ApiError("channel_not_found")."""
        channel = self.workspace.channels.get(channel_id or "")
        if channel is None or (channel.kind == "group" and not self.workspace.has_bot(channel)):
            raise ApiError("channel_not_found")
        return channel

    def known_user(self, user_id: str | None) -> User:
        """Return a user; raises ApiError("user_not_found")."""
        user = self.workspace.users.get(user_id or "")
        if user is None:
            raise ApiError("user_not_found")
        return user


def page_end(next_cursor: str) -> Json:
    """Return the `response_metadata` of a page; the cursor is empty on the last."""
    return {"next_cursor": next_cursor}
