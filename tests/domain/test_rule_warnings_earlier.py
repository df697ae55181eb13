"""Rules that can never match, as an earlier one takes all that they would (issue 8)."""

import pytest

from tests.domain.rule_examples import never, said, with_rules

LAST = "qualified"


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("{size: 500+}", '{size: "500+"}'),
        ("{size: [500+, 51-500]}", "{size: 500+, seats: 5}"),
        ("{size: {is_set: true}}", "{size: 500+}"),
        ("{size: {is_not: 1-50}}", "{size: 51-500}"),
        ('{size: {starts_with: "5"}}', "{size: {ends_with: +}}"),
        ("{size: [1-50, 51-500, 500+]}", "{size: {is_set: true}}"),
        ("{budget: true}", '{budget: "yes", seats: 5}'),
        ("{wants: [CRM, bots]}", "{wants: bots}"),
        ("{wants: {is_not: CRM}}", "{wants: {is_empty: true}}"),
        ("{wants: {is_set: true}}", "{wants: {is: mail, is_not: bots}}"),
        ("{wants: {any_of: [bots, mail]}}", "{wants: {is_set: true, is_not: CRM}}"),
        ("{seats: {at_least: 50}}", "{seats: {more_than: 50}}"),
        ("{seats: {at_least: 50}}", "{seats: {at_least: 50, at_most: 60}}"),
        ("{seats: {more_than: 10, less_than: 20}}", "{seats: 15}"),
        ("{seats: {is_set: true}}", "{seats: {less_than: 20}}"),
        ("{seats: {is_not: 5}}", "{seats: {more_than: 5}}"),
        ("{country: [de, AT]}", "{country: at}"),
        ("{country: {starts_with: a}}", "{country: {starts_with: ab}}"),
        ("{country: {contains: b}}", "{country: {starts_with: ab}}"),
        ("{country: {ends_with: y}}", "{country: Germany}"),
        ("{country: {not_contains: abc}}", "{country: {not_contains: b}}"),
        ("{country: {is_not: de}}", "{country: {is_empty: true}}"),
        ("{country: {is_not: de}}", "{country: {is_not: [de, at]}}"),
        ("{country: {is_not: de}}", "{country: at}"),
        ("{start: {before: 2027-01-01}}", "{start: {before: 2026-12-24}}"),
        ("{start: {after: 2026-01-01}}", "{start: {after: 2026-12-24}}"),
        ("{email: {email_domain: acme.com}}", "{email: {email_domain: mail.acme.com}}"),
        ("{text: {contains: help}, size: 500+}", "{size: 500+, text: {contains: helping}, seats: 5}"),
        ("{channel: C01LEADS}", "{channel: C01LEADS, seats: 5}"),
    ],
)
def test_a_rule_after_one_that_takes_all_that_it_would(earlier, later):
    found = never(f"qualified: {earlier}", f"qualified: {later}", LAST)
    assert found == [(2, "shadowed", "rule 1 takes all that it would")]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("{size: 500+}", "{seats: 5}"),
        ("{size: 500+, seats: 5}", "{size: 500+}"),
        ("{size: {is_set: true}}", "{size: {is_not: 500+}}"),  # nothing was answered
        ("{wants: {is_not: CRM}}", "{wants: bots}"),  # both were chosen
        ("{seats: {more_than: 50}}", "{seats: {at_least: 50}}"),
        ("{seats: 50}", "{seats: {at_least: 50, at_most: 50}}"),  # "50+"
        ("{country: de}", "{country: [de, at]}"),
        ("{country: {starts_with: b}}", "{country: {contains: b}}"),
        ("{email: {email_domain: mail.acme.com}}", "{email: {email_domain: acme.com}}"),
        ("{email: {email_domain: acme.com}}", "{email: {ends_with: acme.com}}"),
    ],
)
def test_a_rule_after_one_that_takes_less(earlier, later):
    assert never(f"qualified: {earlier}", f"qualified: {later}", LAST) == []


def test_a_rule_after_one_without_conditions():
    assert said(with_rules("new_conversation", "qualified: {size: 500+}", LAST, "qualified: {seats: 5}")) == [
        "rule 4 can never match: rule 3 has no conditions, and takes everything. Put rule 4 before rule 3, or leave it out."
    ]


def test_a_last_rule_for_channels_to_come_is_well():
    assert never("new_conversation: {channel: C06SUPPORT}", "new_conversation", LAST) == []


def test_no_rule_is_held_against_one_that_never_matches_itself():
    assert [position for position, *_ in never("qualified: {seat: 5}", "qualified: {seat: 5, seats: 5}", LAST)] == [
        1,
        2,
    ]
    assert never("qualified: {size: 500}", 'qualified: {size: "500+"}', LAST) == [
        (1, "contradiction", "500 is none of the choices for `size`")
    ]
