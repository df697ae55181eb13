"""Whether the people who are set up can do what they are to: `leadwheel doctor`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.domain.configuration import Configuration, is_user_id
from bot.domain.people import Person
from bot.usecases.doctor import Finding, note, ok, wrong

PEOPLE: Final = "people"


@dataclass(slots=True)
class Named:
    """Where a person is named: in these teams, by these rules (positions from 1), as a manager where."""

    teams: list[str] = field(default_factory=list)
    rules: list[int] = field(default_factory=list)
    manager_of: list[str] = field(default_factory=list)

    @property
    def as_what(self) -> str:
        """In words."""
        words = [f"teammate of {name}" for name in self.teams]
        words += [f"rule {position}" for position in self.rules]
        words += [f"manager by {where}" for where in self.manager_of]
        return ", ".join(words)


def named_people(configuration: Configuration, other_managers: Collection[str]) -> dict[str, Named]:
    """Return everybody who is set up, by user id; `other_managers`: those of LEADWHEEL_MANAGERS."""
    named: dict[str, Named] = {}
    for name, team in configuration.teams.items():
        for user in team.teammates:
            named.setdefault(user, Named()).teams.append(name)
    for position, rule in enumerate(configuration.rules, start=1):
        if is_user_id(rule.assign_to) and rule.assign_to not in configuration.teams:
            named.setdefault(rule.assign_to, Named()).rules.append(position)
    for where, managers in (("the configuration", configuration.managers), ("LEADWHEEL_MANAGERS", other_managers)):
        for user in sorted(managers):
            named.setdefault(user, Named()).manager_of.append(where)
    return named


def judge_people(named: Mapping[str, Named], found: Mapping[str, Person | None]) -> list[Finding]:
    """Judge people; `found`: those whom Slack was asked about, None: it knows nobody of that id."""
    judged = {user: list(_judged(user, use, found[user])) for user, use in named.items() if user in found}
    odd = [one for findings in judged.values() for one in findings]
    well = sum(not findings for findings in judged.values())
    if not well:
        return odd
    return [ok(PEOPLE, "1 person is active in Slack" if well == 1 else f"{well} people are active in Slack"), *odd]


def _judged(user: str, use: Named, person: Person | None) -> Iterator[Finding]:
    if person is None:
        says = f"{user} ({use.as_what}): Slack knows nobody of that id"
        yield wrong(PEOPLE, says, f"Correct the id, or leave it out: {_places(use)}.")
        return
    who = f"{person.name} ({user}, {use.as_what})"
    why = _why_not(person)
    if why is not None:
        yield wrong(PEOPLE, f"{who}: {why}", f"{_take_out(use, person)}.")
    elif person.is_guest and use.manager_of:
        yield wrong(PEOPLE, f"{who}: a guest is never a manager", f"Name another person: {_manager_places(use)}.")
    elif person.is_guest:
        yield note(PEOPLE, f"{who}: a guest gets conversations, but can't use `/rotation`")


def _why_not(person: Person) -> str | None:
    if person.deactivated:
        return "deactivated in Slack, so passed over"
    if person.is_bot:
        return "an app, which can't answer leads"
    if person.is_stranger:
        return "of another workspace"
    return None


def _take_out(use: Named, person: Person) -> str:
    """Say how somebody is taken out of all that names them."""
    if not use.teams:
        return f"Name another person: {_places(use)}"
    typed = " and ".join(f"`/rotation remove {name} @{person.name}`" for name in use.teams)
    rest = "" if not (use.rules or use.manager_of) else f"; {_places(Named([], use.rules, use.manager_of))}"
    return f"Take them out: {typed}, and in the configuration file if it names them{rest}"


def _places(use: Named) -> str:
    places = [f"`teammates` of {name}" for name in use.teams] + [f"`assign_to` of rule {one}" for one in use.rules]
    inside = [f"{', '.join(places)} in the configuration file (`leadwheel apply`)"] if places else []
    return "; ".join([*inside, *([_manager_places(use)] if use.manager_of else [])])


def _manager_places(use: Named) -> str:
    settings = "LEADWHEEL_MANAGERS"
    places = [where if where == settings else "`managers` in the configuration file" for where in use.manager_of]
    return " and ".join(places)
