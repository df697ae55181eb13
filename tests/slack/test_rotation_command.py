"""`/rotation`, each form and each mistake (CONTRACT 6)."""

import re

import pytest
import pytest_asyncio

from bot.slack.listeners.commands.away import VERBS as AWAY_VERBS
from bot.slack.listeners.commands.rotation import VERBS
from tests.slack.conftest import ADMIN, GONE, OWNER, ROBOT, STRANGER
from tests.slack.mrkdwn import found
from tests.support.harness import Harness
from tests.support.harness.ledger import NOTICE
from tests.support.world import ALICE, BOB, CAROL, GUEST, LENA, MANAGER, SALES, VIP

pytestmark = pytest.mark.asyncio(loop_scope="module")

SALES_TEAM, SUPPORT_TEAM = (ALICE, BOB, CAROL), (BOB,)


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def teams_as_they_were(awake, typed, state):
    yield
    for name, members in (("sales", SALES_TEAM), ("support", SUPPORT_TEAM)):
        now = set((await state()).teams[name])
        if now - set(members):
            gone = " ".join(f"<@{user}>" for user in sorted(now - set(members)))
            await typed(MANAGER, "/rotation", f"remove {name} {gone}")
        if set(members) - now:
            back = " ".join(f"<@{user}>" for user in sorted(set(members) - now))
            await typed(MANAGER, "/rotation", f"add {name} {back}")
    for user in (await state()).away:
        await typed(user, "/away", "off")


@pytest.mark.parametrize("text", ["", "help", "HELP", "  help  ", "help me"])
async def test_help_tells_every_form(typed, text):
    answer = await typed(BOB, "/rotation", text)
    for verb in (*VERBS, *AWAY_VERBS):
        assert re.search(rf"`[^`]*\b{verb}\b[^`]*`", answer), verb
    assert found(answer) == []


@pytest.mark.parametrize("who", [BOB, LENA, MANAGER])
async def test_anyone_may_look_at_every_team(typed, who):
    answer = await typed(who, "/rotation", "show")
    assert "*sales* · by turn · <#C02SALES> · 3 teammates" in answer
    assert "Next: <@U01ALICE>, then <@U02BOB>, then <@U03CAROL>" in answer
    assert "*support* · assigned by hand · <#C04SUPPORT> · 1 teammate" in answer
    assert "Last 7 days" in answer


@pytest.mark.parametrize("text", ["show sales", "SHOW sales", "show SALES", " show   Sales "])
async def test_one_team_can_be_shown_whatever_the_case(typed, text):
    answer = await typed(BOB, "/rotation", text)
    assert "*sales*" in answer
    assert "*support*" not in answer


async def test_who_is_away_is_shown_with_the_reason(typed):
    await typed(ALICE, "/away", "on *big* lunch")
    answer = await typed(BOB, "/rotation", "show sales")
    assert "Next: <@U02BOB>, then <@U03CAROL>" in answer
    assert "Away: <@U01ALICE> (\u200b*\u200bbig\u200b*\u200b lunch)" in answer


@pytest.mark.parametrize("manager", [MANAGER, ADMIN, OWNER])
async def test_managers_add_and_remove_teammates(typed, state, manager):
    answer = await typed(manager, "/rotation", f"add sales <@{LENA}|lena>")
    assert answer == f"<@{LENA}> is in *sales* now. Its order: <@U01ALICE>, <@U02BOB>, <@U03CAROL>, <@{LENA}>."
    assert set((await state()).teams["sales"]) == {*SALES_TEAM, LENA}
    answer = await typed(manager, "/rotation", f"remove sales <@{LENA}|lena>")
    assert answer.startswith(f"<@{LENA}> is no longer in *sales*")
    assert answer.endswith("Its order: <@U01ALICE>, <@U02BOB>, <@U03CAROL>.")
    assert (await state()).teams == {"sales": SALES_TEAM, "support": SUPPORT_TEAM}


