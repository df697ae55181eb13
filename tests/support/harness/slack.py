"""What Slack shows of the bot, and what it is told to do."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from bot.sandbox import Call, Delivery, Message, User
from bot.usecases.outbox_unsent import Unsent, unsent
from tests.support.harness.app import App
from tests.support.harness.ledger import ASSIGNMENT, CARD, DIRECT_MESSAGE, Ledger, has, payload, told
from tests.support.harness.person import Person
from tests.support.harness.post import Post
from tests.support.world import World

#: How often it is looked whether the bot has noted what it said: nothing in Slack tells of that.
_LOOK_EVERY_SECONDS = 0.01


class Slack:
    """One workspace as the people in it see it together: what one has looked at, all have."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sandbox = world.sandbox
        self.ledger = Ledger(world.sandbox)

    # Who there is

    def person(self, user_id: str) -> Person:
        """Return who has this id; Slack need not know them yet."""
        return Person(user_id, self)

    def adds(self, user: User) -> Person:
        """Let there be somebody else, of whom nothing is told."""
        self.sandbox.add_user(user)
        return self.person(user.id)

    def app(self, name: str, *, has_user: bool = False) -> App:
        """Return another app; `has_user`: one with a bot user of its own, as new ones have."""
        return App(self.sandbox, name, has_user=has_user)

    def adds_channel(self, channel: str, members: Iterable[str], *, private: bool = False) -> None:
        """Let there be a channel that the bot isn't in. What follows `C1…` in its id is its name."""
        self.sandbox.add_channel(channel, channel[3:].lower(), members, bot_is_member=False, private=private)

    # What it shows

    async def says(self, place: str, *words: str) -> Message:
        """Return what the bot has said in a channel or its threads that has all these words, and nobody looked at yet.

        Something that has changed since somebody looked at it counts. The oldest, if there are several.
        """

        def found() -> list[Message]:
            return [one for one in self.ledger.standing(place) if has(one, words) and self.ledger.is_new(one)]

        await self.ledger.until(found, f"nothing new in {place} has {words}", place)
        return self.ledger.look(found()[0])

    async def card(self, post: Post, *words: str, of: str | None = None) -> Message:
        """Return the card of a conversation once it has all these words, in one place or wherever it is.

        `of`: whose card, a team's by its channel, or a person's own.
        """

        def found() -> list[Message]:
            place = None if of is None else self.ledger.place(of)
            cards = self.ledger.messages(CARD, place)
            return [one for one in cards if post.link in one.text and has(one, words)]

        await self.ledger.until(found, f"no card of {post} has {words}", of)
        return self.ledger.look(found()[0])

    async def announced(self, count: int, *, or_more: bool = False) -> list[Message]:
        """Return what the bot said in threads of who has them, in order, once it has said it so often.

        Raises AssertionError when it said it more often than that, unless `or_more`.
        """
        hoped = f"who has what is not said {count} times"
        await self.ledger.until(lambda: len(self.announcements()) >= count, hoped)
        found = self.announcements()
        assert or_more or len(found) == count, f"{hoped}, but\n{told(found)}"
        return self.ledger.look_at(found)

    async def has_cards(self, of: str, count: int) -> list[Message]:
        """Return the cards of a team, by its channel, or of a person, in order of posting, once there are so many.

        Raises AssertionError when there are more.
        """
        hoped = f"there are not {count} cards of {of}"
        await self.ledger.until(lambda: len(self.cards(of)) >= count, hoped, of)
        found = self.cards(of)
        assert len(found) == count, f"{hoped}, but\n{told(found)}"
        return self.ledger.look_at(found)

    def cards(self, of: str) -> list[Message]:
        """Return the cards of a team, by its channel, or of a person. Counting them is not looking at them."""
        return self.ledger.messages(CARD, self.ledger.place(of))

    def announcements(self) -> list[Message]:
        """Return what the bot said in threads of who has them. Counting it is not looking at it."""
        return self.ledger.messages(ASSIGNMENT)

    def told_of(self, post: Post) -> tuple[list[Message], list[Message], list[Message]]:
        """Return what is said of a conversation that somebody has or had, without looking at it.

        That is: who has it, in its thread; the direct messages to who has it now; and its cards.
        """
        said = self.sandbox.thread(*post)
        thread = [one for one in said if one.metadata and one.metadata["event_type"] == ASSIGNMENT]
        if not thread:
            return [], [], []
        last = payload(thread[-1])
        direct = [
            one
            for one in self.ledger.messages(DIRECT_MESSAGE)
            if payload(one)["assignment_id"] == last["assignment_id"]
        ]
        cards = [
            one for one in self.ledger.messages(CARD) if payload(one)["conversation_id"] == last["conversation_id"]
        ]
        return thread, direct, cards

    async def said_nothing_else(self) -> None:
        """Let the bot say all that it has to say, and fail if that is more than somebody has looked at.

        All that has to be said stands in the outbox, written with what it is about. So it is waited until all that
        people do has been delivered, retries included, and the outbox holds nothing that is due: neither what waits
        for its retry or for a silence that Slack asked for, nor what the clock will bring, is waited for.

        Each message of the bot's, wherever it is and whoever alone sees it, is then to be as it was when somebody
        looked at it through one of the verbs that return it: `gets`, `is_told`, `runs`, `says`, `card`, `has_cards`,
        `announced`. One that has changed since has to be looked at again; what it looked like between two looks, and
        what was taken away again, nobody asks.
        """
        await self.all_is_said()
        new = self.ledger.new()
        assert not new, f"the bot said this, too, which nobody has looked at:\n{told(new)}"

    async def all_is_said(self) -> None:
        """Return once the bot has nothing left to say; see `said_nothing_else`."""
        left: list[Unsent] = []
        try:
            async with asyncio.timeout(self.ledger.longest_seconds):
                while True:
                    await self.sandbox.delivered()
                    left = await self._due()
                    if not left:
                        return
                    await asyncio.sleep(_LOOK_EVERY_SECONDS)
        except TimeoutError:
            rows = "\n".join(f"  {one}" for one in left)
            waited = self.ledger.longest_seconds
            raise AssertionError(f"the bot still has this to say after {waited} seconds:\n{rows}") from None

    async def _due(self) -> list[Unsent]:
        now = self.world.clock.now()
        return [one for one in await self.world.read(unsent, now) if one.next_at is not None and one.next_at <= now]

    async def until(self, condition: Callable[[], object]) -> None:
        """Return when something that Slack sees is true, which is asked after each change in it."""
        await self.sandbox.wait_until(condition, self.ledger.longest_seconds)

    # What it did

    def calls(self, *methods: str) -> list[Call]:
        """Return the bot's calls of these methods, or all of them."""
        return [call for call in self.sandbox.calls if not methods or call.method in methods]

    def deliveries(self, user: str | None = None) -> list[Delivery]:
        """Return the events that were sent, or those of what somebody wrote, oldest first."""
        sent = self.sandbox.deliveries
        return [one for one in sent if user is None or one.payload["event"].get("user") == user]

    # What it is told to do

    async def delivers(self, event: dict[str, Any]) -> Delivery:
        """Send the bot an event, once more or made up; return how that went, once it is over."""
        return await self.sandbox.deliver(event)

    def delivers_each(self, times: int) -> None:
        """Deliver each event so often from now on, all at once."""
        self.sandbox.duplicate = times

    def tries_again_after(self, *seconds: float) -> None:
        """Deliver what the bot refused again after these times, one after another."""
        self.sandbox.retry_delays_seconds = seconds

    def fails(self, method: str, kind: str, times: int = 1) -> None:
        """Let the next calls of a method fail; see `Sandbox.fail`."""
        self.sandbox.fail(method, kind, times)

    def fails_no_more(self) -> None:
        """Let nothing fail any more."""
        self.sandbox.heal()

    def lets_the_bot_in(self, channel: str) -> None:
        """Let the bot be in a channel, of which nothing is told."""
        self.sandbox.invite_bot(channel)

    async def invites_the_bot(self, channel: str) -> None:
        """Let the bot be in a channel, as if nobody in particular had invited it."""
        await self.sandbox.invite(None, channel)

    async def revokes_the_token(self, word: str = "account_inactive", *, tell: bool = True) -> None:
        """Let the bot's token be good for nothing; see `Sandbox.revoke`."""
        await self.sandbox.revoke(word, tell=tell)

    def takes_the_token_again(self) -> None:
        """Let the bot's token be good again, as when the app is installed anew."""
        self.sandbox.restore()
