"""What the verbs of `/rotation` share: finding the team and the people that were typed, and mistakes about them."""

from dataclasses import dataclass
from typing import Final

from bot.domain.configuration import Team
from bot.domain.nearest import comparable, nearest
from bot.domain.people import Caller
from bot.ids import Command
from bot.slack.services import Services
from bot.slack.text import Word, escape
from bot.usecases.errors import Mistake

#: What stands after a team in a verb's example.
_AFTER_TEAM: Final = {"add": " @maria", "remove": " @maria"}


@dataclass(frozen=True, slots=True)
class Typed:
    """One `/rotation` command: the verb, the words after it, who typed it, and until when it must begin.

    `deadline` is on `time.monotonic()`.
    """

    services: Services
    who: Caller
    verb: str
    words: list[Word]
    deadline: float

    def example(self, team: Team | None = None) -> str:
        """Return a command of this verb that works: with this team, else with the first there is."""
        name = team.name if team else next(iter(sorted(self.services.configuration.current.teams)), "sales")
        before = " #leads" if self.verb == "listen" else ""
        return f"{Command.ROTATION} {self.verb}{before} {name}{_AFTER_TEAM.get(self.verb, '')}"

    def only_team(self) -> Team:
        """Return the team that is all that was typed. Raises Mistake."""
        if len(self.words) != 1:
            much = "one team, and nothing after it" if self.words else "a team"
            raise Mistake(f"`{self.verb}` takes {much}.", self.example(self._known(self.words[:1])))
        return self.team(self.words[0])

    def team(self, word: Word) -> Team:
        """Find a team by what was typed, whatever its case. Raises Mistake, with the nearest one."""
        found = self._known([word])
        if found is not None:
            return found
        teams = self.services.configuration.current.teams
        if not teams:
            raise Mistake(
                "There are no teams yet. A manager makes the first one.", f"{Command.ROTATION} create sales #sales"
            )
        near = nearest(word.typed, teams)
        names = ", ".join(f"`{name}`" for name in sorted(teams)[:10])
        meant = f"did you mean `{near}`?" if near else f"the teams are {names}."
        raise Mistake(
            f"There is no team `{escape(word.typed[:80])}`; {meant}", self.example(teams[near] if near else None)
        )

    def _known(self, words: list[Word]) -> Team | None:
        form = comparable(words[0].typed) if words else ""
        teams = self.services.configuration.current.teams
        return next((team for name, team in teams.items() if comparable(name) == form), None)

    def whom(self) -> tuple[Team, list[str]]:
        """Return the team and the ids of the people after it. Raises Mistake."""
        if not self.words or self.words[0].user_id is not None:
            raise Mistake(f"`{self.verb}` takes a team, then people.", self.example())
        team = self.team(self.words[0])
        if len(self.words) == 1:
            raise Mistake(f"Whom shall I {self.verb}? Name one or more people after the team.", self.example(team))
        user_ids = []
        for word in self.words[1:]:
            if word.user_id is None:
                raise Mistake(
                    f"I don't know who `{escape(word.typed[:80])}` is: "
                    "pick the name from the list that Slack offers after `@`.",
                    self.example(team),
                )
            user_ids.append(word.user_id)
        return team, user_ids

    def unknown_channel(self, word: Word, example: str) -> Mistake:
        """Return the mistake of naming a channel in a way that Slack didn't understand."""
        return Mistake(
            f"I don't know which channel `{escape(word.typed[:80])}` is: pick it from the list that Slack offers after "
            "`#`. A private one needs me as a member: `/invite @Leadwheel` there.",
            example,
        )
