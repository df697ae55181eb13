"""What the bot has said, and what of it somebody has looked at."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from typing import Any

from bot.sandbox import Message, Sandbox

CARD, ASSIGNMENT, DIRECT_MESSAGE, NOTICE = (
    f"leadwheel_{kind}" for kind in ("card", "assignment", "direct_message", "notice")
)
#: How much is told of a place when something isn't there.
_LAST = 8
_LONGEST = 300

Shown = tuple[str, Any, Any]


class Ledger:
    """All messages of the bot's, those that one person alone sees too, and how each looked when it was looked at."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        #: How long anything is waited for.
        self.longest_seconds = 40.0
        self._looked: dict[tuple[str, str, str | None], Shown] = {}

    def messages(self, event_type: str, place: str | None = None) -> list[Message]:
        """Return the bot's messages of a type, everywhere or in a place, in order of posting."""
        return [
            message
            for message in self._sandbox.bot_messages()
            if message.metadata and message.metadata["event_type"] == event_type and place in {None, message.channel}
        ]

    def ephemerals(self) -> list[Message]:
        """Return what each person alone sees, oldest first."""
        return list(self._sandbox._core.workspace.ephemeral)

    def place(self, of: str) -> str:
        """Return a channel's id; for a person that of their direct messages."""
        return self._sandbox.direct_channel(of) if of.startswith(("U", "W")) else of

    def standing(self, of: str) -> list[Message]:
        """Return what the bot has said in a channel, threads included, or to a person alone, oldest first."""
        place = self.place(of)
        said = [message for message in self._sandbox.bot_messages() if message.channel == place]
        return said if place == of else said + [one for one in self.ephemerals() if one.ephemeral_to == of]

    def look(self, message: Message) -> Message:
        """Note that somebody looks at a message; return it as they see it, which stays as it is."""
        self._looked[_key(message)] = _shown(message)
        return copy(message)

    def look_at(self, messages: Iterable[Message]) -> list[Message]:
        """Look at each of them."""
        return [self.look(message) for message in messages]

    def is_new(self, message: Message) -> bool:
        """Say whether nobody has looked at it as it is now."""
        return self._looked.get(_key(message)) != _shown(message)

    def new(self) -> list[Message]:
        """Return what nobody has looked at as it is now."""
        return [one for one in (*self._sandbox.bot_messages(), *self.ephemerals()) if self.is_new(one)]

    async def until(self, condition: Callable[[], object], hoped: str, of: str | None = None) -> None:
        """Return when the condition is true, which is asked after each change in Slack.

        Raises AssertionError that says what was hoped for, and what the bot said instead: to whom or where (`of`),
        or anywhere (None).
        """
        try:
            await self._sandbox.wait_until(condition, self.longest_seconds)
        except TimeoutError as error:
            said = self.standing(of) if of else [*self._sandbox.bot_messages(), *self.ephemerals()]
            where = f" in {of}" if of else ""
            raise AssertionError(
                f"{hoped}: {error}\nThe last that the bot said{where}:\n{told(said[-_LAST:])}"
            ) from None


def has(message: Message, words: Iterable[str]) -> bool:
    """Say whether a message has all these words."""
    return all(word in message.text for word in words)


def told(messages: Iterable[Message]) -> str:
    """Tell of messages, one after another."""
    return "\n".join(map(_told, messages)) or "  nothing"


def _told(message: Message) -> str:
    to = f" to {message.ephemeral_to} alone" if message.ephemeral_to else ""
    thread = f" in the thread {message.thread_ts}" if message.thread_ts else ""
    kind = f" ({message.metadata['event_type']})" if message.metadata else ""
    text = message.text if len(message.text) <= _LONGEST else f"{message.text[:_LONGEST]}…"
    labels = "".join(f" [{label}]" for label in buttons(message))
    return f"  {message.channel} {message.ts}{thread}{to}{kind}: {text!r}{labels}"


def buttons(message: Message) -> dict[str, str]:
    """Return the buttons of a message: what stands on each, and its `action_id`."""
    rows = [block["elements"] for block in message.blocks or () if block["type"] == "actions"]
    return {one["text"]["text"]: one["action_id"] for row in rows for one in row if one["type"] == "button"}


def payload(message: Message) -> Mapping[str, str]:
    """Return the facts in a message's metadata."""
    assert message.metadata is not None
    return message.metadata["event_payload"]


def _key(message: Message) -> tuple[str, str, str | None]:
    return message.channel, message.ts, message.ephemeral_to


def _shown(message: Message) -> Shown:
    return message.text, message.blocks, message.metadata
