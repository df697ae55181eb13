"""Answers that are one or more of a question's choices."""

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from bot.domain.answer_numbers import read_number
from bot.domain.answer_parts import split
from bot.domain.answer_ranges import read_range
from bot.domain.answer_types import Wrong
from bot.domain.answer_yes_no import DENIALS
from bot.domain.text import fold

_LONGEST: Final = 1_000
_SHORT: Final = 150
_MOST_PARTS: Final = 200
#: A choice may hold an "and" or commas of its own: so many parts of a text are tried as one.
_MOST_JOINED: Final = 6

_AROUND: Final = ".,;:!?()[]\"'“”„«»*_~`¿¡"


def read_choice(text: str, choices: Sequence[str], ask: str, locale: str) -> str | Wrong:
    """Find the one choice that a text names; the answer is the choice's own text.

    It may be typed in full, without case and accents; stand as whole words in a short text that denies nothing ("I think
    51-500"); or be the range that holds the plain number, or the narrower range, that was typed.
    """
    if len(text) > _LONGEST:
        return Wrong.NO_CHOICE
    named = named_choice(text, choices)
    if named is not None or len(text) > _SHORT:
        return named or Wrong.NO_CHOICE
    found = _in_words(text, choices) or _by_number(text, choices, ask, locale)
    return _only(found)


def named_choice(text: str, choices: Sequence[str]) -> str | Wrong | None:
    """Find the choice that a text is, letter by letter, or else folded, or else as the same range; None: it is none."""
    text = text.strip()
    if text in choices:
        return text
    folded = fold(text)
    same = [choice for choice in choices if folded and fold(choice) == folded]
    if not same and (asked := read_range(text)) is not None and asked.low != asked.high:
        same = [choice for choice in choices if (own := read_range(choice)) is not None and own.is_meant_by(asked)]
    return _only(same) if same else None


def read_choices(text: str, choices: Sequence[str], ask: str, locale: str) -> tuple[str, ...] | Wrong:
    """Find the choices that a text lists, in the order of the question, each once; one unknown part makes it NO_CHOICE.

    They are parted by commas, semicolons, line ends, "and" or "&". A choice that holds one of these itself is known as well.
    """
    if len(text) > _LONGEST:
        return Wrong.NO_CHOICE
    if text.strip() in choices:  # it may be nothing but a separator
        return (text.strip(),)
    parts = list(islice(split(text), _MOST_PARTS))
    found: set[str] = set()
    at = 0
    while at < len(parts):
        for end in range(min(len(parts), at + _MOST_JOINED), at, -1):
            joined = text[parts[at].start : parts[end - 1].end]
            chosen = named_choice(joined, choices)
            if chosen is None and end == at + 1:
                chosen = read_choice(joined, choices, ask, locale)
            if isinstance(chosen, Wrong):
                return chosen
            if chosen is not None:
                found.add(chosen)
                at = end
                break
    return tuple(choice for choice in dict.fromkeys(choices) if choice in found) or Wrong.NO_CHOICE


def _only(found: Sequence[str]) -> str | Wrong:
    if not found:
        return Wrong.NO_CHOICE
    return found[0] if len(set(found)) == 1 else Wrong.SEVERAL


def _in_words(text: str, choices: Sequence[str]) -> list[str]:
    """Find the choices that stand in a text as whole words; one within a longer one ("Pro" in "Pro Plus") doesn't count."""
    words = _words(text)
    spans = [
        (at, at + len(wanted), choice)
        for choice in choices
        if (wanted := _words(choice))
        for at in range(len(words) - len(wanted) + 1)
        if words[at : at + len(wanted)] == wanted
    ]
    longest = [
        (start, end, choice)
        for start, end, choice in spans
        if not any(left <= start and end <= right and right - left > end - start for left, right, _ in spans)
    ]
    taken = {at for start, end, _ in longest for at in range(start, end)}
    if any(word.replace("'", "").replace("’", "") in DENIALS for at, word in enumerate(words) if at not in taken):  # noqa: RUF001 - as typed
        return []
    return [choice for _, _, choice in longest]


def _words(text: str) -> list[str]:
    dashes = re.sub("[\N{HYPHEN}-\N{HORIZONTAL BAR}]", "-", fold(text))
    return [word for typed in dashes.split() if (word := typed.strip(_AROUND))]


def _by_number(text: str, choices: Sequence[str], ask: str, locale: str) -> list[str]:
    """Find the choices that are ranges which hold the number or the range that was typed."""
    ranges = [(choice, numbers) for choice in choices if (numbers := read_range(choice)) is not None]
    units = sorted({numbers.unit for _, numbers in ranges if numbers.unit}, key=len)
    if any(not unit.startswith(units[0]) for unit in units):
        # "1-4 hours" and "1-5 days": nobody knows what 3 is. "1 seat" and "2-10 seats" are alike.
        return []
    # "200 people" where the choices, and not the question, have the word.
    value = read_number(text, " ".join((ask, *choices)), locale)
    if not isinstance(value, Wrong):
        return [choice for choice, numbers in ranges if numbers.holds(value)]
    typed = read_range(text)
    if typed is None or typed.low == typed.high:  # "40k" is a number that read_number doesn't know
        return []
    return [choice for choice, numbers in ranges if numbers.covers(typed)]
