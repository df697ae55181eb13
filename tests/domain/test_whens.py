"""The times that people type after `/away until` and `/away for`."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.whens import NotATime, When, for_, until, zone_of

BERLIN = ZoneInfo("Europe/Berlin")


def at(local: str, zone: ZoneInfo = BERLIN) -> float:
    return datetime.fromisoformat(local).replace(tzinfo=zone).timestamp()


WEDNESDAY = at("2026-11-25 10:30")


def mistake(verb: str, typed: str, now: float = WEDNESDAY, zone: ZoneInfo = BERLIN) -> NotATime:
    with pytest.raises(NotATime) as raised:
        until(typed.split(), now, zone) if verb == "until" else for_(typed.split(), now)
    return raised.value


@pytest.mark.parametrize(
    ("typed", "local"),
    [
        ("monday", "2026-11-30 09:00"),
        ("mon", "2026-11-30 09:00"),
        ("tues", "2026-12-01 09:00"),
        ("thurs", "2026-11-26 09:00"),
        ("THU", "2026-11-26 09:00"),
        ("Fri.", "2026-11-27 09:00"),
        ("on friday", "2026-11-27 09:00"),
        ("this friday", "2026-11-27 09:00"),
        ("next friday", "2026-11-27 09:00"),
        ("friday, 14:00", "2026-11-27 14:00"),
        ("friday , at 14:00", "2026-11-27 14:00"),
        ("friday at 2 p.m.", "2026-11-27 14:00"),
        ("friday noon", "2026-11-27 12:00"),
        ("friday 12am", "2026-11-27 00:00"),
        ("friday 12pm", "2026-11-27 12:00"),
        ("friday 12:05am", "2026-11-27 00:05"),
        ("friday 9:07:30", "2026-11-27 09:07:30"),
        ("today 17:00", "2026-11-25 17:00"),
        ("today midnight", "2026-11-26 00:00"),
        ("tomorrow", "2026-11-26 09:00"),
        ("tomorrow at 9:30 am", "2026-11-26 09:30"),
        ("2026-12-24", "2026-12-24 09:00"),
        ("2026-12-24 09:00", "2026-12-24 09:00"),
        ("2026-12-24T17:00", "2026-12-24 17:00"),
        ("2026-12-24t17:00:01", "2026-12-24 17:00:01"),
        ("on 2027-1-5, 8am", "2027-01-05 08:00"),
        ("24 december", "2026-12-24 09:00"),
        ("24. dec", "2026-12-24 09:00"),
        ("24th December 2026", "2026-12-24 09:00"),
        ("the 24th of december, 2026, 17:00", "2026-12-24 17:00"),
        ("December 24", "2026-12-24 09:00"),
        ("dec 24th, 5pm", "2026-12-24 17:00"),
        ("dec. 24, 2026 at 17:00", "2026-12-24 17:00"),
        ("1 sept", "2027-09-01 09:00"),
        ("may 3", "2027-05-03 09:00"),
        ("17:00", "2026-11-25 17:00"),
        ("5pm", "2026-11-25 17:00"),
        ("at 5:30pm", "2026-11-25 17:30"),
        ("noon", "2026-11-25 12:00"),
        ("17:00 tomorrow", "2026-11-26 17:00"),
        ("9 am on friday", "2026-11-27 09:00"),
        ("noon, 24 december", "2026-12-24 12:00"),
    ],
)
def test_a_time_is_read_where_the_teammate_is(typed, local):
    assert until(typed.split(), WEDNESDAY, BERLIN) == When(at(local), ())


@pytest.mark.parametrize(
    ("story", "now", "typed", "local"),
    [
        ("today's weekday alone is in a week, even early", "2026-11-25 07:00", "wednesday", "2026-12-02 09:00"),
        ("with a time that is ahead it is today", "2026-11-25 10:30", "wednesday 11:00", "2026-11-25 11:00"),
        ("with a time that is past it is in a week", "2026-11-25 10:30", "wednesday 10:30", "2026-12-02 10:30"),
        ("next isn't today", "2026-11-25 10:30", "next wednesday 11:00", "2026-12-02 11:00"),
        ("next monday is tomorrow, on a sunday", "2026-11-29 10:30", "next monday", "2026-11-30 09:00"),
        ("a day's midnight is its end", "2026-11-25 10:30", "wednesday midnight", "2026-11-26 00:00"),
        ("midnight alone is the end of today", "2026-11-25 00:00", "midnight", "2026-11-26 00:00"),
        ("a time alone that is past is tomorrow's", "2026-11-25 10:30", "9am", "2026-11-26 09:00"),
        ("and this very moment is past", "2026-11-25 09:00", "9am", "2026-11-26 09:00"),
        ("today alone, early enough", "2026-11-25 08:59", "today", "2026-11-25 09:00"),
        ("yesterday's date is next year's", "2026-11-25 10:30", "24 november", "2027-11-24 09:00"),
        ("today's date, with a time that is ahead", "2026-11-25 10:30", "25 november 11:00", "2026-11-25 11:00"),
        ("the year ends", "2026-12-31 23:59", "tomorrow", "2027-01-01 09:00"),
        ("a leap day that is near enough", "2027-03-01 10:00", "feb 29", "2028-02-29 09:00"),
        ("a leap year's day can be 366 days ahead", "2028-02-28 09:00", "2029-02-28", "2029-02-28 09:00"),
    ],
)
def test_which_day_is_meant(story, now, typed, local):
    assert until(typed.split(), at(now), BERLIN).ends_at == at(local), story


@pytest.mark.parametrize(
    ("typed", "local", "reason"),
    [
        ("monday 14:00 dentist", "2026-11-30 14:00", "dentist"),
        ("monday 9 am dentist", "2026-11-30 09:00", "dentist"),
        ("friday at the dentist", "2026-11-27 09:00", "at the dentist"),
        ("friday, holiday", "2026-11-27 09:00", "holiday"),
        ("friday , Holiday", "2026-11-27 09:00", "Holiday"),
        ("tomorrow Mondays are bad", "2026-11-26 09:00", "Mondays are bad"),
        ("24 december 2026 Christmas with 12 people", "2026-12-24 09:00", "Christmas with 12 people"),
        ("friday mayday", "2026-11-27 09:00", "mayday"),
        ("friday :+1: 🎉", "2026-11-27 09:00", ":+1: 🎉"),
        ("friday <@U123> knows", "2026-11-27 09:00", "<@U123> knows"),
    ],
)
def test_the_longest_beginning_counts_and_the_rest_is_the_reason(typed, local, reason):
    assert until(typed.split(), WEDNESDAY, BERLIN) == When(at(local), tuple(reason.split()))


@pytest.mark.parametrize(
    ("typed", "seconds", "reason"),
    [
        ("2h", 7_200, ""),
        ("2 H", 7_200, ""),
        ("90 minutes dentist", 5_400, "dentist"),
        ("5 min", 300, ""),
        ("3 mins.", 180, ""),
        ("1.5h", 5_400, ""),
        ("an hour", 3_600, ""),
        ("a day, ill", 86_400, "ill"),
        ("a week", 604_800, ""),
        ("half an hour", 1_800, ""),
        ("an hour and a half", 5_400, ""),
        ("1h30m", 5_400, ""),
        ("1h 30m lunch", 5_400, "lunch"),
        ("1 hour 30 minutes", 5_400, ""),
        ("2 weeks, 1 day and 3 hrs off", 1_306_800, "off"),
        ("1w2d3h4m", 788_640, ""),
        ("2d and a dentist", 172_800, "and a dentist"),
        ("366d", 31_622_400, ""),
        ("0h 1m", 60, ""),
        ("0.01h", 36, ""),
    ],
)
def test_a_while_is_so_many_seconds(typed, seconds, reason):
    assert for_(typed.split(), WEDNESDAY) == When(WEDNESDAY + seconds, tuple(reason.split()))


@pytest.mark.parametrize(
    ("verb", "typed", "example"),
    [
        ("until", "mondya", "until monday"),
        ("until", "tommorow dentist", "until tomorrow"),
        ("until", "24 decembre", "until 24 december"),
        ("until", "tonight", "until midnight"),
        ("until", "2 hours", "for 2 hours"),
        ("until", "in 2h", "for 2h"),
        ("for", "monday", "until monday"),
        ("for", "24 december party", "until 24 december"),
        ("for", "17:00", "until 17:00"),
        ("until", "friday 14", "until friday 14:00"),
        ("until", "friday at 14 dentist", "until friday at 14:00"),
        ("until", "friday 14.30", "until friday 14:30"),
        ("until", "14", "until 14:00"),
        ("until", "friday 24:00", "until friday midnight"),
        ("until", "friday 13pm", "until friday 13:00"),
        ("until", "friday 14:30 pm", "until friday 14:30"),
        ("until", "24.12.", "until 2026-12-24"),
        ("until", "12/24/26", "until 2026-12-24"),
        ("until", "2026/12/24", "until 2026-12-24"),
        ("until", "2026/12", "until 2026-12-01"),
        ("until", "24-12-2026 17:00", "until 2026-12-24 17:00"),
        ("until", "2026-12-24T09:00Z", "until 2026-12-24 09:00"),
        ("until", "2026-12-24T09:00+01:00", "until 2026-12-24 09:00"),
        ("until", "2027-02-30", "until 2027-02-28"),
        ("until", "31 june", "until 30 june"),
        ("until", "29 february 2027", "until 28 february 2027"),
        ("until", "2025-12-24", "until 2026-12-24"),
        ("until", "24 december 2062 17:00", "until 24 december 2026 17:00"),
        ("until", "24 december 26", "until 24 december 2026"),
        ("until", "december", "until 1 december"),
        ("until", "friday, december 24", "until december 24"),
        ("until", "friday may be off", "until friday"),
        ("until", "24 december dec, then", "until 24 december"),
        ("until", "today", "until tomorrow"),
        ("until", "2026-11-25", "until tomorrow"),
        ("until", "25 november", "until tomorrow"),
        ("until", "today 8:00 dentist", "until tomorrow 8:00"),
        ("for", "2", "for 2h"),
        ("for", "2 hous", "for 2 hours"),
        ("for", "-2h", "for 2h"),
        ("for", "1,5h", "for 1.5h"),
        ("for", "1h30", "for 1h 30m"),
        ("for", "2h 30", "for 2h 30m"),
        ("for", "30m 1h", "for 1h 30m"),
        ("for", "90 seconds", "for 2m"),
        ("for", "2 months", "for 60d"),
        ("for", "2h may be longer", "for 2h"),
    ],
)
def test_a_mistake_names_the_nearest_right_form(verb, typed, example):
    told = mistake(verb, typed)

    assert told.example == example
    assert told.wrong.endswith((f"did you mean `{example}`?", "."))


@pytest.mark.parametrize(
    ("verb", "typed", "words"),
    [
        ("until", "mondya", "I can't read `{typed}` as a day or time; did you mean `until monday`?"),
        ("until", "may be sick", "I can't read `{typed}` as a day or time; did you mean `until 1 may`?"),
        ("until", "10/12", "year-month-day, not `{typed}`; did you mean `until 2026-12-10` or `until 2027-10-12`?"),
        ("until", "2026-02-30", "There is no such day or time as `{typed}`."),
        ("until", "25:00", "There is no such day or time as `{typed}`."),
        ("until", "0pm", "There is no such day or time as `{typed}`; did you mean `until 0:00`?"),
        ("until", "30 february", "There is no such day or time as `{typed}`; did you mean `until 28 february`?"),
        ("until", "10.12.", "year-month-day, not `{typed}`; did you mean `until 2026-12-10`?"),
        ("until", "2026-11-25 10:30", "`{typed}` is past"),
        ("until", "2026-11-24", "`{typed}` is past; did you mean `until 2027-11-24`?"),
        ("until", "today", "`{typed}` is past, as a day alone ends at 09:00; did you mean `until tomorrow`?"),
        ("until", "2028-01-01", "`{typed}` is more than 366 days ahead; did you mean `until 2027-01-01`?"),
        ("until", "feb 29", "`{typed}` is more than 366 days ahead; did you mean `until feb 28`?"),
        ("until", "9999-12-31 midnight", "`{typed}`; did you mean `until 2026-12-31 midnight`?"),
        ("until", "friday 3 people", "A reason can't begin with a number or a month"),
        ("until", "friday (14:00)", "put another word before `{typed}`"),
        ("until", "friday ١٤", "put another word before `{typed}`"),
        ("until", "١٤:00", "I can't read `{typed}` as a day or time."),
        ("until", "december 9 pm", "I can't read `{typed}` as a day or time"),
        ("until", "a", "I can't read `{typed}` as a day or time."),
        ("until", "", "`until` needs a time after it."),
        ("for", "", "`for` needs a time after it."),
        ("for", "0h", "`{typed}` is no time at all."),
        ("for", "0.0001m", "`{typed}` is no time at all."),
        ("for", "366d 1m", "`{typed}` is more than 366 days ahead."),
        ("for", "9999999999999999999h", "`{typed}` is more than 366 days ahead."),
        ("for", "9" * 5_000 + " weeks", "`{typed}` is more than 366 days ahead."),
        ("for", "2 moons", "I can't read `{typed}` as a number of minutes, hours, days or weeks."),
        ("for", "1da h", "I can't read `{typed}`"),
        ("for", "nan h", "I can't read `{typed}`"),
        ("for", "inf hours", "I can't read `{typed}`"),
        ("for", "1e3h", "I can't read `{typed}`"),
        ("for", "²h", "I can't read `{typed}`"),
        ("for", "٢h", "I can't read `{typed}`"),
        ("for", "2h 3 people", "A reason can't begin with a number or a month"),
    ],
)
def test_a_mistake_is_told_in_words(verb, typed, words):
    told = mistake(verb, typed)

    assert words in told.wrong
    assert told.typed in {typed, typed[:59] + "…"} or typed.endswith(told.typed)


def test_what_was_typed_is_told_raw_and_short():
    told = mistake("until", "<!channel> `*{0}*` " + "x" * 100)

    assert told.typed == ("<!channel> `*{0}*` " + "x" * 100)[:59] + "…"
    assert told.wrong == "I can't read `{typed}` as a day or time."
    assert told.example == "until friday"


@pytest.mark.parametrize("word", ["friday 14:00", "friday\n", " ", ""])
def test_a_word_with_white_space_is_no_word(word):
    with pytest.raises(NotATime):
        until([word, "dentist"], WEDNESDAY, BERLIN)


@pytest.mark.parametrize(
    ("story", "zone", "now", "typed", "utc"),
    [
        ("half past two is skipped in spring", "Europe/Berlin", "2026-03-28 12:00", "sunday 2:30", "2026-03-29 01:30"),
        ("it comes twice in autumn: the first", "Europe/Berlin", "2026-10-24 12:00", "sunday 2:30", "2026-10-25 00:30"),
        ("the first is past: the second", "Europe/Berlin", "2026-10-25 02:40", "2:30", "2026-10-25 01:30"),
        ("half an hour is skipped", "Australia/Lord_Howe", "2026-10-03 12:00", "sunday 2:15", "2026-10-03 15:45"),
        ("there is no midnight", "America/Santiago", "2026-09-05 12:00", "midnight", "2026-09-06 04:00"),
        ("a whole day is skipped", "Pacific/Apia", "2011-12-29 12:00", "tomorrow", "2011-12-30 19:00"),
        ("quarters of an hour", "Asia/Kathmandu", "2026-11-25 12:00", "tomorrow", "2026-11-26 03:15"),
        ("half an hour off", "America/St_Johns", "2026-11-25 12:00", "tomorrow", "2026-11-26 12:30"),
    ],
)
def test_clocks_that_are_changed(story, zone, now, typed, utc):
    where = ZoneInfo(zone)
    assert until(typed.split(), at(now, where), where).ends_at == at(utc, ZoneInfo("UTC")), story


def test_a_day_is_24_hours_when_the_clocks_change():
    assert for_(["1d"], at("2026-03-28 12:00")).ends_at == at("2026-03-29 13:00")


def test_slack_names_a_zone():
    assert zone_of("America/New_York") == ZoneInfo("America/New_York")


NO_ZONES = [
    "",
    "../x",
    "/etc/passwd",
    "Nope/Zone",
    "Europe",
    "Europe/",
    "a\0b",
    "x" * 5_000,
    "tzdata.zi",
    "\ud800",
    ".",
]


@pytest.mark.parametrize("name", NO_ZONES)
def test_what_is_no_zone_is_utc(name):
    assert zone_of(name) == ZoneInfo("UTC")
