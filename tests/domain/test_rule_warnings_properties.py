"""What is said of rules is held against what they do, with rules and conversations at random."""

import math
from dataclasses import replace
from itertools import combinations

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from bot.domain.configuration import Condition, Operator, QuestionKind, Rule, Trigger
from bot.domain.number_ranges import Range, holes
from bot.domain.possible_values import choices_of, possible_values
from bot.domain.rule_logic import excludes, follows, meaning_of
from bot.domain.rule_warnings import rule_warnings
from bot.domain.rule_words import Kind
from bot.domain.rules import first_match, holds
from tests.domain.rule_examples import DAYS, NUMBERS, QUESTIONS, SOURCES, TEXTS, configuration, conversations

KNOWN = configuration(QUESTIONS + SOURCES)
CHANNELS = st.sampled_from(["C01LEADS", "C06SUPPORT", "C09NONE"])
CHOICES = st.sampled_from(["1-50", "51-500", "500+", "500", "CRM", "bots", "mail", "5"])
CONVERSATIONS = {when: conversations(KNOWN, when) for when in (Trigger.QUALIFIED, Trigger.NEW_CONVERSATION)}
NEVER = {Kind.TRIGGER, Kind.CHANNEL, Kind.UNASKED, Kind.CONTRADICTION, Kind.SHADOWED}


def wanted(*values):
    one = st.one_of(*values)
    return st.one_of(one, st.lists(one, max_size=3).map(tuple))


def conditions(attribute, *values):
    return st.builds(Condition, st.just(attribute), st.sampled_from(Operator), wanted(*values, st.booleans()))


ANY = st.one_of(
    conditions("channel", CHANNELS),
    conditions("text", TEXTS),
    conditions("email", TEXTS, st.sampled_from(["acme.com", "b.acme.com", "@ACME.com"])),
    conditions("size", CHOICES),
    conditions("wants", CHOICES),
    conditions("seats", NUMBERS, TEXTS),
    conditions("budget", TEXTS),
    conditions("start", DAYS),
    conditions("country", TEXTS, NUMBERS),
    conditions("zodiac", TEXTS),
)
WHEN = st.sampled_from([Trigger.QUALIFIED, Trigger.QUALIFIED, Trigger.NEW_CONVERSATION])
RULES = st.lists(st.builds(Rule, WHEN, st.just("sales"), st.lists(ANY, max_size=3).map(tuple)), max_size=8)
#: Of few attributes, so that rules often say something of each other.
CLOSE = st.lists(
    st.builds(
        Rule,
        st.just(Trigger.QUALIFIED),
        st.just("sales"),
        st.lists(
            st.one_of(
                conditions("size", CHOICES),
                conditions("seats", NUMBERS),
                conditions("wants", CHOICES),
                conditions("email", TEXTS),
            ),
            min_size=1,
            max_size=2,
        ).map(tuple),
    ),
    max_size=4,
)


@settings(max_examples=100)
@given(st.one_of(RULES, CLOSE), st.data())
def test_a_rule_that_is_said_never_to_match_is_never_the_one(rules, data):
    known = replace(KNOWN, rules=tuple(rules))
    never = {one.position for one in rule_warnings(known) if one.kind in NEVER}
    assume(never)
    for when, drawn in CONVERSATIONS.items():
        match = first_match(rules, when, data.draw(drawn))
        assert match is None or match.position not in never


VALUES = st.one_of(st.none(), TEXTS, st.text(max_size=4), NUMBERS, NUMBERS.map(str), DAYS)
SCALARS = st.one_of(TEXTS, DAYS, NUMBERS, st.floats(), st.booleans(), st.text(max_size=2), st.just("acme.com"))
CONDITIONS = st.builds(Condition, st.just("a"), st.sampled_from(Operator), wanted(SCALARS))


@settings(max_examples=150)
@given(CONDITIONS, CONDITIONS, VALUES)
def test_what_follows_and_what_excludes_is_so_for_each_value(one, other, value):
    said = follows(meaning_of(one), meaning_of(other)), excludes(meaning_of(one), meaning_of(other))
    if said[0]:
        event("follows")
        assert not holds(one, value) or holds(other, value)
    if said[1]:
        event("excludes")
        assert not (holds(one, value) and holds(other, value))


