"""Which assignment rule matches: the first whose trigger fits and whose conditions all hold (CONTRACT 4)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from bot.domain.configuration import Condition, Operator, Rule, Trigger
from bot.domain.text import fold
from bot.domain.values import amount, iso_date, number

#: What an attribute may be; several texts are the answer to a multiple choice.
AttributeValue = str | int | float | bool | tuple[str, ...] | None
_Scalar = str | int | float | bool

_LONGEST_DOMAIN: Final = 253

#: How a switch is written; `yes` and `on` in a YAML file are switches, whether or not a text was meant.
_SWITCH_WORDS: Final = {True: ("true", "yes", "on"), False: ("false", "no", "off")}


@dataclass(frozen=True, slots=True)
class RuleMatch:
    """The rule that matched, and its position in the whole list, counted from 1."""

    rule: Rule
    position: int


def first_match(
    rules: Sequence[Rule], when: Trigger, attributes: Mapping[str, AttributeValue] | Mapping[str, str | None]
) -> RuleMatch | None:
    """Find the first rule for a trigger whose conditions all hold, or None.

    Args:
        rules: All rules, in their order.
        when: What has happened to the conversation.
        attributes: What is known of it; an attribute that is missing is unknown, like one that is None.
    """
    known: dict[str, _Value] = {}
    for position, rule in enumerate(rules, start=1):
        if rule.when is not when:
            continue
        for condition in rule.conditions:
            value = known.get(condition.attribute)
            if value is None:
                value = known[condition.attribute] = _Value(attributes.get(condition.attribute))
            if not _holds(condition, value):
                break
        else:
            return RuleMatch(rule, position)
    return None


def as_text(value: AttributeValue) -> str:
    """Return an attribute's value in words; "" for what is unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _SWITCH_WORDS[value][1]
    return ", ".join(value) if isinstance(value, tuple | list) else str(value)


def holds(condition: Condition, value: AttributeValue) -> bool:
    """Say whether a condition holds for an attribute's value.

    Texts compare by `fold`. A condition with several values holds when any of them does; `is_not` and `not_contains` are
    the opposites of `is` and `contains`. Of an answer with several choices, any may be meant. An unknown attribute (None,
    or nothing but white space) is empty: then `is_empty`, `is_not` and `not_contains` hold, and nothing else does.

    Numbers compare with plain numbers only (`1,000`, `1.5`, `500+`, `20%`), dates with ISO dates only, strictly. An
    e-mail domain matches itself and its subdomains: `acme.com` (or `@acme.com`) has a@acme.com and a@mail.acme.com.
    """
    return _holds(condition, _Value(value))


class _Value:
    """An attribute's value with its folded texts, which are wanted again and again."""

    __slots__ = ("joined", "raw", "texts")

    def __init__(self, raw: AttributeValue) -> None:
        self.raw = raw
        self.texts = _texts(raw)
        # A folded text has no line end: what is in one of them is in all of them joined, and the other way round.
        self.joined = "\n".join(self.texts)


def _holds(condition: Condition, value: _Value) -> bool:
    """Apply a condition's operator."""
    operator = condition.operator
    if operator is Operator.IS_NOT:
        return not _any(_is, condition, value)
    if operator is Operator.NOT_CONTAINS:
        return not _any(_contains, condition, value)
    if operator is Operator.IS_SET:
        return _is_on(condition) is bool(value.texts)
    if operator is Operator.IS_EMPTY:
        return _is_on(condition) is not bool(value.texts)
    return _any(_TESTS[operator], condition, value)


def _any(test: Callable[[_Scalar, _Value], bool], condition: Condition, value: _Value) -> bool:
    """Say whether a test holds for any of the condition's values; nothing is said of an unknown attribute."""
    if not value.texts:
        return False
    wanted = condition.value
    if not isinstance(wanted, tuple):
        return test(wanted, value)
    return any(test(one, value) for one in wanted)


def _is_on(condition: Condition) -> bool:
    """Read the switch of `is_set` and `is_empty`."""
    wanted = condition.value
    if isinstance(wanted, str):
        return _folded(wanted) not in ("", *_SWITCH_WORDS[False])
    return bool(wanted)


