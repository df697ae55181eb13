"""Answers that are numbers: plain ones, in the lead's way of writing them."""

# ruff: noqa: RUF001 - letters, digits and marks of other scripts

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Wrong, read
from tests.domain.answering import question, reading


@pytest.mark.parametrize(
    ("text", "locale", "answer"),
    [
        ("40", "en-US", 40),
        (" 40. ", "en-US", 40),
        ("1,000", "en-US", 1000),
        ("1,000", "", 1000),
        ("1 000", "de-DE", 1000),
        ("1\u202f000", "fr-FR", 1000),
        ("1.5", "en-US", 1.5),
        ("1.5", "de-DE", 1.5),
        ("1,5", "de-DE", 1.5),
        ("1,5", "fr-FR", 1.5),
        ("1.000", "es-ES", 1000),
        ("1.000", "de-DE", 1000),
        ("1.000,5", "en-US", 1000.5),
        ("1,000.5", "de-DE", 1000.5),
        ("1.000.000", "", 1000000),
        ("1'000", "de-CH", 1000),
        ("0.125", "de-DE", 0.125),
        ("2.0", "en-US", 2),
        ("-5", "en-US", -5),
        ("−5", "en-US", -5),
        ("٤٠", "ar", 40),
        ("١٬٠٠٠", "ar", 1000),
        ("١٫٥", "ar", 1.5),
        ("\u200f٤٠", "ar", 40),
        ("４０", "ja-JP", 40),
        ("9" * 40, "", int("9" * 40)),
    ],
)
def test_a_plain_number(text, locale, answer):
    found = read(question("number"), text, reading(locale))
    assert found == answer
    assert type(found) is type(answer)


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("1.000", "en-US"),
        ("1.000", ""),
        ("1,000", "de-DE"),
        ("1,5", "en-US"),
        ("1,5", ""),
        ("0,5", "es-LA"),
    ],
)
def test_a_mark_that_may_mean_two_things_is_not_guessed_at(text, locale):
    assert read(question("number"), text, reading(locale)) is Wrong.UNCLEAR_NUMBER


@pytest.mark.parametrize(
    "text",
    [
        *("500+", "about 40", "40-50", "many", "forty", "40k", "40%", "$40", "40 or 50", "4 0", "1,00,000", "seats"),
        *("nan", "inf", "1e999", "1e3", "0x10", "10²", "½", "①", "9" * 41, "40 people", "40 seats please", "no. 5"),
        *("أربعون", "ארבעים"),
    ],
)
def test_anything_else_is_no_number(text):
    assert read(question("number"), text, reading()) is Wrong.NO_NUMBER


@pytest.mark.parametrize(
    ("ask", "text", "answer"),
    [
        ("How many seats do you need?", "40 seats", 40),
        ("How many seats do you need?", "40 Seats.", 40),
        ("How many seats do you need?", "1,000 seats", 1000),
        ("Wie viele Plätze?", "40 Plätze", 40),
        ("何人ですか", "40人", 40),
        ("كم مقعدا؟", "٤٠ مقعدا", 40),
        ("How many k?", "40k", Wrong.NO_NUMBER),
    ],
)
def test_a_word_of_the_question_may_stand_behind_it(ask, text, answer):
    assert read(question("number", ask), text, reading()) == answer


@given(st.integers(-(10**12), 10**12), st.sampled_from(["", "en-US", "de-DE", "ar", "ja-JP"]))
def test_every_whole_number_in_plain_digits_is_read_everywhere(value, locale):
    assert read(question("number"), str(value), reading(locale)) == value


@given(st.decimals(-(10**6), 10**6, places=2))
def test_both_decimal_marks_are_read_where_they_are_at_home(value):
    assert read(question("number"), str(value), reading("en-US")) == float(value)
    assert read(question("number"), str(value).replace(".", ","), reading("de-DE")) == float(value)
