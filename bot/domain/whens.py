"""The times that people type after `/away until` and `/away for`, in English (CONTRACT 6).

Nothing is guessed: what is not understood is a mistake that names the nearest right form. Days and clock times are
those of the teammate's own time zone. One that the clocks skip (spring) is as much later as they were put forward; one
that they show twice (autumn) is the first, or the second when the first is past.
"""

import math
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain.whens_nearest import MONTH, MONTHS, NUMERIC, WEEKDAYS, in_numbers, nearly

_FARTHEST_SECONDS: Final = 366 * 86_400
_MORNING: Final = time(9)
_SHOWN: Final = 60
_REPAIRED: Final = 80  # how much of what was typed is searched for the nearest right form
_UNITS: Final = {
    "w": (604_800, "w|weeks?"),
    "d": (86_400, "d|days?"),
    "h": (3_600, "h|hrs?|hours?"),
    "m": (60, "m|mins?|minutes?"),
}

# The grammar, of words in lower case with one space between them. All of it ends where a word ends, `(?!\S)`: so `9 am`
# is a clock time in `9 am dentist`, but not in `9 amazing people`, and `1h` isn't all of `1h30`.
_STOP: Final = r"(?:[.,]| ,)?"
_HALF: Final = r" ?[ap]\.?m[.,]*(?!\S)"
_DAY: Final = "|".join((*WEEKDAYS, *(day[:3] for day in WEEKDAYS), "tues", "weds", "thur", "thurs"))
_NTH: Final = r"(?:st|nd|rd|th)?"
_DATE: Final = (
    rf"(?:on )?(?:(?P<iso>\d{{4}}-\d\d?-\d\d?)|(?P<near>today|tomorrow)|(?:(?P<which>next|this) )?(?P<weekday>{_DAY})"
    rf"|(?:(?:the )?(?P<day>\d\d?){_NTH}{_STOP} (?:of )?(?P<month>{MONTH})"
    rf"|(?P<month_first>{MONTH}){_STOP} (?:the )?(?P<day_then>\d\d?){_NTH}(?!{_HALF}))(?:{_STOP} (?P<year>\d{{4}}))?)"
)
_CLOCK: Final = (
    rf"(?:at )?(?:(?P<named>noon|midnight)|(?P<hour>\d\d?)(?=:|{_HALF})"
    r"(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?)?(?: ?(?P<half>[ap])\.?m)?)"
)
_WHEN: Final = (
    re.compile(rf"{_DATE}(?:(?:{_STOP} |(?<=\d)t(?=\d)){_CLOCK})?{_STOP}(?!\S)"),
    re.compile(rf"{_CLOCK}(?:{_STOP} {_DATE})?{_STOP}(?!\S)"),
)
_PARTS: Final = "".join(
    rf"(?:(?:{_STOP} (?:and )?)?(?P<{unit}>\d+(?:\.\d+)?|(?:half )?an?(?= )) ?(?:{spelled})(?![a-z])"
    rf"(?P<{unit}_half> and a half(?!\S))?)?"
    for unit, (_, spelled) in _UNITS.items()
)
_HOW_LONG: Final = re.compile(rf"(?=[\dah]){_PARTS}{_STOP}(?!\S)")
_COULD_BELONG: Final = re.compile(rf"(?:{MONTH})[.,]?(?!\S)|(?:(?:at|and|@|-) )?[(@~+-]*\d")


class NotATime(Exception):  # noqa: N818 - it is what was typed
    """What was typed is not a time that somebody can be away until.

    Attributes:
        wrong: what was wrong, a sentence; `{typed}` stands in it at most once, between backticks, and no other brace.
        typed: what to show there: raw, at most 60 characters; "" when nothing was typed.
        example: what to type after the command instead, in this module's own words. It is right at that moment (that of
            `for_`, which knows no time zone, in UTC).
    """

    def __init__(self, wrong: str, typed: str, example: str = "") -> None:
        super().__init__(wrong, typed, example)
        self.wrong = wrong
        self.typed = typed
        self.example = example


