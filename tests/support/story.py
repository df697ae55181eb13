"""Leads on their way while bots die: told again as Slack tells them, pressed again as people press."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.sandbox import Message
from tests.support.forked import Forked
from tests.support.harness import Harness, Person, Post, payload
from tests.support.harness.ledger import CARD
from tests.support.processes import first_of
from tests.support.told import all_said, check
from tests.support.world import World

#: A step that isn't reached with so many leads is never reached.
_MOST_LEADS = 20

#: Something that happens to a lead; the text tells it from others.
Act = Callable[["Story", Forked, str], Awaitable[None]]


class Story:
    """What happens in a world while its bots die, and what has to be true in the end."""

    def __init__(self, world: World) -> None:
        self.world = world
        harness = Harness(world)
        self.slack, self.clock = harness.slack, harness.clock
        self._lena, self._bob = harness.lena, harness.bob
        # Slack gives up after three; here a lead comes again until somebody takes it, soon in the time of a start.
        self.slack.tries_again_after(*(0.1,) * 5, *(0.3,) * 200)
        self._writing: list[asyncio.Task[Post]] = []
        self._passes: list[str] = []  # threads
        self._unanswered: list[tuple[Person, str, Message]] = []

    def write(self, text: str) -> "asyncio.Task[Post]":
        """Let somebody write a lead; it comes until it is answered 200."""
        self._writing.append(asyncio.create_task(self._lena.writes(text)))
        return self._writing[-1]

    async def written(self) -> list[Post]:
        """Return the leads, once all of them were answered 200."""
        return await asyncio.gather(*self._writing)

    @property
    def counts(self) -> tuple[int, int]:
        """How many leads there are, and how many turns they take in all."""
        return len(self._writing), len(self._writing) + len(self._passes)

    async def settle(self, process: Forked) -> bool:
        """Return once everything is said (True), or the process is dead (False)."""
        await first_of(process.wait(), self.all_is_said())
        return process.returncode is None

    async def all_is_said(self) -> None:
        """Return once Slack has everything about the leads there are."""
        leads, turns = self.counts
        await self.slack.until(lambda: all_said(self.slack, leads, turns))

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
        self.slack.fails("chat.postMessage", "drop_after")
        self.write(text)
        await first_of(process.wait(), self.slack.until(lambda: self._looks() > looks))

    def _looks(self) -> int:
        return len(self.slack.calls("conversations.replies", "conversations.history"))

    async def pass_on(self, process: Forked, text: str) -> None:
        """Let a lead come, and whoever has it pass it on."""
        card = await self._card(process, text)
        if card is not None:
            has = [one for one in self.slack.announcements() if payload(one)["conversation_id"] == _of(card)][-1]
            assert has.thread_ts is not None
            self._passes.append(has.thread_ts)
            await self._press(self.slack.person(payload(has)["teammate"]), "Pass on", card)

    async def take(self, process: Forked, text: str) -> None:
        """Let a lead come that its team assigns by hand, and Bob take it."""
        card = await self._card(process, f"it is broken: {text}")
        if card is not None:
            await self._press(self._bob, "Take it", card)

    async def _card(self, process: Forked, text: str) -> Message | None:
        """Write a lead and return its card; None: the process died before."""
        known = {_of(card) for card in self.slack.ledger.messages(CARD)}
        self.write(text)

        def new() -> list[Message]:
            return [card for card in self.slack.ledger.messages(CARD) if _of(card) not in known]

        await first_of(process.wait(), self.slack.until(new))
        return self.slack.ledger.look(new()[0]) if process.returncode is None else None

    async def _press(self, who: Person, label: str, card: Message) -> None:
        if not await who.tries_to_press(label, card):
            self._unanswered.append((who, label, card))

    async def again(self) -> None:
        """Let everybody press again, on the card as they saw it, whose press was not answered."""
        unanswered, self._unanswered = self._unanswered, []
        for one in unanswered:
            await self._press(*one)

    async def check(self, *, in_order: bool = True) -> None:
        """Fail unless every lead was answered 200, dealt and said once; see `told.check` for `in_order`."""
        stamps = [post.ts for post in await self.written()]
        assert set(stamps) <= self.answered()
        await check(self.slack, {ts: 1 + self._passes.count(ts) for ts in stamps}, in_order=in_order)

    def answered(self) -> set[str]:
        """Return the timestamps of all that a bot has answered 200."""
        return {one.payload["event"]["ts"] for one in self.slack.deliveries() if one.acknowledged}

    async def end(self) -> None:
        """Stop writing."""
        for one in self._writing:
            one.cancel()
        await asyncio.gather(*self._writing, return_exceptions=True)


def _of(card: Message) -> str:
    return payload(card)["conversation_id"]
