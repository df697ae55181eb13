"""Assignment rules: each operator with each kind of value, and the first rule that matches."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.configuration import Condition, Rule, Trigger
from bot.domain.configuration import Operator as Op
from bot.domain.rules import RuleMatch, first_match, holds
from bot.domain.text import fold


@pytest.mark.parametrize(
    ("operator", "wanted", "value", "expected"),
    [
        # is, is_not, any_of
        (Op.IS, "Acme", "acme", True),
        (Op.IS, "Élodie", " ELODIE ", True),
        (Op.IS, "Straße", "STRASSE", True),
        (Op.IS, "acme", "acme corp", False),
        (Op.IS, "500+", "500+", True),
        (Op.IS, "500+", "500", False),
        (Op.IS, ("a", "B"), "b", True),
        (Op.IS, ("a", "b"), "c", False),
        (Op.IS, "b", ("a", "B"), True),
        (Op.IS, "c", ("a", "b"), False),
        (Op.IS, "C0123ABC", "C0123ABC", True),
        (Op.IS, "C0123ABC", "C0123ABD", False),
        (Op.IS, 500, "500", True),
        (Op.IS, 500, "500.0", True),
        (Op.IS, 1000, "1,000", True),
        (Op.IS, 500, "500+", False),
        (Op.IS, 1.5, "1.50", True),
        (Op.IS, "500", 500, True),
        (Op.IS, "500", 500.0, True),
        pytest.param(Op.IS, 10**5000, "1", False, id="too long a number to write out"),
        (Op.IS, True, True, True),
        (Op.IS, True, "yes", True),
        (Op.IS, True, "no", False),
        (Op.IS, False, "No", True),
        (Op.IS, "yes", True, True),
        (Op.IS, True, 1, False),
        (Op.IS, 1, True, False),
        (Op.IS, "", "", False),
        (Op.IS, "a", None, False),
        (Op.IS, "a", "  ", False),
        (Op.IS, (), "a", False),
        (Op.IS_NOT, "acme", "Acme", False),
        (Op.IS_NOT, "acme", "other", True),
        (Op.IS_NOT, ("a", "b"), "b", False),
        (Op.IS_NOT, ("a", "b"), "c", True),
        (Op.IS_NOT, "a", ("a", "b"), False),
        (Op.IS_NOT, "acme", None, True),
        (Op.IS_NOT, "acme", "", True),
        (Op.ANY_OF, ("a", "b"), "B", True),
        (Op.ANY_OF, ("a", "b"), "c", False),
        (Op.ANY_OF, "a", "A", True),
        (Op.ANY_OF, (1, "b"), "1", True),
        (Op.ANY_OF, ("a",), None, False),
        # contains, not_contains, starts_with, ends_with
        (Op.CONTAINS, "Préci", "very PRECISE", True),
        (Op.CONTAINS, "x", "abc", False),
        (Op.CONTAINS, ("x", "b"), "abc", True),
        (Op.CONTAINS, "b", ("a", "abc"), True),
        (Op.CONTAINS, 50, "500", True),
        (Op.CONTAINS, "", "abc", False),
        (Op.CONTAINS, "a", None, False),
        (Op.NOT_CONTAINS, "x", "abc", True),
        (Op.NOT_CONTAINS, "B", "abc", False),
        (Op.NOT_CONTAINS, ("x", "b"), "abc", False),
        (Op.NOT_CONTAINS, "a", None, True),
        (Op.STARTS_WITH, "Él", "elodie", True),
        (Op.STARTS_WITH, "lo", "elodie", False),
        (Op.STARTS_WITH, "가", "각", False),
        (Op.STARTS_WITH, "", "a", False),
        (Op.STARTS_WITH, "a", None, False),
        (Op.ENDS_WITH, "DIE", "Élodie", True),
        (Op.ENDS_WITH, ("x", "die"), "Élodie", True),
        (Op.ENDS_WITH, "el", "Élodie", False),
        (Op.ENDS_WITH, "a", None, False),
        # numbers
        (Op.AT_LEAST, 500, "500", True),
        (Op.AT_LEAST, 500, "500+", True),
        (Op.AT_LEAST, 500, "499", False),
        (Op.AT_LEAST, 500, "1,000", True),
        (Op.AT_LEAST, 500, "1 000", True),
        (Op.AT_LEAST, 500, "1’000.5", True),  # noqa: RUF001 - Swiss
        (Op.AT_LEAST, "1,000", "1000", True),
        (Op.AT_LEAST, "500+", "600", True),
        (Op.AT_LEAST, 500, "1,00", False),
        (Op.AT_LEAST, 500, "51-500", False),
        (Op.AT_LEAST, 500, "about 1000", False),
        (Op.AT_LEAST, 500, "$1000", False),
        (Op.AT_LEAST, 500, "1e9", False),
        (Op.AT_LEAST, 500, "nan", False),
        (Op.AT_LEAST, 500, "9" * 1000, False),
        (Op.AT_LEAST, 500, ("1", "700"), True),
        (Op.AT_LEAST, 500, 700, True),
        (Op.AT_LEAST, 0, True, False),
        (Op.AT_LEAST, "many", "700", False),
        (Op.AT_LEAST, 500, None, False),
        (Op.AT_MOST, 20, "20%", True),
        (Op.AT_MOST, 20, "21", False),
        (Op.AT_MOST, 20, "-5", True),
        (Op.AT_MOST, 20, None, False),
        (Op.MORE_THAN, 1.5, "1.6", True),
        (Op.MORE_THAN, 1.5, "1.5", False),
        (Op.MORE_THAN, 1.5, None, False),
        (Op.LESS_THAN, 1.5, "1.4", True),
        (Op.LESS_THAN, 1.5, "1.5", False),
        (Op.LESS_THAN, 1.5, "", False),
        # dates
        (Op.BEFORE, "2026-12-24", "2026-12-23", True),
        (Op.BEFORE, "2026-12-24", "2026-12-24", False),
        (Op.BEFORE, "2026-12-24", "soon", False),
        (Op.BEFORE, "2026-12-24", "2026-02-30", False),
        (Op.BEFORE, "2026-12-24", "20261223", False),
        (Op.BEFORE, "christmas", "2026-12-23", False),
        (Op.BEFORE, "2026-12-24", None, False),
        (Op.AFTER, "2026-12-24", "2026-12-25", True),
        (Op.AFTER, "2026-12-24", "2026-12-24", False),
        (Op.AFTER, "2026-12-24", None, False),
        # set and empty
        (Op.IS_SET, True, "a", True),
        (Op.IS_SET, True, False, True),
        (Op.IS_SET, True, 0, True),
        (Op.IS_SET, True, None, False),
        (Op.IS_SET, True, " \n", False),
        (Op.IS_SET, True, (), False),
        (Op.IS_SET, True, ("",), False),
        (Op.IS_SET, False, None, True),
        (Op.IS_SET, False, "a", False),
        (Op.IS_SET, "no", None, True),
        (Op.IS_EMPTY, True, None, True),
        (Op.IS_EMPTY, True, "", True),
        (Op.IS_EMPTY, True, "a", False),
        (Op.IS_EMPTY, False, None, False),
        (Op.IS_EMPTY, False, "a", True),
        # domains
        (Op.EMAIL_DOMAIN, "acme.com", "jane@ACME.com", True),
        (Op.EMAIL_DOMAIN, "@Acme.com", "jane@acme.com", True),
        (Op.EMAIL_DOMAIN, "acme.com", "jane@mail.acme.com", True),
        (Op.EMAIL_DOMAIN, "acme.com", "jane@notacme.com", False),
        (Op.EMAIL_DOMAIN, "mail.acme.com", "jane@acme.com", False),
        (Op.EMAIL_DOMAIN, ("a.com", "acme.com"), "jane@acme.com", True),
        (Op.EMAIL_DOMAIN, "münchen.de", "jane@xn--mnchen-3ya.de", True),
        (Op.EMAIL_DOMAIN, "xn--mnchen-3ya.de", "jane@MÜNCHEN.de", True),
        (Op.EMAIL_DOMAIN, "munchen.de", "jane@münchen.de", False),
        (Op.EMAIL_DOMAIN, "acme.com", "acme.com", False),
        (Op.EMAIL_DOMAIN, "ü..de", "jane@ü..de", True),
        (Op.EMAIL_DOMAIN, "", "jane@acme.com", False),
        (Op.EMAIL_DOMAIN, 5, "jane@acme.com", False),
        (Op.EMAIL_DOMAIN, "acme.com", None, False),
    ],
)
def test_operators(operator, wanted, value, expected):
    assert holds(Condition("attribute", operator, wanted), value) is expected


def test_every_operator_is_in_the_table_above():
    table = next(mark for mark in test_operators.pytestmark if mark.name == "parametrize").args[1]
    assert {getattr(row, "values", row)[0] for row in table} == set(Op)


QUALIFIED, NEW = Trigger.QUALIFIED, Trigger.NEW_CONVERSATION
BIG = Rule(QUALIFIED, "vip", (Condition("company_size", Op.IS, "500+"),), ("enterprise",))
SALES = Rule(QUALIFIED, "sales")
SUPPORT = Rule(NEW, "support", (Condition("channel", Op.IS, "C06SUPPORT"), Condition("text", Op.CONTAINS, "help")))


def test_the_rules_of_the_contract():
    rules = (BIG, SALES, SUPPORT)
    assert first_match(rules, QUALIFIED, {"company_size": "500+"}) == RuleMatch(BIG, 1)
    assert first_match(rules, QUALIFIED, {"company_size": None}) == RuleMatch(SALES, 2)
    assert first_match(rules, NEW, {"channel": "C06SUPPORT", "text": "HELP!"}) == RuleMatch(SUPPORT, 3)
    assert first_match(rules, NEW, {"channel": "C06SUPPORT", "text": "hi"}) is None
    assert first_match(rules, Trigger.AUTO_MESSAGE_REPLY, {}) is None
    assert first_match((), QUALIFIED, {}) is None


WORDS = st.sampled_from(
    ["Élodie", "elodie", "acme", "ACME Corp", "straße", "500", "500+", "1,000", "2026-12-24", "a@acme.com", "", " "]
)
TEXTS = st.one_of(WORDS, st.text(max_size=8))
SCALARS = st.one_of(TEXTS, st.integers(), st.floats(), st.booleans())
VALUES = st.one_of(st.none(), SCALARS, st.lists(TEXTS, max_size=3).map(tuple))
WANTED = st.one_of(SCALARS, st.lists(SCALARS, max_size=3).map(tuple))
CONDITIONS = st.builds(Condition, st.sampled_from("abc"), st.sampled_from(Op), WANTED)
RULES = st.lists(
    st.builds(Rule, st.sampled_from(Trigger), st.sampled_from(["x", "y"]), st.lists(CONDITIONS, max_size=2).map(tuple)),
    max_size=6,
)


@given(RULES, st.sampled_from(Trigger), st.dictionaries(st.sampled_from("abc"), VALUES))
def test_the_first_rule_whose_conditions_all_hold_wins(rules, when, attributes):
    expected = [
        RuleMatch(rule, position)
        for position, rule in enumerate(rules, 1)
        if rule.when == when
        and all(holds(condition, attributes.get(condition.attribute)) for condition in rule.conditions)
    ]
    assert first_match(rules, when, attributes) == (expected[0] if expected else None)


@given(WANTED, VALUES)
def test_opposites_are_opposite(wanted, value):
    def ask(operator):
        return holds(Condition("a", operator, wanted), value)

    assert ask(Op.IS) is not ask(Op.IS_NOT)
    assert ask(Op.CONTAINS) is not ask(Op.NOT_CONTAINS)
    assert ask(Op.IS_SET) is not ask(Op.IS_EMPTY)
    assert ask(Op.IS) is ask(Op.ANY_OF)


@given(st.sampled_from(Op), WANTED)
def test_of_an_unknown_attribute_only_the_negative_holds(operator, wanted):
    if operator not in (Op.IS_SET, Op.IS_EMPTY):
        assert holds(Condition("a", operator, wanted), None) is (operator in (Op.IS_NOT, Op.NOT_CONTAINS))


def stripped(text):
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))


@given(st.sampled_from([one for one in Op if one is not Op.EMAIL_DOMAIN]), TEXTS, TEXTS)
def test_case_and_accents_never_count(operator, wanted, value):
    expected = holds(Condition("a", operator, wanted), value)
    for change in (fold, str.casefold, stripped, lambda text: unicodedata.normalize("NFD", text)):
        assert holds(Condition("a", operator, change(wanted)), value) is expected
        assert holds(Condition("a", operator, wanted), change(value)) is expected


@given(
    st.sampled_from(["acme.com", "@Acme.com", "münchen.de"]),
    st.sampled_from(["jane@acme.com", "x@MÜNCHEN.de", "a@b.acme.com"]),
)
def test_case_never_counts_in_a_domain(wanted, value):
    expected = holds(Condition("a", Op.EMAIL_DOMAIN, wanted), value)
    assert holds(Condition("a", Op.EMAIL_DOMAIN, wanted.swapcase()), value.swapcase()) is expected
