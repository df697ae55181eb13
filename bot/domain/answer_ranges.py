"""Ranges of numbers, as choices and people write them: `51-500`, `500+`, `under 10`, `more than 1000`."""

import re
from typing import Final, NamedTuple

from bot.domain.text import fold
from bot.domain.values import number

_LONGEST: Final = 80
_DASHES: Final = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}~\N{WAVE DASH}]")

# The words of English, German, French, Spanish, Italian, Portuguese and Dutch, folded.
_MORE: Final = (
    r">|more than|over|above|greater than|mehr als|uber|plus de|mas de|mas que|piu di|oltre|mais de|mais que|acima de"
    r"|meer dan|boven"
)
_LEAST: Final = r">=|≥|at least|from|min\.?|minimum|mindestens|ab|au moins|a partir de|al menos|desde|almeno|pelo menos|minstens|vanaf"
_LESS: Final = (
    r"<|less than|fewer than|under|below|weniger als|unter|moins de|menos de|menos que|meno di|sotto|abaixo de"
    r"|minder dan|onder"
)
_MOST: Final = (
    r"<=|≤|up to|at most|max\.?|maximum|bis|bis zu|hochstens|jusqu'a|au plus|hasta|como maximo|fino a|al massimo|ate"
    r"|no maximo|tot|hoogstens"
)
_OR_MORE: Final = (
    r"(?:\+|or more|and more|and above|and over|or above|oder mehr|und mehr|ou plus|et plus|o mas|y mas|o piu|e oltre"
    r"|ou mais|of meer|en meer)"
)
_OR_LESS: Final = r"(?:or less|or fewer|and below|or under|oder weniger|ou moins|o menos|o meno|ou menos|of minder)"
_NUMBER: Final = r"(\d[\d,.'’ ]*)"  # noqa: RUF001 - Swiss thousands
# "5k" and "5 million" are other numbers. Only scripts without spaces have a unit close behind.
_UNIT: Final = (
    r"(?! ?(?:k|m|mm|mn|bn|b|thousand|million|billion|mio|mrd|tausend|mil|mille|millones|milioni|milhoes|miljoen)\b)"
    r"(?: ?(?P<unit>(?:(?<= )|(?![a-z]))[^\W\d_][^\d<>+]*))?"
)

_BETWEEN: Final = re.compile(
    rf"(?:(?:between|zwischen|entre|tra|tussen) {_NUMBER} ?(?:and|und|et|y|e|en) {_NUMBER}"
    rf"|(?:(?:from|von|de|da|van) )?{_NUMBER}(?:-| ?(?:to|bis|a|ate|tot) ){_NUMBER}){_UNIT}"
)
_OPEN_UP: Final = re.compile(rf"(?:(?P<more>{_MORE})|(?:{_LEAST})) ?{_NUMBER}{_UNIT}")
_OPEN_UP_BEHIND: Final = re.compile(rf"{_NUMBER}{_OR_MORE}{_UNIT}")
_OPEN_DOWN: Final = re.compile(rf"(?:(?P<less>{_LESS})|(?:{_MOST})) ?{_NUMBER}{_UNIT}")
_OPEN_DOWN_BEHIND: Final = re.compile(rf"{_NUMBER}{_OR_LESS}{_UNIT}")
_ONE: Final = re.compile(rf"{_NUMBER}{_UNIT}")


class Range(NamedTuple):
    """Numbers from `low` to `high`, None where it is open; an end belongs to it unless `above` or `below` says otherwise.

    `unit` is what the numbers count, folded, or "".
    """

    low: float | None
    high: float | None
    above: bool = False
    below: bool = False
    unit: str = ""

    def holds(self, value: float) -> bool:
        """Say whether a number is in the range."""
        fits_low = self.low is None or (value > self.low if self.above else value >= self.low)
        fits_high = self.high is None or (value < self.high if self.below else value <= self.high)
        return fits_low and fits_high

    def is_meant_by(self, typed: "Range") -> bool:
        """Say whether what was typed is this range; its unit may be left out."""
        return typed == self._replace(unit=typed.unit) and typed.unit in ("", self.unit)

    def covers(self, typed: "Range") -> bool:
        """Say whether all of what was typed is in this range; its unit may be left out."""
        if typed.unit not in ("", self.unit):
            return False
        if (typed.low is None and self.low is not None) or (typed.high is None and self.high is not None):
            return False
        # An end that doesn't belong to what was typed may be this range's own end.
        fits_low = typed.low is None or self.holds(typed.low) or (typed.above and typed.low == self.low)
        fits_high = typed.high is None or self.holds(typed.high) or (typed.below and typed.high == self.high)
        return fits_low and fits_high


def read_range(text: str) -> Range | None:
    """Read a range ("51-500 people", "500+", "under 10"; a single number is one, too), or give None."""
    if len(text) > _LONGEST:
        return None
    folded = re.sub(r" ?- ?", "-", _DASHES.sub("-", fold(text)))[:_LONGEST]
    for pattern in (_BETWEEN, _OPEN_UP, _OPEN_UP_BEHIND, _OPEN_DOWN, _OPEN_DOWN_BEHIND, _ONE):
        found = pattern.fullmatch(folded)
        if found is not None:
            return _range(
                pattern, found.groupdict(), [group for group in found.groups() if group and group[0].isdigit()]
            )
    return None


def _range(pattern: re.Pattern[str], names: dict[str, str | None], typed: list[str]) -> Range | None:
    ends = [number(text.strip()) for text in typed]
    low, high = ends[0], ends[-1]
    if low is None or high is None or low > high:
        return None
    unit = (names["unit"] or "").strip()
    if pattern in (_OPEN_UP, _OPEN_UP_BEHIND):
        return Range(low, None, above=bool(names.get("more")), unit=unit)
    if pattern in (_OPEN_DOWN, _OPEN_DOWN_BEHIND):
        return Range(None, high, below=bool(names.get("less")), unit=unit)
    return Range(low, high, unit=unit)
