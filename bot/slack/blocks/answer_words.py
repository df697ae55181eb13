"""Words about answers: what is expected when one can't be read, and how one is told back. Neither is escaped."""

from datetime import date
from typing import Final

from bot.domain.answers import AnswerValue, Wrong
from bot.domain.configuration import Question, QuestionKind
from bot.domain.values import iso_date
from bot.domain.whens_nearest import MONTHS

_MOST_CHOICES: Final = 10
_MOST_CHARACTERS: Final = 300

_EXAMPLES: Final = {
    QuestionKind.TEXT: "a few words",
    QuestionKind.EMAIL: "jane@acme.com",
    QuestionKind.PHONE: "+44 20 7946 0958",
    QuestionKind.NUMBER: "40",
    QuestionKind.DATE: "4 December 2026",
    QuestionKind.YES_NO: "yes",
    QuestionKind.URL: "https://acme.com",
}
_EXPECTED: Final = {
    QuestionKind.TEXT: "Please answer in words, for example “{}”.",
    QuestionKind.EMAIL: "Please write an e-mail address, for example {}",
    QuestionKind.PHONE: "Please write a phone number with its country code, a number beginning with +, for example {}",
    QuestionKind.NUMBER: "Please write a number, for example {}.",
    QuestionKind.DATE: "Please write a day, for example {}.",
    QuestionKind.YES_NO: "Please write yes or no, for example “{}”.",
    QuestionKind.URL: "Please write a web address, for example {}",
}
#: Where the mistake deserves words of its own.
_BECAUSE: Final = {
    (QuestionKind.EMAIL, Wrong.SEVERAL): "Please write only one e-mail address, for example {}",
    (QuestionKind.PHONE, Wrong.SEVERAL): "Please write only one phone number, beginning with +, for example {}",
    (QuestionKind.PHONE, Wrong.PHONE_WITHOUT_COUNTRY): (
        "Please write the phone number with its country code: a number beginning with +, for example {}"
    ),
    (QuestionKind.NUMBER, Wrong.UNCLEAR_NUMBER): (
        "I can't tell what the comma or point in that number means: please write it in digits alone, for example {}."
    ),
    (QuestionKind.DATE, Wrong.AMBIGUOUS_DATE): (
        "I can't tell the day from the month there: please write the month as a word, for example {}."
    ),
    (
        QuestionKind.YES_NO,
        Wrong.YES_AND_NO,
    ): "I read both a yes and a no: please write only one of them, for example “{}”.",
    (QuestionKind.URL, Wrong.SEVERAL): "Please write only one web address, for example {}",
}


def example(question: Question) -> str:
    """Return what would be an answer to a question; "" where it has no choices to choose from."""
    return next(iter(question.choices), "") if question.kind in _OF_CHOICES else _EXAMPLES[question.kind]


def expected(question: Question, wrong: Wrong) -> str:
    """Say in one sentence what answer is expected, with one example; of many choices only the first are named.

    Choices are said as they are set up, so the sentence has to be escaped.
    """
    if question.kind in _OF_CHOICES:
        return f"{_CHOOSING[question.kind, wrong is Wrong.SEVERAL]}: {_listed(question.choices)}."
    words = _BECAUSE.get((question.kind, wrong), _EXPECTED[question.kind])
    return words.format(example(question))


def shown(question: Question, value: AnswerValue) -> str:
    """Say an answer as a person would: "Yes", "4 December 2026", "51-500, 500+". A text is as it was typed."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple | list):  # as JSON has them
        return ", ".join(str(one) for one in value)
    if question.kind is QuestionKind.DATE and (day := iso_date(str(value))) is not None:
        return _in_words(day)
    return str(value)


_OF_CHOICES: Final = (QuestionKind.CHOICE, QuestionKind.MULTI_CHOICE)
_CHOOSING: Final = {
    (QuestionKind.CHOICE, False): "Please choose one of these",
    (QuestionKind.CHOICE, True): "Please choose only one of these",
    (QuestionKind.MULTI_CHOICE, False): "Please choose one or more of these",
    (QuestionKind.MULTI_CHOICE, True): "Please choose one or more of these, each as it stands here",
}


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def _listed(choices: tuple[str, ...]) -> str:
    """List the first choices, and how many more there are."""
    named: list[str] = []
    for choice in choices[:_MOST_CHOICES]:
        if named and sum(map(len, named)) + len(choice) > _MOST_CHARACTERS:
            break
        named.append(choice)
    more = len(choices) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")
