"""`message.im`: somebody writes to the bot itself (https://docs.slack.dev/reference/events/message.im)."""

import structlog

from bot.domain.people import Caller
from bot.slack.caller import caller
from bot.slack.services import Services
from bot.usecases.directions import asks, direct
from bot.usecases.errors import NotAllowed
from bot.usecases.incoming import IncomingMessage

_log = structlog.get_logger(__name__)


async def answer(services: Services, message: IncomingMessage) -> None:
    """Tell whoever wrote what they can do; nothing for what isn't a person's message of its own.

    Raises StorageUnavailable, TooLate: Slack is to deliver the message again.
    """
    if message.user_id is None or not asks(message):
        return
    try:
        who = await caller(services, message.user_id, message.channel)
    except NotAllowed:  # Slack doesn't say just now who it is: what everybody may do is right for them, too
        who = Caller(message.workspace_id, message.user_id, message.channel)
    await services.configuration.follow()
    await services.store.write(
        direct, services.configuration.current, who, message.ts, services.clock.now(), deadline=message.deadline
    )
    _log.info("directed", user_id=message.user_id)
