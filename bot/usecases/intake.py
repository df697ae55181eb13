"""Incoming messages: which are leads, and what happens with the rest (CONTRACT 4, issue 2)."""

from typing import Final, Protocol

import structlog

from bot.domain.configuration import Configuration, Sender, Source, Trigger
from bot.domain.leads import facts
from bot.usecases import people, replies
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.deal import DealRequest, Outcome
from bot.usecases.incoming import IncomingMessage, Received, is_app
from bot.usecases.ports import Clock, Directory, Store

_log = structlog.get_logger(__name__)

#: Message subtypes that somebody wrote; every other one tells of edits, deletions, joins and the like.
#: https://docs.slack.dev/reference/events/message#subtypes
WRITTEN: Final = frozenset({None, "bot_message", "file_share", "me_message", "thread_broadcast"})


class Dealer(Protocol):
    """The worker that collects requests into batches."""

    async def deal(self, request: DealRequest) -> Outcome:
        """Return once the request is committed. Raises StorageUnavailable or TooLate: it was not."""
        ...


async def receive(
    store: Store,
    dealer: Dealer,
    directory: Directory,
    clock: Clock,
    followed: FollowedConfiguration,
    message: IncomingMessage,
) -> Received | Outcome:
    """Deal a message if it is a lead; hear what is written in a conversation's thread. Return what became of it.

    When this returns, what it did is committed.

    Raises:
        StorageUnavailable: nothing was done; Slack is to deliver the message again. TooLate: likewise.
    """
    if message.own:
        return Received.IGNORED
    if message.subtype in replies.CHANGED:
        return await replies.hear_change(store, clock, followed, message)
    if message.subtype not in WRITTEN:
        return Received.IGNORED
    if message.thread_ts is not None and message.thread_ts != message.ts:
        return await replies.hear(store, clock, followed, message)
    configuration = followed.current
    source = configuration.sources.get(message.channel)
    if source is None or message.subtype == "thread_broadcast" or not _counts(source, configuration, message):
        return Received.IGNORED
    lead_user_id = None if is_app(message) else message.user_id
    if source.qualify in configuration.qualifications and lead_user_id is not None:
        await people.acquaint(store, directory, clock, message.workspace_id, lead_user_id)
    trigger = Trigger.QUALIFIED if source.qualify else Trigger.NEW_CONVERSATION
    request = DealRequest(
        workspace_id=message.workspace_id,
        source_key=f"message:{message.channel}:{message.ts}",
        source="message",
        channel=message.channel,
        thread_ts=message.ts,
        trigger=trigger,
        lead=facts(message.event),
        lead_user_id=lead_user_id,
        deadline=message.deadline,
        qualify=source.qualify,
    )
    outcome = await dealer.deal(request)
    _log.info("message_received", source_key=request.source_key, outcome=outcome)
    return outcome


def _counts(source: Source, configuration: Configuration, message: IncomingMessage) -> bool:
    """Say whether the source listens to who wrote the message (`from:`)."""
    if source.sender == Sender.ANYONE:
        return True
    if source.sender == Sender.APPS:
        return is_app(message)
    if source.sender == Sender.PEOPLE:
        return not is_app(message)
    return message.user_id not in configuration.teammates
