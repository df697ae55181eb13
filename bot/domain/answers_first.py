"""What the first message of a conversation answers already: who the lead is, and lines that name what they tell."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from bot.domain.answer_types import AnswerValue, Reading, Wrong
from bot.domain.answers import as_typed, read
from bot.domain.configuration import Question, QuestionKind
from bot.domain.leads import LeadFacts
from bot.domain.text import fold

_MOST_LINES: Final = 500
_MOST_SEPARATORS: Final = 4
_LONGEST_LABEL: Final = 300

_SEPARATOR: Final = re.compile(r"[:：=\t]|(?<=\?)\s")  # noqa: RUF001 - people type the wide colon
_AROUND: Final = " \t*_~>•·◦▪-–—#\"'`?:."  # noqa: RUF001 - dashes and marks of lists


def from_first(questions: Sequence[Question], lead: LeadFacts, reading: Reading) -> dict[str, AnswerValue]:
    """Find which questions the first message answers already; values by attribute.

    A line `LABEL: VALUE`, or a label alone above its value, answers the question whose attribute ("company_size" is
    "Company size") or own words the label is, if the value reads as an answer. The lead's e-mail and phone answer the question
    of that kind and name, else the first of that kind; the lead's name, the one for the text `name`.

    Args:
        questions: All of a qualification, in their order.
        lead: What the message tells of the lead.
        reading: How it is to be read.
    """
    answers: dict[str, AnswerValue] = {}
    by_label: dict[str, Question] = {}
    for question in questions:
        for label in (question.attribute, question.ask):
            by_label.setdefault(_label(label), question)
    by_label.pop("", None)
    for label, value in _labelled(as_typed(lead.text), by_label):
        question = by_label[label]
        if question.attribute not in answers:
            _keep(answers, question, value, reading)
    for kind, value_known in (
        (QuestionKind.EMAIL, lead.email),
        (QuestionKind.PHONE, lead.phone),
        (QuestionKind.TEXT, lead.name),
    ):
        question_for = asking(questions, kind)
        if question_for is not None and value_known and question_for.attribute not in answers:
            _keep(answers, question_for, value_known, reading)
    return answers


def asking(questions: Sequence[Question], kind: QuestionKind) -> Question | None:
    """Find the question for the lead's own e-mail, phone or (a text) name; None: there is none."""
    name = "name" if kind is QuestionKind.TEXT else kind.value
    of_kind = [question for question in questions if question.kind is kind]
    named = [question for question in of_kind if _label(question.attribute) == name]
    return next(iter(named or (of_kind if kind is not QuestionKind.TEXT else [])), None)


def _keep(answers: dict[str, AnswerValue], question: Question, value: str, reading: Reading) -> None:
    answer = read(question, value, reading)
    if not isinstance(answer, Wrong):
        answers[question.attribute] = answer


def _labelled(text: str, labels: dict[str, Question]) -> Iterator[tuple[str, str]]:
    """Go through the known labels of a text and their values, in order."""
    waiting = ""
    for line in islice((line for line in text.split("\n") if line.strip()), _MOST_LINES):
        label = _label(line)
        if label in labels:
            waiting = label
            continue
        value = ""
        for separator in islice(_SEPARATOR.finditer(line), _MOST_SEPARATORS):
            label = _label(line[: separator.start()])
            if label in labels:
                value = line[separator.end() :].strip("* \t")
                break
        if value:
            yield label, value
        elif waiting:
            yield waiting, line.strip()
        waiting = ""


def _label(text: str) -> str:
    return fold(text.replace("_", " ")).strip(_AROUND) if len(text) <= _LONGEST_LABEL else ""
