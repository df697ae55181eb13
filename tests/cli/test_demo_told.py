"""What `leadwheel demo --once` tells (CONTRACT 2)."""

import os
import re
import subprocess
import sys

import pytest

from bot.cli.demo_story import CONFIGURATION, PEOPLE
from bot.cli.demo_tour import STEPS
from bot.configfile import load
from bot.domain.names import sort_key
from tests.cli.conftest import ROOT

#: Who has each lead at first, in order; those that nobody has wait.
DEALT = [
    "Ada Byrne", "Emil Novak", "inés de León", "Jean-Luc Roy", "Юлия Лин", "Ada Byrne", "Emil Novak", "Émilie Roux",
    "Øystein Berg", *["nobody yet"] * 5,
]  # fmt: skip


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """How `leadwheel demo --once` ended."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("LEADWHEEL_", "SLACK_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--once"],
        cwd=tmp_path_factory.mktemp("demo"),
        env=kept | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def section(out, title):
    """The lines of a section, below its title."""
    lines = out.splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith(title))
    end = next((number for number, line in enumerate(lines) if number > begin + 1 and line.startswith("───")), None)
    return lines[begin + 2 : end and end - 1]


def columns(heads, lines, *names):
    """What stands in each column of some lines, in one line each."""
    begins = [heads.index(name) for name in names]
    return [
        " ".join(" ".join(line[begin:end].strip() for line in lines).split())
        for begin, end in zip(begins, [*begins[1:], None], strict=True)
    ]


@pytest.fixture(scope="module")
def leads(once):
    """The first section, by number: what came in, who has it, why, who was skipped."""
    heads, *lines = section(once.stdout, "1. Who got what, and why")
    entries = []
    for line in filter(str.strip, lines):
        if line[0] != " ":
            entries.append([])
        if line.startswith("    →"):  # what the bot said then, over all columns
            entries.append(["·"])
        entries[-1].append(line)
    names = ("What came in", "Who has it", "Why", "Who was skipped")
    return {int(one[0][:2]): columns(heads, one, *names) for one in entries if one[0][0] != "·"}


@pytest.fixture(scope="module")
def acts(once):
    """The third section, by what somebody did: what Leadwheel did, who has it now."""
    heads, *lines = section(once.stdout, "3. Passing, taking, coming back")
    parts = "\n".join(line.rstrip() for line in lines).strip().split("\n\n")
    names = ("What somebody did", "What Leadwheel did", "Who has it now")
    told = [columns(heads, part.splitlines(), *names) for part in parts]
    return {did: (said, has) for did, said, has in told}


def test_it_ends_by_itself_and_says_nothing_but_plain_words(once):
    assert (once.returncode, once.stderr) == (0, "")
    for markup in ("<@", "<#", "<!", "http", "None", "Traceback", "\x1b", "\u200b", "&amp;", "*", "`"):
        assert markup not in once.stdout
    assert max(len(line) for line in once.stdout.splitlines()) == 100


def test_the_teams_stand_in_the_order_in_which_people_sort_names(once):
    told = "\n".join(section(once.stdout, "The teams"))
    assert "Next: Ada Byrne, then Emil Novak, then Émilie Roux, then inés de León, then Юлия Лин" in told
    assert "Next: Ñusta Mamani, then Øystein Berg, then zoë Quinn" in told


def test_a_dozen_teammates_are_in_three_teams_that_a_machine_would_sort_otherwise():
    configuration = load(CONFIGURATION, "the demo's configuration").configuration
    names = {user.id: user.real_name for user in PEOPLE}
    teams = [[names[user_id] for user_id in team.teammates] for team in configuration.teams]
    assert (len(teams), len({name for team in teams for name in team})) == (3, 12)
    assert all(sorted(team) != sorted(team, key=sort_key) for team in teams)


def test_it_says_truly_how_names_are_sorted(once):
    said = "Turns go round by name, sorted as people do it: É is an E, Ñ an N, Ø an O; Ю comes after Z."
    assert section(once.stdout, "The teams")[-2].strip() == said
    assert [sort_key(sign) for sign in "ÉÑØ"] == [sort_key(sign) for sign in "ENO"]
    assert sort_key("Zz") < sort_key("Ю")


def test_every_lead_has_a_line_with_who_has_it(leads):
    assert [number for number, _ in sorted(leads.items())] == list(leads) == list(range(1, len(DEALT) + 1))
    assert [who for _, who, _, _ in leads.values()] == DEALT
    assert all(re.match(r"#(leads|forms|press) · [\w, ]+: \w", what) for what, *_ in leads.values())


def test_it_tells_why_and_who_was_skipped(leads):
    assert leads[1][2:] == ["by turn in sales", ""]
    assert leads[3][2:] == ["by turn in sales", "Émilie Roux (away)"]
    assert leads[4][2:] == ["a rule names this person: the email is at bigcorp.example.com", ""]
    assert leads[9][2:] == [
        "by turn in support, as the text contains broken, invoice or password",
        "Ñusta Mamani (away), Oskar Lind (deactivated in Slack)",
    ]
    assert leads[10][2:] == ["partners assigns by hand", ""]
    assert all(leads[number][2:] == ["nobody in support is available", ""] for number in range(11, 14))
    assert leads[14][2:] == ["no rule matched it: a manager is asked", ""]


def test_a_lead_is_asked_in_the_thread_and_the_answers_say_whose_it_is(once):
    wrote, *told = "\n".join(line.rstrip() for line in section(once.stdout, "2. The Operator")).split("\n")
    assert wrote == "#pricing · Omar Haddad: What would it cost for all of us?"
    turns = [[who, " ".join(said.split())] for who, _, said in (line.partition("  ") for line in told if line)]
    assert turns == [
        ["Leadwheel", "Hello Omar Haddad! A few questions, so that the right person answers."],
        ["", "What's your work e-mail?"],
        ["Omar Haddad", "omar at haddad"],
        ["Leadwheel", "Please write an e-mail address, for example jane@acme.com"],
        ["", "What's your work e-mail?"],
        ["Omar Haddad", "omar@haddad.example.com"],
        ["Leadwheel", "Got it: omar@haddad.example.com."],
        ["", "How many people work there? [1-50] [51-500] [500+]"],
        ["Omar Haddad", "presses “500+”"],
        ["Leadwheel", "Got it: 500+."],
        ["", "Are you a customer already? [Yes] [No] [Skip]"],
        ["Omar Haddad", "presses “Skip”"],
        ["Leadwheel", "Assigned to Jean-Luc Roy. Thanks — Jean-Luc Roy will be with you."],
        ["→", "Jean-Luc Roy has it: a rule names this person: the company size is 500+"],
        ["→", "on the card: Email: omar@haddad.example.com · Company size: 500+ · Tags enterprise"],
    ]


def test_an_end_is_said_back_as_a_date(once, acts):
    told = " ".join(once.stdout.split())
    date = r"until \d{4}-\d\d-\d\d \d\d:\d\d"
    for typed in (
        rf"/away until friday at a trade fair → You are away now \(at a trade fair\), {date} \(Europe/Oslo\)\.",
        rf"/away @zoe for 2h dentist → zoë Quinn is away now \(dentist\), {date} \(America/New_York\)\.",
    ):
        assert re.search(typed, told)
    assert re.search(rf"{date} \(Europe/Paris\)", acts["Émilie Roux types /away until monday skiing"][0])


def test_accepting_and_passing_are_told_with_what_came_of_them(acts):
    said, has = acts["Ada Byrne presses “Accept” on #1"]
    assert said.endswith("Accepted.")
    assert has == "#1 Ada Byrne"
    said, has = acts["Emil Novak presses “Pass on” on #2"]
    assert said == (
        "→ in the thread of #2: Assigned to Юлия Лин of sales, as it was passed on. skipped: inés de León (away)"
    )
    assert has == "#2 Юлия Лин"
    assert acts["Юлия Лин presses “Pass on” on #2"][1] == "#2 Ada Byrne"
    said, has = acts["Ada Byrne presses “Pass on” on #2"]
    assert said.endswith("skipped: Emil Novak (passed it on)")
    assert has == "#2 Émilie Roux"
    said, has = acts["Émilie Roux presses “Pass on” on #2"]
    assert said.startswith("→ in #sales: Émilie Roux passed on")
    assert has == "#2 nobody yet"
    assert acts["inés de León types /away off"][1] == "#2 inés de León"


def test_of_two_who_take_at_the_same_moment_one_has_it_and_the_other_is_told(acts):
    said, has = acts["Łukasz Wilk and Özlem Kaya press “Take it” on #10 at the same moment"]
    winner = has.removeprefix("#10 ")
    other = {"Łukasz Wilk": "Özlem Kaya", "Özlem Kaya": "Łukasz Wilk"}[winner]
    assert f"in the thread of #10: Assigned to {winner} of partners" in said
    assert f"to {other} alone: {winner} has this conversation already." in said


def test_what_waited_comes_to_who_is_back_a_few_at_once(acts):
    said, has = acts["Øystein Berg types /away off"]
    assert has == "#11 Øystein Berg #12 Øystein Berg"
    skipped = "skipped: zoë Quinn (away), Ñusta Mamani (away), Oskar Lind (deactivated in Slack)"
    assert said.count(skipped) == 2
    assert acts["zoë Quinn types /away off"][1] == "#13 zoë Quinn"


def test_what_no_rule_matches_is_taken_by_the_manager(acts):
    assert acts["Mia Manager presses “Take it” on #14"][1] == "#14 Mia Manager"


def test_it_ends_with_how_the_team_stands(once):
    told = "\n".join(section(once.stdout, "4. Afterwards: /rotation show sales"))
    assert "Next: Юлия Лин, then Ada Byrne, then Emil Novak, then inés de León" in told
    assert re.search(r"Away: Émilie Roux \(skiing, until \d{4}-\d\d-\d\d", told)
    assert "Last 7 days: Ada Byrne 3 · Emil Novak 2 · Émilie Roux 2 · inés de León 2 · Юлия Лин 2" in told


def test_the_tour_is_played_and_each_step_ticked(once):
    heads, *lines = section(once.stdout, "5. The tour")
    entries = []
    for line in lines:
        if not line.startswith("   "):
            entries.append([])
        entries[-1].append(line)
    told = [columns(heads, entry, "What there is to try", "What came of it") for entry in entries]
    assert [entry[0][0] for entry in entries] == ["✓"] * len(STEPS)
    assert [what for what, _ in told] == [
        f"{step.title} {step.how}".format(holder="Emil").replace("`", "") for step in STEPS
    ]
    assert [led for _, led in told] == [
        "Юлия Лин got it, by turn in sales.",
        "Next in sales: Ada Byrne, then Emil Novak, then inés de León, then Юлия Лин.",
        "Leads go past her until she is back.",
        "Emil Novak got it, not Ada.",
        "By turn in sales. Skipped: Ada Byrne (away).",
        "inés de León has it now. Skipped: Émilie Roux (away).",
        "She is met in her order, without a make-up turn.",
        "Øystein Berg is with her, by turn in support, as “customer” is answered with yes.",
    ]
