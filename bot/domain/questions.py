"""The flow of a qualification's questions: what is known in, the next step out (issue 8).

Nothing here reads a clock or a database, and nothing is remembered between two steps: where it has got to is what is
known, what was skipped, and what was asked last.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from bot.domain.answers import AnswerValue, Reading, Wrong, read
from bot.domain.answers_beside import read_more
from bot.domain.configuration import Question, QuestionKind
from bot.domain.contacts import as_email
from bot.domain.rules import AttributeValue, holds
from bot.domain.text import fold

_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

_PRESSED: Final = (QuestionKind.CHOICE, QuestionKind.MULTI_CHOICE, QuestionKind.YES_NO, QuestionKind.DATE)

#: What a lead may type instead of pressing the button of a question that may be skipped.
SKIP_WORD: Final = "skip"


class Ended(StrEnum):
    """Why the questions of a conversation are over."""

    ANSWERED = "answered"
    TIMEOUT = "timeout"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the questions are.

    Attributes:
        questions: In their order.
        attributes: All that is known of the conversation, as rules see it; its answers are among them.
        answered: The attributes that have an answer.
        skipped: The attributes that the lead skipped, or took back.
        asked: The attribute that was asked last; None: none yet.
    """

    questions: Sequence[Question]
    attributes: Mapping[str, AttributeValue]
    answered: Collection[str] = ()
    skipped: Collection[str] = ()
    asked: str | None = None

    def next(self) -> Question | None:
        """Return the first question that is open; None: there is nothing (more) to ask."""
        return next((question for question in self.questions if self._is_open(question)), None)

    def current(self) -> Question | None:
        """Return the question that was asked last, if it still is open; None: none waits for an answer."""
        return next(
            (question for question in self.questions if question.attribute == self.asked and self._is_open(question)),
            None,
        )

    def open(self) -> list[Question]:
        """Return all questions that have no answer and were not skipped, whether or not their conditions hold now."""
        return [question for question in self.questions if not self._is_settled(question)]

    def _is_settled(self, question: Question) -> bool:
        return question.attribute in self.answered or question.attribute in self.skipped

    def _is_open(self, question: Question) -> bool:
        return not self._is_settled(question) and all(
            holds(condition, self.attributes.get(condition.attribute)) for condition in question.conditions
        )

    def answer(self, answers: Mapping[str, AnswerValue]) -> "Progress":
        """Return the progress once these answers are known, too."""
        return replace(
            self, attributes={**self.attributes, **answers}, answered=frozenset(self.answered) | answers.keys()
        )

    def take_back(self, attributes: Collection[str]) -> "Progress":
        """Return the progress once these answers are taken back: they aren't asked for again."""
        return replace(
            self,
            attributes={name: known for name, known in self.attributes.items() if name not in attributes},
            answered=frozenset(self.answered) - set(attributes),
            skipped=frozenset(self.skipped) | set(attributes),
        )

    def skip(self, attribute: str) -> "Progress":
        """Return the progress once this question was skipped."""
        return replace(self, skipped=frozenset(self.skipped) | {attribute})


@dataclass(frozen=True, slots=True)
class Heard:
    """What a lead's message comes to: answers by attribute, whether it skips what was asked, or why it is no answer."""

    answers: Mapping[str, AnswerValue]
    skips: bool = False
    wrong: Wrong | None = None


def hear(progress: Progress, text: str, reading: Reading) -> Heard:
    """Read a message of the lead's: the answer to what was asked, and to later questions in the same message.

    Before the first question (it may wait for a teammate), and where none is open, nothing can be wrong.
    """
    question = progress.current()
    if question is None:
        return Heard(read_more(progress.open(), text, reading))
    if not question.required and fold(text) == SKIP_WORD and SKIP_WORD not in map(fold, question.choices):
        return Heard({}, skips=True)
    more = read_more(progress.open(), text, reading, asked=question)
    value = read(question, text, reading)
    return Heard(more, wrong=value) if isinstance(value, Wrong) else Heard({question.attribute: value, **more})


def has_buttons(question: Question) -> bool:
    """Say whether a question has anything to press or select beside what is typed."""
    return not question.required or question.kind in _PRESSED


def fits(question: Question, value: object) -> bool:
    """Say whether a value, which was an answer once, still is one: choices and kinds may have changed meanwhile."""
    return _FITS.get(question.kind, _is_text)(question, value)


def _is_text(_question: Question, value: object) -> bool:
    return isinstance(value, str)


_FITS: Final[Mapping[QuestionKind, Callable[[Question, Any], bool]]] = {
    QuestionKind.CHOICE: lambda question, value: value in question.choices,
    QuestionKind.MULTI_CHOICE: lambda question, value: (
        isinstance(value, tuple) and value != () and set(value) <= set(question.choices)
    ),
    QuestionKind.YES_NO: lambda _, value: isinstance(value, bool),
    QuestionKind.NUMBER: lambda _, value: isinstance(value, int | float) and not isinstance(value, bool),
    QuestionKind.EMAIL: lambda _, value: isinstance(value, str) and as_email(value) == value,
    QuestionKind.DATE: lambda _, value: isinstance(value, str) and _ISO_DATE.fullmatch(value) is not None,
}
