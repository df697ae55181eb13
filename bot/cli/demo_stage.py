"""Where the demo is played: leads come in, people press buttons and type commands, and what comes of it is noted.

Nothing is noted before it is true: each step waits until the local Slack shows what the database holds.
"""

import asyncio
import copy
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cli.demo_noted import Came, Done, Said, Talk
from bot.ids import Action, EventType
from bot.sandbox import Message, Sandbox
from storage.queries.assignment import AssignmentRow


@dataclass(frozen=True, slots=True)
class Press:
    """An answer that is pressed: what stands on the button."""

    label: str


class Stage:
    """The local Slack with the bot in it.

    Args:
        sandbox: the local Slack.
        assignments: reads all assignments from the bot's database, the oldest first.
    """

    def __init__(self, sandbox: Sandbox, assignments: Callable[[], Awaitable[Sequence[AssignmentRow]]]) -> None:
        self.sandbox = sandbox
        #: What happened, in order of time.
        self.told: list[Came | Done | Talk] = []
        self._assignments = assignments
        self._leads: list[tuple[str, str]] = []  # channel and ts; the first is number 1
        self._rows: dict[str, AssignmentRow] = {}  # by id: those that were told
        self._notices = 0

    async def write(self, user_id: str, channel: str, text: str) -> None:
        """Let a person write to a channel as a lead."""
        self._note(await self._came(user_id, channel, text, await self.sandbox.write(user_id, channel, text)))

    async def post(self, who: str, app: str, channel: str, gist: str, **content: Any) -> None:
        """Let another app post a lead (`content`: its `blocks` or `attachments`); `who` and `gist` are how it is told."""
        ts = await self.sandbox.post_as_app(channel, app_name=app, **content)
        self._note(await self._came(who, channel, gist, ts))

    async def talk(self, user_id: str, channel: str, text: str, *replies: str | Press) -> None:
        """Let a person write to a channel where leads are asked, and answer each question, until there are no more."""
        ts = await self.sandbox.write(user_id, channel, text)
        turns: list[tuple[str, str]] = []
        for number, reply in enumerate(replies, 1):
            asked = await self._said_in(channel, ts, number)
            labels = {one["text"]["text"]: one["action_id"] for one in _buttons(asked)}
            turns.append(("", " ".join([asked.text, *(f"[{label}]" for label in labels)])))
            if isinstance(reply, Press):
                await self.sandbox.press(user_id, asked, labels[reply.label])
                turns.append((user_id, f"presses “{reply.label}”"))
            else:
                await self.sandbox.write(user_id, channel, reply, thread_ts=ts)
                turns.append((user_id, reply))
        last = await self._said_in(channel, ts, len(replies) + 1)
        turns.append(("", last.text))
        self._note(Talk(await self._came(user_id, channel, text, ts), tuple(turns)))

    async def command(self, user_id: str, command: str, text: str, channel: str) -> None:
        """Let a person type a slash command in a channel."""
        answer = await self.sandbox.run_command(user_id, command, text, channel=channel)
        rows = await self._new_rows()
        said = [Said("", answer.text, user_id), *await self._dealt(rows), *self._new_notices()]
        has = tuple((self._number(row), row.user_id) for row in rows)
        self.told.append(Done((user_id,), f"types {command} {text}", tuple(said), has))

    def open_thread(self, user_id: str, number: int) -> None:
        """Let a person open the thread of a lead."""
        self.sandbox.open_thread(user_id, *self._leads[number - 1])

    async def press(self, number: int, action: Action, *user_ids: str) -> None:
        """Let people press a button of a lead's card, several of them at the same moment."""
        await self.sandbox.wait_until(lambda: self._offers(number, action))
        card = self._card(number)
        seen = copy.copy(card)
        words = {user_id: len(self.sandbox.ephemerals(user_id)) for user_id in user_ids}

        def answered() -> bool:
            """Each press changes the card, or gets a word in private."""
            told = sum(len(self.sandbox.ephemerals(user_id)) - before for user_id, before in words.items())
            return told + ((card.text, card.blocks) != (seen.text, seen.blocks)) >= len(user_ids)

        await asyncio.gather(*(self.sandbox.press(user_id, seen, action) for user_id in user_ids))
        await self.sandbox.wait_until(answered)
        said = await self._dealt(await self._new_rows())
        waits = self._offers(number, Action.CONVERSATION_TAKE)
        if waits and not card.channel.startswith("D"):  # its team is told
            await self.sandbox.wait_until(lambda: len(self._of_type(EventType.NOTICE)) > self._notices)
        said += self._new_notices()
        if not said:
            said.append(Said(card.channel, card.text.partition("\n")[0], number=number))
        for user_id, before in words.items():
            said += [Said(one.channel, one.text, user_id) for one in self.sandbox.ephemerals(user_id)[before:]]
        label = next(one["text"]["text"] for one in _buttons(seen) if one["action_id"] == action)
        one, several = f"presses “{label}” on #{number}", f"press “{label}” on #{number} at the same moment"
        has = (number, None if waits else self.holder(number))
        self.told.append(Done(user_ids, one if len(user_ids) == 1 else several, tuple(said), (has,)))

    @property
    def latest(self) -> int:
        """The number of the lead that came last; 0: none did."""
        return len(self._leads)

    def holder(self, number: int) -> str:
        """Return the id of who has a lead, or had it last. Raises IndexError where nobody ever did."""
        return [row.user_id for row in self._rows.values() if self._number(row) == number][-1]

    async def _said_in(self, channel: str, ts: str, number: int) -> Message:
        """Return what the bot says in a thread, once it has said so much, as it is then."""

        def said() -> list[Message]:
            return [one for one in self.sandbox.thread(channel, ts) if one.metadata is not None]

        await self.sandbox.wait_until(lambda: len(said()) >= number)
        return said()[number - 1]

    async def _came(self, who: str, channel: str, text: str, ts: str) -> Came:
        self._leads.append((channel, ts))
        number = self.latest
        await self.sandbox.wait_until(lambda: self._cards(number))
        rows = await self._new_rows()
        await self._dealt(rows)
        row = next((row for row in rows if self._number(row) == number), None)
        return Came(number, who, channel, text, row, copy.copy(self._card(number)))

    def _note(self, came: Came | Talk) -> None:
        self.told.append(came)
        notices = self._new_notices()
        if notices:
            self.told.append(Done((), "", tuple(notices)))

    async def _new_rows(self) -> list[AssignmentRow]:
        rows = [row for row in await self._assignments() if row.assignment_id not in self._rows]
        self._rows |= {row.assignment_id: row for row in rows}
        return rows

    async def _dealt(self, rows: Sequence[AssignmentRow]) -> list[Said]:
        """Return what is said of assignments in their threads, once their cards show them too: these come last."""
        await self.sandbox.wait_until(lambda: all(self._shown(row) for row in rows))
        by_id = {
            message.metadata["event_payload"]["assignment_id"]: message
            for message in self._of_type(EventType.ASSIGNMENT)
            if message.metadata
        }
        return [Said(row.channel, by_id[row.assignment_id].text, None, self._number(row), row) for row in rows]

    def _shown(self, row: AssignmentRow) -> bool:
        """Say whether a card has the buttons of this very assignment."""
        cards = self._cards(self._number(row))
        return any(row.assignment_id in button.get("value", "") for card in cards for button in _buttons(card))

    def _new_notices(self) -> list[Said]:
        notices = self._of_type(EventType.NOTICE)[self._notices :]
        self._notices += len(notices)
        return [Said(one.channel, one.text) for one in notices]

    def _of_type(self, event_type: EventType) -> list[Message]:
        return [
            message
            for message in self.sandbox.bot_messages()
            if message.metadata is not None and message.metadata["event_type"] == event_type
        ]

    def _cards(self, number: int) -> list[Message]:
        """Return the cards of a lead that have buttons: the first link of each is to its thread, others to earlier ones."""
        channel, ts = self._leads[number - 1]
        place = f"{channel}/p{ts.replace('.', '')}|"
        cards = [card for card in self._of_type(EventType.CARD) if _buttons(card)]
        return [card for card in cards if card.text.partition("/archives/")[2].startswith(place)]

    def _card(self, number: int) -> Message:
        return self._cards(number)[-1]

    def _offers(self, number: int, action: Action) -> bool:
        return any(one["action_id"] == action for card in self._cards(number)[-1:] for one in _buttons(card))

    def _number(self, row: AssignmentRow) -> int:
        return self._leads.index((row.channel, row.thread_ts)) + 1


def _buttons(card: Message) -> list[dict[str, Any]]:
    return [one for block in card.blocks or () if block["type"] == "actions" for one in block["elements"]]
