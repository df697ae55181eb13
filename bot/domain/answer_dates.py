"""Answers that are dates: a day that can't be another one, in numbers, in words, or seen from today.

Numbers are read by our own grammar, words by dateparser, in the lead's language and English; what it makes of them
counts only if every number of the text is in it (docs/adr/0005 tells what it reads in words that are no dates).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final

from bot.domain.answer_types import Reading, Wrong
from bot.domain.locales import language, month_first
from bot.domain.text import fold
from bot.domain.whens_nearest import MONTHS, WEEKDAYS

_LONGEST: Final = 60
_MOST_WORDS: Final = 8
_SHORTEST_NAME: Final = 3
_CJK: Final = "\u2e80"  # Chinese, Japanese and Korean come from here on: their names have two characters

_ISO: Final = re.compile(r"(\d{4})[-/.](\d\d?)[-/.](\d\d?)(?:[T ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?Z?)?", re.ASCII)
_EAST_ASIAN: Final = re.compile(r"(?:(\d{4}) ?[年년] ?)?(\d\d?) ?[月월] ?(\d\d?) ?[日号號일]", re.ASCII)
# 3/4, 3/4/2026, 3.4.26 and 3.4.; but 3.4 is a number and 3-4 two of them.
_NUMERIC: Final = re.compile(
    r"(\d\d?)(?:(/)|(\.)|-(?=\d\d?-)) ?(\d\d?)(?:(?:/|-|\. ?)(\d{4}|\d\d)|(?(3)\.|(?(2)|(?!))))", re.ASCII
)
_CLOCK: Final = re.compile(r"\d\d?:\d\d(?::\d\d)?|\d\d? ?[ap]\.?m\b", re.ASCII)
_NUMBER: Final = re.compile(r"\d+", re.ASCII)
_YEAR_DIGITS: Final = 4
_CENTURY: Final = 2000
_LEAP_YEARS_APART: Final = 8

#: Slack's languages that dateparser calls otherwise.
_CALLED: Final = {"no": "nb", "zh-TW": "zh-Hant", "zh-HK": "zh-Hant"}
# What stands before a day, and behind the name of a weekday, folded. "Next" and "this Friday" are the coming one, as in
# `/away until`.
_BEFORE_A_DAY: Final = frozenset(
    "on this next coming by am an diesen nachsten kommenden bis le ce el este proximo na nesta proxima il questo prossimo op"  # noqa: SIM905 - words
    " deze komende volgende pa nasta naeste neste w we v ve в во ב يوم bu".split()
)
_BEHIND_WEEKDAY: Final = frozenset({"prochain", "proximo", "prossimo", "gunu"})
_NOT_IN_A_NAME: Final = re.compile(r"[\s.,!?()]+")


def read_date(text: str, reading: Reading) -> str | Wrong:
    """Read a day, as ISO text ("2026-12-04").

    It needs a day and a month, or to be as sure as "tomorrow", "friday" or "in 2 weeks" are; the year may be left out, and
    then it is the coming one. A weekday is never today. 3/4/2026 goes by the locale, and is AMBIGUOUS_DATE where that is
    unknown and both are days.
    """
    typed = " ".join(_plain_digits(text).split()) if len(text) <= _LONGEST else ""
    typed = typed.rstrip("!?")
    if (found := _ISO.fullmatch(typed)) is not None:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if (found := _EAST_ASIAN.fullmatch(typed)) is not None:
        return _day(int(found[1]) if found[1] else None, int(found[2]), int(found[3]), reading.today)
    if (found := _NUMERIC.fullmatch(typed)) is not None:
        return _by_order(int(found[1]), int(found[4]), found[5], reading)
    if not any(character.isalpha() for character in typed) or typed.count(" ") >= _MOST_WORDS:
        return Wrong.NO_DATE
    languages = _languages(reading.locale)
    day = _weekday(typed, languages, reading.today)
    if day is None:
        first, _, rest = typed.partition(" ")
        bare = rest if fold(first) in _BEFORE_A_DAY else typed
        found_days = (_in_words(words, languages, reading.today) for words in dict.fromkeys((typed, bare)))
        day = next(filter(None, found_days), None) or _from_today(typed, languages, reading.today)
    return day.isoformat() if day is not None else Wrong.NO_DATE


def _plain_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def _day(year: int | None, month: int, day: int, today: date = date.min) -> str | Wrong:
    """Return a day of a year, None for the coming one (which may be today)."""
    years = [year] if year is not None else range(today.year, today.year + _LEAP_YEARS_APART + 1)
    for one in years:
        try:
            found = date(one, month, day)
        except (ValueError, OverflowError):
            continue
        if found >= today or year is not None:
            return found.isoformat()
    return Wrong.NO_DATE


def _by_order(first: int, second: int, year: str | None, reading: Reading) -> str | Wrong:
    """Read a date in numbers, day first or month first."""
    whole = None if year is None else int(year) + (0 if len(year) == _YEAR_DIGITS else _CENTURY)
    day_first = _day(whole, second, first, reading.today)
    month_then_day = _day(whole, first, second, reading.today)
    if isinstance(day_first, Wrong) or isinstance(month_then_day, Wrong) or day_first == month_then_day:
        return month_then_day if isinstance(day_first, Wrong) else day_first
    order = month_first(reading.locale)
    if order is None:
        return Wrong.AMBIGUOUS_DATE
    return month_then_day if order else day_first


def _languages(locale: str) -> tuple[str, ...]:
    """Return the languages to read in, as dateparser calls them: the locale's, if it is known, and English."""
    from dateparser.data.languages_info import language_order

    spoken = _CALLED.get(locale) or _CALLED.get(language(locale)) or language(locale)
    return tuple(dict.fromkeys((spoken, "en"))) if spoken in language_order else ("en",)


