"""Answers to the questions of a qualification, as leads type or press them. Whatever comes in, nothing is raised.

What a lead's words answer beside the question they were for is read by answers_beside, and what the first message says
already by answers_first.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from bot.domain.answer_choices import read_choice, read_choices
from bot.domain.answer_dates import read_date
from bot.domain.answer_numbers import read_number
from bot.domain.answer_types import AnswerValue, Reading, Wrong
from bot.domain.answer_yes_no import read_yes_no
from bot.domain.configuration import Question, QuestionKind
from bot.domain.contacts import as_phones, emails
from bot.domain.locales import region
from bot.domain.text import clean
from bot.domain.values import iso_date
from bot.domain.web_addresses import web_addresses

__all__ = ["LONGEST_ANSWER", "LONGEST_READ", "AnswerValue", "Reading", "Wrong", "as_typed", "choose", "read"]

#: The most characters of an answer in words that are kept.
LONGEST_ANSWER: Final = 2_000
#: The most characters of a message that are looked at.
LONGEST_READ: Final = 8_000

#: The years of a day that somebody answers.
_YEARS: Final = range(1900, 2200)

# Slack's names of emoji, and characters that are shown as emoji although they are letters or digits.
_EMOJI: Final = re.compile(r":[^\s:]{1,100}:|.\ufe0f\u20e3?")


def read(question: Question, text: str, reading: Reading) -> AnswerValue | Wrong:
    """Read what a lead typed as the answer to a question, or say why it is none.

    Returns:
        For text, what was typed without white space around it; of more than 2,000 characters the first 2,000. For a
        choice, its own text; for several, those of all in the question's order. For a date ISO text, for a phone number
        E.164, for a web address one with its scheme. Nothing is guessed: what may mean two things is wrong.

    Args:
        question: What was asked.
        text: What the lead typed, as a person reads it (Slack's markup turned into words before).
        reading: How it is to be read.
    """
    typed = as_typed(text)
    if question.kind is QuestionKind.TEXT:
        answer = clean(typed, LONGEST_ANSWER).rstrip()
        return answer if _has_words(answer) else Wrong.EMPTY
    value = _READERS[question.kind](question, _visible(typed), reading)
    if not isinstance(value, Wrong) or value in (Wrong.SEVERAL, Wrong.YES_AND_NO) or _has_words(typed):
        return value
    return Wrong.EMPTY


def choose(question: Question, values: Sequence[str]) -> AnswerValue | Wrong:
    """Take what a lead pressed or selected as the answer to a question.

    Args:
        question: What was asked. Only choices, dates and yes or no can be pressed: for other kinds all is NO_CHOICE.
        values: The texts of the choices, "yes" or "no", or a date picker's ISO date. None at all is EMPTY.
    """
    picked = list(dict.fromkeys(values))
    if not picked:
        return Wrong.EMPTY
    if question.kind is QuestionKind.MULTI_CHOICE:
        answer = tuple(choice for choice in dict.fromkeys(question.choices) if choice in picked)
        return answer if len(answer) == len(picked) else Wrong.NO_CHOICE
    return Wrong.SEVERAL if len(picked) > 1 else _chosen(question, picked[0])


def _chosen(question: Question, picked: str) -> AnswerValue | Wrong:
    match question.kind:
        case QuestionKind.YES_NO:
            return picked == "yes" if picked in ("yes", "no") else Wrong.NO_YES_NO
        case QuestionKind.DATE:
            return _of_our_time(picked) if iso_date(picked) is not None else Wrong.NO_DATE
        case _:
            return picked if picked in question.choices else Wrong.NO_CHOICE


def _of_our_time(day: str | Wrong) -> str | Wrong:
    """Leave out what nobody means: the year 226 is a 2026 that lost a digit."""
    return day if isinstance(day, Wrong) or int(day[:4]) in _YEARS else Wrong.NO_DATE


def as_typed(text: object) -> str:
    """Return the first 8,000 characters of what came in, storable and without white space around them; "" for no text."""
    return clean(text, LONGEST_READ).strip()


def _has_words(text: str) -> bool:
    """Say whether a text has a letter or a digit, in any script, outside of emoji."""
    return any(character.isalnum() for character in _EMOJI.sub("", text))


def _visible(text: str) -> str:
    """Leave out what can't be seen: marks of the direction of writing, joiners, soft hyphens."""
    if text.isascii():
        return text
    return "".join([character for character in text if unicodedata.category(character) != "Cf"])


def _email(_question: Question, text: str, _reading: Reading) -> AnswerValue | Wrong:
    # One that is written in two ways is as it was written first.
    found = {address.casefold(): address for address in reversed([*emails(text)])}
    return _the_only(found.values(), Wrong.NO_EMAIL)


def _phone(_question: Question, text: str, reading: Reading) -> AnswerValue | Wrong:
    found = set(as_phones(text, region(reading.locale)))
    # Digits without a country beside a number that has one are something else: an extension, a date.
    return _the_only(found - {None}, Wrong.PHONE_WITHOUT_COUNTRY if found else Wrong.NO_PHONE)


def _url(_question: Question, text: str, _reading: Reading) -> AnswerValue | Wrong:
    # "acme.com (http://acme.com)" is one address.
    found = {address.partition("://")[2]: address for address in web_addresses(text)}
    return _the_only(found.values(), Wrong.NO_URL)


def _the_only(found: Iterable[str | None], none: Wrong) -> AnswerValue | Wrong:
    several = [one for one in found if one is not None]
    if not several:
        return none
    return several[0] if len(several) == 1 else Wrong.SEVERAL


_READERS: Final[Mapping[QuestionKind, Callable[[Question, str, Reading], AnswerValue | Wrong]]] = {
    QuestionKind.EMAIL: _email,
    QuestionKind.PHONE: _phone,
    QuestionKind.URL: _url,
    QuestionKind.NUMBER: lambda question, text, reading: read_number(text, question.ask, reading.locale),
    QuestionKind.CHOICE: lambda question, text, reading: read_choice(
        text, question.choices, question.ask, reading.locale
    ),
    QuestionKind.MULTI_CHOICE: lambda question, text, reading: read_choices(
        text, question.choices, question.ask, reading.locale
    ),
    QuestionKind.DATE: lambda _question, text, reading: _of_our_time(read_date(text, reading)),
    QuestionKind.YES_NO: lambda _question, text, reading: read_yes_no(text, reading.locale),
}
