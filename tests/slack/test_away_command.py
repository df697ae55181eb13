"""`/away`, each form and each mistake (CONTRACT 6)."""

import pytest
import pytest_asyncio

from tests.slack.conftest import ADMIN, GONE, OWNER, ROBOT, STRANGER
from tests.slack.mrkdwn import found
from tests.support.harness import Harness
from tests.support.world import ALICE, BOB, CAROL, GUEST, LENA, MANAGER

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def everybody_is_back(awake, typed, state):
    yield
    for user in (await state()).away:
        await typed(user, "/away", "off")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", ""),
        ("on", ""),
        ("ON", ""),
        ("  on  ", ""),
        ("on lunch", "lunch"),
        ("on  back   at  two ", "back at two"),
        ("On Holiday in *Spain*", "Holiday in *Spain*"),
        ("on on", "on"),
        ("on off", "off"),
        ("on ask <@U03CAROL|carol>", "ask @carol"),
        ("on 🏖️", "🏖️"),
        ("on <!channel> attack", "<!channel> attack"),
        ("on " + "x" * 500, "x" * 200),
    ],
)
async def test_going_away_says_so_and_which_teams_get_on_without(typed, state, text, reason):
    answer = await typed(BOB, "/away", text)
    assert answer.startswith("You are away now")
    assert "*sales*" in answer
    assert "*support*" in answer
    assert "`/away off`" in answer
    assert found(answer) == []
    assert (await state()).away == {BOB: (reason, BOB)}


@pytest.mark.parametrize("text", ["off", "back", "OFF", " Back "])
async def test_coming_back_says_so(typed, state, text):
    await typed(BOB, "/away", "on lunch")
    answer = await typed(BOB, "/away", text)
    assert answer.startswith("You are back.")
    assert "*sales*" in answer
    assert "make-up" in answer
    assert (await state()).away == {}


async def test_coming_back_tells_what_was_dealt_at_once(awake, typed):
    for user in (ALICE, BOB, CAROL):
        await typed(user, "/away", "on")
    await Harness(awake).lena.writes_each("one", "two")
    answer = await typed(BOB, "/away", "off")
    assert answer.endswith("without make-up turns. 2 conversations that waited were dealt at once.")
    assert "dealt at once" not in await typed(ALICE, "/away", "off")


async def test_coming_back_without_having_been_away_changes_nothing(typed, state):
    answer = await typed(BOB, "/away", "off")
    assert "nothing changed" in answer
    assert (await state()).away == {}


async def test_status_tells_both_ways(typed):
    assert (await typed(BOB, "/away", "status")).startswith("You are not away")
    await typed(BOB, "/away", "on lunch")
    answer = await typed(BOB, "/away", "STATUS")
    assert answer.startswith("You are away (lunch), since <!date^")
    assert "`/away off`" in answer


async def test_going_away_again_changes_only_the_reason(typed, state):
    await typed(BOB, "/away", "on lunch")
    since = (await typed(BOB, "/away", "status")).partition("since ")[2]
    await typed(BOB, "/away", "on dentist")
    answer = await typed(BOB, "/away", "status")
    assert "(dentist)" in answer
    assert answer.partition("since ")[2] == since
    assert (await state()).away == {BOB: ("dentist", BOB)}


async def test_who_is_in_no_team_may_be_away_as_well(typed, state):
    assert (await typed(LENA, "/away", "on")).startswith("You are away now")
    assert (await state()).away == {LENA: ("", LENA)}
    assert "in no team" in await typed(LENA, "/away", "off")


@pytest.mark.parametrize("manager", [MANAGER, ADMIN, OWNER])
@pytest.mark.parametrize("who", ["<@U02BOB|bob>", "<@U02BOB>"])
async def test_a_manager_takes_another_out_and_lets_them_back(typed, state, manager, who):
    answer = await typed(manager, "/away", f"{who} on ill")
    assert answer.startswith("<@U02BOB> is away now (ill)")
    assert "/away @name off" in answer
    assert (await state()).away == {BOB: ("ill", manager)}
    assert f"set by <@{manager}>" in await typed(manager, "/away", f"{who} status")
    assert f"set by <@{manager}>" in await typed(BOB, "/away", "status")  # he knows who it was
    answer = await typed(manager, "/away", f"{who} back")
    assert answer.startswith("<@U02BOB> is back.")
    assert (await state()).away == {}


async def test_naming_another_without_a_word_only_asks(typed, state):
    assert (await typed(MANAGER, "/away", "<@U02BOB|bob>")).startswith("<@U02BOB> is not away")
    assert (await state()).away == {}


async def test_naming_oneself_needs_no_right(typed, state):
    assert (await typed(BOB, "/away", "<@U02BOB|bob> on lunch")).startswith("You are away now (lunch)")
    assert (await typed(GUEST, "/away", f"<@{GUEST}|gus> on")).startswith("You are away now")
    assert (await state()).away.keys() == {BOB, GUEST}


@pytest.mark.parametrize("who", [BOB, LENA, GUEST, STRANGER])
@pytest.mark.parametrize("text", ["<@U03CAROL|carol> on", "<@U03CAROL> off", "<@U03CAROL> status", "<@U03CAROL>"])
async def test_who_may_not_speak_for_another_is_told_who_may(typed, state, who, text):
    answer = await typed(who, "/away", text)
    assert "Only managers may" in answer
    assert "admin" in answer
    assert (await state()).away == {}


@pytest.mark.parametrize("who", [GUEST, STRANGER, LENA])
async def test_everyone_may_speak_for_themselves(typed, state, who):
    assert (await typed(who, "/away", "on")).startswith("You are away now")
    assert (await state()).away == {who: ("", who)}


