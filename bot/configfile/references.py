"""What the file refers to by name: teams and qualifications, of the file itself or of the database.

The file is only added to what is set up already, so a name that it doesn't explain may be known there: whoever reads the
database checks the references, and a mistake still has its line.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bot.configfile.mistakes import Notes, shown
from bot.domain.configuration import ConfigurationFile, is_user_id
from bot.domain.nearest import comparable, nearest

Kind = Literal["team", "qualification"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that the file uses, and where."""

    kind: Kind
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A configuration file that is right in itself, and the names that it uses, in order of line."""

    configuration: ConfigurationFile
    references: tuple[Reference, ...]
    filename: str

    def check_references(
        self, known_teams: Collection[str], known_qualifications: Collection[str]
    ) -> ConfigurationFile:
        """Check the names that the file uses against those that it sets up and those that are set up already.

        Args:
            known_teams: The teams of the workspace.
            known_qualifications: Its qualifications.

        Returns:
            The configuration, its references spelled as what they name.

        Raises:
            ConfigurationFileError: With line and nearest name for each that nobody knows.
        """
        known = _known(self.configuration, known_teams, known_qualifications)
        notes = Notes(self.filename)
        for reference in self.references:
            names = known[reference.kind]
            if comparable(reference.name) not in names:
                near = nearest(reference.name, names.values())
                meant = f"; did you mean `{near}`?" if near else ""
                notes.add(reference.line, f"no {reference.kind} is named {shown(reference.name)}{meant}")
        notes.check()
        return respelled(self.configuration, known["team"], known["qualification"])


def unknown_references(
    file: ConfigurationFile, known_teams: Collection[str], known_qualifications: Collection[str]
) -> list[tuple[Kind, str, str | None]]:
    """List the names that a configuration uses and nobody knows.

    Args:
        file: The configuration; what it sets up is known.
        known_teams: The teams of the workspace.
        known_qualifications: Its qualifications.

    Returns:
        Kind, name and the nearest known name, each once, in order of the file's sections.
    """
    known = _known(file, known_teams, known_qualifications)
    used: list[tuple[Kind, str | None]] = [("qualification", source.qualify) for source in file.sources]
    used += [("team", message.replies_to) for message in file.auto_messages]
    used += [("team", rule.assign_to) for rule in file.rules or () if not is_user_id(rule.assign_to)]
    return [
        (kind, name, nearest(name, known[kind].values()))
        for kind, name in dict.fromkeys(used)
        if name is not None and comparable(name) not in known[kind]
    ]


def by_form(names: Iterable[str]) -> dict[str, str]:
    """Find names whatever their case: comparable form -> name."""
    return {comparable(name): name for name in names}


def respelled(file: ConfigurationFile, teams: dict[str, str], qualifications: dict[str, str]) -> ConfigurationFile:
    """Spell each reference as what it names is spelled; what isn't known stays as it is written."""

    def spelled(name: str | None, names: dict[str, str]) -> str | None:
        return None if name is None else names.get(comparable(name), name)

    return replace(
        file,
        sources=tuple(replace(source, qualify=spelled(source.qualify, qualifications)) for source in file.sources),
        auto_messages=tuple(
            replace(message, replies_to=spelled(message.replies_to, teams)) for message in file.auto_messages
        ),
        rules=None
        if file.rules is None
        else tuple(
            replace(rule, assign_to=teams.get(comparable(rule.assign_to), rule.assign_to)) for rule in file.rules
        ),
    )


def _known(
    file: ConfigurationFile, known_teams: Collection[str], known_qualifications: Collection[str]
) -> dict[Kind, dict[str, str]]:
    # The file's own spelling wins: it is what the database will have afterwards.
    return {
        "team": by_form([*known_teams, *(team.name for team in file.teams)]),
        "qualification": by_form([*known_qualifications, *(each.name for each in file.qualifications)]),
    }
