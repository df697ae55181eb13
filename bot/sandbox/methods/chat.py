"""`chat.*`: posting, and changing what was posted."""

from dataclasses import replace
from typing import Any, Final

from bot.sandbox.arguments import ApiError, Arguments, RateLimitedError
from bot.sandbox.blocks import block_faults
from bot.sandbox.events import message_event
from bot.sandbox.methods.call import MethodCall
from bot.sandbox.records import Channel, Json, Message
from bot.sandbox.shapes import message_object
from bot.sandbox.workspace import microseconds

MAX_TEXT: Final = 40_000
#: Slack changes a message to less than it posts (https://docs.slack.dev/reference/methods/chat.update#errors).
MAX_UPDATED_TEXT: Final = 4_000
MAX_ATTACHMENTS: Final = 100


def post_message(call: MethodCall) -> Json:
    """`chat.postMessage`: to a channel, or to a user by id, whose direct message channel is opened.

    Errors: `missing_scope`, `channel_not_found`, `cannot_dm_bot`, `not_in_channel`, `is_archived`, and those of
    the message: `no_text`, `msg_too_long`, `invalid_blocks`, `invalid_blocks_format`, `invalid_attachments`,
    `too_many_attachments`, `invalid_metadata_format`, `invalid_thread_ts`, `thread_not_found`,
    `cannot_reply_to_message`. Raises RateLimitedError where the pace is over.
    """
    call.need("chat:write")
    channel = _target(call)
    message = _message(call, channel)
    message.metadata = _metadata(call.arguments.decoded("metadata", "invalid_metadata_format"))
    if message.thread_ts is not None and call.arguments.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    wait_seconds = call.rates.post(channel.id)
    if wait_seconds is not None:
        raise RateLimitedError(wait_seconds)
    call.workspace.store(message)
    call.events.append(message_event(call.workspace, message))
    shown = message_object(call.workspace, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def post_ephemeral(call: MethodCall) -> Json:
    """`chat.postEphemeral`: a message that one user sees. Errors: as posting, and `user_not_in_channel`."""
    call.need("chat:write")
    channel = _target(call)
    user = call.workspace.users.get(call.arguments.text("user") or "")
    if user is None or user.id not in channel.members:
        raise ApiError("user_not_in_channel")
    message = _message(call, channel)
    message.ephemeral_to = user.id
    call.workspace.store(message)
    return {"message_ts": message.ts}


def update(call: MethodCall) -> Json:
    """`chat.update`: new content for a message that the bot posted; its place, thread and `ts` stay.

    Attachments and metadata that aren't given stay; blocks that aren't given stay too, unless a text is given, which
    then stands alone. An empty array, for metadata an empty object, takes them away.

    Errors: `missing_scope`, `channel_not_found` (also for a user's id), `is_inactive` in an archived channel,
    `message_not_found` (also for an ephemeral one), `cant_update_message` for what others posted, and those of the
    content as when posting, `msg_too_long` from 4,001 characters on.
    """
    call.need("chat:write")
    workspace = call.workspace
    channel = call.visible_channel(call.arguments.text("channel"))
    if channel.archived:
        raise ApiError("is_inactive")
    posted = channel.messages.get(call.arguments.text("ts") or "")
    message = workspace.standing(posted) if posted is not None else None
    if message is None:
        raise ApiError("message_not_found")
    if message.bot_id != workspace.bot_id:
        raise ApiError("cant_update_message")
    call.events.append(call.change(message, workspace.bot.id, _new_content(call, message)))
    shown = message_object(workspace, message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def get_permalink(call: MethodCall) -> Json:
    """`chat.getPermalink`: a link to a message. Needs no scope. Errors: `channel_not_found`, `message_not_found`."""
    channel = call.visible_channel(call.arguments.text("channel"))
    message = channel.messages.get(call.arguments.text("message_ts") or "")
    if message is None:
        raise ApiError("message_not_found")
    link = f"{call.workspace.url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts is not None:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def check_content(text: str, blocks: Any, attachments: Any, max_text: int = MAX_TEXT) -> None:
    """Raises ApiError for a text (of more than `max_text` characters), blocks or attachments that Slack would refuse."""
    if blocks and (faults := block_faults(blocks)):
        raise ApiError("invalid_blocks", response_metadata={"messages": [f"[ERROR] {fault}" for fault in faults]})
    if attachments:
        if not isinstance(attachments, list) or not all(isinstance(attachment, dict) for attachment in attachments):
            raise ApiError("invalid_attachments")
        if len(attachments) > MAX_ATTACHMENTS:
            raise ApiError("too_many_attachments")
    if not text.strip() and not blocks and not attachments:
        raise ApiError("no_text")
    if len(text) > max_text:
        raise ApiError("msg_too_long")


def _target(call: MethodCall) -> Channel:
    target = call.arguments.text("channel") or ""
    user = call.workspace.users.get(target)
    if user is not None:
        if user.is_bot or user.id == "USLACKBOT":
            raise ApiError("cannot_dm_bot")
        return call.workspace.direct_channel(user)
    channel = call.visible_channel(target)
    if not call.workspace.has_bot(channel):
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    return channel


def _content(arguments: Arguments) -> tuple[str, Any, Any]:
    """Return text, blocks and attachments as they were given, unchecked; without a text an empty one, else None."""
    return (
        arguments.text("text") or "",
        arguments.decoded("blocks", "invalid_blocks_format"),
        arguments.decoded("attachments", "invalid_attachments"),
    )


def _new_content(call: MethodCall, message: Message) -> Message:
    text, blocks, attachments = _content(call.arguments)
    if not text and blocks is None and attachments is None:
        raise ApiError("no_text")
    if blocks is None and not text:
        blocks = message.blocks
    if attachments is None:
        attachments = message.attachments
    check_content(text, blocks, attachments, MAX_UPDATED_TEXT)
    metadata = call.arguments.decoded("metadata", "invalid_metadata_format")
    if metadata is None:
        metadata = message.metadata
    elif metadata == {}:
        metadata = None
    else:
        metadata = _metadata(metadata)
    return replace(message, text=text, blocks=blocks or None, attachments=attachments or None, metadata=metadata)


def _message(call: MethodCall, channel: Channel) -> Message:
    arguments, workspace = call.arguments, call.workspace
    text, blocks, attachments = _content(arguments)
    check_content(text, blocks, attachments)
    return Message(
        channel=channel.id,
        thread_ts=_thread(channel, arguments.text("thread_ts")),
        ts=workspace.next_ts(),
        user=workspace.bot.id,
        bot_id=workspace.bot_id,
        app_id=workspace.app_id,
        text=text,
        blocks=blocks or None,
        attachments=attachments or None,
        posted_at=workspace.clock.now(),
    )


def _thread(channel: Channel, thread_ts: str | None) -> str | None:
    if not thread_ts:
        return None
    try:
        microseconds(thread_ts)
    except ValueError:
        raise ApiError("invalid_thread_ts") from None
    first = channel.messages.get(thread_ts)
    if first is None:
        raise ApiError("thread_not_found")
    # Slack lets an answer to a reply vanish from sight, which a test would not notice; the sandbox says so.
    if first.thread_ts is not None or first.subtype in {"channel_join", "channel_leave"}:
        raise ApiError("cannot_reply_to_message")
    return thread_ts


def _metadata(given: Any) -> Json | None:
    """Return metadata, None when there is none; raises ApiError("invalid_metadata_format")."""
    if given is None:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("event_payload"), dict):
        raise ApiError("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not given["event_type"]:
        raise ApiError("invalid_metadata_format")
    return given
