"""The sections of the file: teams, sources, auto messages (qualifications and rules have modules of their own)."""

from bot.configfile import values
from bot.configfile.block import Block, read_named
from bot.configfile.mistakes import Notes, shown
from bot.configfile.references import Kind, Reference
from bot.configfile.tree import Node
from bot.domain.configuration import (
    DEFAULT_WAITING_BURST,
    AutoMessage,
    Method,
    Sender,
    Source,
    Team,
)

_TEAM_KEYS = ("channel", "method", "teammates", "self_join", "waiting_burst")
_MAX_TEXT = 3_000
_BURST = (1, 100)


def read_teams(notes: Notes, node: Node) -> tuple[Team, ...]:
    """Read `teams`."""
    teams = []
    for name, entry in read_named(notes, node, "teams", "a team"):
        where = f"team {shown(entry.key)}"
        block = Block(notes, entry.value, where, _TEAM_KEYS, required=("channel",), line=entry.line)
        burst = block.get("waiting_burst")
        teams.append(
            Team(
                name,
                channel=block.channel("channel"),
                method=block.word("method", Method.ROUND_ROBIN),
                teammates=block.users("teammates"),
                self_join=block.switch("self_join", default=False),
                waiting_burst=values.read_whole_number(notes, *burst, *_BURST) if burst else DEFAULT_WAITING_BURST,
            )
        )
    return tuple(teams)


def read_sources(notes: Notes, node: Node, references: list[Reference]) -> tuple[Source, ...]:
    """Read `sources`; the qualifications that they name are added to the references."""
    sources = []
    channels = []
    for at, item in enumerate(values.read_list(notes, node, "`sources`"), 1):
        block = Block(notes, item, f"source {at}", ("channel", "from", "qualify"), required=("channel",))
        channel = block.channel("channel")
        channels.append((channel, item.line))
        qualify = read_reference(block, "qualify", "qualification", references)
        sources.append(Source(channel, block.word("from", Sender.NOT_TEAMMATES), qualify))
    values.refuse_doubles(notes, channels, "`sources`")
    return tuple(sources)


def read_auto_messages(notes: Notes, node: Node, references: list[Reference]) -> tuple[AutoMessage, ...]:
    """Read `auto_messages`; the teams that they name are added to the references."""
    messages = []
    for name, entry in read_named(notes, node, "auto_messages", "an auto message"):
        where = f"auto message {shown(entry.key)}"
        keys = ("channel", "text", "replies_to")
        block = Block(notes, entry.value, where, keys, required=("channel", "text"), line=entry.line)
        replies_to = read_reference(block, "replies_to", "team", references)
        messages.append(AutoMessage(name, block.channel("channel"), block.text("text", _MAX_TEXT), replies_to))
    return tuple(messages)


def read_reference(block: Block, key: str, kind: Kind, references: list[Reference]) -> str | None:
    """Read the name of a team or a qualification, which may be set up elsewhere."""
    found = block.get(key)
    if not found:
        return None
    node, what = found
    text = values.read_text(block.notes, node, what, 200)
    name = values.read_name(block.notes, text, node.line, f"a {kind} ({what})") if text else ""
    if name:
        references.append(Reference(kind, name, node.line))
    return name or None
