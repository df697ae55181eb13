"""A `message` event, sorted, and what becomes of one that isn't dealt."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

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
    HEARD = "heard"


def is_app(message: IncomingMessage) -> bool:
    """Say whether an app wrote a message, whatever user it names."""
    return message.from_app or message.user_id in {None, _SLACKBOT}
