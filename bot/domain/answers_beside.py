"""What a message answers beside the question that it was for: "jane@acme.com, 51-500" when asked for the e-mail."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from bot.domain.answer_choices import named_choice
from bot.domain.answer_parts import split
from bot.domain.answer_types import AnswerValue, Reading, Wrong
from bot.domain.answer_yes_no import is_exactly_yes_no
from bot.domain.answers import as_typed, read
from bot.domain.configuration import Question, QuestionKind
from bot.domain.contacts import emails, find_phones
from bot.domain.web_addresses import web_addresses

#: What has more parts isn't a few answers, and each is looked at for some milliseconds when a date is wanted.
_MOST_PARTS: Final = 20
_LONGEST_PART: Final = 300
_ONLY_A_PHONE: Final = re.compile(r"[\d\s().\-/+]+")


def read_more(
    questions: Sequence[Question], text: str, reading: Reading, *, asked: Question | None = None
) -> dict[str, AnswerValue]:
    """Find which questions a message answers beside the one that it was for; values by attribute.

    E-mail addresses, international phone numbers and web addresses count wherever they stand, where there is only one.
    Anything else is a part of the message (between commas, semicolons, line ends and "and") that is nothing but such an
    answer; each part answers one question, in their order, and none where more parts could than there are such questions.
    Text is never found.

    Args:
        questions: Those that are still to be asked, in their order.
        text: What the lead typed, as a person reads it.
        reading: How it is to be read.
        asked: The question that the message was for; what answers it answers no other. Where that was for a text, all the
            message is its answer, but for addresses and phone numbers. None: there was none.
    """
    typed = as_typed(text)
    questions = [question for question in questions if asked is None or question.attribute != asked.attribute]
    answers: dict[str, AnswerValue] = {}
    for kind, value in _anywhere(typed):
        first = next((question for question in questions if question.kind is kind), None)
        if first is not None and (asked is None or asked.kind is not kind):
            answers[first.attribute] = value
    if asked is None or asked.kind is not QuestionKind.TEXT:
        _from_parts(
            [question for question in questions if question.attribute not in answers], typed, reading, asked, answers
        )
    return answers


def _anywhere(text: str) -> Iterator[tuple[QuestionKind, str]]:
    """Find what needs no part of its own, where there is only one of its kind."""
    for kind, found in (
        (QuestionKind.EMAIL, {address.casefold(): address for address in emails(text)}),
        (QuestionKind.PHONE, {number: number for number in find_phones(text)}),
        (QuestionKind.URL, {url.partition("://")[2]: url for url in web_addresses(text, surely=False)}),
    ):
        if len(found) == 1:
            yield kind, next(iter(found.values()))


def _from_parts(
    questions: Sequence[Question],
    text: str,
    reading: Reading,
    asked: Question | None,
    answers: dict[str, AnswerValue],
) -> None:
    parts = [part.text for part in islice(split(text), _MOST_PARTS) if len(part.text) <= _LONGEST_PART]
    if asked is not None:
        answer = read(asked, text, reading)
        parts = [part for part in parts if not _is_of(read(asked, part, reading), answer)]
    for at, question in enumerate(questions):
        fits = {part: value for part in parts if (value := _strictly(question, part, reading)) is not None}
        if not fits or question.attribute in answers:
            continue
        if question.kind is QuestionKind.MULTI_CHOICE:
            chosen = {one for value in fits.values() if isinstance(value, tuple) for one in value}
            answers[question.attribute] = tuple(
                choice for choice in dict.fromkeys(question.choices) if choice in chosen
            )
            parts = [part for part in parts if part not in fits]
            continue
        alike = sum((one.kind, one.choices) == (question.kind, question.choices) for one in questions[at:])
        if sum(part in fits for part in parts) <= alike:
            first = next(iter(fits))
            answers[question.attribute] = fits[first]
            parts.remove(first)


def _is_of(answer: AnswerValue | Wrong, whole: AnswerValue | Wrong) -> bool:
    """Say whether what a part of the message answers is all or some of what the whole answers."""
    if isinstance(answer, Wrong):
        return False
    if isinstance(answer, tuple) and isinstance(whole, tuple):
        return set(answer) <= set(whole)
    return answer == whole


def _strictly(question: Question, part: str, reading: Reading) -> AnswerValue | None:
    """Read a part that is nothing but an answer of the question's kind, or give None."""
    value: AnswerValue | Wrong | None = None
    match question.kind:
        case QuestionKind.CHOICE:
            value = named_choice(part, question.choices)
        case QuestionKind.MULTI_CHOICE:
            choice = named_choice(part, question.choices)
            value = choice if choice is None or isinstance(choice, Wrong) else (choice,)
        case QuestionKind.YES_NO if is_exactly_yes_no(part):
            value = read(question, part, reading)
        case QuestionKind.PHONE if _ONLY_A_PHONE.fullmatch(part) is not None and "+" not in part:
            value = read(question, part, reading)
        case QuestionKind.NUMBER | QuestionKind.DATE:
            value = read(question, part, reading)
        case _:
            pass
    return None if isinstance(value, Wrong) else value
