"""The configuration file (CONTRACT 4): YAML in, checked values out, every mistake with its line and the nearest word."""

from pathlib import Path

from bot.configfile.block import Block
from bot.configfile.mistakes import ConfigurationFileError, Mistake, Notes
from bot.configfile.qualifications import read_qualifications
from bot.configfile.references import LoadedFile, Reference, by_form, respelled, unknown_references
from bot.configfile.rules import RuleReader
from bot.configfile.sections import read_auto_messages, read_sources, read_teams
from bot.configfile.tree import Node, parse
from bot.configfile.values import read_users, read_workspace
from bot.domain.configuration import ConfigurationFile

__all__ = [
    "ConfigurationFileError",
    "LoadedFile",
    "Mistake",
    "Reference",
    "load",
    "load_file",
    "unknown_references",
]

_MAX_BYTES = 1024 * 1024
_TOO_BIG = "the file is bigger than 1 MiB"
_KEYS = ("workspace", "managers", "teams", "qualifications", "sources", "auto_messages", "rules")


def load(text: str, filename: str) -> LoadedFile:
    """Read a configuration file.

    Args:
        text: What stands in it; nothing at all is valid and names nothing.
        filename: How messages call it.

    Returns:
        The configuration, and the names in it whose owners may be in the database only.

    Raises:
        ConfigurationFileError: With every mistake of the file.
    """
    notes = Notes(filename)
    if len(text) > _MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > _MAX_BYTES:
        notes.add(None, _TOO_BIG)
        notes.check()
    tree = parse(text, notes)
    references: list[Reference] = []
    configuration = _read(notes, tree, references) if tree is not None else ConfigurationFile()
    notes.check()
    references.sort(key=lambda reference: reference.line)
    return LoadedFile(configuration, tuple(references), filename)


def load_file(path: Path) -> LoadedFile:
    """Read a configuration file from disk.

    Args:
        path: Where it is.

    Returns:
        As `load`.

    Raises:
        ConfigurationFileError: With every mistake of the file, or with why it can't be read.
    """
    notes = Notes(str(path))
    data = b""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        notes.add(None, "there is no such file")
    except IsADirectoryError:
        notes.add(None, "this is a directory, not a file")
    except PermissionError:
        notes.add(None, "this user isn't allowed to read the file")
    except OSError as error:
        notes.add(None, f"the file can't be read: {error.strerror}")
    except ValueError:  # a NUL in the path
        notes.add(None, "no file can have this name")
    if len(data) > _MAX_BYTES:
        notes.add(None, _TOO_BIG)
    notes.check()
    text = ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        notes.add(data.count(b"\n", 0, error.start) + 1, "this isn't UTF-8 text: save the file as UTF-8")
    notes.check()
    return load(text, str(path))


def _read(notes: Notes, tree: Node, references: list[Reference]) -> ConfigurationFile:
    block = Block(notes, tree, "", _KEYS)
    workspace = block.get("workspace")
    managers = block.get("managers")
    teams_node, qualifications_node = block.get("teams"), block.get("qualifications")
    sources, messages, rules_node = block.get("sources"), block.get("auto_messages"), block.get("rules")

    # The rules are checked against what the file sets up, wherever in the file that stands.
    teams = read_teams(notes, teams_node[0]) if teams_node else ()
    qualifications = read_qualifications(notes, qualifications_node[0]) if qualifications_node else ()
    rules = RuleReader(notes, references, [team.name for team in teams], qualifications)
    file = ConfigurationFile(
        workspace=read_workspace(notes, *workspace) if workspace else None,
        managers=read_users(notes, *managers) if managers else None,
        teams=teams,
        qualifications=qualifications,
        sources=read_sources(notes, sources[0], references) if sources else (),
        auto_messages=read_auto_messages(notes, messages[0], references) if messages else (),
        rules=rules.read(rules_node[0]) if rules_node else None,
    )
    return respelled(
        file, by_form(team.name for team in teams), by_form(qualification.name for qualification in qualifications)
    )
