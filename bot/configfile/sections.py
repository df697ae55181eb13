"""The sections of the file: teams, qualifications, sources, auto messages (rules have a module of their own)."""

from bot.configfile import values
from bot.configfile.block import Block, read_named
from bot.configfile.mistakes import Notes, shown
from bot.configfile.references import Kind, Reference
from bot.configfile.tree import Node
from bot.domain.configuration import (
    DEFAULT_WAITING_BURST,
    AutoMessage,
    Method,
    Qualification,
    Question,
    QuestionKind,
    Sender,
    Source,
    Team,
)

_TEAM_KEYS = ("channel", "method", "teammates", "self_join", "waiting_burst")
_QUESTION_KEYS = ("attribute", "ask", "kind", "choices", "required", "remember")
_MAX_TEXT = 3_000
_MAX_CHOICE = 75
_CHOICES = (2, 100)
_QUESTIONS = (1, 50)
_BURST = (1, 100)
_WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.MULTI_CHOICE)
#: What a conversation is, before anybody is asked: an answer can't change it. An answer may give e-mail and name.
_NOT_ASKED = ("channel", "source", "text")


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


def read_qualifications(notes: Notes, node: Node) -> tuple[Qualification, ...]:
    """Read `qualifications`."""
    qualifications = []
    for name, entry in read_named(notes, node, "qualifications", "a qualification"):
        where = f"qualification {shown(entry.key)}"
        block = Block(notes, entry.value, where, ("timeout", "questions"), required=("questions",), line=entry.line)
        timeout = block.get("timeout")
        nodes = block.items("questions", *_QUESTIONS)
        questions = [_question(notes, item, f"question {at} of {where}") for at, item in enumerate(nodes, 1)]
        asked = [(question.attribute, item.line) for question, item in zip(questions, nodes, strict=True)]
        values.refuse_doubles(notes, asked, f"the attributes of {where}")
        seconds = values.read_duration(notes, *timeout) if timeout else None
        qualifications.append(Qualification(name, tuple(questions), seconds))
    return tuple(qualifications)


def _question(notes: Notes, node: Node, where: str) -> Question:
    block = Block(notes, node, where, _QUESTION_KEYS, required=("attribute", "ask"))
    given = block.get("kind")
    kind = values.read_word(notes, *given, QuestionKind) if given else QuestionKind.TEXT
    return Question(
        attribute=_asked_attribute(block),
        ask=block.text("ask", _MAX_TEXT),
        kind=kind or QuestionKind.TEXT,
        choices=_choices(block, node, where, kind),
        required=block.switch("required", default=True),
        remember=block.switch("remember", default=True),
    )


def _asked_attribute(block: Block) -> str:
    found = block.get("attribute")
    if not found:
        return ""
    node, what = found
    text = values.read_text(block.notes, node, what, 200)
    attribute = values.read_attribute(block.notes, text, node.line, what) if text else ""
    if attribute in _NOT_ASKED:
        block.notes.add(
            node.line, f"{what} can't be `{attribute}`: each conversation has it already, so nobody is asked"
        )
    return attribute


def _choices(block: Block, node: Node, where: str, kind: QuestionKind | None) -> tuple[str, ...]:
    found = block.get("choices")
    if found and (kind is None or kind in _WITH_CHOICES):
        return values.read_texts(block.notes, *found, _MAX_CHOICE, items=_CHOICES)
    if found:
        block.notes.add(
            found[0].line, f"{where} is of kind `{kind}`, which has no choices; did you mean `kind: choice`?"
        )
    elif kind in _WITH_CHOICES:
        block.notes.add(node.line, f"{where} is of kind `{kind}` and has no `choices`, like `choices: [small, large]`")
    return ()


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
