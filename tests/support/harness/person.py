"""Somebody in Slack, and what they do and see."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

from bot.ids import Action
from bot.sandbox import Message, User
from tests.support.harness.ledger import CARD, buttons, has, payload
from tests.support.harness.post import Post
from tests.support.world import LEADS

if TYPE_CHECKING:
    from tests.support.harness.slack import Slack


class Person(str):
    """Somebody in Slack. As a string their user id, as which they stand in every table, configuration and message."""

    __slots__ = ("_ledger", "_sandbox", "_slack")

    def __new__(cls, user_id: str, slack: "Slack") -> Self:
        """Return who has this id; the sandbox may come to know them later."""
        made = super().__new__(cls, user_id)
        made._slack, made._ledger, made._sandbox = slack, slack.ledger, slack.sandbox
        return made

    # Writing

    async def writes(self, text: str, channel: str = LEADS, *, wait: bool = True, **fields: Any) -> Post:
        """Write in a channel itself, and return when the bot has taken it, or has refused it for good.

        `wait` False: it is still on its way. `fields`: what else the message has (`subtype`, ...).
        """
        return Post(channel, await self._sandbox.write(self, channel, text, wait=wait, **fields))

    async def writes_each(self, *texts: str, channel: str = LEADS) -> list[Post]:
        """Write one after another."""
        return [await self.writes(text, channel) for text in texts]

    async def answers(self, post: Post, text: str, **fields: Any) -> Post:
        """Write in the thread of a message."""
        ts = await self._sandbox.write(self, post.channel, text, thread_ts=post.ts, **fields)
        return Post(post.channel, ts)

    async def tells_the_bot(self, text: str) -> Post:
        """Write to the bot itself."""
        ts = await self._sandbox.write(self, self._sandbox.bot_user_id, text)
        return Post(self._sandbox.direct_channel(self), ts)

    async def edits(self, post: Post, text: str) -> None:
        await self._sandbox.edit(*post, text)

    async def deletes(self, post: Post) -> None:
        await self._sandbox.delete(*post)

    # Commands and buttons

    async def runs(self, command: str, where: str = LEADS) -> str:
        """Type a command with its text; return what the bot answers to them alone, which is then looked at.

        Raises AssertionError where Slack would show an error: no answer in 3 seconds, say.
        """
        name, _, text = command.partition(" ")
        answer = await self._sandbox.run_command(self, name, text, channel=where)
        assert (answer.status, answer.error, answer.response_type) == (200, None, "ephemeral"), f"{command}: {answer}"
        shown = [one for one in self.ephemerals if one.text == answer.text and self._ledger.is_new(one)]
        self._ledger.look_at(shown[-1:])
        return answer.text

    async def presses(self, label: str, message: Message) -> None:
        """Press the button with these words on a message as they see it, which may be old by now.

        Raises AssertionError where it has no such button, and where Slack would show that it went wrong.
        """
        assert await self.tries_to_press(label, message), f"Slack shows {self} that {label!r} went wrong"

    async def tries_to_press(self, label: str, message: Message) -> bool:
        """Press as `presses` does, with a bot that may die of it; return whether it answered well."""
        there = buttons(message)
        assert label in there, (
            f"no button {label!r}; there is {', '.join(map(repr, there)) or 'none'} on {message.text!r}"
        )
        return await self._sandbox.press(self, message, there[label]) == 200

    async def picks(self, given: Any, message: Message, action_id: str = Action.QUALIFICATION_ANSWER) -> None:
        """Choose something in a menu, or tick boxes, on a message: the words of one choice, a list of them, or a day."""
        reply = await self._sandbox.interact(self, message, action_id, given)
        status = None if reply is None else reply.status
        assert status == HTTPStatus.OK, f"Slack shows {self} that {given!r} went wrong"

    # Seeing

    async def reads(self, post: Post, *words: str) -> Message:
        """Return what the bot says in the thread that has all these words, and that nobody looked at as it is now.

        The oldest, if there are several.
        """

        def found() -> list[Message]:
            thread = self._sandbox.thread(*post)
            return [one for one in thread if one.metadata and has(one, words) and self._ledger.is_new(one)]

        await self._ledger.until(found, f"the thread of {post.ts} says nothing new with {words}", post.channel)
        return self._ledger.look(found()[0])

    async def is_told(self, *words: str) -> Message:
        """Return what they alone are told that has all these words, and that nobody looked at before.

        That is a direct message, also one that has changed, or what they alone see in a channel. The oldest, if there
        are several.
        """

        def found() -> list[Message]:
            return [one for one in self._ledger.standing(self) if has(one, words) and self._ledger.is_new(one)]

        await self._ledger.until(found, f"{self} is told nothing new with {words}", self)
        return self._ledger.look(found()[0])

    async def gets(self, post: Post, *how: str) -> Message:
        """See that a conversation is theirs now: its thread, they themselves and its cards say so. Return its card.

        That is the team's one, or where it has no team their own. `how`: words that are on the card, too. What is said
        twice is looked at once.
        """

        def found() -> list[Message]:
            thread, told, cards = self._slack.told_of(post)
            shown = [f"<@{self}> has this conversation", *how]
            if not thread or payload(thread[-1])["teammate"] != self or not cards:
                return []
            if payload(thread[-1])["team"] and all(one.channel.startswith("D") for one in cards):
                return []  # its team's is still to come
            here = self._sandbox.direct_channel(self)
            mine = [one for one in told if one.channel == here] or [one for one in cards if one.channel == here]
            last = [one for one in thread if payload(one)["assignment_id"] == payload(thread[-1])["assignment_id"]]
            return mine and all(has(card, shown) for card in cards) and [*last, *mine, *cards]

        await self._ledger.until(found, f"{self} doesn't get {post} {how}")
        once = {payload(one)["delivery_id"]: one for one in reversed(found())}
        looked = self._ledger.look_at(reversed(once.values()))
        cards = [one for one in looked if one.metadata and one.metadata["event_type"] == CARD]
        public = [one for one in cards if not one.channel.startswith("D")]
        return (public or [one for one in cards if one.channel == self._sandbox.direct_channel(self)] or cards)[0]

    @property
    def direct_messages(self) -> list[Message]:
        """What the bot has said to them directly. Counting it is not looking at it."""
        mine = self._sandbox.direct_messages(self)
        return [one for one in mine if one.user == self._sandbox.bot_user_id]

    @property
    def ephemerals(self) -> list[Message]:
        """What they alone saw in channels, answers to commands too. Counting it is not looking at it."""
        return self._sandbox.ephemerals(self)

    # Coming and going

    async def joins(self, name: str, real_name: str) -> None:
        """Become one of the workspace."""
        await self._sandbox.join_workspace(User(id=str(self), name=name, real_name=real_name))

    async def is_renamed(self, real_name: str) -> None:
        await self._sandbox.change_user(self, real_name=real_name)

    async def is_deactivated(self) -> None:
        await self._sandbox.change_user(self, deleted=True)

    async def is_reactivated(self) -> None:
        await self._sandbox.change_user(self, deleted=False)

    async def invites_the_bot(self, channel: str) -> None:
        await self._sandbox.invite(self, channel)

    async def takes_the_bot_out(self, channel: str) -> None:
        await self._sandbox.take_out(self, channel)

    async def archives(self, channel: str) -> None:
        await self._sandbox.archive(self, channel)
