"""Where people find things to use: a message, a modal, a home tab; and how interactions tell of it."""

from dataclasses import dataclass

from bot.sandbox.elements import Values, find_element, state_values
from bot.sandbox.records import Channel, Json, Message, User
from bot.sandbox.shapes import message_object, view_object, with_block_ids
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace


@dataclass(frozen=True)
class Surface:
    """What one person has in front of them.

    Attributes:
        source: The message or the view, as it is shown to them; it may be a copy from before a change.
        blocks: Its blocks, each with its `block_id`.
        values: What they chose and typed there so far, to be changed in place.
        offered: By block and action, what the bot last offered there for an external select; likewise.
        channel: The id of the channel it belongs to; None: it belongs to none.
    """

    source: Message | View
    blocks: list[Json]
    values: Values
    offered: dict[tuple[str, str], tuple[Json, ...]]
    channel: str | None

    @property
    def view(self) -> View | None:
        """The view; None: it is a message."""
        return self.source if isinstance(self.source, View) else None

    def element(self, action_id: str, block_id: str | None = None, kind: str | None = None) -> tuple[Json, Json]:
        """Return the first element with that `action_id` and its block. Raises LookupError when there is none."""
        found = find_element(self.blocks, action_id, block_id, kind)
        if found is None:
            where = "message" if self.view is None else self.view.kind
            raise LookupError(f"the {where} has no {kind or 'element'} {action_id!r}")
        return found

    def told(self, workspace: Workspace, *, with_state: bool) -> Json:
        """Return its part of a payload; an ephemeral message itself is not in it, as in Slack."""
        if isinstance(self.source, View):
            shown = view_object(workspace, self.source, self.values)
            return {"container": {"type": "view", "view_id": self.source.id}, "view": shown}
        message, channel = self.source, workspace.channel(self.source.channel)
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral_to is not None,
        }
        if message.thread_ts is not None:
            container["thread_ts"] = message.thread_ts
        part: Json = {"container": container, "channel": channel_part(channel)}
        if with_state:
            part["state"] = {"values": state_values(self.blocks, self.values)}
        if message.ephemeral_to is None:
            part["message"] = message_object(workspace, message, with_metadata=True)
        return part


def surface_of(workspace: Workspace, user: User, source: Message | View) -> Surface:
    """Return a message or a view as something that a person can use.

    Raises LookupError for a view that isn't in front of them, PermissionError for somebody else's view or ephemeral
    message and for a channel that they can't see.
    """
    if isinstance(source, View):
        if source.user != user.id:
            raise PermissionError(f"{user.id} doesn't see a view of {source.user}")
        if source.id not in {
            view.id for view in (workspace.views.front(user.id), workspace.views.home(user.id)) if view
        }:
            raise LookupError(f"the view {source.id} is not in front of {user.id}")
        return Surface(source, source.blocks, source.values, source.offered, source.channel)
    workspace.check_access(user, workspace.channel(source.channel))
    if source.ephemeral_to not in {None, user.id}:
        raise PermissionError(f"{user.id} doesn't see a message for {source.ephemeral_to} only")
    key = (user.id, source.channel, source.ts)
    chosen, offered = workspace.chosen.setdefault(key, {}), workspace.offered.setdefault(key, {})
    return Surface(source, with_block_ids(source.blocks or []), chosen, offered, source.channel)


def channel_part(channel: Channel) -> Json:
    """Return the `channel` of a payload."""
    return {"id": channel.id, "name": channel_name(channel)}


def channel_name(channel: Channel) -> str:
    """Return the name as commands and interactions tell it: Slack keeps that of a private place to itself."""
    return {"im": "directmessage", "group": "privategroup"}.get(channel.kind, channel.name)
