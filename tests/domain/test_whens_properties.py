"""The times that people type, whatever they type, wherever they are and whenever it is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.domain.whens import NotATime, When, for_, until

FARTHEST = 366 * 86_400
NAMES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
]
ZONES = st.sampled_from([ZoneInfo(name) for name in NAMES])
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]

# Any moment of eighty years, and more often than by chance one near a change of the clocks.
CHANGES = [
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Berlin
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 3, 8, 5, 30, tzinfo=UTC),  # St. John's, and an hour and a half later New York
    datetime(2026, 11, 1, 4, 30, tzinfo=UTC),
    datetime(2026, 9, 6, 4, tzinfo=UTC),  # Santiago, at midnight
    datetime(2026, 4, 5, 3, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),  # Lord Howe, by half an hour
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 9, 26, 14, tzinfo=UTC),  # Chatham
    datetime(2011, 12, 30, 10, tzinfo=UTC),  # Apia, by a day
]
NOWS = st.one_of(
    st.floats(datetime(1990, 1, 1, tzinfo=UTC).timestamp(), datetime(2070, 1, 1, tzinfo=UTC).timestamp()),
    st.builds(
        lambda change, seconds: change.timestamp() + seconds, st.sampled_from(CHANGES), st.integers(-200_000, 200_000)
    ),
)

NUMBERS = st.one_of(
    st.integers(0, 99), st.integers(1900, 2100), st.sampled_from(["-1", "0", "1.5", "٣", "²", "9" * 400])
)
PIECES = [
    *(WEEKDAYS + MONTHS),
    *["sat", "thurs", "sept", "mar.", "next", "this", "on", "the", "of", "at", "today", "tomorrow", "noon", "midnight"],
    *[
        "am",
        "pm",
        "p.m.",
        "and",
        "a",
        "an",
        "half",
        "h",
        "m",
        "min",
        "hours",
        "days",
        "w",
        "weeks",
        "seconds",
        "months",
    ],
    *["mondya", "decembr", "dentist", ",", ".", "-", "@", "", " ", "\n", "{typed}", "`", "2026-02-30", "24:00", "13pm"],
]
WORD = st.one_of(
    st.sampled_from(PIECES),
    NUMBERS.map(str),
    st.text(max_size=8),
    st.builds("{}{}".format, NUMBERS, st.sampled_from(["h", "m", "d", "w", "s", "am", "th", "st", ",", ".", "h30", "weks"])),
    st.builds("{}{}{}".format, NUMBERS, st.sampled_from([":", ".", "/", "-", "h", ","]), NUMBERS),
    st.builds("{:04}-{:02}-{:02}{}".format, st.integers(0, 10_000), st.integers(0, 13), st.integers(0, 32), st.sampled_from(["", "T09:00", "T9:5", "Z", ","])),
    st.builds("{:02}:{:02}{}".format, st.integers(0, 25), st.integers(0, 61), st.sampled_from(["", ":30", ":60", "pm", ","])),
)  # fmt: skip
WORDS = st.lists(WORD, max_size=7)


def read(verb: str, words: list[str], now: float, zone: ZoneInfo) -> When | NotATime:
    try:
        return until(words, now, zone) if verb == "until" else for_(words, now)
    except NotATime as told:
        return told


@settings(max_examples=100)
@given(st.sampled_from(["until", "for"]), WORDS, NOWS, ZONES)
@example("until", ["9999-12-31", "midnight"], 1.8e9, ZoneInfo("America/New_York"))
@example("until", ["0001-01-01", "0:00"], 1.8e9, ZoneInfo("Pacific/Kiritimati"))
@example("until", ["2026/12"], 1.8e9, ZoneInfo("UTC"))
@example("for", ["9" * 5000 + "w"], 1.8e9, ZoneInfo("UTC"))
def test_whatever_is_typed_is_a_time_within_a_year_or_a_mistake_with_a_right_example(verb, words, now, zone):
    outcome = read(verb, words, now, zone)
    if isinstance(outcome, When):
        assert now < outcome.ends_at <= now + FARTHEST
        assert len(outcome.rest) < len(words)
        assert outcome.rest == tuple(words[len(words) - len(outcome.rest) :])
        assert not outcome.rest or not outcome.rest[0][:1].isdigit()
        assert not outcome.rest or outcome.rest[0].lower().rstrip(",.") not in MONTHS
    else:
        assert outcome.wrong.format(typed="X").count("X") <= 1
        assert outcome.wrong.isascii()
        assert len(outcome.typed) <= 60
        instead = outcome.example.split()
        right = read(instead[0], instead[1:], now, zone if verb == "until" else ZoneInfo("UTC"))
        assert isinstance(right, When)
        assert right.rest == ()


@given(WORDS, NOWS, ZONES, st.data())
def test_case_never_counts(words, now, zone, data):
    other = [
        "".join(data.draw(st.sampled_from([letter.lower(), letter.upper()])) for letter in word)
        if word.isascii()
        else word
        for word in words
    ]
    one, another = read("until", words, now, zone), read("until", other, now, zone)
    assert getattr(one, "ends_at", None) == getattr(another, "ends_at", None)
    assert getattr(one, "example", None) == getattr(another, "example", None)


def moments(local: datetime, zone: ZoneInfo) -> list[float]:
    """Find out when a clock shows `local`, from what it shows at other times; a time that it skips is as if it hadn't."""
    naive = local.replace(tzinfo=UTC)
    offsets = [(naive + timedelta(hours=hours)).astimezone(zone).utcoffset() for hours in range(-50, 51)]
    shown = {naive - offset for offset in offsets if (naive - offset).astimezone(zone).replace(tzinfo=None) == local}
    return sorted(moment.timestamp() for moment in shown or {naive - offsets[0]})


