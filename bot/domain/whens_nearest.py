"""What was probably meant by a time that can't be read: the nearest right forms (CONTRACT 6)."""

import math
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from bot.domain.nearest import nearest

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH: Final = "|".join((*MONTHS, *(month[:3] for month in MONTHS), "sept"))

NUMERIC: Final = re.compile(r"(\d{4}|\d\d?)([./-])(\d\d?)(?:\2(\d{4}|\d\d?)?)?[.,]?(?!\S)")
# What people write otherwise, and how it is written here, the likeliest first; what doesn't come out right isn't told.
_REPAIRS: Final[dict[str, tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...]]] = {
    "until": (
        (r"\btoday\b", "tomorrow"),
        (r"\b24:00(?!\S)", "midnight"),
        (r"\b(\d\d?)[.h](\d\d)(?!\d|\.)", r"\1:\2"),
        (r"\b(\d\d:\d\d) ?[ap]\.?m\b", r"\1"),
        (r"\b(\d\d?)(?: ?h| ?[ap]\.?m|[.,])?(?!\S)", r"\1:00"),
        (r"(?<=\d)(?:z|[+-]\d\d:?(?:\d\d)?)(?!\S)", ""),
        (r"(?<= )(\d\d)(?!\S)", r"20\1"),
        *((r"(?<!:)\b(?:29|[3-9]\d)(?!:)", day) for day in ("30", "29", "28")),
        (rf"(?<!\S)({MONTH})\b(?! \d\d?\b)", r"1 \1"),
    ),
    "for": (
        (r"^-", ""),
        (r"(\d),(\d)", r"\1.\2"),
        (r"(\dh|hours?)(?:,? (?:and )?)?(\d+)(?!\S)", r"\1 \2m"),
        (r"\b(\d{1,9}) ?s(?:ec(?:ond)?s?)?(?!\S)", lambda found: f"{math.ceil(int(found[1]) / 60)}m"),
        (r"\b(\d\d?) ?mo(?:nth)?s?(?!\S)", lambda found: f"{int(found[1]) * 30}d"),
        (r"(\d+ ?m\S*) (\d+ ?h\S*)", r"\2 \1"),
        (r"(\d)$", r"\1h"),
    ),
}
_MEANT: Final = {
    "until": (*WEEKDAYS, *MONTHS, "today", "tomorrow", "noon", "midnight"),
    "for": [f"{unit}{s}" for unit in ("second", "minute", "hour", "day", "week", "month") for s in ("s", "")],
}


def in_numbers(text: str, today: date) -> Iterator[tuple[str, str]]:
    """Give the dates that one in numbers may be: day first, and, without full stops, month first, too."""
    if found := NUMERIC.match(text):
        one, sign, two, three = found.groups()
        day_first, month_first = (three, two, one), (three, one, two)
        readings = (
            [(one, two, three or "1")] if len(one) == len("2026") else [day_first, month_first][: 1 + (sign != ".")]
        )
        for year, month, day in dict.fromkeys(readings):
            for full_year in [f"20{year:0>2}"[-4:]] if year else [today.year, today.year + 1]:
                yield "until", f"{full_year}-{month:0>2}-{day:0>2}{text[found.end() :]}"


def nearly(verb: str, text: str, today: date) -> Iterator[tuple[str, str]]:
    """Give what may have been meant, the likeliest first; most of it is wrong, too."""
    other = "for" if verb == "until" else "until"
    yield other, text
    words = text.split()
    for at, word in enumerate(words[:4]):
        if near := nearest(word, _MEANT[verb]):
            yield verb, " ".join((*words[:at], near, *words[at + 1 :]))
    years = ((r"(?<!\S)\d{4}(?![:\d])", str(year)) for year in (today.year, today.year + 1))
    for pattern, new in ((re.escape(today.isoformat()), "tomorrow"), *_REPAIRS[verb], *years):
        for found in re.finditer(pattern, text):
            repaired = new(found) if callable(new) else found.expand(new)
            yield verb, text[: found.start()] + repaired + text[found.end() :]
    if not words[0][0].isdigit():
        yield from ((verb, " ".join(words[1:])), (other, " ".join(words[1:])))
