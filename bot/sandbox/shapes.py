"""Slack's JSON for users, channels, messages and views."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.sandbox.elements import Values, state_values
from bot.sandbox.records import Channel, Json, Message, User
from bot.sandbox.views import View
from bot.sandbox.workspace import Workspace

#: When the sandbox's channels and accounts were made; nobody depends on it.
_CREATED: Final = 1_700_000_000

#: Where people's pictures would be; there are none, and the page draws its own.
AVATARS: Final = "https://avatars.sandbox.invalid/"
_PICTURES: Final = (24, 32, 48, 72, 192, 512)


def user_object(workspace: Workspace, user: User, *, with_email: bool, with_locale: bool = False) -> Json:
    """Return a user as `users.info` and the user events show it."""
    team_id = workspace.team_of(user)
    real_name = user.real_name or user.name
    profile: Json = {
        "real_name": real_name,
        "real_name_normalized": real_name,
        "display_name": user.display_name,
        "display_name_normalized": user.display_name,
        "status_text": "",
        "status_emoji": "",
        "avatar_hash": "",
        "team": team_id,
        **{f"image_{size}": f"{AVATARS}{user.id}-{size}.png" for size in _PICTURES},
    }
    if with_email and user.email is not None:
        profile["email"] = user.email
    if user.is_bot:
        profile |= {"bot_id": workspace.bot_id if user is workspace.bot else "B0OTHER01", "always_active": True}
    shown: Json = {
        "id": user.id,
        "team_id": team_id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": _CREATED,
    }
    if user.deleted:
        # Slack shows neither zone nor roles of a deactivated account.
        return shown
    shown |= {
        "real_name": real_name,
        "is_admin": user.is_admin or user.is_owner,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
    }
    if team_id != workspace.id:
        shown["is_stranger"] = False
    if with_locale:
        shown["locale"] = user.locale
    return shown | _zone(user.tz)


def channel_object(workspace: Workspace, channel: Channel) -> Json:
    """Return a channel as `conversations.info` shows it."""
    shown: Json = {
        "id": channel.id,
        "created": _CREATED,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
    }
    if channel.im_user is not None:
        return shown | {"user": channel.im_user, "is_open": True, "is_user_deleted": False}
    return shown | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_private": channel.private,
        "is_mpim": False,
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
        "is_member": workspace.has_bot(channel),
        "num_members": len(channel.members),
    }


def message_object(workspace: Workspace, message: Message, *, with_metadata: bool) -> Json:
    """Return a message as the Web API and the events show it, without its channel."""
    shown: Json = {"type": "message", "ts": message.ts, "text": message.text}
    optional = {
        "subtype": message.subtype,
        "user": message.user,
        "bot_id": message.bot_id,
        "app_id": message.app_id,
        "username": message.username,
        "attachments": message.attachments,
        "edited": message.edited,
    }
    shown |= {name: value for name, value in optional.items() if value is not None}
    if message.blocks is not None:
        shown["blocks"] = with_block_ids(message.blocks)
    if message.user is not None and message.subtype is None:
        author = workspace.users.get(message.user)
        shown["team"] = workspace.team_of(author) if author is not None else workspace.id
    if message.bot_id == workspace.bot_id:
        shown["bot_profile"] = _bot_profile(workspace)
    if with_metadata and message.metadata is not None:
        shown["metadata"] = message.metadata
    channel = workspace.channels.get(message.channel)
    if message.thread_ts is not None:
        shown["thread_ts"] = message.thread_ts
        first = channel.messages.get(message.thread_ts) if channel is not None else None
        if first is not None and first.user is not None and message.subtype != "thread_broadcast":
            shown["parent_user_id"] = first.user
    elif channel is not None and (replies := channel.threads.get(message.ts)):
        writers = list(dict.fromkeys(reply.user or reply.bot_id or "" for reply in replies))
        shown |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len(writers),
            "reply_users": writers[:5],
            "latest_reply": replies[-1].ts,
        }
    return shown | message.extra


def view_object(workspace: Workspace, view: View, values: Values | None) -> Json:
    """Return a view as the Web API and the interactions show it, with what its elements hold; None: without."""
    state = {} if values is None else state_values(view.blocks, values, view.channel)
    return view.content | {
        "id": view.id,
        "team_id": workspace.id,
        "state": {"values": state},
        "hash": view.hash,
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
        "app_id": workspace.app_id,
        "app_installed_team_id": workspace.id,
        "bot_id": workspace.bot_id,
    }


def with_block_ids(blocks: list[Json]) -> list[Json]:
    """Return the blocks with a `block_id` each, as Slack gives one where the app didn't."""
    return [block if block.get("block_id") else block | {"block_id": f"b{at}"} for at, block in enumerate(blocks)]


def _bot_profile(workspace: Workspace) -> Json:
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "name": workspace.bot.real_name,
        "deleted": False,
        "updated": _CREATED,
        "icons": {},
        "team_id": workspace.id,
    }


def _zone(tz: str | None) -> Json:
    if tz is None:
        return {}
    try:
        offset = datetime.now(ZoneInfo(tz)).utcoffset()
    except (ZoneInfoNotFoundError, ValueError):
        # A test may give a zone that this machine doesn't know: the bot has to live with it, so it is passed on.
        offset = None
    return {"tz": tz, "tz_label": tz, "tz_offset": int(offset.total_seconds()) if offset is not None else 0}