def _is(wanted: _Scalar, value: _Value) -> bool:
    if isinstance(wanted, bool):
        return any(word in value.texts for word in _SWITCH_WORDS[wanted])
    if _folded(wanted) in value.texts:
        return True
    if isinstance(wanted, str):
        return False
    # "1,000" and 1000.0 are the number 1000, but "1000+" is another choice.
    return any(found == wanted for text in value.texts if (found := number(text)) is not None)


def _contains(wanted: _Scalar, value: _Value) -> bool:
    needle = _folded(wanted)
    return needle != "" and needle in value.joined


def _starts_with(wanted: _Scalar, value: _Value) -> bool:
    needle = _folded(wanted)
    return needle != "" and any(text.startswith(needle) for text in value.texts)


def _ends_with(wanted: _Scalar, value: _Value) -> bool:
    needle = _folded(wanted)
    return needle != "" and any(text.endswith(needle) for text in value.texts)


def _numbers(compare: Callable[[float, float], bool]) -> Callable[[_Scalar, _Value], bool]:
    """Make a test that compares the value's number with the wanted one."""

    def test(wanted: _Scalar, value: _Value) -> bool:
        limit = amount(_folded(wanted))
        return limit is not None and any(
            compare(found, limit) for text in value.texts if (found := amount(text)) is not None
        )

    return test


def _dates(compare: Callable[[date, date], bool]) -> Callable[[_Scalar, _Value], bool]:
    """Make a test that compares the value's date with the wanted one."""

    def test(wanted: _Scalar, value: _Value) -> bool:
        limit = iso_date(_folded(wanted))
        return limit is not None and any(
            compare(day, limit) for text in value.texts if (day := iso_date(text)) is not None
        )

    return test


def _email_domain(wanted: _Scalar, value: _Value) -> bool:
    if not isinstance(wanted, str) or not isinstance(value.raw, str) or "@" not in value.raw:
        return False
    domain = _domain(wanted.strip().removeprefix("@"))
    of_value = _domain(value.raw.rpartition("@")[2].strip())
    return domain != "" and (of_value == domain or of_value.endswith("." + domain))


_TESTS: Final[Mapping[Operator, Callable[[_Scalar, _Value], bool]]] = {
    Operator.IS: _is,
    Operator.ANY_OF: _is,
    Operator.CONTAINS: _contains,
    Operator.STARTS_WITH: _starts_with,
    Operator.ENDS_WITH: _ends_with,
    Operator.AT_LEAST: _numbers(lambda found, limit: found >= limit),
    Operator.AT_MOST: _numbers(lambda found, limit: found <= limit),
    Operator.MORE_THAN: _numbers(lambda found, limit: found > limit),
    Operator.LESS_THAN: _numbers(lambda found, limit: found < limit),
    Operator.BEFORE: _dates(lambda day, limit: day < limit),
    Operator.AFTER: _dates(lambda day, limit: day > limit),
    Operator.EMAIL_DOMAIN: _email_domain,
}


def _texts(value: AttributeValue) -> tuple[str, ...]:
    """Fold an attribute's value; what is empty then is as good as unknown."""
    if value is None:
        return ()
    if isinstance(value, tuple | list):  # as JSON has them
        return tuple(folded for one in value if (folded := fold(str(one))))
    if isinstance(value, bool):
        return _SWITCH_WORDS[value]
    folded = fold(value) if isinstance(value, str) else _folded(value)
    return (folded,) if folded else ()


@lru_cache(maxsize=4096, typed=True)
def _folded(wanted: _Scalar) -> str:
    """Fold a rule's value once, not at each conversation."""
    if isinstance(wanted, bool):
        return _SWITCH_WORDS[wanted][0]
    if isinstance(wanted, float) and wanted.is_integer():
        wanted = int(wanted)
    try:
        return fold(str(wanted))
    except ValueError:
        # An integer of thousands of digits, which Python doesn't write out.
        return ""


@lru_cache(maxsize=4096)
def _domain(name: str) -> str:
    """Bring a domain to the form in which domains compare: ASCII, as in DNS, in lower case."""
    name = name.rstrip(".").casefold()
    if name.isascii() or len(name) > _LONGEST_DOMAIN:
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
