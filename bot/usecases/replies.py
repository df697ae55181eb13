"""What is written in the thread of a conversation: the lead answers, a teammate takes it (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any, Final

import structlog

from bot.domain.leads import facts
from bot.domain.lifecycle import Pressed
from bot.usecases.assign import take_by_reply, waits
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.incoming import IncomingMessage, Received, is_app
from bot.usecases.ports import Clock, Store
from bot.usecases.qualify_hear import Listened, hear_deletion, hear_edit, hear_reply, is_leads

_log = structlog.get_logger(__name__)

_EDITED: Final = "message_changed"
_DELETED: Final = "message_deleted"
#: Message subtypes that tell of an earlier message: https://docs.slack.dev/reference/events/message
CHANGED: Final = frozenset({_EDITED, _DELETED})


async def hear(store: Store, clock: Clock, followed: FollowedConfiguration, message: IncomingMessage) -> Received:
    """Let the lead's reply answer what was asked, or a teammate's take the conversation if nobody has it.

    Raises:
        StorageUnavailable: nothing was done; Slack is to deliver the message again. TooLate: likewise.
    """
    if is_app(message):
        return Received.IGNORED
    workspace_id, source_key = message.workspace_id, f"message:{message.channel}:{message.thread_ts}"
    if await store.read(is_leads, workspace_id, source_key, message.user_id):
        text = facts(message.event).text
        heard = await followed.write(
            store, hear_reply, source_key, text, message.ts, clock.now(), deadline=message.deadline
        )
        return _told(message, heard)
    if message.user_id not in followed.current.teammates or not await store.read(waits, workspace_id, source_key):
        return Received.IGNORED
    outcome = await store.write(
        take_by_reply, workspace_id, source_key, message.user_id, clock.now(), deadline=message.deadline
    )
    _log.info("reply_received", channel=message.channel, thread_ts=message.thread_ts, outcome=outcome)
    return Received.TAKEN if outcome == Pressed.TAKEN else Received.IGNORED


async def hear_change(
    store: Store, clock: Clock, followed: FollowedConfiguration, message: IncomingMessage
) -> Received:
    """Let what a lead edits or deletes in their conversation's thread change, or take back, what it answered.

    Raises:
        StorageUnavailable: nothing was done; Slack is to deliver the event again. TooLate: likewise.
    """
    event = message.event
    now_says = _object(event.get("message")) if message.subtype == _EDITED else _object(event.get("previous_message"))
    user_id, ts, thread_ts = (now_says.get(key) for key in ("user", "ts", "thread_ts"))
    if not (isinstance(user_id, str) and isinstance(ts, str) and isinstance(thread_ts, str)) or thread_ts == ts:
        return Received.IGNORED
    source_key = f"message:{message.channel}:{thread_ts}"
    if not await store.read(is_leads, message.workspace_id, source_key, user_id):
        return Received.IGNORED
    if message.subtype == _DELETED or now_says.get("subtype") == "tombstone":
        heard = await followed.write(store, hear_deletion, source_key, ts, clock.now(), deadline=message.deadline)
    else:
        text = facts(now_says).text
        heard = await followed.write(store, hear_edit, source_key, text, ts, clock.now(), deadline=message.deadline)
    return _told(message, heard)


def _told(message: IncomingMessage, heard: Listened) -> Received:
    _log.info("lead_heard", channel=message.channel, thread_ts=message.thread_ts, outcome=heard)
    return Received.IGNORED if heard is Listened.NOTHING else Received.HEARD


def _object(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, dict) else {}
