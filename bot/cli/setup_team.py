"""The third step of `leadwheel setup`: the team, its channels, its people."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.cli.setup_app import App
from bot.cli.setup_pick import CHANNEL, PERSON, Option, Picker
from bot.cli.setup_slack import AskedSlack
from bot.cli.setup_terminal import Terminal
from bot.configfile.scalars import comment
from bot.domain.configuration import (
    NAME_RULE,
    ConfigurationFile,
    Rule,
    Source,
    Team,
    Trigger,
    is_name,
    is_user_id,
    nearest_name,
)
from bot.domain.nearest import comparable
from bot.domain.people import Person
from bot.slack.choices import SeenChannel

_EXAMPLE: Final = "sales"


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be set up.

    Attributes:
        configuration: as the configuration file says it.
        names: what its people and channels are called, by id.
        inviting: the channels, as they are shown, where the bot must be and, as far as is known, isn't.
    """

    configuration: ConfigurationFile
    names: dict[str, str]
    inviting: tuple[str, ...]


class TeamQuestions:
    """Asks for one team, with what Slack tells to choose from."""

    def __init__(self, terminal: Terminal, slack: AskedSlack, app: App) -> None:
        self._terminal, self._slack, self._app = terminal, slack, app
        self._seen: list[SeenChannel] = []
        self._people: list[Person] = []
        self._sees_everybody = False

    def ask(self) -> Planned:
        """Ask everything, and return what is to be set up."""
        self._read()
        terminal = self._terminal
        name = self._name()
        channels = Picker(terminal, CHANNEL, [_channel(one) for one in self._seen])
        people = Picker(terminal, PERSON, [_person(one) for one in self._people])
        terminal.say()
        inbox = channels.one(f"In which channel does {name} see its conversations, a card for each?")
        terminal.say()
        sources = channels.several("In which channels do leads arrive?", least=1)
        terminal.say()
        teammates = people.several(
            f"Who shares the conversations of {name}? `all` means everybody in {inbox.name}, "
            f"`all {sources[0].name}` everybody in that channel.",
            everybody=lambda where: self._members(where, inbox),
        )
        if not teammates:
            terminal.say(f"Nobody yet: a manager adds people in Slack, /rotation add {name} @maria")
        terminal.say()
        managers = people.several(
            "Who else may change teams? Admins and owners of the workspace may anyway: Enter if that is all."
        )
        chosen = (inbox, *sources, *teammates, *managers)
        inside = {one.channel_id for one in self._seen if one.has_bot}
        return Planned(
            ConfigurationFile(
                workspace=self._app.identity.workspace_id if self._app.identity else None,
                managers=tuple(one.id for one in managers) or None,
                teams=(Team(name, inbox.id, teammates=tuple(one.id for one in teammates)),),
                sources=tuple(Source(one.id) for one in sources),
                rules=(Rule(Trigger.NEW_CONVERSATION, name),),
            ),
            {one.id: one.name for one in chosen},
            tuple(dict.fromkeys(one.name for one in (*sources, inbox) if one.id not in inside)),
        )

    def _read(self) -> None:
        """Ask Slack for what can be chosen; say why where that isn't all."""
        app = self._app
        why_not = "Slack could not be asked whose token it is"
        if app.identity is not None:
            self._terminal.say("Asking Slack for its channels and people...", style="dim")
            self._seen, why_not = self._slack.channels(app.bot_token)
            self._people, why_not_people = self._slack.people(app.bot_token, app.identity.workspace_id)
            self._sees_everybody = not why_not_people
            why_not = why_not or why_not_people
        if why_not:
            self._terminal.say(f"I don't see all of them: {why_not}")
            self._terminal.say("What isn't shown can be typed by its id.")

    def _name(self) -> str:
        while True:
            name = unicodedata.normalize("NFC", self._terminal.ask("What is the team called?", _EXAMPLE))
            if is_name(name) and not is_user_id(name):
                return name
            near = nearest_name(name)
            self._terminal.say(
                f"{name} can't name a team: {NAME_RULE.replace('`', '')}."
                if is_user_id(name) or near is None
                else f"{name} can't name a team: {NAME_RULE.replace('`', '')}; {near}, perhaps?"
            )

    def _members(self, where: str, inbox: Option) -> Sequence[Option]:
        """Return those in a channel who can share leads, and say why where that isn't known."""
        channel = inbox
        if where:
            form = comparable(where.removeprefix("#"))
            found = [one for one in self._seen if comparable(one.name) == form or one.channel_id == where]
            if not found:
                self._terminal.say(f"I see no channel {where}.")
                return ()
            channel = _channel(found[0])
        inside, why_not = self._slack.members(self._app.bot_token, channel.id)
        if why_not:
            self._terminal.say(f"I don't see who is in {channel.name}: {why_not}")
        found_people = [_person(one) for one in self._people if one.user_id in set(inside)]
        unknown = len(set(inside) - {one.user_id for one in self._people})
        if unknown and not self._sees_everybody:
            self._terminal.say(
                f"I can't tell who {unknown} of the {len(inside)} in {channel.name} are, as Slack's list of people isn't "
                "whole. Type their ids, or start `leadwheel setup` again."
            )
        elif not found_people and not why_not:
            self._terminal.say(f"Nobody is in {channel.name} who could share leads (guests and apps can't).")
        return found_people


def _channel(one: SeenChannel) -> Option:
    return Option(one.channel_id, f"#{comment(one.name) or one.channel_id}", "private" if one.private else "")


def _person(one: Person) -> Option:
    # On one line, and visible, whatever somebody calls themselves.
    return Option(one.user_id, comment(one.name) or one.user_id)
