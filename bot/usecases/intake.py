"""Incoming messages: which are leads, and what happens with the rest (CONTRACT 4, issue 2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

import structlog

from bot.domain.configuration import Configuration, Sender, Source, Trigger
from bot.domain.leads import facts
from bot.domain.lifecycle import Pressed
from bot.usecases.assign import take_by_reply, waits
from bot.usecases.deal import DealRequest, Outcome
from bot.usecases.ports import Clock, Store

_log = structlog.get_logger(__name__)

#: Message subtypes that somebody wrote; every other one tells of edits, deletions, joins and the like.
#: https://docs.slack.dev/reference/events/message#subtypes
WRITTEN: Final = frozenset({None, "bot_message", "file_share", "me_message", "thread_broadcast"})

#: Slackbot posts what it is asked to (e-mails sent into a channel, say): an app, though it has a user id.
_SLACKBOT: Final = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class IncomingMessage:
    """A `message` event, sorted. `event` is Slack's own, for the words; `deadline` is on `time.monotonic()`.

    `thread_ts` is None for a message that stands in the channel itself. `own`: the bot posted it.
    """

    workspace_id: str
    channel: str
    ts: str
    thread_ts: str | None
    user_id: str | None
    subtype: str | None
    from_app: bool
    own: bool
    event: Mapping[str, Any]
    deadline: float


class Received(StrEnum):
    """What became of a message that isn't dealt."""

    IGNORED = "ignored"
    TAKEN = "taken"


class Dealer(Protocol):
    """The worker that collects requests into batches."""

    async def deal(self, request: DealRequest) -> Outcome:
        """Return once the request is committed. Raises StorageUnavailable or TooLate: it was not."""
        ...


async def receive(
    store: Store, dealer: Dealer, clock: Clock, configuration: Configuration, message: IncomingMessage
) -> Received | Outcome:
    """Deal a message if it is a lead, or let a teammate's reply take the conversation; return what became of it.

    When this returns, what it did is committed.

    Raises:
        StorageUnavailable: nothing was done; Slack is to deliver the message again. TooLate: likewise.
    """
    if message.own or message.subtype not in WRITTEN:
        return Received.IGNORED
    if message.thread_ts is not None and message.thread_ts != message.ts:
        return await _reply(store, clock, configuration, message)
    source = configuration.sources.get(message.channel)
    if source is None or message.subtype == "thread_broadcast" or not _counts(source, configuration, message):
        return Received.IGNORED
    trigger = Trigger.QUALIFIED if source.qualify else Trigger.NEW_CONVERSATION
    request = DealRequest(
        workspace_id=message.workspace_id,
        source_key=f"message:{message.channel}:{message.ts}",
        source="message",
        channel=message.channel,
        thread_ts=message.ts,
        trigger=trigger,
        lead=facts(message.event),
        lead_user_id=None if is_app(message) else message.user_id,
        deadline=message.deadline,
    )
    outcome = await dealer.deal(request)
    _log.info("message_received", source_key=request.source_key, outcome=outcome)
    return outcome


def is_app(message: IncomingMessage) -> bool:
    """Say whether an app wrote a message, whatever user it names."""
    return message.from_app or message.user_id in {None, _SLACKBOT}


def _counts(source: Source, configuration: Configuration, message: IncomingMessage) -> bool:
    """Say whether the source listens to who wrote the message (`from:`)."""
    if source.sender == Sender.ANYONE:
        return True
    if source.sender == Sender.APPS:
        return is_app(message)
    if source.sender == Sender.PEOPLE:
        return not is_app(message)
    return message.user_id not in configuration.teammates


async def _reply(store: Store, clock: Clock, configuration: Configuration, message: IncomingMessage) -> Received:
    """A teammate who writes in the thread of a conversation that nobody has takes it (CONTRACT 7)."""
    if message.user_id not in configuration.teammates or is_app(message):
        return Received.IGNORED
    source_key = f"message:{message.channel}:{message.thread_ts}"
    if not await store.read(waits, message.workspace_id, source_key):
        return Received.IGNORED
    outcome = await store.write(
        take_by_reply,
        message.workspace_id,
        source_key,
        message.user_id,
        clock.now(),
        deadline=message.deadline,
    )
    _log.info("reply_received", channel=message.channel, thread_ts=message.thread_ts, outcome=outcome)
    return Received.TAKEN if outcome == Pressed.TAKEN else Received.IGNORED