async def test_somebody_who_is_deactivated_in_slack_can_be_asked_about(typed):
    assert f"<@{GONE}>" in await typed(MANAGER, "/away", f"<@{GONE}|gone> status")


#: what was typed -> what the answer must say, and its example
MISTAKES = {
    "onn": ("did you mean `on`?", "/away on"),
    "offf": ("did you mean `off`?", "/away off"),
    "bak": ("did you mean `back`?", "/away back"),
    "untill friday": ("did you mean `until`?", "/away until friday"),
    "fro 2h": ("did you mean `for`?", "/away for 2h"),
    "statsu": ("did you mean `status`?", "/away status"),
    "lunch": ("it can be `on`, `until`, `for`, `off`, `back`, `status`", "/away on"),
    "holiday please": ("I don't understand `holiday`", "/away on"),
    "<!channel>": ("I don't understand `&lt;!channel&gt;`", "/away on"),
    "<#C01LEADS|leads>": ("I don't understand", "/away on"),
    "`on`": ("I don't understand", "/away on"),
    "x" * 2000: ("I don't understand", "/away on"),
    "off now": ("`off` takes nothing after it", "/away off"),
    "back again": ("`back` takes nothing after it", "/away back"),
    "status please": ("`status` takes nothing after it", "/away status"),
    "@carol on": ("pick the name from the list", "/away @maria on"),
    "@": ("pick the name from the list", "/away @maria on"),
    "@" + "*" * 2900: ("pick the name from the list", "/away @maria on"),
    "<@carol> on": ("pick the name from the list", "/away @maria on"),
}


def assert_mistake(answer, says, example):
    first, _, last = answer.rpartition("\n")
    assert says in first
    assert last.startswith("Example: `")
    assert last == f"Example: `{example}`"
    assert found(answer) == []


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:20])
async def test_a_mistake_gets_what_was_wrong_the_nearest_right_form_and_an_example(typed, state, text):
    assert_mistake(await typed(BOB, "/away", text), *MISTAKES[text])
    assert (await state()).away == {}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:20])
async def test_a_mistake_changes_nothing_for_somebody_who_is_away_either(typed, state, text):
    await typed(BOB, "/away", "on lunch")
    await typed(BOB, "/away", text)
    assert (await state()).away == {BOB: ("lunch", BOB)}


@pytest.mark.parametrize(
    ("text", "says", "example"),
    [
        ("<@U03CAROL|carol> onn", "did you mean `on`?", "/away @maria on"),
        ("<@U03CAROL|carol> hello", "I don't understand `hello`", "/away @maria on"),
        ("<@U99NOBODY|nobody> on", "Slack knows nobody", "/away @maria on"),
        ("<@U99NOBODY> off", "Slack knows nobody", "/away @maria on"),
    ],
)
async def test_a_managers_mistake_about_another_gets_the_form_with_a_name(typed, state, text, says, example):
    assert_mistake(await typed(MANAGER, "/away", text), says, example)
    assert (await state()).away == {}


async def test_rotation_away_is_the_same(typed, state):
    assert (await typed(BOB, "/rotation", "away")).startswith("You are away now")
    assert (await typed(BOB, "/rotation", "AWAY on lunch")).startswith("You are away now (lunch)")
    assert (await state()).away == {BOB: ("lunch", BOB)}
    assert (await typed(MANAGER, "/rotation", "away <@U02BOB|bob> off")).startswith("<@U02BOB> is back.")
    assert "did you mean `on`?" in await typed(BOB, "/rotation", "away onn")
    assert (await state()).away == {}


async def test_the_command_is_answered_under_whatever_name_it_reaches_us(typed, state):
    assert (await typed(BOB, "/pause", "on lunch")).startswith("You are away now (lunch)")
    assert (await typed(BOB, "/leadwheel-away", "status")).startswith("You are away (lunch)")
    assert (await typed(BOB, "/pause", "off")).startswith("You are back.")
    assert (await state()).away == {}


@pytest.mark.parametrize(("command", "before"), [("/pause", ""), ("/rotation", "away ")])
async def test_what_to_type_next_begins_with_the_name_it_has_here(typed, command, before):
    name = f"{command} {before}".strip()
    assert f"`{name} off`" in await typed(BOB, command, f"{before}on")
    assert f"`{name} off`" in await typed(BOB, command, f"{before}status")
    assert f"Example: `{name} on`" in await typed(BOB, command, f"{before}onn")
    assert f"Example: `{name} @maria on`" in await typed(BOB, command, f"{before}@carol on")


async def test_slack_escapes_names_and_the_sandbox_does_so_too(awake, state):
    answer = await awake.sandbox.run_command(MANAGER, "/away", "@carol on ill")
    assert answer.text.startswith("<@U03CAROL> is away now (ill)")
    assert answer.response_type == "ephemeral"
    assert answer.error is None
    assert (await state()).away == {CAROL: ("ill", MANAGER)}


async def test_when_slack_does_not_tell_who_is_typing_they_are_told_kindly(awake, typed, state):
    awake.sandbox.fail("users.info", "500")
    answer = await typed("U88NEWCOMER", "/away", "<@U02BOB|bob> on")
    assert "try again in a minute" in answer
    assert (await state()).away == {}


async def test_when_slack_does_not_tell_who_is_named_a_manager_is_told_kindly(awake, typed, state):
    awake.sandbox.fail("users.info", "500")
    answer = await typed(MANAGER, "/away", "<@U87UNMET|unmet> on")
    assert "Slack didn't answer" in answer
    assert "nothing was changed" in answer
    assert (await state()).away == {}


async def test_a_robot_that_types_is_answered(typed):
    assert await typed(ROBOT, "/away", "status")
