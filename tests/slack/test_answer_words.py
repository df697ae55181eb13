"""What people are told about answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import Wrong, read
from bot.domain.configuration import QuestionKind
from bot.slack.blocks.answer_words import example, expected, shown
from tests.domain.answering import question, reading

CHOICES = st.lists(st.text(min_size=1, max_size=75).filter(lambda text: text == text.strip() and text.isprintable()), min_size=1, max_size=30, unique=True)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "wrong", "words"),
    [
        ("number", Wrong.NO_NUMBER, "Please write a number, for example 40."),
        ("date", Wrong.NO_DATE, "Please write a day, for example 4 December 2026."),
        ("choice", Wrong.NO_CHOICE, "Please choose one of these: 1-50, 51-500, 500+."),
        ("choice", Wrong.SEVERAL, "Please choose only one of these: 1-50, 51-500, 500+."),
        ("multi_choice", Wrong.NO_CHOICE, "Please choose one or more of these: 1-50, 51-500, 500+."),
        ("email", Wrong.SEVERAL, "Please write only one e-mail address, for example jane@acme.com"),
        (
            "phone",
            Wrong.PHONE_WITHOUT_COUNTRY,
            "Please write the phone number with its country code: a number beginning with +, for example +44 20 7946 0958",
        ),
    ],
)
def test_what_is_expected(kind, wrong, words):
    assert expected(question(kind), wrong) == words


def test_many_choices_are_cut():
    said = expected(question("choice", choices=[f"choice {number}" for number in range(1, 31)]), Wrong.NO_CHOICE)
    assert said.endswith("choice 9, choice 10 and 20 more.")
    long = expected(question("choice", choices=[letter * 75 for letter in "abcdefg"]), Wrong.NO_CHOICE)
    assert long.endswith(" and 3 more.")


@given(
    st.sampled_from(QuestionKind),
    st.sampled_from(Wrong),
    CHOICES,
    st.sampled_from(["", "en-US", "de-DE", "ar", "ja-JP"]),
)
@settings(deadline=None)
def test_the_example_is_said_and_is_an_answer_itself(kind, wrong, choices, locale):
    one = question(kind, choices=choices if "choice" in kind else ())
    assert example(one) in expected(one, wrong)
    assert not isinstance(read(one, example(one), reading(locale)), Wrong)


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("yes_no", True, "Yes"),
        ("yes_no", False, "No"),
        ("date", "2026-12-04", "4 December 2026"),
        ("multi_choice", ("51-500", "500+"), "51-500, 500+"),
        ("multi_choice", ["51-500"], "51-500"),
        ("number", 1000, "1000"),
        ("number", 1.5, "1.5"),
        ("text", "2026-12-04", "2026-12-04"),
        ("date", "soon", "soon"),
        ("text", "<b>", "<b>"),
    ],
)
def test_how_an_answer_is_told_back(kind, value, words):
    assert shown(question(kind), value) == words
