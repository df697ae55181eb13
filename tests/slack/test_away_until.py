"""`/away until` and `/away for`: the end is read in the teammate's own time zone and said back (CONTRACT 6)."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.slack.text import words
from storage.queries import person
from tests.slack.mrkdwn import found
from tests.slack.test_away_command import everybody_is_back  # noqa: F401 - a fixture
from tests.support.world import ALICE, BOB, CAROL, LENA, MANAGER, WORKSPACE

pytestmark = pytest.mark.asyncio(loop_scope="module")

BERLIN, LONDON, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/London"), ZoneInfo("America/New_York")


@pytest_asyncio.fixture(loop_scope="module")
async def ends(awake):
    """Read when, and why, somebody is away."""

    async def read(user):
        rows = await awake.bot.services.store.read(person.away, WORKSPACE, [user])
        return (rows[user].ends_at, rows[user].reason) if user in rows else None

    return read


def said_back(answer):
    """Return the moment that an answer names, as Slack shows it and in its words."""
    at, words_for_it = re.search(r"until <!date\^(\d+)\^\{date_long\}, \{time\}\|([^>]+)>", answer).groups()
    return int(at), words_for_it


def in_days(awake, zone, days, hour):
    day = datetime.fromtimestamp(awake.clock.now(), zone).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=zone)


@pytest.mark.parametrize(("user", "zone"), [(ALICE, BERLIN), (BOB, LONDON), (CAROL, NEW_YORK)])
async def test_a_day_ends_at_nine_where_the_teammate_is(awake, typed, ends, user, zone):
    until = in_days(awake, zone, 3, 9)
    answer = await typed(user, "/away", f"until {until:%Y-%m-%d} at the sea")
    assert answer.startswith("You are away now (at the sea), until <!date^")
    assert said_back(answer) == (int(until.timestamp()), f"{until:%Y-%m-%d} 09:00 ({zone.key})")
    assert "To come back earlier: `/away off`" in answer
    assert await ends(user) == (until.timestamp(), "at the sea")
    assert said_back(await typed(user, "/away", "status"))[0] == int(until.timestamp())


async def test_a_weekday_a_time_and_a_reason(awake, typed, ends):
    until = in_days(awake, LONDON, 2, 14)
    answer = await typed(BOB, "/away", f"until {until:%A} 14:00 *dentist* <!channel>")
    assert found(answer.replace(answer[answer.index("<!date") : answer.index(">") + 1], "")) == []
    assert await ends(BOB) == (until.timestamp(), "*dentist* <!channel>")


@pytest.mark.parametrize(
    ("text", "seconds", "reason"),
    [
        ("for 2h", 7200, ""),
        ("for 90 minutes lunch", 5400, "lunch"),
        ("for 3 days", 259_200, ""),
        ("FOR 1w Spain", 604_800, "Spain"),
        ("on for 2h lunch", 7200, "lunch"),
    ],
)
async def test_a_while_is_counted_to_the_second(awake, typed, ends, text, seconds, reason):
    before = awake.clock.now()
    said = said_back(await typed(BOB, "/away", text))[0]
    ends_at, why = await ends(BOB)
    assert before + seconds <= ends_at <= awake.clock.now() + seconds
    assert (said, why) == (int(ends_at), reason)


async def test_a_manager_says_it_for_another_in_the_others_time_zone(awake, typed, ends):
    until = in_days(awake, NEW_YORK, 1, 9)
    answer = await typed(MANAGER, "/away", f"<@{CAROL}|carol> on until {until:%A}")
    assert answer.startswith(f"<@{CAROL}> is away now, until <!date^{int(until.timestamp())}^")
    assert (await ends(CAROL))[0] == until.timestamp()
    assert "did you mean" in await typed(MANAGER, "/away", f"<@{CAROL}|carol> until frday")
    assert "Example: `/away @maria until friday`" in await typed(MANAGER, "/away", f"<@{CAROL}> until frday")


async def test_what_is_said_last_counts(typed, ends):
    await typed(BOB, "/away", "for 2h lunch")
    await typed(BOB, "/away", "for 3h")
    assert (await ends(BOB))[1] == "lunch"
    answer = await typed(BOB, "/away", "on")
    assert await ends(BOB) == (None, "lunch")
    assert "until" not in answer


#: what was typed -> what the answer must say, and its example
MISTAKES = {
    "until": ("", "/away until friday"),
    "until mondya": ("did you mean `until monday`?", "/away until monday"),
    "until 2020-01-01": ("past", None),
    "until 2099-01-01": ("366 days", None),
    "until 2026-02-30": ("", None),
    "until friday 3 parties": ("", None),
    "until 10/12": ("", None),
    "until <!channel>": ("&lt;!channel&gt;", None),
    "until `x` {typed} {0}": ("", None),
    "for": ("", "/away for 2h"),
    "for 2": ("", "/away for 2h"),
    "for 0h": ("", None),
    "for 2 moons": ("", None),
    "for 400d": ("366 days", None),
    "for monday": ("did you mean `until monday`?", "/away until monday"),
    "for " + "9" * 2000 + "h": ("", None),
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:20])
async def test_a_mistake_gets_the_nearest_right_form_and_changes_nothing(typed, ends, text):
    says, example = MISTAKES[text]
    answer = await typed(BOB, "/away", text)
    assert says in answer
    wrong, _, last = answer.rpartition("\n")
    assert wrong
    assert len(answer) < 600
    assert last.startswith("Example: `/away ")
    assert example is None or last == f"Example: `{example}`"
    assert found(answer) == []
    assert await ends(BOB) is None


async def test_the_example_of_every_mistake_works(typed, ends):
    for text in MISTAKES:
        last = (await typed(BOB, "/away", text)).rpartition("\n")[2]
        example = last.removeprefix("Example: `/away ").removesuffix("`")
        assert words(example)
        assert (await typed(BOB, "/away", example)).startswith("You are away now"), (text, example)
        await typed(BOB, "/away", "off")
    assert await ends(BOB) is None


async def test_who_has_no_time_zone_is_told_that_it_is_utc(awake, typed, ends):
    await awake.sandbox.change_user(LENA, tz=None)
    await typed(MANAGER, "/rotation", f"add sales <@{LENA}|lena>")
    await awake.sandbox.change_user(LENA, tz=None)
    answer = await typed(LENA, "/away", "until friday")
    assert said_back(answer)[1].endswith(" 09:00 (UTC)")
    await typed(MANAGER, "/rotation", f"remove sales <@{LENA}|lena>")
