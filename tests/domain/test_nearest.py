"""The nearest right word."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.nearest import comparable, nearest

VERBS = ("show", "add", "remove", "away", "help")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("show", "show"),
        ("SHOW", "show"),
        ("sohw", "show"),
        ("shwo", "show"),
        ("remvoe", "remove"),
        ("hlep", "help"),
        ("adds", "add"),
        ("xyzzy", None),
        ("", None),
        ("42", None),
    ],
)
def test_a_slip_of_the_finger_is_understood_and_nonsense_is_not(word, meant):
    assert nearest(word, VERBS) == meant


def test_an_option_is_given_as_it_is_spelled():
    assert nearest("SALES", ["Sales", "support"]) == "Sales"
    assert nearest("vertrieb-süd", ["Vertrieb-Su\u0308d"]) == "Vertrieb-Su\u0308d"


def test_without_options_there_is_nothing_near():
    assert nearest("show", []) is None


def test_a_word_of_a_whole_page_is_looked_at_from_its_beginning_only():
    assert nearest("show" + "w" * 100_000, VERBS) is None
    assert nearest("a" * 60 + "b" * 100_000, ["a" * 60]) == "a" * 60


def test_among_very_many_options_only_the_right_word_is_found():
    options = [f"team-{number}" for number in range(5000)]
    assert nearest("TEAM-4321", options) == "team-4321"
    assert nearest("team-432i", options) is None


def test_options_may_come_one_by_one():
    assert nearest("sohw", (verb for verb in VERBS)) == "show"


@pytest.mark.parametrize(
    ("one", "other"), [("Sales", "sALES"), ("STRASSE", "straße"), ("Süd", "Su\u0308d"), ("É", "e\u0301"), ("Σ", "ς")]
)
def test_two_spellings_of_one_name_compare_equal(one, other):
    assert comparable(one) == comparable(other)


@pytest.mark.parametrize(("one", "other"), [("sales", "sale"), ("süd", "sud"), ("sales ", "sales"), ("a-b", "a_b")])
def test_different_names_do_not(one, other):
    assert comparable(one) != comparable(other)


@given(st.text(max_size=30))
def test_how_unicode_writes_a_name_does_not_count(word):
    form = comparable(word)
    assert comparable(unicodedata.normalize("NFD", word)) == form
    assert comparable(unicodedata.normalize("NFC", word)) == form


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=20))
def test_what_is_found_is_an_option_and_a_right_word_is_found(word, options):
    assert nearest(word, options) in {None, *options}
    if word in options:
        found = nearest(word, options)
        assert found is not None
        assert comparable(found) == comparable(word)
