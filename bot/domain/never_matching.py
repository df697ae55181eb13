"""Rules that can never match, whatever comes in; told only where it is certain."""

from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from bot.domain.configuration import Condition, Configuration, Operator, Trigger
from bot.domain.nearest import nearest
from bot.domain.possible_values import Channels, Counted, PossibleValues, channels_of, possible_values
from bot.domain.rule_logic import Meaning, ReadRule, Scalar, meaning_of, values_of
from bot.domain.rule_words import Kind, RuleWarning, one_of, quoted, told
from bot.domain.rules import holds

_EXACT = (Operator.IS, Operator.ANY_OF, Operator.IS_NOT)


def never_matching(configuration: Configuration, rules: Sequence[ReadRule]) -> Iterator[RuleWarning]:
    """Yield why a rule can never match, one reason for each such rule; and values that are none of a question's choices.

    Args:
        configuration: what else is set up.
        rules: its rules, all of them, in their order.
    """
    judge = _Judge(configuration)
    earlier = _Earlier()
    for rule in rules:
        never = next(judge.never_by_itself(rule), None) or judge.never_after(rule, earlier.of(rule))
        if never is None:
            earlier.add(rule)
            yield from judge.wrong_choices(rule)
        else:  # what it would take is taken by another, or doesn't happen: no later rule need be held against it
            yield never


class _Judge:
    """Looks at rules, knowing what else is set up."""

    def __init__(self, configuration: Configuration) -> None:
        self._configuration = configuration
        self._possible = possible_values(configuration)
        self._channels = {when: channels_of(configuration, when) for when in Trigger}

    def never_by_itself(self, rule: ReadRule) -> Iterator[RuleWarning]:
        """Yield reasons why a rule can never match though it were the only one."""
        reasons = chain(self._trigger(rule), self._channel(rule), self._unasked(rule), self._contradiction(rule))
        for kind, attribute, values, why, mend in reasons:
            says = f"rule {rule.position} can never match: {why}"
            yield RuleWarning(kind, rule.position, attribute, values, says, mend)

    def never_after(self, rule: ReadRule, earlier: Sequence[ReadRule]) -> RuleWarning | None:
        """Return that one of earlier rules takes all that a rule would."""
        for other in earlier:
            if all(self._follows(rule, one) for ones in other.meanings.values() for one in ones):
                what = "takes all that it would" if other.meanings else "has no conditions, and takes everything"
                return RuleWarning(
                    Kind.SHADOWED,
                    rule.position,
                    None,
                    (other.position,),
                    f"rule {rule.position} can never match: rule {other.position} {what}",
                    f"Put rule {rule.position} before rule {other.position}, or leave it out.",
                )
        return None

    def _follows(self, rule: ReadRule, one: Meaning) -> bool:
        """Say whether whatever meets a rule meets a condition of an earlier one."""
        attribute = one.condition.attribute
        holding, possible = rule.meanings.get(attribute), self._possible.get(attribute)
        # Only what both ask for: a rule that is there for channels to come isn't one that never matches.
        return holding is not None and possible is not None and not possible.leaves(holding, one)

    def wrong_choices(self, rule: ReadRule) -> Iterator[RuleWarning]:
        """Yield values that a rule asks for and that are none of a question's choices."""
        for attribute, meanings in rule.meanings.items():
            strange = [value for one in meanings for value in _strange(one.condition, self._possible.get(attribute))]
            if strange:
                why, mend = self._no_choice(attribute, strange)
                says = f"rule {rule.position}: {why}"
                yield RuleWarning(Kind.NO_CHOICE, rule.position, attribute, tuple(strange), says, mend)

    def _no_choice(self, attribute: str, strange: Sequence[Scalar]) -> tuple[str, str]:
        possible = self._possible[attribute]
        choices = possible.choices if isinstance(possible, Counted) else ()
        near = nearest(str(strange[0]), choices)
        mend = f"Did you mean {quoted(near)}?" if near else f"It can be {one_of([quoted(one) for one in choices])}."
        return f"{one_of([quoted(one) for one in strange])} is none of the choices for `{attribute}`", mend

    def _trigger(self, rule: ReadRule) -> Iterator["_Reason"]:
        sources, when = self._configuration.sources.values(), rule.rule.when
        if when is Trigger.QUALIFIED and all(source.qualify is None for source in sources):
            why = "no source asks questions first (`qualify`)"
            mend = f"Give a source `qualify`, or write `when: {Trigger.NEW_CONVERSATION}`."
        elif when is Trigger.NEW_CONVERSATION and sources and all(source.qualify is not None for source in sources):
            # Where there are no sources at all, nothing comes in, and that isn't the rule's fault.
            why = "every source asks questions first (`qualify`)"
            mend = f"Write `when: {Trigger.QUALIFIED}`."
        elif when is Trigger.AUTO_MESSAGE_REPLY and not self._configuration.auto_messages:
            why, mend = "there are no auto messages", "Set one up under `auto_messages`, or leave the rule out."
        else:
            return
        yield Kind.TRIGGER, None, (when,), why, mend

    def _channel(self, rule: ReadRule) -> Iterator["_Reason"]:
        when, meanings = rule.rule.when, rule.meanings.get("channel", ())
        is_asked_in_vain = bool(meanings) and not self._channels[when].meets(meanings)
        if not is_asked_in_vain or (when is Trigger.NEW_CONVERSATION and not self._configuration.sources):
            return
        named = [str(value) for one in meanings if one.positive and one.words for value in values_of(one.condition)]
        kind = "auto message's channel" if when is Trigger.AUTO_MESSAGE_REPLY else "source"
        why, mend = f"no {kind} meets {told(meanings[0].condition)}", "Correct the channel's id."
        if named:
            other = next((each for each in Trigger if named[0] in self._channels[each]), None)
            why, mend = _of_channel(named[0], when, other, self._channels[when])
        yield Kind.CHANNEL, "channel", tuple(named), why, mend

    def _unasked(self, rule: ReadRule) -> Iterator["_Reason"]:
        for attribute, meanings in rule.meanings.items():
            if attribute not in self._possible and not all(holds(one.condition, None) for one in meanings):
                near = nearest(attribute, self._possible)
                mend = (
                    f"Did you mean `{near}`?" if near else f"Ask for it in a qualification: `attribute: {attribute}`."
                )
                yield Kind.UNASKED, attribute, (), f"no question asks for `{attribute}`", mend

    def _contradiction(self, rule: ReadRule) -> Iterator["_Reason"]:
        for attribute, meanings in rule.meanings.items():
            possible = self._possible.get(attribute)
            if possible is None or possible.leaves(meanings):
                continue
            few: Iterator[tuple[Meaning, ...]] = chain.from_iterable(combinations(meanings, count) for count in (1, 2))
            guilty = next((some for some in few if not possible.leaves(some)), meanings)
            strange = _strange(guilty[0].condition, possible)
            conditions = [told(one.condition) for one in guilty]
            if len(guilty) > 1:
                why = f"{' and '.join(conditions)} never hold together"
                mend = "Leave one of them out, or make two rules."
            elif strange:
                why, mend = self._no_choice(attribute, strange)
            else:
                why, mend = f"no answer meets {conditions[0]}", f"Correct what is asked of `{attribute}`."
            yield Kind.CONTRADICTION, attribute, tuple(one.condition.value for one in guilty), why, mend


