"""Answers that are yes or no, in many languages."""

# ruff: noqa: RUF001 - letters, digits and marks of other scripts

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer_yes_no_words import NO, YES
from bot.domain.answers import Wrong, read
from tests.domain.answering import question, reading

EVERY_WORD = [
    (phrase, spoken, answer)
    for answer, words in ((True, YES), (False, NO))
    for spoken, phrases in words.items()
    for phrase in phrases.split(", ")
]


@pytest.mark.parametrize(("phrase", "spoken", "answer"), EVERY_WORD)
def test_every_word_is_read_where_it_is_at_home(phrase, spoken, answer):
    for text in (phrase, phrase.upper(), f"{phrase}!", f" {phrase}, 2020."):
        assert read(question("yes_no"), text, reading(spoken)) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", True),
        ("Yes, since 2020", True),
        ("y", True),
        ("yes 👍", True),
        ("👍", True),
        ("👍🏽", True),
        (":+1:", True),
        (":+1::skin-tone-3:", True),
        (":white_check_mark:", True),
        ("Of course", True),
        ("ja", True),
        ("oui", True),
        ("sí", True),
        ("sim", True),
        ("はい、お願いします", True),
        ("네", True),
        ("\u200fنعم", True),
        ("כן", True),
        ("No thanks", False),
        ("no.", False),
        ("N", False),
        ("👎", False),
        (":-1:", False),
        ("we don’t", False),
        ("not yet", False),
        ("of course not", False),
        ("nein", False),
        ("não", False),
        ("لا", False),
        ("לא", False),
        ("不是", False),
        ("yes and no", Wrong.YES_AND_NO),
        ("no, wait, yes", Wrong.YES_AND_NO),
        ("sure not", Wrong.YES_AND_NO),
        ("👍👎", Wrong.YES_AND_NO),
        ("yes 👎", Wrong.YES_AND_NO),
        ("no idea", Wrong.NO_YES_NO),
        ("no problem", Wrong.NO_YES_NO),
        ("not sure", Wrong.NO_YES_NO),
        ("maybe", Wrong.NO_YES_NO),
        ("we had a yes once", Wrong.NO_YES_NO),
        ("nobody", Wrong.NO_YES_NO),
        ("yesterday", Wrong.NO_YES_NO),
        ("thanks 👍", Wrong.NO_YES_NO),
        ("1", Wrong.NO_YES_NO),
        ("ربما", Wrong.NO_YES_NO),
        ("yes " + "and so on " * 30, Wrong.NO_YES_NO),
    ],
)
def test_yes_or_no(text, answer):
    assert read(question("yes_no"), text, reading()) is answer


@pytest.mark.parametrize(
    ("text", "locale", "answer"),
    [
        ("tak", "pl-PL", True),
        ("tak", "da-DK", Wrong.NO_YES_NO),
        ("tak", "", True),
        ("da", "ro-RO", True),
        ("da", "de-DE", Wrong.NO_YES_NO),
        ("ne", "cs-CZ", False),
        ("ne", "fr-FR", Wrong.NO_YES_NO),
    ],
)
def test_a_word_that_means_something_else_elsewhere_counts_at_home(text, locale, answer):
    assert read(question("yes_no"), text, reading(locale)) is answer


@given(st.sampled_from(["yes", "yeah", "no", "nope"]), st.text(st.sampled_from("bcd fgh. "), max_size=60))
def test_a_sentence_that_begins_with_one_says_it(word, rest):
    answer = read(question("yes_no"), f"{word}, {rest}", reading())
    assert answer is (word in {"yes", "yeah"})
