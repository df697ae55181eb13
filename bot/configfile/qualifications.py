"""The section `qualifications`: questions in their order, when they are asked, and what is said beside them."""

from collections.abc import Sequence

from bot.configfile import values
from bot.configfile.block import Block, read_named
from bot.configfile.conditions import ConditionReader
from bot.configfile.mistakes import Notes, did_you_mean, shown
from bot.configfile.placeholders import read_words
from bot.configfile.tree import Node
from bot.domain.configuration import (
    STANDING_ATTRIBUTES,
    Condition,
    Qualification,
    Question,
    QuestionKind,
    Wording,
)
from bot.domain.wording import PLACEHOLDERS

_KEYS = ("timeout", "ask_after", "use_profile_email", "wording", "questions")
_QUESTION_KEYS = ("attribute", "ask", "kind", "choices", "required", "remember", "if", "ask_again", "timeout")
_MAX_TEXT = 3_000
_MAX_CHOICE = 75
_CHOICES = (2, 100)
_QUESTIONS = (1, 50)
_WITH_CHOICES = (QuestionKind.CHOICE, QuestionKind.MULTI_CHOICE)
#: What a conversation is, before anybody is asked: an answer can't change it. An answer may give e-mail and name.
_NOT_ASKED = ("channel", "source", "text")


def read_qualifications(notes: Notes, node: Node) -> tuple[Qualification, ...]:
    """Read `qualifications`."""
    qualifications = []
    for name, entry in read_named(notes, node, "qualifications", "a qualification"):
        where = f"qualification {shown(entry.key)}"
        block = Block(notes, entry.value, where, _KEYS, required=("questions",), line=entry.line)
        questions: list[Question] = []
        nodes = block.items("questions", *_QUESTIONS)
        for at, item in enumerate(nodes, 1):
            questions.append(_question(notes, item, f"question {at} of {where}", questions))
        asked = [(question.attribute, item.line) for question, item in zip(questions, nodes, strict=True)]
        values.refuse_doubles(notes, asked, f"the attributes of {where}")
        qualifications.append(
            Qualification(
                name,
                tuple(questions),
                timeout_seconds=_seconds(block, "timeout"),
                ask_after_seconds=_seconds(block, "ask_after") or 0,
                use_profile_email=block.switch("use_profile_email", default=False),
                wording=_wording(block, where),
            )
        )
    return tuple(qualifications)


def _question(notes: Notes, node: Node, where: str, earlier: Sequence[Question]) -> Question:
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
        conditions=_conditions(block, where, earlier),
        ask_again=block.text("ask_again", _MAX_TEXT) or None,
        timeout_seconds=_seconds(block, "timeout"),
    )


def _conditions(block: Block, where: str, earlier: Sequence[Question]) -> tuple[Condition, ...]:
    found = block.get("if")
    if not found:
        return ()
    node, what = found
    known = [*STANDING_ATTRIBUTES, *(question.attribute for question in earlier)]
    conditions = ConditionReader(block.notes, earlier).read(node, what, where)
    for attribute in dict.fromkeys(condition.attribute for condition in conditions):
        if attribute and attribute not in known:
            meant = did_you_mean(attribute, known)
            block.notes.add(node.line, f"{what}: no earlier question asks for {shown(attribute)}{meant}")
    return conditions


def _seconds(block: Block, key: str) -> int | None:
    found = block.get(key)
    return values.read_duration(block.notes, *found) if found else None


def _wording(block: Block, where: str) -> Wording:
    found = block.get("wording")
    if not found:
        return Wording()
    inner = Block(block.notes, found[0], f"the wording of {where}", tuple(PLACEHOLDERS))
    return Wording(**{key: read_words(inner, key, known) for key, known in PLACEHOLDERS.items()})


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
