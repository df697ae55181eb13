"""What values an attribute can have, as far as the configuration says, and whether conditions leave any of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

from bot.domain.configuration import STANDING_ATTRIBUTES, Configuration, Question, QuestionKind, Trigger
from bot.domain.rule_logic import Meaning, excludes, follows
from bot.domain.rules import AttributeValue, holds
from bot.domain.text import fold

#: However an answer to yes or no is kept.
_SWITCHED: Final = (True, False, "yes", "no")


class PossibleValues(Protocol):
    """The values that an attribute can have."""

    def leaves(self, holding: Sequence[Meaning], failing: Meaning | None = None) -> bool:
        """Say whether some value meets all of `holding`, and not `failing`; True also where nobody knows."""
        ...


class AnyText:
    """One text of any kind, or nothing."""

    def leaves(self, holding: Sequence[Meaning], failing: Meaning | None = None) -> bool:
        """Say whether some value meets all of `holding`, and not `failing`; True also where nobody knows."""
        if failing is not None:
            return not any(follows(one, failing) for one in holding)
        return not any(excludes(one, other) for at, one in enumerate(holding) for other in holding[at:])


class Anything:
    """Values of which nothing is certain."""

    def leaves(self, holding: Sequence[Meaning], failing: Meaning | None = None) -> bool:
        """Say whether some value meets all of `holding`, and not `failing`; True also where nobody knows."""
        return failing is None or all(repr(one.condition) != repr(failing.condition) for one in holding)


class Counted:
    """Values that can be counted, and what meets a condition is a number with a bit for each; `choices`: those in words."""

    def __init__(self, values: Sequence[AttributeValue]) -> None:
        self._values = values
        self._meets: dict[Meaning, int] = {}
        self.all = (1 << len(values)) - 1
        texts = [value[0] if isinstance(value, tuple) else value for value in values]
        self.choices = tuple(text for text in texts if isinstance(text, str))

    def meets(self, meaning: Meaning) -> int:
        """Return the values that meet a condition."""
        bits = self._meets.get(meaning)
        if bits is None:
            bits = sum(holds(meaning.condition, value) << bit for bit, value in enumerate(self._values))
            self._meets[meaning] = bits
        return bits


class OneOf(Counted):
    """One of the values of a list."""

    def leaves(self, holding: Sequence[Meaning], failing: Meaning | None = None) -> bool:
        """Say whether some value meets all of `holding`, and not `failing`."""
        left = self.all
        for one in holding:
            left &= self.meets(one)
        return bool(left if failing is None else left & ~self.meets(failing))


class SeveralOf(Counted):
    """Any number of choices, or none; the values are the choices, each alone."""

    def leaves(self, holding: Sequence[Meaning], failing: Meaning | None = None) -> bool:
        """Say whether some choices, or none, meet all of `holding`, and not `failing`."""
        # A condition that is not positive must be met by each choice, a positive one by any: whoever chooses all that
        # they may choose meets as many of the latter as can be met.
        chosen = self.all
        for one in holding:
            if not one.positive:
                chosen &= self.meets(one)
        if failing is not None and failing.positive:
            chosen &= ~self.meets(failing)
        if failing is not None and not failing.positive and not chosen & ~self.meets(failing):
            return False
        return all(chosen & self.meets(one) for one in holding if one.positive)


def possible_values(configuration: Configuration) -> Mapping[str, PossibleValues]:
    """Return what each attribute can be that conversations have, or a question asks for."""
    asked: dict[str, list[Question]] = {}
    for qualification in configuration.qualifications.values():
        for question in qualification.questions:
            asked.setdefault(question.attribute, []).append(question)
    found = {name: _answers({question.kind for question in questions}, questions) for name, questions in asked.items()}
    for name in STANDING_ATTRIBUTES:  # known without an answer, too: as one text
        found[name] = _answers({QuestionKind.TEXT, *(question.kind for question in asked.get(name, ()))}, ())
    return found


def choices_of(question: Question) -> tuple[tuple[str, tuple[AttributeValue, ...]], ...]:
    """Return the answers between which a question lets choose, each with what a rule may see when it alone is given."""
    if question.kind is QuestionKind.YES_NO:
        return ("yes", (True, "yes")), ("no", (False, "no"))
    several = question.kind is QuestionKind.MULTI_CHOICE
    return tuple((choice, ((choice,) if several else choice,)) for choice in question.choices)


def _answers(kinds: set[QuestionKind], questions: Sequence[Question]) -> PossibleValues:
    """Return what an attribute can be; several qualifications may ask for it, each in another way."""
    choices = tuple(dict.fromkeys(choice for question in questions for choice in question.choices))
    if kinds == {QuestionKind.MULTI_CHOICE}:
        return SeveralOf([(choice,) for choice in choices])
    if kinds <= {QuestionKind.CHOICE, QuestionKind.YES_NO}:
        return OneOf((None, *choices, *(_SWITCHED if QuestionKind.YES_NO in kinds else ())))
    return Anything() if kinds & {QuestionKind.MULTI_CHOICE, QuestionKind.YES_NO} else AnyText()


class Channels:
    """The channels whose conversations may come to a rule."""

    def __init__(self, channels: Iterable[str]) -> None:
        self._by_word = {fold(channel): channel for channel in channels}

    def __contains__(self, channel: str) -> bool:
        return fold(channel) in self._by_word

    def meets(self, meanings: Sequence[Meaning]) -> bool:
        """Say whether one of them meets all conditions."""
        named = next((one.words for one in meanings if one.positive and one.words and not one.parts), None)
        if named is None:
            candidates: Iterable[str] = self._by_word.values()
        else:  # of thousands of channels, those that are named are soon found
            candidates = [self._by_word[word] for word in named if word in self._by_word]
        return any(all(holds(one.condition, channel) for one in meanings) for channel in candidates)


def channels_of(configuration: Configuration, when: Trigger) -> Channels:
    """Return the channels whose conversations meet the rules of a trigger."""
    if when is Trigger.AUTO_MESSAGE_REPLY:
        return Channels(message.channel for message in configuration.auto_messages.values())
    qualified = when is Trigger.QUALIFIED
    return Channels(
        channel for channel, source in configuration.sources.items() if (source.qualify is not None) is qualified
    )
