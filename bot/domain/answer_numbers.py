"""Answers that are numbers: plain ones only, and never a guess at what a comma or a point means."""

import re
import unicodedata
from typing import Final

from bot.domain.answer_types import Wrong
from bot.domain.locales import decimal_comma
from bot.domain.text import fold
from bot.domain.values import number

_LONGEST: Final = 100

#: Marks that mean one thing only: Arabic's for thousands and decimals, the typeset minus.
_MARKS: Final = str.maketrans({"٬": "'", "٫": ".", "\N{MINUS SIGN}": "-"})  # noqa: RUF001 - as typed
_WITH_WORD: Final = re.compile(r"(?P<number>[^\W_].*\d)(?P<space> ?)(?P<word>[^\W\d_]+)")


def read_number(text: str, ask: str, locale: str) -> int | float | Wrong:
    """Read a number, digits of any script, with at most one word behind it that the question itself has.

    `1,5` and `1.000` are one and a half and a thousand where the locale writes so; where a mark may be meant either way
    the number is UNCLEAR_NUMBER. `500+`, `about 40`, `40-50` and `40k` are NO_NUMBER.

    Args:
        text: What was typed.
        ask: The question's words, whose "seats" may stand behind "40".
        locale: Slack's for the lead, or "".
    """
    typed = text.strip()
    # Raised and circled digits, and fractions, become plain digits by NFKC: 10² isn't 102.
    if len(typed) > _LONGEST or any(unicodedata.category(character) == "No" for character in typed):
        return Wrong.NO_NUMBER
    plain = " ".join(unicodedata.normalize("NFKC", typed).translate(_MARKS).split()).rstrip(".!")[:_LONGEST]
    found = _WITH_WORD.fullmatch(plain)
    if found is not None and _belongs(found["word"], ask, apart=bool(found["space"])):
        plain = found["number"]
    return _by_marks(plain, locale)


def _by_marks(plain: str, locale: str) -> int | float | Wrong:
    """Read a number whose comma and point may each be the decimal mark or part the thousands."""
    with_point, with_comma = number(plain), number(plain, comma=True)
    comma = decimal_comma(locale)
    if with_comma is None:
        return Wrong.NO_NUMBER if with_point is None else with_point  # 1.5 is understood everywhere
    if with_point is None:
        # 1.000,5 can't be anything else; 1,5 may be a slip where it isn't usual.
        return with_comma if comma or "." in plain else Wrong.UNCLEAR_NUMBER
    if with_point == with_comma:
        return with_point
    # Three digits behind the only mark. Nobody writes 1,000 for one, unless the comma is the decimal mark there.
    if "," in plain:
        return Wrong.UNCLEAR_NUMBER if comma else with_point
    return with_comma if comma else Wrong.UNCLEAR_NUMBER


def _belongs(word: str, ask: str, *, apart: bool) -> bool:
    """Say whether a word behind a number is one of the question's."""
    folded, asked = fold(word), fold(ask)
    if apart:
        return folded in re.findall(r"[^\W\d_]+", asked)
    # 40人: a script without spaces. 40k is another number.
    return not folded.isascii() and folded in asked
