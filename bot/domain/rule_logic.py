"""What conditions of rules say of each other: which follows from which, and which never hold together.

Everything here is said of an attribute that has one text as its value, or none, and only where it is certain: False means
"not, or nobody knows". A condition's own test (`bot.domain.rules.holds`) is asked wherever a text can be tried.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from bot.domain.configuration import Condition, Operator, Rule
from bot.domain.number_ranges import Number, Range
from bot.domain.rules import holds
from bot.domain.text import fold

Scalar = str | int | float | bool

_EXACT: Final = (Operator.IS, Operator.ANY_OF)
_SWITCHES: Final = (Operator.IS_SET, Operator.IS_EMPTY)
_OPPOSITES: Final = {Operator.IS_NOT: Operator.IS, Operator.NOT_CONTAINS: Operator.CONTAINS}
_TEXTS: Final = (Operator.CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH)
#: Of these, two values that aren't one within the other have nothing in common.
_BRANCHING: Final = (Operator.STARTS_WITH, Operator.ENDS_WITH, Operator.EMAIL_DOMAIN)

#: Beyond, two numbers may be one to a computer.
_LARGEST: Final = 10**15


@dataclass(frozen=True, slots=True)
class Part:
    """A condition of one value. None, or "": its operator is another, or its value can't be read.

    `amounts`: the numbers that it has; `days`: the days, counted; `text`: the folded text that it looks for, or the domain.
    """

    condition: Condition
    amounts: Range | None
    days: Range | None
    text: str


@dataclass(frozen=True, slots=True, eq=False)  # 1 and True are equal to Python, but not to a rule
class Meaning:
    """A condition taken apart: the value is (`positive`), or is not, one of a set.

    The set is of the texts that `words` has, folded, and of all that meets one of `parts`.
    """

    condition: Condition
    positive: bool
    words: frozenset[str]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ReadRule:
    """A rule, its position counted from 1, and what its conditions mean, by attribute."""

    position: int
    rule: Rule
    meanings: Mapping[str, tuple[Meaning, ...]]


def read_rule(position: int, rule: Rule) -> ReadRule:
    """Take a rule's conditions apart."""
    meanings: dict[str, tuple[Meaning, ...]] = {}
    for condition in rule.conditions:
        meanings[condition.attribute] = (*meanings.get(condition.attribute, ()), meaning_of(condition))
    return ReadRule(position, rule, MappingProxyType(meanings))


def meaning_of(condition: Condition) -> Meaning:
    """Take a condition apart."""
    attribute, operator = condition.attribute, condition.operator
    if operator in _SWITCHES:
        anything = Condition(attribute, Operator.IS_SET, value=True)
        return Meaning(condition, holds(condition, "a"), frozenset(), (Part(anything, None, None, ""),))
    positive = operator not in _OPPOSITES
    operator = _OPPOSITES.get(operator, operator)
    values = values_of(condition)
    words = frozenset(fold(one) for one in values if isinstance(one, str)) if operator in _EXACT else frozenset()
    others = [one for one in values if not (operator in _EXACT and isinstance(one, str))]
    return Meaning(condition, positive, words - {""}, tuple(_part(attribute, operator, one) for one in others))


def values_of(condition: Condition) -> tuple[Scalar, ...]:
    """Return a condition's values, any of which may be meant."""
    return condition.value if isinstance(condition.value, tuple) else (condition.value,)


def follows(one: Meaning, other: Meaning) -> bool:
    """Say whether a value that meets `one` certainly meets `other`."""
    if one.positive:
        return _is_within(one, other) if other.positive else _is_apart(one, other)
    return not other.positive and _is_within(other, one)


def excludes(one: Meaning, other: Meaning) -> bool:
    """Say whether certainly no value meets both; with itself: whether none meets it."""
    if one.positive and other.positive:
        return _is_apart(one, other)
    if one.positive:
        return _is_within(one, other)
    return other.positive and _is_within(other, one)