#: Kind, attribute, values, and in words: why, and how it is mended.
_Reason = tuple[Kind, str | None, tuple[object, ...], str, str]


class _Earlier:
    """Earlier rules, found by trigger and channel: in thousands of rules of a channel each, only a few can be meant."""

    def __init__(self) -> None:
        self._rules: dict[tuple[Trigger, str | None], list[ReadRule]] = {}

    def add(self, rule: ReadRule) -> None:
        """Add a rule."""
        words = _channels(rule)
        for word in words if words is not None else (None,):
            self._rules.setdefault((rule.rule.when, word), []).append(rule)

    def of(self, rule: ReadRule) -> list[ReadRule]:
        """Return the rules of the same trigger that may take all that a rule would."""
        found = self._rules.get((rule.rule.when, None), [])
        words = _channels(rule)
        return [*found, *self._rules.get((rule.rule.when, min(words)), ())] if words else found


def _channels(rule: ReadRule) -> frozenset[str] | None:
    """Return the channels that a rule names as those it is for; None: it may be for any."""
    meanings = rule.meanings.get("channel", ())
    return next((one.words for one in meanings if one.positive and one.words and not one.parts), None)


def _of_channel(channel: str, when: Trigger, other: Trigger | None, known: Channels) -> tuple[str, str]:
    """Say why nothing comes to a rule from a channel, and what is to be done."""
    if channel in known:
        return f"its conditions exclude {channel}", "Leave one of the conditions on `channel` out."
    if when is Trigger.AUTO_MESSAGE_REPLY:
        return f"no auto message is in {channel}", "Correct the channel's id, or set one up under `auto_messages`."
    if other is Trigger.QUALIFIED or other is Trigger.NEW_CONVERSATION:
        asks = "asks questions first" if other is Trigger.QUALIFIED else "asks no questions first"
        return f"source {channel} {asks} (`qualify`)", f"Write `when: {other}`."
    return f"{channel} is no source", "Correct the channel's id, or add it under `sources`."


def _strange(condition: Condition, possible: PossibleValues | None) -> list[Scalar]:
    """Return the values of a condition that are none of the choices."""
    if condition.operator not in _EXACT or not isinstance(possible, Counted):
        return []
    return [
        value
        for value in values_of(condition)
        if not possible.meets(meaning_of(Condition(condition.attribute, Operator.IS, value)))
    ]
