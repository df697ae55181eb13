"""Conditions: what an `if` says, of a rule or of a question (CONTRACT 4)."""

import datetime as dt
from collections.abc import Iterable, Mapping

from bot.configfile import values
from bot.configfile.block import read_table
from bot.configfile.mistakes import Notes, did_you_mean, shown
from bot.configfile.tree import Listing, Node, Scalar, Table, number_in, what_yaml_reads
from bot.domain.configuration import (
    STANDING_ATTRIBUTES,
    Condition,
    ConditionValue,
    Operator,
    Question,
    QuestionKind,
)

_MAX_VALUE = 3_000
_VALUES = (1, 1_000)
_EXACT = (Operator.IS, Operator.IS_NOT, Operator.ANY_OF)
_SWITCHES = (Operator.IS_SET, Operator.IS_EMPTY)
_NUMBERS = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)
_DATES = (Operator.BEFORE, Operator.AFTER)


class ConditionReader:
    """Reads conditions, knowing of what kind the attributes are that are asked for.

    Args:
        notes: Where mistakes go.
        questions: What the file asks for.
    """

    def __init__(self, notes: Notes, questions: Iterable[Question]) -> None:
        self._notes = notes
        kinds: dict[str, set[QuestionKind]] = {attribute: set() for attribute in STANDING_ATTRIBUTES}
        for question in questions:
            kinds.setdefault(question.attribute, set()).add(question.kind)
        self._kinds: Mapping[str, set[QuestionKind]] = kinds

    def read(self, node: Node, what: str, where: str) -> tuple[Condition, ...]:
        """Read the mapping of an `if`, which a message calls `what`, of a rule or question called `where`."""
        conditions: list[Condition] = []
        for entry in read_table(self._notes, node, what, "company_size: large"):
            attribute = values.read_attribute(self._notes, entry.key, entry.line, f"an attribute in {what}")
            about = f"the condition {shown(entry.key)} of {where}"
            if not isinstance(entry.value, Table):
                operator = Operator.ANY_OF if isinstance(entry.value, Listing) else Operator.IS
                conditions.append(self._condition(attribute, operator, entry.value, about))
                continue
            if not entry.value.entries:
                self._notes.add(entry.line, f"{about} has no operator, like `is: large`")
            for comparison in entry.value.entries:
                if comparison.key in [operator.value for operator in Operator]:
                    operator = Operator(comparison.key)
                    what_operator = f"`{operator}` in {about}"
                    conditions.append(self._condition(attribute, operator, comparison.value, what_operator))
                else:
                    wrong = f"{about} has an unknown operator {shown(comparison.key)}"
                    self._notes.add(comparison.line, wrong + did_you_mean(comparison.key, Operator))
        return tuple(conditions)

    def _condition(self, attribute: str, operator: Operator, node: Node, what: str) -> Condition:
        return Condition(attribute, operator, self._value(attribute, operator, node, what))

    def _value(self, attribute: str, operator: Operator, node: Node, what: str) -> ConditionValue:
        if operator in _SWITCHES:
            return values.read_switch(self._notes, node, what)
        if operator in _NUMBERS:
            return self._number(node, what)
        if operator in _DATES:
            return self._date(node, what)
        if isinstance(node, Listing):
            items = values.read_list(self._notes, node, what, *_VALUES)
            return tuple(self._scalar(attribute, operator, item, what) for item in items)
        value = self._scalar(attribute, operator, node, what)
        return (value,) if operator is Operator.ANY_OF else value

    def _scalar(self, attribute: str, operator: Operator, node: Node, what: str) -> str | int | float | bool:
        value = node.value if isinstance(node, Scalar) else None
        if operator not in _EXACT:
            return values.read_text(self._notes, node, what, _MAX_VALUE, lines=True)
        if attribute == "channel":
            return values.read_channel(self._notes, node, what, first_letters="CDG")
        if value is None:
            self._notes.add(node.line, f"{what} must be text, a number, true or false, but {what_yaml_reads(node)}")
            return ""
        if value == "":
            self._notes.add(node.line, f"{what} is empty: for an attribute without a value write `{{is_empty: true}}`")
        elif isinstance(value, bool) and QuestionKind.YES_NO not in self._kinds.get(attribute, {QuestionKind.YES_NO}):
            # It would never match: the answers to this attribute are text.
            self._notes.add(node.line, f"{what} must be text: {what_yaml_reads(node)}")
        elif isinstance(value, str):
            return values.read_text(self._notes, node, what, _MAX_VALUE, lines=True)
        return value

    def _number(self, node: Node, what: str) -> int | float:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, str):
            value = number_in(value.strip())
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        given = f", not {shown(node.text)}" if isinstance(node, Scalar) and node.text else ""
        self._notes.add(node.line, f"{what} must be a number of at most 15 digits, like `50`{given}")
        return 0

    def _date(self, node: Node, what: str) -> str:
        text = node.text if isinstance(node, Scalar) else ""
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            date = None
        if date is not None and date.isoformat() == text:  # other ISO forms (weeks, no dashes) aren't what answers have
            return text
        given = f", not {shown(text)}" if text else ""
        self._notes.add(node.line, f"{what} must be a date, like `2026-12-24`{given}")
        return ""
