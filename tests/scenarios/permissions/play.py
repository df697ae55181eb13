"""What people do in the tests of docs/permissions.md, and what comes of it."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlencode

from bot.domain.configuration import Configuration
from bot.sandbox import Message
from bot.usecases import configuration
from storage.queries import assignment, conversation, person
from storage.queries.assignment import AssignmentRow
from storage.queries.conversation import ConversationRow
from storage.queries.person import AwayRow
from storage.transaction import Transaction
from tests.scenarios.permissions.people import EVERYBODY, LEAD, STRANGER, Who
from tests.support.databases import SyncDatabase
from tests.support.harness import Harness, Person, Post, buttons, payload
from tests.support.world import ALICE, BOB, LEADS, SALES, SUPPORT, WORKSPACE


class Facts(NamedTuple):
    """All that anybody could have changed: set-up, away modes, this test's conversation, and assignments since it began."""

    known: Configuration
    away: dict[str, AwayRow]
    conversation: ConversationRow | None
    assignments: list[AssignmentRow]

    @property
    def members(self) -> dict[str, set[str]]:
        return {name: set(team.teammates) for name, team in self.known.teams.items()}

    def why_away(self, user_id: str) -> str | None:
        return self.away[user_id].reason if user_id in self.away else None

    @property
    def holder(self) -> str | None:
        """Who has the conversation now."""
        assigned = self.conversation is not None and self.conversation.state == "assigned"
        return self.assignments[-1].user_id if assigned else None


class Step(NamedTuple):
    """What came of one thing that somebody did. `meant`: it is now as they wanted it. `silent`: no words are owed."""

    changed: bool
    meant: bool
    told: str
    silent: bool = False


Meant = Callable[[Facts], object]


class Play:
    """One test's turn in the world that all share: people do things, and each thing gives a Step."""

    def __init__(self, harness: Harness, database: SyncDatabase) -> None:
        self.slack, self._database, self._began = harness.slack, database, harness.world.clock.now()
        self._key = ""

    def facts(self) -> Facts:
        # Two or three times a test: from beside the bot and at once, as its own readers cost a thread for each row.
        return self._database.run(self._facts)

    def _facts(self, tx: Transaction) -> Facts:
        return Facts(
            configuration.load(tx, WORKSPACE),
            person.away(tx, WORKSPACE, EVERYBODY),
            conversation.by_source_key(tx, WORKSPACE, self._key),
            assignment.since(tx, WORKSPACE, self._began),
        )

    async def types(self, who: Who, command: str, meant: Meant) -> Step:
        """Type a command, `/name text`; whoever may not do it is owed words, but a stranger in their own name."""
        before = self.facts()
        if who.our_name:
            told = await self._typed_in_our_name(who, command)
        else:
            told = await self._person(who).runs(command, SALES)
        after = self.facts()
        return Step(after != before, bool(meant(after)), told, silent=who.id == STRANGER and not who.our_name)

    async def _typed_in_our_name(self, who: Who, command: str) -> str:
        name, _, text = command.partition(" ")
        fields = {"team_id": WORKSPACE, "user_id": who.id, "channel_id": SALES, "command": name, "text": text}
        status, body = await self.slack.sandbox.send_raw(
            urlencode(fields).encode(), content_type="application/x-www-form-urlencoded"
        )
        answer = json.loads(body)
        assert (status, answer["response_type"]) == (200, "ephemeral")
        return answer["text"]

    async def looks(self, who: Who, command: str, shown: str) -> Step:
        """Type a command that only tells something: being told it is what was meant."""
        step = await self.types(who, command, lambda now: True)
        assert not step.changed
        return step._replace(changed=shown in step.told, meant=shown in step.told)

    async def writes(self, who: Who, channel: str, text: str) -> Post:
        """Write a message, as a person or an app does."""
        if who.app in {None, "slackbot"}:
            return await self._person(who).writes(text, channel)
        return await self.slack.app("Webform", has_user=who.app == "user").posts(text, channel)

    async def answers(self, who: Who, post: Post, text: str) -> Post:
        """Write in a thread, as a person or an app does."""
        if who.app in {None, "slackbot"}:
            return await self._person(who).answers(post, text)
        answer = Post(post.channel, f"{time.time():.6f}")
        event = {"type": "message", "channel": post.channel, "channel_type": "channel", "ts": answer.ts}
        event |= {"thread_ts": post.ts, "bot_id": "B21ROBOT", "text": text}
        event |= {"user": who.id} if who.app == "user" else {"subtype": who.app}
        assert (await self.slack.delivers(event)).acknowledged
        return answer

    async def says(self, who: Who, where: str | Post, text: str, meant: Meant) -> Step:
        """Write in a channel or a thread what may change something; nobody is told that it didn't."""
        before, heard = self.facts(), self._heard(who)
        post = await (self.writes(who, where, text) if isinstance(where, str) else self.answers(who, where, text))
        self._key = self._key or f"message:{post.channel}:{post.ts}"
        after = self.facts()
        told = "".join(one.text for one in self._heard(who)[len(heard) :])
        return Step(after != before, bool(meant(after)), told, silent=True)

    def _heard(self, who: Who) -> list[Message]:
        return [] if who.app else self._person(who).ephemerals

    def _person(self, who: Who) -> Person:
        return self.slack.person(who.id)

    async def presses(self, who: Who, card: Message, label: str, meant: Meant) -> Step:
        """Press a button of a card; a manager's own card is pressed in a copy that everybody sees, to try the bot's answer."""
        before, heard, person = self.facts(), len(self._heard(who)), self._person(who)
        seen = card if card.channel == SUPPORT or card.channel == f"D{who.id[1:]}" else replace(card, channel=LEADS)
        await person.presses(label, seen)
        after = self.facts()
        told = ""
        if after == before:
            await self.slack.until(lambda: len(person.ephemerals) > heard)
            told = person.ephemerals[-1].text
        return Step(after != before, bool(meant(after)), told)

    def is_lead(self, channel: str, ts: str) -> bool:
        """Say whether there is a conversation of this message."""
        key = f"message:{channel}:{ts}"
        return self._database.run(conversation.by_source_key, WORKSPACE, key) is not None

    async def lead(self, text: str) -> Post:
        """Let a lead write what becomes this test's conversation."""
        post = await self.slack.person(LEAD).writes(text)
        self._key = f"message:{post.channel}:{post.ts}"
        return post

    async def card(self, place: str, label: str) -> Message:
        """Return this conversation's card in a channel or in a person's direct messages, once it has the button."""
        conversation_id = self.facts().conversation.conversation_id

        def found() -> list[Message]:
            cards = self.slack.cards(place)
            return [
                one for one in cards if payload(one)["conversation_id"] == conversation_id and label in buttons(one)
            ]

        await self.slack.until(found)
        return found()[0]

    async def given_to(self, user_id: str) -> Message:
        """Let somebody have a new conversation: its own team's if they are in `support`, else by a rule; return its card."""
        if user_id in {ALICE, BOB}:
            await self.slack.person(user_id).answers(await self.lead("for the team"), "mine")
        else:
            await self.lead(f"for {user_id}")
        assert self.facts().holder == user_id
        return await self.card(SUPPORT if user_id in {ALICE, BOB} else user_id, "Pass on")
