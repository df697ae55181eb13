"""Answers that are dates: sure of their day and month, in the lead's way of writing them."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import Wrong, choose, read
from bot.domain.whens_nearest import MONTHS
from tests.domain.answering import WEDNESDAY, question, reading


@pytest.mark.parametrize(
    ("text", "locale", "answer"),
    [
        ("2026-12-04", "", "2026-12-04"),
        ("2026/12/4", "", "2026-12-04"),
        ("2026-12-04T10:00:00Z", "", "2026-12-04"),
        ("٢٠٢٦-١٢-٠٤", "ar", "2026-12-04"),
        ("4 December 2026", "", "2026-12-04"),
        ("4 December 2026", "ja-JP", "2026-12-04"),
        ("December 4th, 2026", "en-US", "2026-12-04"),
        ("Friday, December 4, 2026", "en-US", "2026-12-04"),
        ("4 dec", "", "2026-12-04"),
        ("by 4 dec!", "", "2026-12-04"),
        ("4 dec 26", "", "2026-12-04"),
        ("4 December 2026 at 10:30", "", "2026-12-04"),
        ("1st of March", "", "2027-03-01"),
        ("25 November", "", "2026-11-25"),
        ("24 November", "", "2027-11-24"),
        ("29 February", "", "2028-02-29"),
        ("4. Dezember 2026", "de-DE", "2026-12-04"),
        ("ab dem 4. Januar", "de-DE", Wrong.NO_DATE),
        ("le 4 décembre", "fr-FR", "2026-12-04"),
        ("el 4 de diciembre", "es-LA", "2026-12-04"),
        ("4 декабря", "ru-RU", "2026-12-04"),
        ("٤ ديسمبر ٢٠٢٦", "ar", "2026-12-04"),
        ("\u200f4 בדצמבר 2026", "he-IL", "2026-12-04"),
        ("2026年12月4日", "ja-JP", "2026-12-04"),
        ("12月4号", "zh-CN", "2026-12-04"),
        ("12월 4일", "ko-KR", "2026-12-04"),
        ("3/4/2026", "en-US", "2026-03-04"),
        ("3/4/2026", "en-GB", "2026-04-03"),
        ("3.4.2026", "de-DE", "2026-04-03"),
        ("3.4.", "de-DE", "2027-04-03"),
        ("3/4", "ja-JP", "2027-03-04"),
        ("31/12", "en-US", "2026-12-31"),
        ("12/31/26", "de-DE", "2026-12-31"),
        ("4/4/2026", "", "2026-04-04"),
        ("3/4/2026", "", Wrong.AMBIGUOUS_DATE),
        ("3/4/2026", "en-CA", Wrong.AMBIGUOUS_DATE),
        ("3-4-2026", "", Wrong.AMBIGUOUS_DATE),
    ],
)
def test_a_day_of_a_month(text, locale, answer):
    assert read(question("date"), text, reading(locale)) == answer


@pytest.mark.parametrize(
    ("text", "locale", "answer"),
    [
        ("today", "", "2026-11-25"),
        ("Tomorrow", "", "2026-11-26"),
        ("tomorrow at 5pm", "", "2026-11-26"),
        ("yesterday", "", "2026-11-24"),
        ("in 3 days", "", "2026-11-28"),
        ("in two weeks", "", "2026-12-09"),
        ("friday", "", "2026-11-27"),
        ("Wednesday", "", "2026-12-02"),
        ("next Friday", "", "2026-11-27"),
        ("on monday.", "", "2026-11-30"),
        ("Freitag", "de-DE", "2026-11-27"),
        ("friday", "de-DE", "2026-11-27"),
        ("nächsten Montag", "de-DE", "2026-11-30"),
        ("übermorgen", "de-DE", "2026-11-27"),
        ("vendredi prochain", "fr-FR", "2026-11-27"),
        ("demain", "fr-FR", "2026-11-26"),
        ("el viernes", "es-ES", "2026-11-27"),
        ("в пятницу", "ru-RU", "2026-11-27"),
        ("غدًا", "ar", "2026-11-26"),
        ("מחר", "he-IL", "2026-11-26"),
        ("明日", "ja-JP", "2026-11-26"),
        ("周五", "zh-CN", "2026-11-27"),
        ("週五", "zh-TW", "2026-11-27"),
        ("i morgen", "no-NO", "2026-11-26"),
    ],
)
def test_a_day_seen_from_today(text, locale, answer):
    assert read(question("date"), text, reading(locale)) == answer


@pytest.mark.parametrize(
    "text",
    [
        *("a", "sat on", "friday at the", "40", "3", "2026", "soon", "asap", "now or never", "may", "march 40", "mo"),
        *("the 4th", "december", "december 2026", "31 November", "2026-02-30", "29 February 2027", "5 may be"),
        *("4 dec or 5 dec", "4-5 december", "1.5", "3.4", "3-4", "10:30", "20261204", "12th", "q4 2026", "10/10/10/10"),
        *(
            "2 weeks",
            "a week",
            "40 days",
            "next week",
            "next month",
            "in 5 years",
            "in 5 hours",
            "5 m",
            "in 99999999 weeks",
        ),
        *("friday or monday", "sat on 4 dec 2026", "Sunday, 4 December 2026", "not before 4 december", "Freitag"),
        *("قريبا", "בקרוב", "when we are ready and the budget for the next year is there, by 4 December"),
    ],
)
def test_what_is_no_date(text):
    assert read(question("date"), text, reading()) is Wrong.NO_DATE


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["", "en-US", "de-DE", "ar", "zh-CN", "he-IL"]))
@settings(deadline=None)
def test_a_whole_date_is_read_whenever_and_wherever(day, locale):
    for text in (day.isoformat(), f"{day.day} {MONTHS[day.month - 1]} {day.year}"):
        assert read(question("date"), text, reading(locale)) == day.isoformat()


@pytest.mark.parametrize("day", ["0226-12-04", "0002-12-24", "2262-12-04"])
def test_a_year_that_lost_or_changed_a_digit_is_no_date(day):
    assert read(question("date"), day, reading()) is choose(question("date"), [day]) is Wrong.NO_DATE


@given(st.dates(date(1900, 1, 1), date(2190, 1, 1)), st.dates(date(1900, 1, 1), date(2190, 1, 1)))
@settings(deadline=None)
def test_a_day_without_a_year_is_the_coming_one(day, today):
    answer = read(question("date"), f"{day.day} {MONTHS[day.month - 1]}", reading(today=today))
    found = date.fromisoformat(answer)
    assert (found.day, found.month) == (day.day, day.month)
    assert today <= found <= today + timedelta(days=8 * 366)


@given(st.dates(date(1900, 1, 1), date(2190, 1, 1)), st.sampled_from(["monday", "Tue", "on wednesday", "next sunday"]))
@settings(deadline=None)
def test_a_weekday_is_within_a_week_and_not_today(today, text):
    found = date.fromisoformat(read(question("date"), text, reading(today=today)))
    assert timedelta(days=1) <= found - today <= timedelta(days=7)


@given(st.integers(1, 12), st.integers(13, 28), st.sampled_from("/.-"))
def test_where_one_number_can_only_be_the_day_no_locale_is_needed(month, day, separator):
    for first, second in ((month, day), (day, month)):
        text = f"{first}{separator}{second}{separator}2026"
        assert read(question("date"), text, reading("")) == date(2026, month, day).isoformat()


def test_the_last_days_of_the_calendar_raise_nothing():
    for today in (date.min, date.max):
        for text in ("tomorrow", "yesterday", "friday", "in 3 days", "29 february", "3/4", "4 december"):
            assert read(question("date"), text, reading(today=today)) is not None
    assert read(question("date"), "today", reading(today=WEDNESDAY)) == WEDNESDAY.isoformat()


def test_who_asks_for_no_date_does_not_wait_for_the_words_of_dates():
    program = "import sys, bot.domain.answers; sys.exit('dateparser' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
