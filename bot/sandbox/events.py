"""The inner events, the envelope around them, and who gets to see them."""

from typing import Any

from bot.sandbox.grants import Grants
from bot.sandbox.records import Channel, Json, Message, User
from bot.sandbox.shapes import message_object, user_object
from bot.sandbox.workspace import Workspace

#: The verification token that old apps compare; every payload carries it.
VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack sends one, and nobody may rely on it

_SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


def is_wanted(workspace: Workspace, grants: Grants, event: Json) -> bool:
    """Return whether the bot gets an event: subscribed to in the manifest, a message's channel has the bot."""
    if event.get("type") != "message":
        return event.get("type") in grants.events
    channel = workspace.channels.get(str(event.get("channel")))
    return channel is not None and workspace.has_bot(channel) and _SUBSCRIPTIONS[channel.kind] in grants.events


def message_event(workspace: Workspace, message: Message) -> Json:
    """Return the event of a new message. What its `extra` names wins over all else."""
    channel = workspace.channels[message.channel]
    event = message_object(workspace, message, with_metadata=True)
    author = workspace.users.get(message.user or "")
    if author is not None and (team_id := workspace.team_of(author)) != workspace.id:
        event |= {"user_team": team_id, "source_team": team_id}
    if message.subtype == "thread_broadcast" and message.thread_ts is not None:
        event["root"] = message_object(workspace, channel.messages[message.thread_ts], with_metadata=False)
    return event | _place(channel, message.ts) | message.extra


def changed_event(workspace: Workspace, message: Message, before: Json) -> Json:
    """Return the `message_changed` event of a message that looked like `before`."""
    ts = workspace.next_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": message_object(workspace, message, with_metadata=True),
        "previous_message": before,
        "ts": ts,
    } | _place(workspace.channels[message.channel], ts)


def deleted_event(workspace: Workspace, channel: Channel, before: Json) -> Json:
    """Return the `message_deleted` event of a message that looked like `before`."""
    ts = workspace.next_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": before["ts"],
        "previous_message": before,
        "ts": ts,
    } | _place(channel, ts)


def user_event(workspace: Workspace, grants: Grants, kind: str, user: User) -> Json:
    """Return a `user_change` or `team_join` event."""
    ts = workspace.next_ts()
    shown = user_object(workspace, user, with_email="users:read.email" in grants.scopes)
    return {"type": kind, "user": shown, "cache_ts": int(workspace.clock.now()), "event_ts": ts}


def member_joined_event(workspace: Workspace, channel: Channel, user_id: str, inviter: str | None) -> Json:
    """Return the event that says that somebody is in a channel now, by their own doing where nobody invited them."""
    letter = "C" if channel.kind == "channel" else "G"
    event = {"type": "member_joined_channel", "user": user_id, "channel": channel.id, "channel_type": letter}
    by = {} if inviter is None else {"inviter": inviter}
    return event | {"team": workspace.id, "event_ts": workspace.next_ts()} | by


def bot_left_events(workspace: Workspace, channel: Channel, by: str) -> list[Json]:
    """Return the events that say that the bot isn't in a channel any more, and who took it out."""
    public = channel.kind == "channel"
    left = {"channel": channel.id, "event_ts": workspace.next_ts()}
    member = {"user": workspace.bot.id, "channel_type": "C" if public else "G", "team": workspace.id}
    return [
        {"type": "member_left_channel"} | member | left,
        {"type": "channel_left" if public else "group_left", "actor_id": by} | left,
    ]


def archived_event(workspace: Workspace, channel: Channel, by: str) -> Json:
    """Return the event that says that a channel was archived."""
    kind = "channel_archive" if channel.kind == "channel" else "group_archive"
    return {"type": kind, "channel": channel.id, "user": by, "is_moved": 0, "event_ts": workspace.next_ts()}


def home_opened_event(workspace: Workspace, channel: Channel, user: User, tab: str, view: Json | None) -> Json:
    """Return the event that says that somebody looks at the app's home, and what is published there, if anything is."""
    event = {"type": "app_home_opened", "user": user.id, "channel": channel.id, "tab": tab}
    return event | {"event_ts": workspace.next_ts()} | ({} if view is None else {"view": view})


def tokens_revoked_event(workspace: Workspace) -> Json:
    """Return the event that says that the bot's token is revoked."""
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.bot.id]}}


def app_uninstalled_event() -> Json:
    """Return the event that says that the app is taken out of the workspace."""
    return {"type": "app_uninstalled"}


def rate_limited(workspace: Workspace) -> Json:
    """Return what Slack sends once a minute in which events are kept from the bot: no event, and in no envelope."""
    return {
        "token": VERIFICATION_TOKEN,
        "type": "app_rate_limited",
        "team_id": workspace.id,
        "minute_rate_limited": int(workspace.clock.now() // 60 * 60),
        "api_app_id": workspace.app_id,
    }


def url_verification(challenge: str) -> Json:
    """Return what Slack sends to a new request URL, which has to give the challenge back."""
    return {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}


def envelope(workspace: Workspace, event: Json, event_id: str) -> Json:
    """Return the `event_callback` around an event.

    For what a user of another workspace did, the outer `team_id` is theirs; the authorization is always ours.
    """
    team_id = _team_of_event(workspace, event)
    channel = workspace.channels.get(str(event.get("channel")))
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": team_id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(workspace.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.id,
                "user_id": workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": team_id != workspace.id or (channel is not None and channel.shared),
        "event_context": f"4-{event_id}",
    }


def _team_of_event(workspace: Workspace, event: Json) -> str:
    who: Any = event.get("user")
    if who is None and isinstance(event.get("message"), dict):
        who = event["message"].get("user")
    if who is None and isinstance(event.get("previous_message"), dict):
        who = event["previous_message"].get("user")
    if isinstance(who, dict):
        who = who.get("id")
    user = workspace.users.get(who) if isinstance(who, str) else None
    return workspace.team_of(user) if user is not None else workspace.id


def _place(channel: Channel, ts: str) -> Json:
    return {"channel": channel.id, "channel_type": channel.kind, "event_ts": ts}
