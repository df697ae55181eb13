"""What there is to see in the local Slack, and waiting for it."""

from collections.abc import Callable
from typing import Final

from bot.sandbox.core import Core
from bot.sandbox.exchanges import Exchange
from bot.sandbox.records import Call, Delivery, Message

_NAMED_CALLS: Final = 10


class Sights:
    """Looks at what was said, called and delivered, and changes nothing. Base of Sandbox."""

    def __init__(self, core: Core) -> None:
        self._core = core

    @property
    def calls(self) -> list[Call]:
        """Every Web API call, in the order in which they were done."""
        return self._core.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Every event that was sent, oldest first."""
        return self._core.sender.deliveries

    @property
    def exchanges(self) -> list[Exchange]:
        """What went to the bot and came from it lately, of any kind, oldest first; the last 200."""
        return list(self._core.sender.exchanges)

    def messages(self, channel: str) -> list[Message]:
        """Return what stands in a channel itself, oldest first. Raises LookupError for an unknown channel."""
        return list(self._core.workspace.top_level(self._core.workspace.channel(channel)))

    def thread(self, channel: str, ts: str) -> list[Message]:
        """Return the replies to a message, oldest first, without it. Raises LookupError for an unknown channel."""
        return list(self._core.workspace.channel(channel).threads.get(ts, ()))

    @property
    def opened_threads(self) -> frozenset[tuple[str, str]]:
        """The threads that somebody has opened, by channel and `ts` of their first message."""
        return frozenset(self._core.workspace.opened)

    def direct_messages(self, user_id: str) -> list[Message]:
        """Return all between the bot and a user, both sides, oldest first. Raises LookupError for an unknown user."""
        channel = self._core.workspace.find_direct_channel(self._core.workspace.user(user_id))
        return [] if channel is None else list(channel.messages.values())

    def bot_messages(self) -> list[Message]:
        """Return all that the bot has posted and that still stands, anywhere, in the order of posting."""
        return list(self._core.workspace.posted)

    def ephemerals(self, user_id: str) -> list[Message]:
        """Return what only this user saw, answers to commands too, oldest first. Raises LookupError if unknown."""
        self._core.workspace.user(user_id)
        return [message for message in self._core.workspace.ephemeral if message.ephemeral_to == user_id]

    async def wait_until(self, condition: Callable[[], object], timeout_seconds: float = 30) -> None:
        """Return when a condition is true; it is asked now and after each call, delivery and message.

        Raises TimeoutError that names the last calls when it is still false after `timeout_seconds`.
        """
        try:
            await self._core.changes.until(condition, timeout_seconds)
        except TimeoutError:
            last = [f"{call.method} -> {call.outcome}" for call in self.calls[-_NAMED_CALLS:]]
            raise TimeoutError(
                f"not so after {timeout_seconds} seconds; {len(self.calls)} API calls, the last: "
                f"{'; '.join(last) or 'none'}; {len(self.deliveries)} deliveries"
            ) from None