def _parsed(
    text: str, languages: Sequence[str], now: datetime, settings: Mapping[str, Any]
) -> tuple[datetime, str] | None:
    """Ask dateparser, and return what it found and how exact that is ("day", "week", ...)."""
    # A tenth of a second, and only whoever asks for dates needs it.
    from dateparser.date import DateDataParser

    base: dict[str, Any] = {"TIMEZONE": "UTC", "RETURN_AS_TIMEZONE_AWARE": False, "RELATIVE_BASE": now}
    try:
        found = DateDataParser(
            languages=[*languages], use_given_order=True, settings={**base, **settings}
        ).get_date_data(text)
    except Exception:  # noqa: BLE001 - whatever it stumbles over is no date
        return None
    return (found.date_obj, found.period) if found.date_obj is not None else None


def _in_words(text: str, languages: Sequence[str], today: date) -> date | None:
    """Read a day and a month, maybe with a year, a weekday and a time of day."""
    wanted = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month"], "PREFER_DATES_FROM": "future"}
    found = _parsed(text, languages, datetime.combine(today, time()), wanted)
    if found is None:
        return None
    numbers = _NUMBER.findall(_CLOCK.sub(" ", text.lower()))
    month, day = found[0].month, found[0].day
    if (at := next((at for at, number in enumerate(numbers) if int(number) == day), None)) is None:
        return None
    others = numbers[:at] + numbers[at + 1 :]
    if len(others) > 1 or (others and len(others[0]) not in (2, _YEAR_DIGITS)):
        return None
    year = int(others[0]) + (0 if len(others[0]) == _YEAR_DIGITS else _CENTURY) if others else None
    read = _day(year, month, day, today)
    if isinstance(read, Wrong):
        return None
    that_day = date.fromisoformat(read)
    names = _weekdays(languages)
    named = {names[word] for word in _NOT_IN_A_NAME.split(fold(text)) if word in names}
    return that_day if named <= {that_day.weekday()} else None


def _from_today(text: str, languages: Sequence[str], today: date) -> date | None:
    """Read what is so many days or weeks from today; a span alone ("2 weeks") or a whole week isn't a day."""
    if fold(text) in _whole_spans(languages):
        return None
    # At the end of the day looking ahead as at its beginning looking back: so it is neither hours from now nor a span.
    found, again = (
        _parsed(
            text, languages, datetime.combine(today, at), {"PARSERS": ["relative-time"], "PREFER_DATES_FROM": prefer}
        )
        for at, prefer in ((time(23, 59), "future"), (time(0), "past"))
    )
    if found is None or again is None or found[1] not in ("day", "week") or found[0].date() != again[0].date():
        return None
    return found[0].date()


def _weekday(text: str, languages: Sequence[str], today: date) -> date | None:
    """Read the name of a weekday: the coming one, never today."""
    words = [word for word in _NOT_IN_A_NAME.split(fold(text)) if word]
    if len(words) > 1 and words[0] in _BEFORE_A_DAY:
        words = words[1:]
    if len(words) > 1 and words[-1] in _BEHIND_WEEKDAY:
        words = words[:-1]
    named = _weekdays(languages).get(" ".join(words))
    try:
        return today + timedelta(days=(named - today.weekday() - 1) % 7 + 1) if named is not None else None
    except OverflowError:
        return None


@lru_cache(maxsize=64)
def _weekdays(languages: tuple[str, ...]) -> Mapping[str, int]:
    """Return the folded names of the weekdays, Monday is 0; none that is also a month's (Spanish "mar")."""
    known = [_words_of(spoken) for spoken in languages]
    months = {fold(name) for words in known for month in MONTHS for name in words.get(month, ())}
    return {
        folded: number
        for words in reversed(known)
        for number, weekday in enumerate(WEEKDAYS)
        for name in words.get(weekday, ())
        if (len(folded := fold(name)) >= _SHORTEST_NAME or (len(folded) > 1 and folded >= _CJK))
        and folded not in months
    }


@lru_cache(maxsize=64)
def _whole_spans(languages: tuple[str, ...]) -> frozenset[str]:
    """Return the folded words for a whole week, month or year ("next week")."""
    relative = [_words_of(spoken).get("relative-type", {}) for spoken in languages]
    return frozenset(
        fold(name)
        for words in relative
        for span, names in words.items()
        if span.removesuffix(" ago").split()[-1] in ("week", "month", "year")
        for name in names
    )


def _words_of(spoken: str) -> Mapping[str, Any]:
    """Return dateparser's words of a language."""
    from dateparser.languages.loader import default_loader

    words: Mapping[str, Any] = default_loader.get_locale(spoken).info
    return words
