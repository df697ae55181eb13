"""Plain values in text, read strictly: numbers and ISO dates. Assignment rules and answers read them alike."""

import re
from datetime import date
from typing import Final

_ISO_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_LONGEST_NUMBER: Final = 40


def _number_in(thousands: str, decimal: str) -> re.Pattern[str]:
    """Make the pattern of a number: groups of three digits, all parted by the same mark, and a decimal mark."""
    groups = rf"(?!0)\d{{1,3}}(?P<by>[{thousands}'’_ ])\d{{3}}(?:(?P=by)\d{{3}})*"  # noqa: RUF001 - Swiss thousands
    return re.compile(rf"[+-]?(?:(?:{groups}|\d+)(?:{decimal}\d+)?)")


_WITH_POINT: Final = _number_in(",", r"\.")
_WITH_COMMA: Final = _number_in(r"\.", ",")


def number(text: str, *, comma: bool = False) -> int | float | None:
    """Read a plain number of any script's digits, at most 40 characters, or give None.

    Args:
        text: What may be a number: `1,000`, `1 000`, `1.5`.
        comma: Whether the comma is the decimal mark and the point parts the thousands, instead of the other way round.

    Returns:
        An int where it is whole, else a float.
    """
    match = (_WITH_COMMA if comma else _WITH_POINT).fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    if match is None:
        return None
    separator = match["by"]
    plain = text.replace(separator, "") if separator is not None else text
    whole, _, part = plain.replace(",", ".").partition(".")
    return float(f"{whole}.{part}") if part.strip("0") else int(whole)


def amount(text: str) -> int | float | None:
    """Read a plain number that may be followed by "+" or "%" ("500+" counts as 500), or give None."""
    return number(text[:-1].rstrip() if text.endswith(("+", "%")) else text)


def iso_date(text: str) -> date | None:
    """Read an ISO date (`2026-12-24`), or give None."""
    if _ISO_DATE.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
