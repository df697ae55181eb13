"""`chat.*`: posting."""

import time
from typing import Any, Final

from bot.sandbox.arguments import ApiError, RateLimitedError
from bot.sandbox.blocks import block_faults
from bot.sandbox.methods.call import MethodCall
from bot.sandbox.records import Channel, Json, Message
from bot.sandbox.shapes import message_object
from bot.sandbox.workspace import microseconds

MAX_TEXT: Final = 40_000
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
    metadata = call.arguments.decoded("metadata", "invalid_metadata_format")
    if metadata is not None and not _is_metadata(metadata):
        raise ApiError("invalid_metadata_format")
    message.metadata = metadata
    if message.thread_ts is not None and call.arguments.flag("reply_broadcast"):
        message.subtype = "thread_broadcast"
    wait_seconds = call.pace.retry_after_seconds(channel.id)
    if wait_seconds is not None:
        raise RateLimitedError(wait_seconds)
    call.workspace.store(message)
    call.posted.append(message)
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


def check_content(text: str, blocks: Any, attachments: Any) -> None:
    """Raises ApiError for a text, blocks or attachments that Slack would refuse."""
    if blocks and (faults := block_faults(blocks)):
        raise ApiError("invalid_blocks", response_metadata={"messages": [f"[ERROR] {fault}" for fault in faults]})
    if attachments:
        if not isinstance(attachments, list) or not all(isinstance(attachment, dict) for attachment in attachments):
            raise ApiError("invalid_attachments")
        if len(attachments) > MAX_ATTACHMENTS:
            raise ApiError("too_many_attachments")
    if not text.strip() and not blocks and not attachments:
        raise ApiError("no_text")
    if len(text) > MAX_TEXT:
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


def _message(call: MethodCall, channel: Channel) -> Message:
    arguments, workspace = call.arguments, call.workspace
    text = arguments.text("text", "") or ""
    blocks = arguments.decoded("blocks", "invalid_blocks_format")
    attachments = arguments.decoded("attachments", "invalid_attachments")
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
        posted_at=time.time(),
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


def _is_metadata(metadata: Any) -> bool:
    return (
        isinstance(metadata, dict)
        and isinstance(metadata.get("event_type"), str)
        and bool(metadata["event_type"])
        and isinstance(metadata.get("event_payload"), dict)
    )
