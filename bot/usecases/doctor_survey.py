"""What a workspace has set up, read for `leadwheel doctor`, and what can be said of it by itself."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.configuration import Configuration, Method, Trigger
from bot.domain.listening import may_catch
from bot.domain.rule_warnings import rule_warnings
from bot.usecases import managers, outbox_unsent
from bot.usecases.configuration import load
from bot.usecases.doctor import Finding, note, ok, wrong
from bot.usecases.outbox_unsent import Standing
from bot.usecases.unfinished import not_working_yet
from storage.queries import team_member
from storage.transaction import Transaction

CONFIGURATION: Final = "configuration"
MANAGERS: Final = "managers"


@dataclass(frozen=True, slots=True)
class Survey:
    """A workspace. `availability`: of each team's teammates, by team and user id; `managers`: who is written to as one."""

    configuration: Configuration
    availability: Mapping[str, Mapping[str, str]]
    managers: Sequence[str]


def survey(tx: Transaction, workspace_id: str, other_managers: Collection[str]) -> Survey:
    """Read what a workspace has set up; `other_managers`: those of LEADWHEEL_MANAGERS."""
    configuration = load(tx, workspace_id)
    return Survey(
        configuration=configuration,
        availability={
            name: {row.user_id: row.availability for row in team_member.all_of(tx, workspace_id, name)}
            for name in configuration.teams
        },
        managers=managers.who(tx, workspace_id, other_managers),
    )


def unsent(tx: Transaction, now: float) -> list[Finding]:
    """Judge what the outbox holds that could not be sent, of every workspace. `now`: UTC seconds, by the database's clock."""
    counts = Counter(one.standing for one in outbox_unsent.stuck(tx, now))
    failed = counts.pop(Standing.FAILED, 0)
    waiting = counts.total()
    found = []
    if failed:
        found.append(
            wrong(
                "outbox",
                f"{_messages(failed)} could not be sent, and {_is(failed)} not tried again",
                "`leadwheel outbox list` shows what mends each; then `leadwheel outbox retry`.",
            )
        )
    if waiting:
        says = f"{_messages(waiting)} could not be sent yet, and {_is(waiting)} tried again"
        found.append(note("outbox", says, "`leadwheel outbox list` shows why."))
    return found or [ok("outbox", "nothing is stuck")]


def judge_configuration(found: Survey) -> list[Finding]:
    """Judge what is set up, as far as that can be done without asking Slack."""
    configuration = found.configuration
    if not configuration.teams and not configuration.sources:
        return [
            note(
                CONFIGURATION,
                "nothing is set up in this workspace yet: no teams, no sources",
                "`leadwheel apply FILE` takes a configuration file; `/rotation create` and `/rotation listen` do it in Slack.",
            )
        ]
    counted = f"{_count(configuration.teams, 'team')}, {_count(configuration.sources, 'source')}"
    return [
        ok(CONFIGURATION, f"{counted}, {_count(configuration.rules, 'rule')}"),
        *_teams(found),
        *_sources(configuration),
        *(note(CONFIGURATION, one.says, one.mend) for one in rule_warnings(configuration)),
        *(note(CONFIGURATION, sentence) for sentence in not_working_yet(configuration)),
    ]


def judge_managers(found: Survey) -> Finding:
    """Say whether there is anybody to be told what no team gets, and to change teams."""
    if found.managers:
        return ok(MANAGERS, f"{_count(found.managers, 'person', 'people')} to be told what no team gets")
    return note(
        MANAGERS,
        "nobody is known to be a manager: neither the configuration nor LEADWHEEL_MANAGERS names anybody who can be one, "
        "and the workspace's owners aren't known before a bot has run",
        "Name some: `managers` in the configuration file, or LEADWHEEL_MANAGERS. Else start the bot, which asks for the owners.",
    )


def _teams(found: Survey) -> Iterator[Finding]:
    for name, team in found.configuration.teams.items():
        members = found.availability[name]
        if not members:
            yield note(
                CONFIGURATION,
                f"team {name} has no teammates: its conversations wait",
                f"`/rotation add {name} @name`, or `teammates` of the team in the configuration file.",
            )
        elif team.method is Method.ROUND_ROBIN and team_member.AVAILABLE not in members.values():
            yield note(
                CONFIGURATION,
                f"everybody in team {name} is away or deactivated: its conversations wait",
                f"They come back with `/away off`; `/rotation add {name} @name` adds others.",
            )


def _sources(configuration: Configuration) -> Iterator[Finding]:
    def is_taken(when: Trigger, channel: str) -> bool:
        return any(may_catch(rule, channel, when) for rule in configuration.rules)

    for channel, source in configuration.sources.items():
        when = Trigger.NEW_CONVERSATION if source.qualify is None else Trigger.QUALIFIED
        if not is_taken(when, channel):
            yield note(
                CONFIGURATION,
                f"no rule takes what comes in {channel}: it goes to the managers",
                f"Add a rule to the configuration file: {{when: {when}, assign_to: {next(iter(configuration.teams), 'TEAM')}}}",
            )


def _count(things: Collection[object], one: str, many: str = "") -> str:
    return f"{len(things)} {one if len(things) == 1 else many or one + 's'}"


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