def spellings(local: datetime) -> list[str]:
    month = MONTHS[local.month - 1]
    half = f"{local.hour % 12 or 12}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"
    return [
        f"{local:%Y-%m-%d %H:%M}",
        f"{local:%Y-%m-%dT%H:%M}",
        f"{local.day} {month} {local.year} {half}",
        f"{month[:3].title()}. {local.day}, {local.year}, at {half}",
        f"{local:%H:%M} on {local.day}. {month}, {local.year}",
    ]


@given(NOWS, st.one_of(st.integers(1, FARTHEST // 60 - 1), st.integers(1, 4_000)), ZONES, st.sampled_from(range(5)))
def test_a_time_that_is_written_out_is_read_as_that_moment(now, minutes, zone, spelling):
    local = datetime.fromtimestamp(now, zone).replace(tzinfo=None, second=0, microsecond=0) + timedelta(minutes=minutes)
    expected = [moment for moment in moments(local, zone) if moment > now]
    assume(expected and expected[0] <= now + FARTHEST)  # a step over a change of the clocks may lead out of the year

    assert until(spellings(local)[spelling].split(), now, zone) == When(expected[0], ())


@given(NOWS, ZONES, st.integers(0, 23), st.integers(0, 59))
def test_a_clock_time_alone_is_today_or_tomorrow(now, zone, hour, minute):
    ends_at = until([f"{hour}:{minute:02}"], now, zone).ends_at

    today = datetime.fromtimestamp(now, zone).date()
    coming = [
        moment
        for day in (today, today + timedelta(days=1))
        for moment in moments(datetime.combine(day, time(hour, minute)), zone)
        if moment > now
    ]
    assert ends_at == coming[0]


def clock_walk(zone: ZoneInfo) -> list[datetime]:
    """Return a moment of each day of two years, at hours that differ from day to day, all of them in the end."""
    days = (date(2026, 1, 1) + timedelta(days=days) for days in range(730))
    return [datetime.combine(day, time(at * 7 % 24, at % 60), zone) for at, day in enumerate(days)]


@pytest.mark.parametrize("name", NAMES)
def test_a_weekday_alone_is_nine_in_the_morning_of_that_day_within_a_week(name):
    zone = ZoneInfo(name)
    for now in clock_walk(zone):
        for weekday, word in enumerate(WEEKDAYS):
            local = datetime.fromtimestamp(until([word], now.timestamp(), zone).ends_at, zone)
            assert local.weekday() == weekday
            assert local.time() == time(9)
            assert 0 < (local.date() - now.date()).days <= 7


@pytest.mark.parametrize("name", NAMES)
def test_tomorrow_is_nine_in_the_morning_of_the_next_day(name):
    zone = ZoneInfo(name)
    for now in clock_walk(zone):
        local = datetime.fromtimestamp(until(["tomorrow"], now.timestamp(), zone).ends_at, zone)
        assert (local.date() - now.date()).days == 1
        assert local.time() == time(9)


UNITS = [(604_800, ["w", " week"]), (86_400, ["d", " days"]), (3_600, ["h", " hrs"]), (60, ["m", " minutes"])]


@given(st.tuples(*[st.integers(0, 45)] * 4), st.integers(0, 1), st.sampled_from([" ", ", ", " and "]), NOWS)
def test_a_while_is_exact(numbers, spelling, between, now):
    parts = [(number, unit) for number, unit in zip(numbers, UNITS, strict=True) if number]
    assume(parts)
    typed = between.join(f"{number}{spelled[spelling]}" for number, (_, spelled) in parts)

    assert for_(f"{typed} dentist".split(), now) == When(now + sum(n * unit[0] for n, unit in parts), ("dentist",))


@given(st.integers(-5, 5), st.sampled_from(UNITS), NOWS)
def test_a_while_is_at_most_366_days(beyond, unit, now):
    seconds, spelled = unit
    number = FARTHEST // seconds + beyond
    if number * seconds <= FARTHEST:
        assert for_([f"{number}{spelled[0]}"], now).ends_at == now + number * seconds
    else:
        with pytest.raises(NotATime, match="366 days"):
            for_([f"{number}{spelled[0]}"], now)