@pytest.mark.parametrize(
    "text",
    [
        f"ADD Sales <@{LENA}|lena> <@{MANAGER}>",
        f"add  sales   <@{LENA}><@{MANAGER}|mia>",
        f"add sales <@{LENA}> <@{LENA}> <@{MANAGER}>",
    ],
)
async def test_several_are_added_at_once(typed, state, text):
    answer = await typed(MANAGER, "/rotation", text)
    assert f"<@{LENA}> and <@{MANAGER}> are in *sales* now." in answer
    assert set((await state()).teams["sales"]) == {*SALES_TEAM, LENA, MANAGER}


async def test_who_is_in_already_is_told_apart(typed, state):
    answer = await typed(MANAGER, "/rotation", f"add sales <@{BOB}> <@{LENA}>")
    assert f"<@{LENA}> is in *sales* now." in answer
    assert f"<@{BOB}> was in it already." in answer
    answer = await typed(MANAGER, "/rotation", f"add sales <@{BOB}> <@{ALICE}>")
    assert "were in it already (*sales*)" in answer
    answer = await typed(MANAGER, "/rotation", f"remove support <@{ALICE}>")
    assert "was not in it (*support*)" in answer
    assert (await state()).teams["support"] == SUPPORT_TEAM


async def test_the_last_one_may_go(typed, state):
    assert "no teammates" in await typed(MANAGER, "/rotation", f"remove support <@{BOB}>")
    assert (await state()).teams["support"] == ()
    assert "0 teammates" in await typed(BOB, "/rotation", "show support")


async def test_who_is_deactivated_in_slack_can_be_added_and_is_told_of(typed):
    answer = await typed(MANAGER, "/rotation", f"add sales <@{GONE}|gone>")
    assert f"<@{GONE}> is in *sales* now." in answer
    assert "deactivated" in answer


async def test_who_was_added_gets_leads_at_once(awake, typed):
    await typed(MANAGER, "/rotation", f"remove sales <@{ALICE}> <@{BOB}>")
    before = len(await awake.dealt_to())
    lena = Harness(awake).lena
    await lena.writes_each("one", "two")
    await typed(MANAGER, "/rotation", f"add sales <@{BOB}>")
    await lena.writes("three")
    assert (await awake.dealt_to())[before:] == [CAROL, CAROL, BOB]


@pytest.mark.parametrize("who", [BOB, LENA])
@pytest.mark.parametrize("text", [f"add sales <@{LENA}>", f"remove sales <@{BOB}>", "add", "remove nothing", "ADD x y"])
async def test_who_may_not_change_teams_is_told_who_may(typed, state, who, text):
    answer = await typed(who, "/rotation", text)
    assert "Only managers may" in answer
    assert "admin" in answer
    assert (await state()).teams == {"sales": SALES_TEAM, "support": SUPPORT_TEAM}


@pytest.mark.parametrize("who", [GUEST, STRANGER, "U99NOBODY"])
@pytest.mark.parametrize("text", ["", "help", "show", "show sales", f"add sales <@{LENA}>", "nonsense"])
async def test_guests_and_strangers_may_do_none_of_it(typed, state, who, text):
    answer = await typed(who, "/rotation", text)
    assert "Guests" in answer
    assert "ask somebody of the team" in answer
    assert (await state()).teams == {"sales": SALES_TEAM, "support": SUPPORT_TEAM}


