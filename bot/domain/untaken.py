"""Answers after which a conversation goes to no team: choices and numbers that no `qualified` rule takes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Final

from bot.domain.configuration import (
    STANDING_ATTRIBUTES,
    Configuration,
    Operator,
    Qualification,
    Question,
    QuestionKind,
    Trigger,
)
from bot.domain.number_ranges import Number, Range, holes
from bot.domain.possible_values import Channels, PossibleValues, choices_of, possible_values
from bot.domain.rule_logic import Meaning, ReadRule, Scalar, number_of, values_of
from bot.domain.rule_words import Kind, RuleWarning, one_of, quoted
from bot.domain.rules import AttributeValue, holds

#: What a person is called and writes: a rule that asks for some of it is for a few, and takes nobody's answers but theirs.
_OWN: Final = ("text", "email", "name")
_SWITCHES: Final = (Operator.IS_SET, Operator.IS_EMPTY)
_TEXTS: Final = (Operator.CONTAINS, Operator.NOT_CONTAINS, Operator.STARTS_WITH, Operator.ENDS_WITH)
_BOUNDS: Final = (Operator.AT_LEAST, Operator.AT_MOST, Operator.MORE_THAN, Operator.LESS_THAN)


def untaken(configuration: Configuration, rules: Sequence[ReadRule]) -> Iterator[RuleWarning]:
    """Yield the choices and the numbers that no rule takes, whatever else is answered.

    Told are only those of questions for whose answer some rule asks. A rule for a few people (by their address, name or
    words) takes nothing in this sense, but is named.

    Args:
        configuration: what else is set up.
        rules: its rules, all of them, in their order.
    """
    channels: dict[str, list[str]] = defaultdict(list)
    for source in configuration.sources.values():
        if source.qualify is not None and source.qualify in configuration.qualifications:
            channels[source.qualify].append(source.channel)
    possible = possible_values(configuration)
    team = next(iter(configuration.teams), "TEAM")
    for name, places in channels.items():
        asked = _Asked(configuration.qualifications[name], Channels(places), possible, rules, team)
        yield from asked.warnings()


class _Asked:
    """A qualification, and the rules that its conversations meet."""

    def __init__(
        self,
        qualification: Qualification,
        channels: Channels,
        possible: Mapping[str, PossibleValues],
        rules: Sequence[ReadRule],
        team: str,
    ) -> None:
        self._qualification = qualification
        self._possible = possible
        self._team = team
        self._rules = [
            rule
            for rule in rules
            if rule.rule.when is Trigger.QUALIFIED
            and ("channel" not in rule.meanings or channels.meets(rule.meanings["channel"]))
        ]

    def warnings(self) -> Iterator[RuleWarning]:
        """Yield what no rule takes, question by question."""
        for question in self._qualification.questions:
            # What is known without an answer, too, isn't only what the question lets choose.
            if question.attribute in STANDING_ATTRIBUTES:
                continue
            rules = [rule for rule in self._rules if self._others_can_be(rule, question.attribute)]
            takers = [rule for rule in rules if not _is_for_a_few(rule)]
            is_asked_for = any(question.attribute in rule.meanings for rule in rules)
            if not is_asked_for or any(question.attribute not in rule.meanings for rule in takers):
                continue
            few = tuple(rule.position for rule in rules if _is_for_a_few(rule))
            if question.kind is QuestionKind.NUMBER:
                yield from self._numbers(question.attribute, takers, few)
            else:
                yield from self._choices(question, takers, few)

    def _others_can_be(self, rule: ReadRule, attribute: str) -> bool:
        """Say whether what a rule asks of all attributes but one can be so."""
        for other, meanings in rule.meanings.items():
            if other == attribute:
                continue
            possible = self._possible.get(other)
            if possible is None and not all(holds(one.condition, None) for one in meanings):
                return False
            if possible is not None and not possible.leaves(meanings):
                return False
        return True

    def _choices(self, question: Question, takers: Sequence[ReadRule], few: tuple[int, ...]) -> Iterator[RuleWarning]:
        attribute = question.attribute

        def is_taken(values: Sequence[AttributeValue]) -> bool:
            return any(
                all(holds(one.condition, value) for one in rule.meanings[attribute])
                for rule in takers
                for value in values
            )

        left = tuple(choice for choice, values in choices_of(question) if not is_taken(values))
        if left:
            words = [quoted(choice) for choice in left]
            alone = " alone" if question.kind is QuestionKind.MULTI_CHOICE else ""
            condition = words[0] if len(words) == 1 else f"[{', '.join(words)}]"
            says = f"no rule takes `{attribute}` {one_of(words)}{alone}"
            mend = f"Add a rule: {{when: qualified, if: {{{attribute}: {condition}}}, assign_to: {self._team}}}"
            yield self._warning(Kind.CHOICE, attribute, left, few, says, mend)

    def _numbers(self, attribute: str, takers: Sequence[ReadRule], few: tuple[int, ...]) -> Iterator[RuleWarning]:
        asked = [rule.meanings[attribute] for rule in takers]
        ranges = [one for meanings in asked if (one := _range(meanings)) is not None]
        others = [meanings for meanings in asked if _range(meanings) is None]
        limits = {limit for meanings in asked for one in meanings for limit in _limits(one)}

        def is_taken(number: Number) -> bool:
            # What isn't compared as it is written can't be tried.
            is_known = number_of(number) is not None and not any(number in one for one in ranges)
            return not is_known or any(all(_may_hold(one, number) for one in meanings) for meanings in others)

        left = tuple(holes(limits, is_taken))
        if left:
            says = f"no rule takes these numbers of `{attribute}`: {'; '.join(map(str, left))}"
            mend = f"Widen one, or add a last rule for all others: {{when: qualified, assign_to: {self._team}}}"
            yield self._warning(Kind.NUMBERS, attribute, left, few, says, mend)

    def _warning(
        self, kind: Kind, attribute: str, values: tuple[object, ...], few: tuple[int, ...], says: str, mend: str
    ) -> RuleWarning:
        unless = f", unless rule {one_of([str(position) for position in few])} matches" if few else ""
        where = f"qualification {self._qualification.name}"
        return RuleWarning(kind, None, attribute, values, f"{where}: {says}{unless}", mend, few)


def _is_for_a_few(rule: ReadRule) -> bool:
    """Say whether a rule asks for something that only a few people are called, or write."""
    return any(
        one.positive and one.condition.operator not in _SWITCHES
        for attribute in _OWN
        for one in rule.meanings.get(attribute, ())
    )


def _may_hold(meaning: Meaning, number: Number) -> bool:
    """Say whether a condition may hold for all numbers between two limits, of which this is one."""
    condition = meaning.condition
    is_unclear = condition.operator in _BOUNDS and any(part.amounts is None for part in meaning.parts)
    return is_unclear or condition.operator in _TEXTS or holds(condition, number)


def _range(meanings: Sequence[Meaning]) -> Range | None:
    """Return the numbers that meet all conditions, where they are one range and no more; None: `_may_hold` knows."""
    found = Range()
    for one in meanings:
        amounts = one.parts[0].amounts if one.positive and not one.words and len(one.parts) == 1 else None
        if amounts is None:
            return None
        found = found.common(amounts)
    return found


def _limits(meaning: Meaning) -> Iterator[Number]:
    """Yield the numbers at which it may change whether a condition holds."""
    for value in values_of(meaning.condition):
        number = number_of(_read(value))
        if number is not None and meaning.condition.operator not in (*_SWITCHES, *_TEXTS):
            yield number


def _read(value: Scalar) -> Scalar:
    """Read a number that is written as text (`is: "50"`)."""
    if isinstance(value, str):
        with suppress(ValueError):
            return float(value)
    return value
