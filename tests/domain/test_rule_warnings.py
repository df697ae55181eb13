"""Rules that can never match by themselves, and choices that there aren't (issue 8)."""

import pytest

from bot.domain.rule_warnings import rule_warnings
from tests.configfile.conftest import CONTRACT_BLOCK
from tests.domain.rule_examples import QUESTIONS, SOURCES, configuration, never, said, with_rules

ASKED_ONLY = QUESTIONS + "sources: [{channel: C01LEADS, qualify: inbound}]\n"
UNASKED_ONLY = QUESTIONS + "sources: [{channel: C06SUPPORT}]\n"
LAST = "qualified"


def test_nothing_is_said_of_the_contracts_block():
    assert rule_warnings(configuration(CONTRACT_BLOCK)) == ()


def test_nothing_is_said_where_nothing_is_set_up():
    assert rule_warnings(configuration("workspace: T01TEST\n")) == ()


# A trigger that never happens


def test_a_rule_for_what_is_qualified_where_nobody_is_asked():
    assert never("qualified", others=UNASKED_ONLY) == [(1, "trigger", "no source asks questions first (`qualify`)")]


def test_a_rule_for_new_conversations_where_everybody_is_asked():
    assert said(with_rules("new_conversation", others=ASKED_ONLY)) == [
        "rule 1 can never match: every source asks questions first (`qualify`). Write `when: qualified`."
    ]


def test_where_there_are_no_sources_yet_a_rule_for_new_conversations_is_not_at_fault():
    assert never("new_conversation: {channel: C09NONE}", "new_conversation", others=QUESTIONS) == []


def test_a_rule_for_replies_where_there_are_no_auto_messages():
    assert never("auto_message_reply") == [(1, "trigger", "there are no auto messages")]
    pricing = QUESTIONS + SOURCES + "auto_messages: {pricing: {channel: C05PRICING, text: Reply}}\n"
    assert never("auto_message_reply", others=pricing) == []
    assert never("auto_message_reply: {channel: C05PRICING}", others=pricing) == []
    assert never("auto_message_reply: {channel: C01LEADS}", others=pricing) == [
        (1, "channel", "no auto message is in C01LEADS")
    ]


# A channel from which nothing comes


@pytest.mark.parametrize(
    ("rule", "why", "mend"),
    [
        ("qualified: {channel: C06SUPPORT}", "source C06SUPPORT asks no questions first", "`when: new_conversation`"),
        ("new_conversation: {channel: C01LEADS}", "source C01LEADS asks questions first", "`when: qualified`"),
        ("new_conversation: {channel: C09NONE}", "C09NONE is no source", "add it under `sources`"),
        ("new_conversation: {channel: [C09NONE, C08NONE]}", "C09NONE is no source", "Correct the channel's id"),
        ("new_conversation: {channel: {is_not: C06SUPPORT}}", "no source meets `channel is_not ", "Correct"),
        (
            "new_conversation: {channel: {is: C06SUPPORT, is_not: C06SUPPORT}}",
            "its conditions exclude C06SUPPORT",
            "out",
        ),
    ],
)
def test_a_rule_for_a_channel_from_which_nothing_comes_to_it(rule, why, mend):
    (told,) = said(with_rules(rule))
    assert told.startswith(f"rule 1 can never match: {why}")
    assert mend in told


def test_a_rule_for_channels_of_which_one_is_a_source_may_match():
    assert never("new_conversation: {channel: [C09NONE, C06SUPPORT]}", "qualified: {channel: C01LEADS}") == []


# An attribute that nobody asks for


def test_an_attribute_that_nobody_asks_for():
    assert said(with_rules("qualified: {seat: 5}", LAST)) == [
        "rule 1 can never match: no question asks for `seat`. Did you mean `seats`?"
    ]
    assert said(with_rules("qualified: {zodiac: {is_set: true}}", LAST)) == [
        "rule 1 can never match: no question asks for `zodiac`. Ask for it in a qualification: `attribute: zodiac`."
    ]


def test_what_is_unknown_meets_negative_conditions():
    assert (
        never("qualified: {zodiac: {is_empty: true}, seats: 5}", "qualified: {zodiac: {is_not: lion}, seats: 6}") == []
    )


# Conditions that exclude each other


