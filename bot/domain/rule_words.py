"""What there is to be said of rules, and the words for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bot.domain.configuration import Condition, ConditionValue
from bot.domain.rules import AttributeValue

_LONGEST: Final = 60
_MOST: Final = 8


class Kind(StrEnum):
    """What is odd."""

    #: The rule can never match: its trigger never happens, ...
    TRIGGER = "trigger"
    #: ... nothing that its trigger happens to comes from its channel, ...
    CHANNEL = "channel"
    #: ... nobody asks for an attribute, ...
    UNASKED = "unasked"
    #: ... conditions exclude each other, or what can be answered, ...
    CONTRADICTION = "contradiction"
    #: ... or an earlier rule takes all that it would.
    SHADOWED = "shadowed"
    #: A value of a condition is none of a question's choices.
    NO_CHOICE = "no_choice"
    #: No rule takes a choice, or some numbers.
    CHOICE = "choice"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """Something that is probably not meant so.

    `position`: the rule's, counted from 1; None: it is said of all rules. `values`: the values, choices or ranges of numbers
    that it is about. `says` and `mend`: for people; `says` without a point at its end. `unless`: positions of rules for a
    few people that may take what no other takes.
    """

    kind: Kind
    position: int | None
    attribute: str | None
    values: tuple[object, ...]
    says: str
    mend: str
    unless: tuple[int, ...] = ()


def told(condition: Condition) -> str:
    """Return a condition in words."""
    return f"`{condition.attribute} {condition.operator} {_listed(condition.value)}`"


def quoted(value: AttributeValue | ConditionValue) -> str:
    """Return a value as it could stand in the file: short, and on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, tuple):
        return _listed(value)
    text = str(value)
    short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    seen = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in short)
    return f'"{seen}"'


def one_of(words: Sequence[str]) -> str:
    """Return words with "or" before the last; of many, the first ones."""
    if len(words) > _MOST:
        return f"{', '.join(words[:_MOST])} or {len(words) - _MOST} more"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _listed(value: ConditionValue) -> str:
    if not isinstance(value, tuple):
        return quoted(value)
    rest = ", …" if len(value) > _MOST else ""
    return f"[{', '.join(map(quoted, value[:_MOST]))}{rest}]"
