"""Exporting: a workspace's configuration as the file that `leadwheel apply` takes (CONTRACT 2 and 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.domain.configuration import Configuration, ConfigurationFile, Operator, is_user_id
from bot.usecases.configuration import load
from storage.queries import person
from storage.transaction import Transaction

_EXACT: Final = (Operator.IS, Operator.IS_NOT, Operator.ANY_OF)
#: A statement has 32,766 values at most.
_ASKED_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Exported:
    """What is set up. `people`: what those in it are called whom Slack told of, by id. `channels`: their ids, sorted."""

    file: ConfigurationFile
    people: Mapping[str, str]
    channels: tuple[str, ...]


def export(tx: Transaction, workspace_id: str) -> Exported:
    """Read the whole configuration of a workspace; nothing but its id when nothing was ever set up."""
    file = file_of(load(tx, workspace_id))
    assigned = {rule.assign_to for rule in file.rules or () if is_user_id(rule.assign_to)}
    people = {*(file.managers or ()), *(user for team in file.teams for user in team.teammates), *assigned}
    return Exported(file, _names(tx, workspace_id, sorted(people)), tuple(sorted(_channels(file))))


def file_of(configuration: Configuration) -> ConfigurationFile:
    """Return the file that says a configuration: applied with `prune`, it makes any workspace's the same.

    So it names managers and rules though there be none. Rules keep their order; all else is sorted, by name or id.
    """
    return ConfigurationFile(
        workspace=configuration.workspace_id,
        managers=tuple(sorted(configuration.managers)),
        teams=tuple(team for _, team in sorted(configuration.teams.items())),
        qualifications=tuple(one for _, one in sorted(configuration.qualifications.items())),
        sources=tuple(source for _, source in sorted(configuration.sources.items())),
        auto_messages=tuple(message for _, message in sorted(configuration.auto_messages.items())),
        rules=configuration.rules,
    )


def _names(tx: Transaction, workspace_id: str, people: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for start in range(0, len(people), _ASKED_AT_ONCE):
        found |= person.names(tx, workspace_id, people[start : start + _ASKED_AT_ONCE])
    return found


def _channels(file: ConfigurationFile) -> set[str]:
    """Return the ids of all channels that a file names; direct messages have no names."""
    compared = [
        value
        for rule in file.rules or ()
        for one in rule.conditions
        if one.attribute == "channel" and one.operator in _EXACT
        for value in (one.value if isinstance(one.value, tuple) else (one.value,))
    ]
    teams, sources, messages = file.teams, file.sources, file.auto_messages
    named = (one.channel for group in (teams, sources, messages) for one in group)
    return {one for one in (*named, *compared) if isinstance(one, str) and one.startswith(("C", "G"))}