MISTAKES = {
    "shwo": ("did you mean `show`?", "/rotation show"),
    "ad sales": ("did you mean `add`?", "/rotation add"),
    "remvoe sales": ("did you mean `remove`?", "/rotation remove"),
    "hlep": ("did you mean `help`?", "/rotation help"),
    "qqqq": (
        "it can be `show`, `create`, `delete`, `add`, `remove`, `join`, `leave`, `on`, `off`, `listen`, `help`, `away`",
        "/rotation help",
    ),
    "<!here>": ("I don't understand `&lt;!here&gt;`", "/rotation help"),
    "`": ("I don't understand", "/rotation help"),
    "y" * 2500: ("I don't understand", "/rotation help"),
    "show sales support": ("`show` takes one team", "/rotation show sales"),
    "show sale": ("did you mean `sales`?", "/rotation show sales"),
    "show marketing": ("the teams are `sales`, `support`", "/rotation show sales"),
    "show <!channel>": ("There is no team `&lt;!channel&gt;`", "/rotation show sales"),
    f"show <@{BOB}|bob>": ("There is no team", "/rotation show sales"),
    "add": ("takes a team, then people", "/rotation add sales @maria"),
    f"add <@{BOB}|bob>": ("takes a team, then people", "/rotation add sales @maria"),
    f"add <@{BOB}|bob> sales": ("takes a team, then people", "/rotation add sales @maria"),
    "add sales": ("Whom shall I add?", "/rotation add sales @maria"),
    "add suport": ("did you mean `support`?", "/rotation add support @maria"),
    f"add marketing <@{LENA}>": ("There is no team `marketing`", "/rotation add sales @maria"),
    "add sales @maria": ("pick the name from the list", "/rotation add sales @maria"),
    f"add sales <@{LENA}> bob": ("I don't know who `bob` is", "/rotation add sales @maria"),
    f"add sales <@{LENA}> <!subteam^S1|@all>": ("I don't know who", "/rotation add sales @maria"),
    "add sales <@U99NOBODY|nobody>": ("Slack knows nobody", "/rotation add sales @maria"),
    f"add support <@{ROBOT}|robot>": ("is an app", "/rotation add support @maria"),
    "add support <@USLACKBOT|slackbot>": ("is an app", "/rotation add support @maria"),
    "add support <@U0LEADWHL|leadwheel>": ("is an app", "/rotation add support @maria"),
    f"add sales <@{STRANGER}|stan>": ("not of this workspace", "/rotation add sales @maria"),
    f"add sales <@{LENA}> <@{STRANGER}>": ("not of this workspace", "/rotation add sales @maria"),
    "remove": ("takes a team, then people", "/rotation remove sales @maria"),
    "remove sales": ("Whom shall I remove?", "/rotation remove sales @maria"),
    "remove sales bob": ("I don't know who `bob` is", "/rotation remove sales @maria"),
    f"remove sale <@{BOB}>": ("did you mean `sales`?", "/rotation remove sales @maria"),
}


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:30])
async def test_a_mistake_gets_what_was_wrong_the_nearest_right_form_and_an_example(typed, state, text):
    answer = await typed(MANAGER, "/rotation", text)
    says, example = MISTAKES[text]
    first, _, last = answer.rpartition("\n")
    assert says in first
    assert last == f"Example: `{example}`"
    assert {kind for kind, _ in found(answer)} <= {"mention"}
    assert (await state()).teams == {"sales": SALES_TEAM, "support": SUPPORT_TEAM}


@pytest.mark.parametrize(
    "verb",
    ["rules", "setup", "post", "why", "report", "log"],
)
async def test_a_verb_that_does_not_work_yet_says_so(typed, state, verb):
    for text in (verb, f"{verb.upper()} sales <#{VIP}|vip>"):
        answer = await typed(MANAGER, "/rotation", text)
        assert f"`{verb}` doesn't work yet" in answer
        assert "Example: `/rotation help`" in answer
    assert (await state()).teams == {"sales": SALES_TEAM, "support": SUPPORT_TEAM}


async def test_the_sandbox_escapes_names_as_slack_does(awake, state):
    harness = Harness(awake)
    assert f"<@{LENA}> is in *sales* now." in await harness.mia.runs("/rotation add sales @lena", SALES)
    assert harness.slack.ledger.messages(NOTICE, SALES) == []
    assert LENA in (await state()).teams["sales"]


async def test_when_slack_does_not_tell_who_is_typing_they_are_told_kindly(awake, typed, state):
    awake.sandbox.fail("users.info", "500")
    answer = await typed("U86NEWCOMER", "/rotation", "show")
    assert "try again in a minute" in answer


async def test_when_slack_does_not_tell_who_is_named_nothing_is_changed(awake, typed, state):
    awake.sandbox.fail("users.info", "500")
    answer = await typed(MANAGER, "/rotation", f"add sales <@{LENA}> <@U85UNMET>")
    assert "Slack didn't answer" in answer
    assert "nothing was changed" in answer
    assert (await state()).teams["sales"] == SALES_TEAM
