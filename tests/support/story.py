"""Leads on their way while bots die: told again as Slack tells them, pressed again as people press."""

import asyncio
import copy
from collections.abc import Awaitable, Callable

from bot.sandbox import Message
from tests.support.forked import Forked
from tests.support.processes import first_of
from tests.support.told import CARD, all_said, check, payload
from tests.support.world import BOB, LEADS, LENA, World

#: A step that isn't reached with so many leads is never reached.
_MOST_LEADS = 20

#: Something that happens to a lead; the text tells it from others.
Act = Callable[["Story", Forked, str], Awaitable[None]]


class Story:
    """What happens in a world while its bots die, and what has to be true in the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        # Slack gives up after three; here a lead comes again until somebody takes it, soon in the time of a start.
        world.sandbox.retry_delays_seconds = (0.1,) * 5 + (0.3,) * 200
        self._writing: list[asyncio.Task[str]] = []
        self._passes: list[str] = []  # threads
        self._unanswered: list[tuple[str, Message, str]] = []

    def write(self, text: str) -> "asyncio.Task[str]":
        """Let somebody write a lead; it comes until it is answered 200."""
        self._writing.append(asyncio.create_task(self.world.sandbox.write(LENA, LEADS, text)))
        return self._writing[-1]

    async def written(self) -> list[str]:
        """Return the leads' timestamps, once all of them were answered 200."""
        return await asyncio.gather(*self._writing)

    @property
    def counts(self) -> tuple[int, int]:
        """How many leads there are, and how many turns they take in all."""
        return len(self._writing), len(self._writing) + len(self._passes)

    async def settle(self, process: Forked) -> bool:
        """Return once everything is said (True), or the process is dead (False)."""
        leads, turns = self.counts
        said = self.world.sandbox.wait_until(lambda: all_said(self.world, leads, turns), timeout_seconds=40)
        await first_of(process.wait(), said)
        return process.returncode is None

    async def goes_on(self, process: Forked, act: Act, text: str) -> None:
        """Let the same happen again and again, each time when all is said, until the process is dead."""
        for number in range(_MOST_LEADS):
            if not await self.settle(process):
                return
            await act(self, process, f"{text} {number}")
        raise AssertionError(f"{text}: never reached")

    async def lead_comes(self, _process: Forked, text: str) -> None:
        """Let a lead come."""
        self.write(text)

    async def answer_is_lost(self, process: Forked, text: str) -> None:
        """Let a lead come; Slack's answer to its first message is lost, so that it has to be looked for."""
        looks = self._looks()
        self.world.sandbox.fail("chat.postMessage", "drop_after")
        self.write(text)
        looked = self.world.sandbox.wait_until(lambda: self._looks() > looks, timeout_seconds=20)
        await first_of(process.wait(), looked)

    def _looks(self) -> int:
        return sum(
            call.method in {"conversations.replies", "conversations.history"} for call in self.world.sandbox.calls
        )

    async def pass_on(self, process: Forked, text: str) -> None:
        """Let a lead come, and whoever has it pass it on."""
        card = await self._card(process, text)
        if card is not None:
            has = [one for one in self.world.announced() if payload(one)["conversation_id"] == _of(card)][-1]
            assert has.thread_ts is not None
            self._passes.append(has.thread_ts)
            await self._press(payload(has)["teammate"], card, "conversation_pass")

    async def take(self, process: Forked, text: str) -> None:
        """Let a lead come that its team assigns by hand, and Bob take it."""
        card = await self._card(process, f"it is broken: {text}")
        if card is not None:
            await self._press(BOB, card, "conversation_take")

    async def _card(self, process: Forked, text: str) -> Message | None:
        """Write a lead and return its card; None: the process died before."""
        known = {_of(card) for card in self.world.of_type(CARD)}
        self.write(text)

        def new() -> list[Message]:
            return [card for card in self.world.of_type(CARD) if _of(card) not in known]

        await first_of(process.wait(), self.world.sandbox.wait_until(new, timeout_seconds=20))
        return copy.copy(new()[0]) if process.returncode is None else None

    async def _press(self, user: str, card: Message, button: str) -> None:
        if await self.world.sandbox.press(user, card, button) != 200:
            self._unanswered.append((user, card, button))

    async def again(self) -> None:
        """Let everybody press again, on the card as they saw it, whose press was not answered."""
        unanswered, self._unanswered = self._unanswered, []
        for one in unanswered:
            await self._press(*one)

    async def check(self, *, in_order: bool = True) -> None:
        """Fail unless every lead was answered 200, dealt and said once; see `told.check` for `in_order`."""
        stamps = await self.written()
        answered = {one.payload["event"]["ts"] for one in self.world.sandbox.deliveries if one.acknowledged}
        assert set(stamps) <= answered
        await check(self.world, {ts: 1 + self._passes.count(ts) for ts in stamps}, in_order=in_order)

    async def end(self) -> None:
        """Stop writing."""
        for one in self._writing:
            one.cancel()
        await asyncio.gather(*self._writing, return_exceptions=True)


def _of(card: Message) -> str:
    return payload(card)["conversation_id"]
