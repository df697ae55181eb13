"""What use cases need of the world. The composition root gives the real ones, tests may give others."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from bot.domain.people import Person

T = TypeVar("T")


class Store(Protocol):
    """The database: `storage.database.Database`."""

    async def write(self, work: Callable[..., T], *args: Any, deadline: float | None = None) -> T:
        """Run `work(transaction, *args)` and commit; `deadline` is on `time.monotonic()`."""
        ...

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Run `work(transaction, *args)`, which only reads."""
        ...


class Clock(Protocol):
    """The time."""

    def now(self) -> float:
        """Return UTC seconds since 1970."""
        ...


class Directory(Protocol):
    """Slack's knowledge of people."""

    async def person(self, user_id: str) -> Person | None:
        """Ask Slack for one person; None: no such user. Raises SlackUnavailable."""
        ...

    async def everyone(self) -> list[Person]:
        """Ask Slack for everybody in the workspace. Raises SlackUnavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Message:
    """One message to be sent. `content` is what it is about (`kind` and facts); how it looks is Slack's layer's business.

    `thread_ts` is "" for a message that stands in the channel itself; `channel` may be a user id (a direct message).
    `ts`: the message is in Slack under this timestamp, and is updated; None: it is posted.
    """

    delivery_id: str
    channel: str
    thread_ts: str
    content: Mapping[str, Any]
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack has the message, under this timestamp (None: it has none)."""

    ts: str | None


@dataclass(frozen=True, slots=True)
class NotSent:
    """Slack certainly doesn't have it.

    `heals`: trying again may work, at the earliest after `retry_after_seconds` of silence in the channel (None: Slack
    asked for none). `everywhere`: it is not about this message (the token is refused, say).
    """

    error: str
    heals: bool
    retry_after_seconds: float | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Slack may have it: the answer never came, or said nothing."""

    error: str


class CannotLook(Exception):  # noqa: N818 - a state, not a mistake
    """Slack doesn't let the bot look for what it posted here; the text is Slack's error word."""


class ChannelBook(Protocol):
    """Slack's knowledge of the bot's channels."""

    async def joined(self) -> Mapping[str, bool]:
        """Return the channels that the bot is in, by id, and whether each is archived.

        Raises SlackUnavailable: ask again later. CannotLook: Slack refuses to tell.
        """
        ...


#: What a Messenger sends is in Slack within so long, or never.
SENT_WITHIN_SECONDS: Final = 5.0


class Messenger(Protocol):
    """The way into Slack."""

    async def send(self, message: Message) -> Sent | NotSent | Unknown:
        """Post or update a message, once, and say what came of it, within SENT_WITHIN_SECONDS.

        Never raises for what Slack or the network does.
        """
        ...

    async def look_for(
        self, channel: str, thread_ts: str, between: tuple[float, float], delivery_ids: Collection[str]
    ) -> dict[str, str]:
        """Return the timestamps of those of the deliveries that Slack has, by delivery id.

        `between`: they were posted no earlier and no later, UTC seconds.

        Raises:
            SlackUnavailable: ask again later. TokenRefused: when Slack takes the token again. CannotLook: Slack refuses
            to tell.
        """
        ...
