"""What is said of clocks, and of what is set up, without asking Slack."""

import pytest

from bot.configfile import load
from bot.usecases import configure
from bot.usecases.doctor import State, judge_clock, judge_database_clock, listed
from bot.usecases.doctor_survey import judge_configuration, judge_managers, survey
from tests.configfile.conftest import CONTRACT_BLOCK
from tests.support.world import ALICE, BOB, CAROL, CONFIGURATION, MANAGER, WORKSPACE
from tests.usecases.office import Office


@pytest.fixture
def office(database_url):
    made = Office(database_url)
    yield made
    made.close()


@pytest.fixture
def applied(office):
    """Set up what a file says; return what is said of it."""

    def run(text, managers=()):
        loaded = load(text, "leadwheel.yaml")
        office.run(configure.apply, WORKSPACE, loaded.configuration, loaded.check_references, office.now)
        found = office.run(survey, WORKSPACE, managers)
        return [*judge_configuration(found), judge_managers(found)]

    return run


def notes(findings):
    assert all(one.state is not State.WRONG for one in findings)
    return [(one.says, one.mend) for one in findings if one.state is State.NOTE]


def test_what_works_is_counted(applied):
    found = applied(CONFIGURATION)
    assert notes(found) == []
    assert [one.says for one in found] == ["2 teams, 2 sources, 2 rules", "1 person to be told what no team gets"]


def test_what_does_not_work_yet_is_told(applied):
    said = [says for says, _ in notes(applied(CONTRACT_BLOCK))]
    assert "auto message pricing: it isn't posted yet" in said


def test_a_workspace_where_nothing_is_set_up(office):
    found = office.run(survey, WORKSPACE, ())
    (says, mend), (nobody, name_some) = notes([*judge_configuration(found), judge_managers(found)])
    assert says == "nothing is set up in this workspace yet: no teams, no sources"
    assert "`leadwheel apply FILE`" in mend
    assert nobody.startswith("nobody is known to be a manager: neither the configuration nor LEADWHEEL_MANAGERS")
    assert name_some.startswith("Name some: `managers` in the configuration file, or LEADWHEEL_MANAGERS.")


def test_managers_of_the_setting_or_owners_are_enough(office, applied):
    text = CONFIGURATION.replace(f"managers: [{MANAGER}]\n", "")
    assert notes(applied(text))[0][0].startswith("nobody is known to be a manager")
    assert notes(applied(text, managers=[ALICE])) == []
    office.tell(BOB, "Bob", is_owner=True)
    assert notes(applied(text)) == []


def test_a_team_without_teammates(applied):
    found = applied(CONFIGURATION.replace(f"teammates: [{ALICE}, {BOB}, {CAROL}]", "teammates: []"))
    ((says, mend),) = notes(found)
    assert says == "team sales has no teammates: its conversations wait"
    assert mend.startswith("`/rotation add sales @name`")


def test_a_team_where_everybody_is_away(office, applied):
    assert notes(applied(CONFIGURATION)) == []
    for user in (ALICE, BOB, CAROL):
        office.away(user)
    ((says, mend),) = notes(applied(CONFIGURATION))  # a team by hand waits for whoever takes
    assert says == "everybody in team sales is away or deactivated: its conversations wait"
    assert "`/away off`" in mend


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ("{when: new_conversation, assign_to: sales}", True),
        ("{when: new_conversation, if: {channel: C09}, assign_to: sales}", True),
        ("{when: new_conversation, if: {text: help}, assign_to: sales}", True),
        ("{when: new_conversation, if: {channel: C08}, assign_to: sales}", False),
        ("{when: qualified, assign_to: sales}", False),
    ],
)
@pytest.mark.parametrize("qualify", [False, True])
def test_a_source_that_no_rule_takes(applied, rule, taken, qualify):
    text = f"teams: {{sales: {{channel: C02, teammates: [{ALICE}]}}}}\nrules: [{rule}]\n"
    if qualify:
        text += "qualifications: {ask: {questions: [{attribute: size, ask: Size}]}}\nsources: [{channel: C09, qualify: ask}]"
        taken = "qualified" in rule
    else:
        text += "sources: [{channel: C09}]"
    said = [one for one in notes(applied(text, managers=[ALICE])) if "no rule" in one[0]]
    when = "qualified" if qualify else "new_conversation"
    assert said == (
        []
        if taken
        else [
            (
                "no rule takes what comes in C09: it goes to the managers",
                f"Add a rule to the configuration file: {{when: {when}, assign_to: sales}}",
            )
        ]
    )


@pytest.mark.parametrize("ahead", [0, 59, -60])
def test_a_clock_that_is_a_little_wrong_is_right(ahead):
    assert judge_clock(ahead, http=True).state is State.OK
    assert judge_database_clock(ahead, None).state is State.OK


def test_a_clock_beyond_five_minutes_is_told_what_it_does_where_signatures_are_checked():
    assert "401" in judge_clock(-301, http=True).says
    assert "401" not in judge_clock(-299, http=True).says
    assert "401" not in judge_clock(-9999, http=False).says


def test_the_databases_clock_is_compared_with_slacks_where_that_is_known():
    assert judge_database_clock(600, 600).state is State.OK
    found = judge_database_clock(0, 600)
    assert found.says == "the database's clock is 10 minutes behind Slack's: away modes end at the wrong time"
    assert found.mend.startswith("Set the clock of PostgreSQL's machine")
    assert judge_database_clock(61, None).says.startswith("the database's clock is 61 seconds ahead of this machine's")


def test_many_words_are_cut():
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcdefghij")) == "a, b, c, d, e, f, g, h and 2 more"
