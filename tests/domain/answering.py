"""What the tests of answers share: questions, a day, and what people type by mistake or on purpose."""

from datetime import date

from bot.domain.answers import Reading
from bot.domain.configuration import Question, QuestionKind

WEDNESDAY = date(2026, 11, 25)
SIZES = ("1-50", "51-500", "500+")


def question(kind, ask="How many seats do you need?", choices=None, attribute="it"):
    if choices is None:
        choices = SIZES if "choice" in kind else ()
    return Question(attribute, ask, QuestionKind(kind), tuple(choices))


def reading(locale="en-US", today=WEDNESDAY):
    return Reading(today, locale)


EMPTY = ["", " ", "\n\t ", "\u200f", "\u200b", "...", "?", "-", "()"]
EMOJI_ONLY = [":tada:", ":tada: :+1-not-a-thumb:", "🎉", "🇩🇪", "1️⃣", "👩‍👩‍👧", ":dancer::skin-tone-3:"]  # fmt: skip
ENORMOUS = [
    "a" * 9_000,
    "1" * 9_000,
    "٤" * 9_000,
    "a.b " * 3_000,
    "a." * 4_500,
    "@" * 9_000,
    "a@b.co, " * 1_200,
    "x@" + "a." * 4_500,
    "https://" * 1_200,
    "- " * 4_500,
    "1," * 4_500,
    "+1 " * 3_000,
    "yes " * 2_500,
    "51-500 " * 1_300,
    "(" * 9_000,
    "👍" * 9_000,
    "\n" * 9_000,
    "a\n" * 4_500,
    "a: " * 3_000,
    ":a" * 4_500,
    " and " * 1_800,
    "ﷺ" * 9_000,
    "½" * 9_000,
]