@given(
    st.sampled_from(["wants", "size", "budget"]).flatmap(
        lambda name: st.lists(conditions(name, CHOICES, TEXTS), min_size=2, max_size=4)
    )
)
def test_what_choices_are_left_is_exactly_so(asked):
    *holding, failing = asked
    (question,) = [one for one in KNOWN.qualifications["inbound"].questions if one.attribute == failing.attribute]
    values = [None, *(value for _, values in choices_of(question) for value in values)]
    if question.kind is QuestionKind.MULTI_CHOICE:
        values = [some for count in range(4) for some in combinations(question.choices, count)]
    possible = possible_values(KNOWN)[question.attribute]
    for last in (None, failing):
        left = [
            value
            for value in values
            if all(holds(one, value) for one in holding) and (last is None or not holds(last, value))
        ]
        assert possible.leaves([meaning_of(one) for one in holding], last and meaning_of(last)) is bool(left)


@given(CONDITIONS)
def test_each_condition_follows_from_itself(condition):
    assert follows(meaning_of(condition), meaning_of(condition))


@settings(max_examples=100)
@given(CLOSE, st.data())
def test_an_answer_that_is_said_to_be_taken_by_no_rule_is_taken_by_none_but_those_for_a_few(rules, data):
    known = replace(KNOWN, rules=tuple(rules))
    told = [one for one in rule_warnings(known) if one.kind in {Kind.CHOICE, Kind.NUMBERS}]
    event("told" if told else "nothing told")
    questions = {one.attribute: one for one in known.qualifications["inbound"].questions}
    for one in told:
        value = data.draw(st.sampled_from(one.values))
        if one.kind is Kind.CHOICE:
            answer = data.draw(st.sampled_from(dict(choices_of(questions[one.attribute]))[value]))
        else:
            answer = data.draw(NUMBERS.filter(value.__contains__) | inside(value))
        attributes = data.draw(CONVERSATIONS[Trigger.QUALIFIED]) | {one.attribute: answer}
        match = first_match(rules, Trigger.QUALIFIED, attributes)
        assert match is None or match.position in one.unless


def inside(hole):
    """Draw a number in a range that isn't one of its ends, where it has some; else the only one."""
    if hole.low == hole.high:
        return st.just(hole.low)
    low = hole.high - 10 if hole.low == -math.inf else hole.low
    return st.just((low + (low + 10 if hole.high == math.inf else hole.high)) / 2)


BOUNDS = st.sampled_from([Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN, Operator.IS])
WHOLE = st.integers(0, 12)


@given(
    st.lists(
        st.lists(st.builds(Condition, st.just("seats"), BOUNDS, WHOLE), min_size=1, max_size=2), min_size=1, max_size=5
    )
)
def test_each_whole_number_between_the_limits_is_taken_or_told(asked):
    rules = tuple(Rule(Trigger.QUALIFIED, "sales", tuple(one)) for one in asked)
    told = [one for one in rule_warnings(replace(KNOWN, rules=rules)) if one.kind is Kind.NUMBERS]
    limits = [condition.value for one in asked for condition in one]
    numbers = range(min(limits), max(limits) + 1)
    taken = [number for number in numbers if first_match(rules, Trigger.QUALIFIED, {"seats": number})]
    assume(taken)
    untold = [number for number in numbers if not any(number in hole for one in told for hole in one.values)]
    # Before the first that is taken, 0 may be neither: nobody counts none.
    assert [number for number in untold if number >= taken[0]] == taken


@given(st.lists(st.tuples(WHOLE, WHOLE, st.booleans(), st.booleans()), min_size=1, max_size=4), st.floats(-2, 14))
def test_with_fractions_each_number_is_taken_or_in_a_hole(ends, number):
    ranges = [Range(min(one, other), max(one, other), *with_ends) for one, other, *with_ends in ends]

    def is_taken(value):
        return any(value in one for one in ranges)

    limits = {end for one in ranges for end in (one.low, one.high)}
    assume(any(is_taken(sample) for sample in [*limits, *(limit + 0.5 for limit in limits)]))
    found = holes({*limits, 0.5}, is_taken)
    assert not any(is_taken(number) and number in hole for hole in found)
    if 0.5 <= number <= max(limits):
        assert is_taken(number) is not any(number in hole for hole in found)


@given(st.tuples(WHOLE, WHOLE, st.booleans(), st.booleans()), st.tuples(WHOLE, WHOLE, st.booleans(), st.booleans()))
def test_ranges_are_sets_of_numbers(one, other):
    one, other = Range(*one), Range(*other)
    samples = [half / 2 for half in range(-1, 26)]
    mine, theirs = ({sample for sample in samples if sample in each} for each in (one, other))
    assert {sample for sample in samples if sample in one.common(other)} == mine & theirs
    if one.within(other):
        assert mine <= theirs
    if one.is_apart(other):
        assert not mine & theirs