def number_of(value: object) -> Number | None:
    """Return a rule's value if it is a number that compares as it is written (`1e-7` doesn't)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST < value < _LARGEST:
        return None
    itself = (Condition("", operator, value) for operator in (Operator.AT_LEAST, Operator.AT_MOST))
    return value if all(holds(condition, value) for condition in itself) else None


def _part(attribute: str, operator: Operator, value: Scalar) -> Part:
    condition = Condition(attribute, operator, value)
    number = number_of(value)
    text = fold(value) if operator in _TEXTS and isinstance(value, str) else ""
    if operator is Operator.EMAIL_DOMAIN and isinstance(value, str):
        domain = value.strip().removeprefix("@")
        text = domain if holds(condition, f"a@{domain}") else ""
    return Part(condition, None if number is None else _amounts(operator, number), _days(operator, value), text)


def _amounts(operator: Operator, number: Number) -> Range | None:
    if operator in _EXACT:
        return Range(number, number, with_low=True, with_high=True)
    if operator in (Operator.AT_LEAST, Operator.MORE_THAN):
        return Range(low=number, with_low=operator is Operator.AT_LEAST)
    if operator in (Operator.AT_MOST, Operator.LESS_THAN):
        return Range(high=number, with_high=operator is Operator.AT_MOST)
    return None


def _days(operator: Operator, value: Scalar) -> Range | None:
    if operator not in (Operator.BEFORE, Operator.AFTER) or not isinstance(value, str):
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    if day.isoformat() != value:  # other ISO forms are none to a rule
        return None
    count = day.toordinal()
    if operator is Operator.BEFORE:
        return Range(high=count - 1, with_high=True)
    return Range(low=count + 1, with_low=True)


def _is_within(one: Meaning, other: Meaning) -> bool:
    """Say whether the one's set is part of the other's."""
    for word in one.words:
        if word not in other.words and not any(_has(part, word) for part in other.parts):
            return False
    return all(any(_part_is_within(part, wider) for wider in other.parts) for part in one.parts)


def _is_apart(one: Meaning, other: Meaning) -> bool:
    """Say whether the sets have nothing in common."""
    return (
        one.words.isdisjoint(other.words)
        and not any(_may_have(part, word) for word in one.words for part in other.parts)
        and not any(_may_have(part, word) for word in other.words for part in one.parts)
        and all(_parts_are_apart(part, another) for part in one.parts for another in other.parts)
    )


def _has(part: Part, word: str) -> bool:
    """Say whether whatever folds to `word` meets a condition. Domains compare otherwise than folded texts."""
    return part.condition.operator is not Operator.EMAIL_DOMAIN and holds(part.condition, word)


def _may_have(part: Part, word: str) -> bool:
    return part.condition.operator is Operator.EMAIL_DOMAIN or holds(part.condition, word)


def _part_is_within(one: Part, other: Part) -> bool:
    if one.amounts is not None and other.amounts is not None:
        return one.amounts.within(other.amounts)
    if one.days is not None and other.days is not None:
        return one.days.within(other.days)
    mine, theirs = one.condition.operator, other.condition.operator
    if one.text and other.text and mine in _TEXTS:
        return _text_is_within(one, other)
    if one.text and other.text and mine is theirs is Operator.EMAIL_DOMAIN:
        return holds(other.condition, f"a@{one.text}")
    is_same = mine is theirs and repr(one.condition.value) == repr(other.condition.value)
    return is_same or theirs is Operator.IS_SET


def _text_is_within(one: Part, other: Part) -> bool:
    if other.condition.operator is Operator.CONTAINS:
        return other.text in one.text
    if one.condition.operator is not other.condition.operator:
        return False
    if one.condition.operator is Operator.STARTS_WITH:
        return one.text.startswith(other.text)
    return one.text.endswith(other.text)


def _parts_are_apart(one: Part, other: Part) -> bool:
    if one.amounts is not None and other.amounts is not None:
        return one.amounts.is_apart(other.amounts)
    if one.days is not None and other.days is not None:
        return one.days.is_apart(other.days)
    operator = one.condition.operator
    is_branching = operator is other.condition.operator and operator in _BRANCHING and bool(one.text and other.text)
    return is_branching and not _part_is_within(one, other) and not _part_is_within(other, one)