@dataclass(frozen=True, slots=True)
class When:
    """When away mode ends, UTC seconds since 1970, and the words that are left: a reason, empty when there are none."""

    ends_at: float
    rest: tuple[str, ...]


def zone_of(name: str) -> ZoneInfo:
    """Return the time zone that Slack calls `name` (IANA's name); UTC for what is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, ValueError, OSError):  # not there; not a path, or not a zone's file; a folder, or too long
        return ZoneInfo("UTC")


def until(words: Sequence[str], now: float, zone: ZoneInfo) -> When:
    """Read what was typed after `until`: the longest beginning that is a time, then a reason.

    A time is a day, a clock time or both. A day alone ends at 09:00; `friday midnight` is the end of Friday. A clock
    time alone is the next such. A weekday is never today, unless with a clock time that is still ahead. A day of a
    month without a year is the next such; when it is today, it isn't next year's because its time is past.

    Args:
        words: what was typed, split at white space.
        now: UTC seconds since 1970.
        zone: where the teammate is.

    Raises:
        NotATime: it is none; it is past or more than 366 days ahead; or the reason begins with a number or a month.
    """
    return _read("until", words, now, zone)


def for_(words: Sequence[str], now: float) -> When:
    """Read what was typed after `for`: weeks, days, hours and minutes, from large to small; then a reason.

    A day is 24 hours, also when the clocks change. Parts of a second are rounded.

    Args:
        words: what was typed, split at white space.
        now: UTC seconds since 1970.

    Raises:
        NotATime: it is none; it is nothing or more than 366 days; or the reason begins with a number or a month.
    """
    return _read("for", words, now, UTC)


def _read(verb: str, words: Sequence[str], now: float, zone: tzinfo) -> When:
    example = {"until": "until friday", "for": "for 2h"}[verb]
    if not any(word.strip() for word in words):
        raise NotATime(f"`{verb}` needs a time after it.", "", example)
    try:
        return _parse(verb, words, now, zone)[0]
    except NotATime as mistake:
        text, today = _text(words)[:_REPAIRED], datetime.fromtimestamp(now, zone).date()
        right = [*_right(in_numbers(text, today), now, zone)] if verb == "until" else []
        right = right or [*islice(_right(nearly(verb, text, today), now, zone), 1)]
        meant = f"; did you mean {' or '.join(f'`{one}`' for one in right)}?" if right else "."
        raise NotATime(mistake.wrong + meant, mistake.typed, [*right, mistake.example or example][0]) from None


def _parse(verb: str, words: Sequence[str], now: float, zone: tzinfo) -> tuple[When, str]:
    """Return what was read, and the text of the time itself.

    Raises:
        NotATime: its sentence lacks the end, and its example is empty unless part of what was typed is right.
    """
    text = _text(words)
    patterns = _WHEN if verb == "until" else (_HOW_LONG,)
    today = datetime.fromtimestamp(now, zone).date()
    read = next(filter(None, (pattern.match(text) for pattern in patterns)), None)
    if read is None:
        if verb == "until" and NUMERIC.match(text):
            raise NotATime("Dates in numbers are written year-month-day, not `{typed}`", _shown(words))
        sought = "a day or time" if verb == "until" else "a number of minutes, hours, days or weeks"
        raise NotATime(f"I can't read `{{typed}}` as {sought}", _shown(words))
    count = read[0].count(" ") + 1
    typed, rest = _shown(words[:count]), tuple(words[count:])
    try:
        ends_at = _moment(read, today, now, zone) if verb == "until" else now + _seconds(read)
    except (ValueError, OverflowError):
        raise NotATime("There is no such day or time as `{typed}`", typed) from None
    if ends_at <= now and verb == "for":
        raise NotATime("`{typed}` is no time at all", typed)
    if ends_at <= now:
        why = ", as a day alone ends at 09:00" if not _timed(read) and today in _days(read, today) else ""
        raise NotATime("`{typed}` is past" + why, typed, "until tomorrow" if why else "")
    if ends_at > now + _FARTHEST_SECONDS:
        raise NotATime("`{typed}` is more than 366 days ahead", typed)
    own = re.sub(r"(?<=\d)t(?=\d)", " ", read[0].rstrip(" ,."))
    if rest and (_COULD_BELONG.match(_text(rest)) or rest[0][:1].isdigit()):
        wrong = "A reason can't begin with a number or a month, which could be part of the time"
        raise NotATime(wrong + ": put another word before `{typed}`", _shown(rest), f"{verb} {own}")
    return When(ends_at, rest), own


def _seconds(read: re.Match[str]) -> int:
    total = 0.0
    for unit, (seconds, _) in _UNITS.items():
        if number := read[unit]:
            half = 0.5 if read[f"{unit}_half"] else 0.0
            total += seconds * (half + (float(number) if number[0].isdigit() else 1.0 if number[0] == "a" else 0.5))
    return round(min(total, 2.0 * _FARTHEST_SECONDS))  # 400 digits are infinity, which can't be rounded


def _moment(read: re.Match[str], today: date, now: float, zone: tzinfo) -> float:
    """Return the first of the moments that are meant and still ahead, else one that isn't; too far: infinity.

    Raises:
        ValueError, OverflowError: there is no such day or time.
    """
    clock, days_later = _clock(read)
    moments = [math.inf]  # 29 February, of a year that is too far ahead
    for day in _days(read, today):
        local = datetime.combine(day + timedelta(days=days_later), clock, zone)
        moments = [local.timestamp(), local.replace(fold=1).timestamp()]
        if ahead := [moment for moment in moments if moment > now]:
            return ahead[0]
    return moments[-1]


def _days(read: re.Match[str], today: date) -> list[date]:
    """Return the days that can be meant, the nearest first."""
    if read["iso"]:
        year, month, day = map(int, read["iso"].split("-"))
        return [date(year, month, day)]
    if read["near"]:
        return [today + timedelta(days=read["near"] == "tomorrow")]
    if read["weekday"]:
        days = (_at(WEEKDAYS, read["weekday"]) - today.weekday()) % 7
        later = today + timedelta(days=days or 7)
        return [today, later] if days == 0 and _timed(read) and read["which"] != "next" else [later]
    if named := read["month"] or read["month_first"]:
        month, day = 1 + _at(MONTHS, named), int(read["day"] or read["day_then"])
        if read["year"]:
            return [date(int(read["year"]), month, day)]
        date(2000, month, day)  # a ValueError for what no year has
        years = [year for year in (today.year, today.year + 1) if day <= monthrange(year, month)[1]]
        return [coming for year in years if (coming := date(year, month, day)) >= today][:1]
    return [today, today + timedelta(days=1)]


def _clock(read: re.Match[str]) -> tuple[time, int]:
    """Return the clock time and how many days after the named day it is: midnight is a day's end."""
    if read["named"]:
        return (time(12), 0) if read["named"] == "noon" else (time(0), 1)
    if not _timed(read):
        return _MORNING, 0
    hour = int(read["hour"])
    if read["half"]:
        hour = range(1, 13).index(hour) + 1  # a ValueError for 13pm
        hour = hour % 12 + (12 if read["half"] == "p" else 0)
    return time(hour, int(read["minute"] or 0), int(read["second"] or 0)), 0


def _right(texts: Iterable[tuple[str, str]], now: float, zone: tzinfo) -> Iterator[str]:
    """Give those of the texts (verb and words) that are right, without their reasons."""
    for verb, text in texts:
        with suppress(NotATime):
            yield f"{verb} {_parse(verb, text.split(), now, zone)[1]}"


def _at(names: Sequence[str], word: str) -> int:
    return [name[:3] for name in names].index(word[:3])


def _timed(read: re.Match[str]) -> bool:
    return bool(read["named"] or read["hour"])


def _text(words: Iterable[str]) -> str:
    """Return the words in lower case; `?` stands for one that has other characters than the grammar."""
    return " ".join(word.lower() if word.isascii() and word.split() == [word] else "?" for word in words)


def _shown(words: Sequence[str]) -> str:
    typed = " ".join(words)
    return typed if len(typed) <= _SHOWN else f"{typed[: _SHOWN - 1]}…"
