"""The order of names: as people sort them."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import COLLATION_VERSION, called, sort_key

IN_ORDER = [
    "",
    "42 Lena",
    "Ada Byrne",
    "Adam",
    "Ängel",
    "Anna",
    "Edward",
    "Élodie Roux",
    "Emil Novak",
    "Emily",
    "Mia Berg",
    "O'Neil",
    "Øystein",
    "van der Berg",
    "Zoë Quinn",
    "мария",
    "张伟",
]


@pytest.mark.parametrize(("earlier", "later"), list(pairwise(IN_ORDER)))
def test_a_name_stands_where_people_look_for_it(earlier, later):
    assert sort_key(earlier) < sort_key(later)


def test_code_points_alone_would_sort_otherwise():
    assert sorted(IN_ORDER) != IN_ORDER
    assert sorted(sorted(IN_ORDER), key=sort_key) == IN_ORDER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Byrne", "ada byrne"),
        ("Ada Byrne", "ADA BYRNE"),
        ("Ada Byrne", "Ada  Byrne"),
        ("Ada Byrne", " Ada Byrne\n"),
        ("Ada Byrne", "Ada\u00a0Byrne"),
        ("Ada Byrne", "Ada\tByrne"),
        ("Ada", "A\u200bda"),
        ("", "\u200b"),
        ("", " \t\n"),
        ("Élodie", "Elodie"),
        ("Élodie", "E\u0301lodie"),
        ("ÉLODIE", "elodie"),
        ("Zoë", "zoe"),
        ("Ångström", "Angstrom"),
        ("МАРИЯ", "мария"),
    ],
)
def test_case_accents_and_spacing_do_not_count(one, other):
    assert sort_key(one) == sort_key(other)


@pytest.mark.parametrize(("one", "other"), [("Ada", "Adam"), ("Ada B", "AdaB"), ("张伟", "张玮"), ("Ann", "Anne")])
def test_different_names_have_different_keys(one, other):
    assert sort_key(one) != sort_key(other)


def test_the_empty_name_comes_first():
    assert sort_key("") == b""


def test_a_long_name_is_cut_between_two_weights():
    assert len(sort_key("a" * 5000)) == 512
    assert len(sort_key("\ufdfa" * 80)) == 512
    assert sort_key("a" * 5000) == sort_key("a" * 256)


def test_a_beginning_sorts_before_the_whole():
    assert sort_key("Ann") < sort_key("Ann B") < sort_key("Anna")


def test_the_collation_has_a_name():
    assert COLLATION_VERSION == "pyuca-1.2/9.0.0/primary/1"


TEXT = st.text(max_size=40)


@given(st.text(st.characters(), max_size=40))
def test_whatever_a_name_holds_has_a_key(name):
    key = sort_key(name)
    assert len(key) <= 512
    assert len(key) % 2 == 0


@given(TEXT)
def test_ways_of_writing_a_character_do_not_count(name):
    keys = {sort_key(unicodedata.normalize(form, name)) for form in ("NFC", "NFD")}
    assert keys == {sort_key(name)}


@given(TEXT)
def test_spaces_around_and_doubled_do_not_count(name):
    assert sort_key(f"  {name}\t") == sort_key(name)
    assert sort_key(name.replace(" ", "   ")) == sort_key(name)


@given(st.text("abcdefghijklmnopqrstuvwxyzàáäåçéèñöøüßабвгд ", max_size=20))  # noqa: RUF001 - Cyrillic, too
def test_case_does_not_count(name):
    assert sort_key(name.title()) == sort_key(name) == sort_key(name.upper().replace("SS", "ss"))


@pytest.mark.parametrize("name", ["\ud800", "Ann \udfff", "\x00", "\U0010ffff", "\ufffe", "😀 Ann", "\U00017000"])
def test_a_strange_name_has_a_key_too(name):
    assert isinstance(sort_key(name), bytes)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Ally", "Alice Archer", "alice"), "Ally"),
        (("", "Alice Archer", "alice"), "Alice Archer"),
        (("  ", "Alice Archer", "alice"), "Alice Archer"),
        (("", " ", "alice"), "alice"),
        (("", "", ""), "U01ALICE"),
        ((" Ally ", "Alice Archer", "alice"), "Ally"),
    ],
)
def test_a_teammate_is_called_by_display_name_else_real_name_else_user_name_else_id(names, expected):
    assert called(*names, "U01ALICE") == expected
