"""Answers that are choices: typed in full, within a few words, or as a number in a range."""

# ruff: noqa: RUF001 - letters, digits and marks of other scripts

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answer_ranges import Range, read_range
from bot.domain.answers import Wrong, read
from tests.domain.answering import SIZES, question, reading

PLANS = ("Pro", "Pro Plus", "C++", "Élodie's plan")
TEAMS = ("Under 10 people", "10-50 people", "More than 1000")
TIMES = ("1-4 hours", "1-5 days")
TOOLS = ("Slack", "Teams", "Sales and marketing", "Zoom, Meet", "None")


@pytest.mark.parametrize(
    ("choices", "text", "answer"),
    [
        (SIZES, "51-500", "51-500"),
        (SIZES, " 51 – 500 ", "51-500"),
        (SIZES, "51 to 500", "51-500"),
        (SIZES, "between 51 and 500", "51-500"),
        (SIZES, "I think 51-500", "51-500"),
        (SIZES, "51-500, I guess.", "51-500"),
        (SIZES, "200", "51-500"),
        (SIZES, "٢٠٠", "51-500"),
        (SIZES, "1,000", "500+"),
        (SIZES, "60-80", "51-500"),
        (SIZES, "over 500", "500+"),
        (SIZES, "500 or more", "500+"),
        (SIZES, "200 seats", "51-500"),
        (SIZES, "500", Wrong.SEVERAL),
        (SIZES, "51-500 or 500+", Wrong.SEVERAL),
        (SIZES, "40-60", Wrong.NO_CHOICE),
        (SIZES, "0", Wrong.NO_CHOICE),
        (SIZES, "about 200", Wrong.NO_CHOICE),
        (SIZES, "not 51-500", Wrong.NO_CHOICE),
        (SIZES, "151-5000", Wrong.NO_CHOICE),
        (SIZES, "many", Wrong.NO_CHOICE),
        (SIZES, "لا أعرف", Wrong.NO_CHOICE),
        (SIZES, "51-500 " + "very long " * 20, Wrong.NO_CHOICE),
        (PLANS, "PRO", "Pro"),
        (PLANS, "I'd like “Pro Plus”, please", "Pro Plus"),
        (PLANS, "c++", "C++"),
        (PLANS, "elodie's PLAN", "Élodie's plan"),
        (PLANS, "Pro or Pro Plus", Wrong.SEVERAL),
        (PLANS, "anything but pro", Wrong.NO_CHOICE),
        (PLANS, "anything except pro", Wrong.NO_CHOICE),
        (PLANS, "I don't want Pro", Wrong.NO_CHOICE),
        (PLANS, "Provence", Wrong.NO_CHOICE),
        (TEAMS, "5", "Under 10 people"),
        (TEAMS, "10", "10-50 people"),
        (TEAMS, "12 people", "10-50 people"),
        (TEAMS, "1000", Wrong.NO_CHOICE),
        (TEAMS, "1001", "More than 1000"),
        (TIMES, "5", Wrong.NO_CHOICE),
        (TIMES, "1-5 days", "1-5 days"),
        (("Yes", "No", "Not sure"), "not sure", "Not sure"),
        (("Yes", "No", "Not sure"), "No, thanks", "No"),
        (("كبير", "صغير"), "كبير", "كبير"),
        (("כן", "לא"), "לא", "לא"),
        (("A", "a"), "a", "a"),
        (("Á", "À"), "a", Wrong.SEVERAL),
        (("👍", "👎"), "👍", "👍"),
        ((), "anything", Wrong.NO_CHOICE),
    ],
)
def test_choice(choices, text, answer):
    assert read(question("choice", choices=choices), text, reading()) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("slack", ("Slack",)),
        ("teams, Slack", ("Slack", "Teams")),
        ("Slack and Teams & sales and marketing", ("Slack", "Teams", "Sales and marketing")),
        ("Zoom, Meet", ("Zoom, Meet",)),
        ("Slack; Teams, and Zoom, Meet", ("Slack", "Teams", "Zoom, Meet")),
        ("Slack\nTeams", ("Slack", "Teams")),
        ("Slack, slack, SLACK", ("Slack",)),
        ("Slack، Teams", ("Slack", "Teams")),
        ("none", ("None",)),
        ("Slack, pigeons", Wrong.NO_CHOICE),
        ("Zoom", Wrong.NO_CHOICE),
        ("nothing", Wrong.NO_CHOICE),
        ("لا شيء", Wrong.NO_CHOICE),
        ("Slack, " * 400, Wrong.NO_CHOICE),
    ],
)
def test_multi_choice(text, answer):
    assert read(question("multi_choice", choices=TOOLS), text, reading()) == answer


@pytest.mark.parametrize("text", ["none", "none of these", "no"])
def test_none_of_the_choices_is_no_answer(text):
    assert read(question("multi_choice"), text, reading()) is Wrong.NO_CHOICE


def test_a_choice_may_be_nothing_but_a_separator():
    assert read(question("multi_choice", choices=(";", "&")), ";", reading()) == (";",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1-50", Range(1, 50)),
        ("1,000 – 5,000", Range(1000, 5000)),
        ("51-500 People", Range(51, 500, unit="people")),
        ("500+", Range(500, None)),
        ("> 500", Range(500, None, above=True)),
        ("at least 500", Range(500, None)),
        ("mehr als 500 Mitarbeiter", Range(500, None, above=True, unit="mitarbeiter")),
        ("<10", Range(None, 10, below=True)),
        ("bis zu 10", Range(None, 10)),
        ("10 or fewer", Range(None, 10)),
        ("10人", Range(10, 10, unit="人")),
        ("50-1", None),
        ("10k", None),
        ("1-5 million", None),
        ("$5-$10", None),
        ("1 and 5", None),
        ("Q1", None),
        ("", None),
        ("1" * 100, None),
    ],
)
def test_range(text, found):
    assert read_range(text) == found


CHOICES = st.lists(st.text(min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8, unique=True).map(tuple)


@given(CHOICES, st.data())
def test_a_choice_typed_as_it_is_always_counts(choices, data):
    chosen = data.draw(st.sampled_from([choice for choice in choices if choice.isprintable()] or ["x"]))
    choices = (*choices, "x")
    assert read(question("choice", choices=choices), chosen, reading()) in {chosen, chosen.strip()}


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=6, unique=True).map(sorted), st.integers(0, 20_000))
def test_a_number_is_in_the_range_that_holds_it(ends, value):
    ranges = [f"{low + 1}-{high}" for low, high in pairwise(ends) if low + 1 < high]
    answer = read(question("choice", choices=ranges), str(value), reading())
    holding = [one for one in ranges if int(one.split("-")[0]) <= value <= int(one.split("-")[1])]
    assert answer == (holding[0] if holding else Wrong.NO_CHOICE)


@given(st.sets(st.sampled_from(TOOLS), min_size=1), st.sampled_from([", ", "; ", "\n", " and ", " & ", ", and "]))
def test_a_list_of_choices_is_read_in_the_questions_order(chosen, separator):
    wanted = tuple(tool for tool in TOOLS if tool in chosen)
    text = separator.join(sorted(chosen))
    assert read(question("multi_choice", choices=TOOLS), text, reading()) == wanted
