"""The parts of a message that may each be an answer of its own."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

# 1,000 and 51,500 are no parts.
_BETWEEN: Final = re.compile(
    r"(?<!\d),|,(?!\d)|[;\n،、；，]|\s(?:and|und|et|y|e|en|och|og)\s|&",  # noqa: RUF001 - commas of other scripts
    re.IGNORECASE,
)
_LONGEST_DAY: Final = 40
_YEAR: Final = re.compile(r"(?:19|20)\d\d", re.ASCII)
_DAY: Final = re.compile(r"(?:\D* )?\d\d?(?:st|nd|rd|th)?\.?(?: [^\W\d][^\d,]*)?", re.ASCII | re.IGNORECASE)


class Part(NamedTuple):
    """A part of a message, without white space around it, and where it stands."""

    text: str
    start: int
    end: int


def split(text: str) -> Iterator[Part]:
    """Go through the parts of a text between commas, semicolons, line ends, "and" and "&"; empty ones are left out.

    A year behind a day belongs to it: "December 4, 2026".
    """
    before: Part | None = None
    for part in _pieces(text):
        if before is not None and _is_year_of(before, part, text):
            before = Part(text[before.start : part.end], before.start, part.end)
            continue
        if before is not None:
            yield before
        before = part
    if before is not None:
        yield before


def _is_year_of(before: Part, part: Part, text: str) -> bool:
    between = text[before.end : part.start].strip()
    short = len(before.text) <= _LONGEST_DAY
    return (
        between == "," and short and _YEAR.fullmatch(part.text) is not None and _DAY.fullmatch(before.text) is not None
    )


def _pieces(text: str) -> Iterator[Part]:
    start = 0
    for found in _BETWEEN.finditer(text):
        yield from _piece(text, start, found.start())
        start = found.end()
    yield from _piece(text, start, len(text))


def _piece(text: str, start: int, end: int) -> Iterator[Part]:
    typed = text[start:end]
    stripped = typed.strip()
    if stripped:
        begin = start + len(typed) - len(typed.lstrip())
        yield Part(stripped, begin, begin + len(stripped))