@pytest.mark.parametrize(
    "conditions",
    [
        "seats: {more_than: 50, less_than: 50}",
        "seats: {at_least: 51, at_most: 50}",
        "seats: {is: 50, more_than: 50}",
        "seats: {is: 50, is_empty: true}",
        "seats: {any_of: [1, 2], at_least: 3}",
        "country: {is: de, is_not: [DE, at]}",
        "country: {any_of: [de, at], starts_with: c}",
        "country: {starts_with: a, is: de}",
        "country: {starts_with: ab, not_contains: b}",
        "country: {starts_with: ab, ends_with: z, is_empty: true}",
        "country: {is_set: true, is_empty: true}",
        "start: {before: 2026-12-25, after: 2026-12-24}",
        "email: {email_domain: acme.com, is_empty: true}",
        "size: {is: 500+, is_not: 500+}",
        "size: {is_set: true, is_not: [1-50, 51-500, 500+]}",
        "wants: {is: CRM, is_not: crm}",
        "wants: {is: bots, is_empty: true}",
        "wants: {is_set: true, is_not: [CRM, bots, mail]}",
    ],
)
def test_conditions_that_exclude_each_other(conditions):
    ((position, kind, why),) = never(f"qualified: {{{conditions}}}", LAST)
    assert (position, kind) == (1, "contradiction")
    assert "never hold together" in why


@pytest.mark.parametrize(
    "conditions",
    [
        "seats: {at_least: 50, at_most: 50}",
        "seats: {at_least: 50, is: 50}",
        "country: {starts_with: a, ends_with: b, contains: c}",
        "country: {starts_with: a, is_not: a}",
        "country: {contains: a, not_contains: ab}",
        "start: {before: 2026-12-26, after: 2026-12-24}",
        "email: {email_domain: acme.com, is: jane@other.com}",  # nobody knows: accents don't count in texts
        "email: {email_domain: acme.com, contains: other.com}",
        "size: {is_not: [1-50, 51-500, 500+]}",
        "wants: {is: CRM, any_of: [bots]}",
        "wants: {is: CRM, is_not: bots}",
        "budget: {is: true, is_not: false}",
    ],
)
def test_conditions_that_can_hold_together(conditions):
    assert never(f"qualified: {{{conditions}}}", LAST) == []


def test_the_two_that_exclude_each_other_are_named():
    known = with_rules("qualified: {seats: {at_least: 1, more_than: 50, less_than: 50}}", LAST)
    assert said(known) == [
        (
            "rule 1 can never match: `seats more_than 50` and `seats less_than 50` never hold together. "
            "Leave one of them out, or make two rules."
        )
    ]


# Choices that there aren't


def test_a_value_that_is_none_of_the_choices():
    assert said(with_rules('qualified: {size: "500"}', 'qualified: {size: ["51-500", big]}', LAST)) == [
        'rule 1 can never match: "500" is none of the choices for `size`. Did you mean "500+"?',
        'rule 2: "big" is none of the choices for `size`. It can be "1-50", "51-500" or "500+".',
    ]
    assert [one.kind.value for one in rule_warnings(with_rules("qualified: {wants: {is_not: CRMs}}", LAST))] == [
        "no_choice"
    ]


def test_a_part_of_a_text_that_no_choice_has():
    assert said(with_rules("qualified: {size: {contains: big}}", LAST)) == [
        'rule 1 can never match: no answer meets `size contains "big"`. Correct what is asked of `size`.'
    ]


@pytest.mark.parametrize("value", ["true", "yes", '"Yes"', "false", "on"])
def test_however_yes_and_no_are_written_they_can_be_answered(value):
    assert said(with_rules(f"qualified: {{budget: {value}}}", LAST)) == []


def test_whoever_is_asked_for_an_attribute_in_two_ways_has_the_choices_of_both():
    other = QUESTIONS + "  more: {questions: [{attribute: size, ask: Size, kind: choice, choices: [big, small]}]}\n"
    assert said(with_rules("qualified: {size: big}", LAST, others=other + SOURCES)) == []
    free = QUESTIONS + "  more: {questions: [{attribute: size, ask: Size}, {attribute: wants, ask: What}]}\n"
    assert said(with_rules("qualified: {size: x, wants: y}", LAST, others=free + SOURCES)) == []
