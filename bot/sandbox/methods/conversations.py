"""`conversations.*`: channels and what was said in them."""

from collections.abc import Container, Iterable
from typing import Final

from bot.sandbox.arguments import ApiError, make_cursor
from bot.sandbox.methods.call import MethodCall, page_end
from bot.sandbox.records import Json, Message
from bot.sandbox.shapes import channel_object, message_object
from bot.sandbox.workspace import microseconds

_HISTORY_PAGE = 100
_REPLIES_PAGE = 1000
_MOST = 1000
_FOREVER = 2**62
_LIST_PAGE = 100
_MOST_LISTED = 999
#: What `types` can be -> the kind of channel, and its scope; the sandbox has no direct messages of several people.
_TYPES: Final = {
    "public_channel": ("channel", "channels:read"),
    "private_channel": ("group", "groups:read"),
    "mpim": ("mpim", "mpim:read"),
    "im": ("im", "im:read"),
}


def open_direct(call: MethodCall) -> Json:
    """`conversations.open`: the direct message channel with one user.

    Errors: `missing_scope` (also `mpim:write`, for several users), `users_list_not_supplied`, `user_not_found`,
    `user_disabled`, `cannot_dm_bot`, `channel_not_found`, and `method_not_supported_for_channel_type`.
    """
    call.need("im:write")
    workspace = call.workspace
    wanted = call.arguments.text("channel")
    users = [user_id.strip() for user_id in (call.arguments.text("users") or "").split(",") if user_id.strip()]
    if wanted:
        channel = call.visible_channel(wanted)
        if channel.im_user is None:
            raise ApiError("method_not_supported_for_channel_type")
        return {"no_op": True, "already_open": True, "channel": channel_object(workspace, channel)}
    if not users:
        raise ApiError("users_list_not_supplied")
    if len(users) > 1:
        call.need("mpim:write")
        raise ApiError("method_not_supported_for_channel_type")
    user = call.known_user(users[0])
    if user.is_bot or user.id == "USLACKBOT":
        raise ApiError("cannot_dm_bot")
    if user.deleted:
        raise ApiError("user_disabled")
    known = workspace.find_direct_channel(user) is not None
    channel = workspace.direct_channel(user)
    shown = channel_object(workspace, channel) if call.arguments.flag("return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if known else {})


def info(call: MethodCall) -> Json:
    """`conversations.info`: one channel. Errors: `missing_scope`, `channel_not_found`."""
    return {"channel": channel_object(call.workspace, call.need_for_kind("read"))}


def list_all(call: MethodCall) -> Json:
    """`conversations.list`: the channels of some types that the bot can see, page by page; private ones: its own.

    Archived ones are left out of a page after it was cut, as Slack does: a page may be short, or empty, and not the last.

    Errors: `missing_scope` for each type, `invalid_types`, `invalid_cursor`, `invalid_limit`.
    """
    kinds = _kinds(call)
    limit = call.arguments.limit(_LIST_PAGE, _MOST_LISTED)
    workspace = call.workspace
    channels = [
        channel
        for channel in sorted(workspace.channels.values(), key=lambda channel: channel.id)
        if channel.kind in kinds and (channel.kind == "channel" or workspace.has_bot(channel))
    ]
    page, next_cursor = _from_id(call, [channel.id for channel in channels], "channel", workspace.channels, limit)
    shown = [workspace.channels[channel_id] for channel_id in page]
    if call.arguments.flag("exclude_archived"):
        shown = [channel for channel in shown if not channel.archived]
    return {
        "channels": [channel_object(workspace, channel) for channel in shown],
        "response_metadata": page_end(next_cursor),
    }


def members(call: MethodCall) -> Json:
    """`conversations.members`: the ids of who is in a channel, page by page; the bot need not be in a public one.

    Errors: `missing_scope`, `channel_not_found`, `invalid_cursor`, `invalid_limit`.
    """
    channel = call.need_for_kind("read")
    limit = call.arguments.limit(_LIST_PAGE, _MOST_LISTED)
    page, next_cursor = _from_id(call, sorted(channel.members), "member", call.workspace.users, limit)
    return {"members": page, "response_metadata": page_end(next_cursor)}


def _kinds(call: MethodCall) -> set[str]:
    """Return the kinds of channel that `types` asks for. Raises ApiError: `invalid_types`, `missing_scope`."""
    types = [one.strip() for one in (call.arguments.text("types") or "public_channel").split(",") if one.strip()]
    if not types or any(one not in _TYPES for one in types):
        raise ApiError("invalid_types")
    needed = [_TYPES[one][1] for one in types]
    if not any(scope in call.grants.scopes for _, scope in _TYPES.values()):
        needed = [scope for _, scope in _TYPES.values()]
    if any(scope not in call.grants.scopes for scope in needed):
        raise ApiError("missing_scope", needed=",".join(needed), provided=",".join(call.grants.scopes))
    return {_TYPES[one][0] for one in types}


def _from_id(call: MethodCall, ids: list[str], prefix: str, known: Container[str], limit: int) -> tuple[list[str], str]:
    """Return a page of ids, from the cursor's place on, and the next cursor, "" on the last page.

    The place is an id, not a number: who comes or goes between two pages moves nobody.
    """
    place = call.arguments.cursor(prefix)
    if place is not None:
        if place not in known:
            raise ApiError("invalid_cursor")
        ids = [one for one in ids if one >= place]
    page, rest = ids[:limit], ids[limit:]
    return page, make_cursor(prefix, rest[0]) if rest else ""


def of_the_bot(call: MethodCall) -> Json:
    """`users.conversations`: the channels that the bot is in, by id, page by page; archived ones are left out as there.

    Errors: `missing_scope` (of any of the types), `invalid_types`, `invalid_cursor`, `invalid_limit`.
    """
    kinds = _kinds(call)
    limit = call.arguments.limit(_LIST_PAGE, _MOST_LISTED)
    channels = call.workspace.channels
    ids = sorted(one.id for one in channels.values() if one.kind in kinds and call.workspace.has_bot(one))
    page, next_cursor = _from_id(call, ids, "channel", channels, limit)
    shown = [channels[one] for one in page]
    if call.arguments.flag("exclude_archived"):
        shown = [one for one in shown if not one.archived]
    told = [channel_object(call.workspace, one) for one in shown]
    for one in told:
        del one["is_member"], one["num_members"]  # https://docs.slack.dev/reference/methods/users.conversations
    return {"channels": told, "response_metadata": page_end(next_cursor)}


def history(call: MethodCall) -> Json:
    """`conversations.history`: what stands in a channel, newest first, replies only when broadcast.

    Errors: `missing_scope`, `channel_not_found`, `not_in_channel`, `invalid_ts_oldest`, `invalid_ts_latest`,
    `invalid_cursor`, `invalid_limit`.
    """
    channel = call.need_for_kind("history")
    if not call.workspace.has_bot(channel):
        raise ApiError("not_in_channel")
    limit = call.arguments.limit(_HISTORY_PAGE, _MOST)
    first, last = _range(call)
    if (place := _place(call)) is not None:
        last = min(last, place)
    found = [
        message
        for message in _within(channel.messages.values(), first, last)
        if message.thread_ts is None or message.subtype == "thread_broadcast"
    ]
    found.reverse()
    return _page(call, found, limit) | {"pin_count": 0}


def replies(call: MethodCall) -> Json:
    """`conversations.replies`: a thread, oldest first, its first message before all on the first page.

    Errors: as `conversations.history`, and `thread_not_found`.
    """
    channel = call.need_for_kind("history")
    if not call.workspace.has_bot(channel):
        raise ApiError("not_in_channel")
    message = channel.messages.get(call.arguments.text("ts") or "")
    if message is None:
        raise ApiError("thread_not_found")
    root = message if message.thread_ts is None else channel.messages[message.thread_ts]
    limit = call.arguments.limit(_REPLIES_PAGE, _MOST)
    first, last = _range(call)
    place = _place(call)
    found = _within(channel.threads.get(root.ts, ()), max(first, place or 0), last)
    # The first message comes whatever `oldest` says; later pages go on where the one before ended.
    return _page(call, found if place is not None else [root, *found], limit)


def _range(call: MethodCall) -> tuple[int, int]:
    bounds: list[int] = []
    for name, otherwise in (("oldest", -1), ("latest", _FOREVER)):
        raw = call.arguments.text(name)
        try:
            bound = microseconds(raw) if raw else otherwise
        except ValueError:
            raise ApiError(f"invalid_ts_{name}") from None
        if bound == 0 and name == "oldest":
            bound = otherwise
        bounds.append(bound)
    oldest, latest = bounds
    return (oldest, latest) if call.arguments.flag("inclusive") else (oldest + 1, latest - 1)


def _place(call: MethodCall) -> int | None:
    place = call.arguments.cursor("next_ts")
    if place is not None and not place.isdigit():
        raise ApiError("invalid_cursor")
    return None if place is None else int(place)


def _within(messages: Iterable[Message], first: int, last: int) -> list[Message]:
    return [message for message in messages if first <= microseconds(message.ts) <= last]


def _page(call: MethodCall, found: list[Message], limit: int) -> Json:
    with_metadata = call.arguments.flag("include_all_metadata")
    page, rest = found[:limit], found[limit:]
    return {
        "messages": [message_object(call.workspace, message, with_metadata=with_metadata) for message in page],
        "has_more": bool(rest),
        "response_metadata": page_end(make_cursor("next_ts", str(microseconds(rest[0].ts))) if rest else ""),
    }
