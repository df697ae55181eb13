"""Choices and numbers that no rule takes (issue 8)."""

import time

import pytest

from bot.domain.rule_warnings import rule_warnings
from tests.domain.rule_examples import QUESTIONS, SOURCES, configuration, said, with_rules

LAST = "qualified"


# Choices that no rule takes


def test_a_choice_that_no_rule_takes():
    assert said(with_rules("qualified: {size: 500+}", "qualified: {size: 1-50}")) == [
        (
            'qualification inbound: no rule takes `size` "51-500". '
            'Add a rule: {when: qualified, if: {size: "51-500"}, assign_to: sales}'
        )
    ]


def test_all_choices_that_no_rule_takes_are_told_at_once():
    (only,) = rule_warnings(with_rules("qualified: {size: 500+}", "qualified: {size: 500+, seats: 5}"))[1:]
    assert (only.position, only.attribute, only.values) == (None, "size", ("1-50", "51-500"))
    assert '{size: ["1-50", "51-500"]}' in only.mend


@pytest.mark.parametrize(
    "other",
    [
        "qualified",
        "qualified: {size: {is_set: true}}",
        "qualified: {size: {is_not: 500+}}",
        "qualified: {country: de}",  # for some of them
        "qualified: {size: 51-500, seats: {at_least: 10}}",
        "qualified: {text: {not_contains: spam}}",
    ],
)
def test_a_choice_that_some_other_rule_may_take(other):
    assert said(with_rules("qualified: {size: 500+}", "qualified: {size: 1-50}", other)) == []


@pytest.mark.parametrize(
    "other",
    [
        "new_conversation",
        "qualified: {size: 51-500, seats: {more_than: 5, less_than: 5}}",
        "qualified: {channel: C06SUPPORT}",
        "qualified: {zodiac: lion}",
    ],
)
def test_a_choice_that_is_taken_only_by_rules_that_do_not_come_to_it(other):
    found = rule_warnings(with_rules("qualified: {size: 500+}", "qualified: {size: 1-50}", other))
    assert [one.values for one in found if one.kind == "choice"] == [("51-500",)]


def test_a_rule_for_a_few_people_is_named():
    rules = ("qualified: {email: {email_domain: acme.com}}", "qualified: {size: [500+, 1-50]}")
    (only,) = rule_warnings(with_rules(*rules))
    assert only.says == 'qualification inbound: no rule takes `size` "51-500", unless rule 1 matches'
    assert only.unless == (1,)


def test_yes_and_no_and_several_choices():
    assert said(with_rules("qualified: {budget: yes, wants: [CRM, bots]}")) == [
        (
            'qualification inbound: no rule takes `budget` "no". '
            'Add a rule: {when: qualified, if: {budget: "no"}, assign_to: sales}'
        ),
        (
            'qualification inbound: no rule takes `wants` "mail" alone. '
            'Add a rule: {when: qualified, if: {wants: "mail"}, assign_to: sales}'
        ),
    ]


def test_a_qualification_that_no_source_asks_is_nothing_to_take():
    others = QUESTIONS + SOURCES + "rules: []\n"
    assert said(configuration(others.replace("qualify: inbound", "from: people"))) == []


def test_each_qualification_is_looked_at_with_its_own_channels():
    more = "  more: {questions: [{attribute: kind, ask: Kind, kind: choice, choices: [a, b]}]}\n"
    sources = "sources: [{channel: C01LEADS, qualify: inbound}, {channel: C03MORE, qualify: more}]\n"
    rules = ("qualified: {channel: C03MORE, kind: a}", "qualified: {channel: C01LEADS}")
    (only,) = rule_warnings(with_rules(*rules, others=QUESTIONS + more + sources))
    assert only.says == 'qualification more: no rule takes `kind` "b"'


# Holes in ranges of numbers


def holes(*rules):
    """Return the numbers of seats that no rule takes, in words."""
    found = [one for one in rule_warnings(with_rules(*rules)) if one.kind == "numbers"]
    return [str(hole) for one in found for hole in one.values]


def of_seats(*conditions):
    return [f"qualified: {{seats: {one}}}" for one in conditions]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (["{more_than: 50}", "{less_than: 50}"], ["50"]),
        (["{at_least: 20}", "{at_most: 10}"], ["more than 10 and less than 20"]),
        (["{more_than: 20}", "{less_than: 10}"], ["at least 10 and at most 20"]),
        (["{more_than: 20}", "{at_most: 10}", "15"], ["more than 10 and less than 15", "more than 15 and at most 20"]),
        (["{at_least: 50}", "{less_than: 50}"], []),
        (["{at_least: 50}", "{at_most: 60}"], []),
        (["{at_least: 11}", "{at_most: 10}"], []),  # half a seat
        (["{at_least: 10.5}", "{at_most: 10}"], ["more than 10 and less than 10.5"]),
        (["{at_least: 500}"], ["less than 500"]),
        (["{more_than: 1}"], ["at most 1"]),
        (["{more_than: 0}"], []),
        (["{at_least: 1}"], []),
        (["{at_most: 100}"], ["more than 100"]),
        (
            ["{at_least: 1, at_most: 9}", "{at_least: 20, less_than: 30}"],
            ["more than 9 and less than 20", "at least 30"],
        ),
        (["[1, 2]", "{at_least: 3}"], []),
        (["{is_not: 5}"], ["5"]),
        (["{is_set: true}"], []),
        (["{is_empty: true}"], []),
        (["{more_than: 50}", "{less_than: 50}", '{contains: "5"}'], []),
        (["{more_than: 50}", "{less_than: 50}", '"50"'], []),
    ],
)
def test_numbers_that_no_rule_takes(conditions, expected):
    assert holes(*of_seats(*conditions)) == expected
    assert holes(*reversed(of_seats(*conditions))) == expected
    assert holes(*of_seats(*conditions), LAST) == []


def test_a_hole_is_told_in_words():
    known = with_rules(*of_seats("{more_than: 50}", "{less_than: 50, at_least: 20}", "{at_most: 10}"))
    assert said(known) == [
        (
            "qualification inbound: no rule takes these numbers of `seats`: more than 10 and less than 20; 50. "
            "Widen one, or add a last rule for all others: {when: qualified, assign_to: sales}"
        )
    ]


def test_a_hole_that_another_rule_may_take_or_only_a_few_peoples():
    ranges = of_seats("{more_than: 50}", "{less_than: 50}")
    assert holes(*ranges, "qualified: {country: de}") == []
    assert holes(*ranges, "qualified: {seats: 50, country: de}") == []
    assert holes(*ranges, "qualified: {name: Jane}") == ["50"]


def test_hundreds_of_rules_are_soon_looked_at():
    ranges = [f"{{at_least: {2 * at}, at_most: {2 * at + 1}}}" for at in range(300)]
    known = with_rules(*(f"qualified: {{seats: {one}, country: c{at}}}" for at, one in enumerate(ranges)))
    begun = time.process_time()
    (only,) = rule_warnings(known)
    assert time.process_time() - begun < 5
    assert [str(hole) for hole in only.values] == ["more than 599"]
