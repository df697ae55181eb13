"""What sending is told of, and tells: a claimed channel, its next step, what came of the last (DESIGN 1.8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from bot.usecases.ports import Message, NotSent, Sent, Unknown

#: A claim that isn't renewed ends by itself: of a process that died or hangs, another takes it over within 10 seconds
#: (issue 4), with the half second in which it looks.
LEASE_SECONDS: Final = 9.0
#: Slack may show a message a moment after it was posted: an unknown outcome is looked up no sooner.
LOOK_AFTER_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel is posted to, and who the managers are beside those of the configuration."""

    rate: float
    managers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """A channel of the outbox that `holder` alone sends to."""

    workspace_id: str
    channel: str
    holder: str


@dataclass(frozen=True, slots=True)
class Send:
    """The next step: post this message, or update it. `attempts`: how many were made, with this one.

    `revision`: of which revision of the row the message is. `begin_by`: later it may not be handed to Slack any more,
    UTC seconds.
    """

    message: Message
    attempts: int
    revision: int
    begin_by: float


@dataclass(frozen=True, slots=True)
class LookUp:
    """The next step: find out which of these messages of one thread Slack has."""

    messages: tuple[Message, ...]
    between: tuple[float, float]
    attempts: int


@dataclass(frozen=True, slots=True)
class Attempted:
    """What came of a Send."""

    step: Send
    outcome: Sent | NotSent | Unknown


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a LookUp: timestamps by delivery id. `again_in_seconds`: Slack couldn't be asked; None: it was."""

    step: LookUp
    found: Mapping[str, str]
    again_in_seconds: float | None = None


Step: TypeAlias = Send | LookUp | None
Result: TypeAlias = Attempted | Looked | None
