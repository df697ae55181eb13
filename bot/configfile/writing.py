"""A configuration as the file that says it (CONTRACT 4): what `load` reads, the other way round."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from bot.configfile.layout import Items, Keys, Leaf, Literal, Node, lines_of, text_node
from bot.configfile.scalars import comment, date, number, word
from bot.domain.configuration import (
    DEFAULT_WAITING_BURST,
    AutoMessage,
    Condition,
    ConfigurationFile,
    Method,
    Note,
    Operator,
    Qualification,
    Question,
    QuestionKind,
    Rule,
    Sender,
    Source,
    Team,
)
from bot.domain.wording import PLACEHOLDERS

_NOTHING_YET: Final = "# Nothing is set up in this workspace yet."
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
_EXACT: Final = (Operator.IS, Operator.IS_NOT, Operator.ANY_OF)
_DATES: Final = (Operator.BEFORE, Operator.AFTER)


def write(file: ConfigurationFile, names: Mapping[str, str] | None = None) -> str:
    """Write a configuration file.

    A setting that is what it would be anyway is left out. The same values always give the same text; where names are
    known there are comments, and nothing else differs.

    Args:
        file: What it is to say; its order is kept.
        names: What people and channels are called, by id; who isn't there has no comment.

    Returns:
        Text that `load` reads as `file`, where a file can say that at all.
    """
    paragraphs = ["\n".join(lines_of(Keys(tuple(entries)))) for entries in _paragraphs(file, names or {}) if entries]
    text = "\n\n".join(paragraphs)
    empty = not any((file.managers, file.teams, file.qualifications, file.sources, file.auto_messages, file.rules))
    return "\n".join([line for line in (_NOTHING_YET if empty else "", text) if line]) + "\n"


def _paragraphs(file: ConfigurationFile, names: Mapping[str, str]) -> Iterator[list[tuple[str, Node]]]:
    """Give what stands between blank lines: key and value of each section; the two short ones together."""
    head: list[tuple[str, Node]] = []
    if file.workspace is not None:
        head.append(("workspace", Leaf(word(file.workspace))))
    if file.managers is not None:
        head.append(("managers", _ids(file.managers, names)))
    yield head
    if file.teams:
        yield [("teams", _named((one.name, _team(one, names)) for one in file.teams))]
    if file.qualifications:
        yield [("qualifications", _named((one.name, _qualification(one, names)) for one in file.qualifications))]
    if file.sources:
        yield [("sources", Items(tuple(_source(one, names) for one in file.sources), tall=True))]
    if file.auto_messages:
        yield [("auto_messages", _named((one.name, _auto_message(one, names)) for one in file.auto_messages))]
    if file.rules is not None:
        yield [("rules", Items(tuple(_rule(one, names) for one in file.rules), tall=True))]


def _team(team: Team, names: Mapping[str, str]) -> Keys:
    return _keys(
        ("channel", _id(team.channel, names)),
        ("method", _unless(team.method, Method.ROUND_ROBIN)),
        ("teammates", _ids(team.teammates, names) if team.teammates else None),
        ("self_join", Leaf("true") if team.self_join else None),
        ("waiting_burst", None if team.waiting_burst == DEFAULT_WAITING_BURST else Leaf(number(team.waiting_burst))),
        tall=True,
    )


def _qualification(qualification: Qualification, names: Mapping[str, str]) -> Keys:
    wording = qualification.wording
    said = _keys(*((key, _words(getattr(wording, key))) for key in PLACEHOLDERS), tall=True)
    return _keys(
        ("timeout", _span(qualification.timeout_seconds)),
        ("ask_after", _span(qualification.ask_after_seconds or None)),
        ("use_profile_email", Leaf("true") if qualification.use_profile_email else None),
        ("wording", said if said.entries else None),
        ("questions", Items(tuple(_question(one, names) for one in qualification.questions), tall=True)),
        tall=True,
    )


def _question(question: Question, names: Mapping[str, str]) -> Keys:
    return _keys(
        ("attribute", Leaf(word(question.attribute))),
        ("ask", text_node(question.ask)),
        ("kind", _unless(question.kind, QuestionKind.TEXT)),
        ("choices", _texts(question.choices)),
        ("required", None if question.required else Leaf("false")),
        ("remember", None if question.remember else Leaf("false")),
        ("if", _conditions(question.conditions, names) if question.conditions else None),
        ("ask_again", _words(question.ask_again)),
        ("timeout", _span(question.timeout_seconds)),
    )


def _source(source: Source, names: Mapping[str, str]) -> Keys:
    return _keys(
        ("channel", _id(source.channel, names)),
        ("from", _unless(source.sender, Sender.NOT_TEAMMATES)),
        ("qualify", _reference(source.qualify)),
    )


def _auto_message(message: AutoMessage, names: Mapping[str, str]) -> Keys:
    return _keys(
        ("channel", _id(message.channel, names)),
        ("text", text_node(message.text)),
        ("replies_to", _reference(message.replies_to)),
        tall=True,
    )


def _rule(rule: Rule, names: Mapping[str, str]) -> Keys:
    return _keys(
        ("when", Leaf(rule.when.value)),
        ("if", _conditions(rule.conditions, names) if rule.conditions else None),
        ("assign_to", _id(rule.assign_to, names)),  # a team isn't called like anybody's id
        ("tag", _texts(rule.tags)),
        ("note", _note(rule.note, names)),
    )


def _note(note: Note | None, names: Mapping[str, str]) -> Keys | None:
    return None if note is None else _keys(("channel", _id(note.channel, names)), ("text", text_node(note.text)))


def _conditions(conditions: Iterable[Condition], names: Mapping[str, str]) -> Keys:
    """Write conditions, those of one attribute together, as briefly as they can be said."""
    of_attributes: dict[str, list[Condition]] = {}
    for one in conditions:
        of_attributes.setdefault(one.attribute, []).append(one)
    entries: list[tuple[str, Node]] = []
    for attribute, several in of_attributes.items():
        compared = [(one.operator.value, _compared(one, names)) for one in several]
        first = several[0]
        brief = Operator.ANY_OF if isinstance(first.value, tuple) else Operator.IS
        is_brief = len(several) == 1 and first.operator is brief
        entries.append((word(attribute), compared[0][1] if is_brief else Keys(tuple(compared))))
    return Keys(tuple(entries))


def _compared(condition: Condition, names: Mapping[str, str]) -> Node:
    value = condition.value
    if isinstance(value, tuple):
        return Items(tuple(_value(condition, one, names) for one in value))
    return _value(condition, value, names)


def _value(condition: Condition, value: str | float, names: Mapping[str, str]) -> Leaf | Literal:
    if not isinstance(value, str):
        return Leaf(number(value))
    if condition.operator in _DATES:
        return Leaf(date(value))
    if condition.attribute == "channel" and condition.operator in _EXACT:
        return _id(value, names)
    return text_node(value)


def _id(identifier: str, names: Mapping[str, str]) -> Leaf:
    name = comment(names.get(identifier, ""))
    return Leaf(word(identifier), "" if name == identifier else name)


def _ids(identifiers: Iterable[str], names: Mapping[str, str]) -> Items:
    return Items(tuple(_id(one, names) for one in identifiers), tall=True)


def _texts(texts: tuple[str, ...]) -> Items | None:
    return Items(tuple(Leaf(word(text)) for text in texts)) if texts else None


def _reference(name: str | None) -> Leaf | None:
    return None if name is None else Leaf(word(name))


def _unless(value: Method | Sender | QuestionKind, default: Method | Sender | QuestionKind) -> Leaf | None:
    return None if value is default else Leaf(value.value)


def _span(seconds: int | None) -> Leaf | None:
    if seconds is None:
        return None
    size, unit = next((size, unit) for size, unit in _UNITS if seconds % size == 0)
    return Leaf(f"{seconds // size}{unit}")


def _words(text: str | None) -> Leaf | Literal | None:
    return None if text is None else text_node(text)


def _named(entries: Iterable[tuple[str, Keys]]) -> Keys:
    return Keys(tuple((word(name), value) for name, value in entries), tall=True)


def _keys(*entries: tuple[str, Node | None], tall: bool = False) -> Keys:
    """Give a mapping of the keys that have a value."""
    return Keys(tuple((key, value) for key, value in entries if value is not None), tall)
