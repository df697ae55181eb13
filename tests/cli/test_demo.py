"""`leadwheel demo`: what a newcomer sees first (CONTRACT 2)."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import aiohttp
import pytest

from bot.cli import demo_show
from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.cli.conftest import ROOT, checked

#: Who has each lead at first, in order; those that nobody has wait.
DEALT = [
    "Ada Byrne", "Edward Kim", "Emily Novak", "Edward Kim", "Ada Byrne", "Edward Kim", "Élodie Roux", "Øystein Berg",
    *["nobody yet"] * 6,
]  # fmt: skip

HOSTILE = {
    "LEADWHEEL_DATABASE_URL": "sqlite+aiosqlite:///mine.db",
    "LEADWHEEL_AUTO_MIGRATE": "false",
    "LEADWHEEL_MANAGERS": "U02EDWARD",
    "LEADWHEEL_POST_RATE": "0.001",
    "LEADWHEEL_PORT": "1",
    "SLACK_API_URL": "http://127.0.0.1:1/",
    "SLACK_BOT_TOKEN": "xoxb-s3cr3t-token",
    "SLACK_APP_TOKEN": "xapp-s3cr3t",
    "SLACK_SIGNING_SECRET": "s3cr3t-signing",
}

#: Makes the terminal on its standard input its own, as a shell does, and becomes the demo.
ON_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "bot", "demo"])
"""


def environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("LEADWHEEL_", "SLACK_"))}
    return kept | {"PYTHONPATH": str(ROOT), **more}


@pytest.fixture(scope="module")
def once(tmp_path_factory):
    """How `leadwheel demo --once` ended."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "demo", "--once"],
        cwd=tmp_path_factory.mktemp("demo"),
        env=environment(),
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
    """The second section, by what somebody did: what Leadwheel did, who has it now."""
    heads, *lines = section(once.stdout, "2. Passing, taking, coming back")
    parts = "\n".join(line.rstrip() for line in lines).strip().split("\n\n")
    names = ("What somebody did", "What Leadwheel did", "Who has it now")
    told = [columns(heads, part.splitlines(), *names) for part in parts]
    return {did: (said, has) for did, said, has in told}


def test_it_ends_by_itself_and_says_nothing_but_plain_words(once):
    assert (once.returncode, once.stderr) == (0, "")
    for markup in ("<@", "<#", "<!", "http", "None", "Traceback", "\x1b", "\u200b", "&amp;", "*", "`"):
        assert markup not in once.stdout
    assert max(len(line) for line in once.stdout.splitlines()) == 100


def test_every_lead_has_a_line_with_who_has_it(leads):
    assert [number for number, _ in sorted(leads.items())] == list(leads) == list(range(1, len(DEALT) + 1))
    assert [who for _, who, _, _ in leads.values()] == DEALT
    assert all(re.match(r"#(leads|forms|press) · [\w, ]+: \w", what) for what, *_ in leads.values())


def test_it_tells_why_and_who_was_skipped(leads):
    assert leads[1][2:] == ["by turn in sales", ""]
    assert leads[3][2:] == ["by turn in sales", "Élodie Roux (away)"]
    assert leads[4][2:] == ["a rule names this person: the email is at bigcorp.example.com", ""]
    assert leads[8][2:] == [
        "by turn in support, as the text contains broken, invoice or password", "Oskar Lind (deactivated in Slack)",
    ]  # fmt: skip
    assert leads[9][2:] == ["partners assigns by hand", ""]
    assert all(leads[number][2:] == ["nobody in support is available", ""] for number in range(10, 14))
    assert leads[14][2:] == ["no rule matched it: a manager is asked", ""]


def test_an_end_is_said_back_as_a_date(once, acts):
    told = " ".join(once.stdout.split())
    date = r"until \d{4}-\d\d-\d\d \d\d:\d\d"
    for typed in (
        rf"/away until friday at a trade fair → You are away now \(at a trade fair\), {date} \(Europe/Oslo\)\.",
        rf"/away @zoe for 2h dentist → zoë Quinn is away now \(dentist\), {date} \(America/New_York\)\.",
    ):
        assert re.search(typed, told)
    assert re.search(rf"{date} \(Europe/Paris\)", acts["Élodie Roux types /away until monday skiing"][0])


def test_accepting_and_passing_are_told_with_what_came_of_them(acts):
    said, has = acts["Ada Byrne presses “Accept” on #1"]
    assert said.endswith("Accepted.")
    assert has == "#1 Ada Byrne"
    said, has = acts["Edward Kim presses “Pass on” on #2"]
    assert "Assigned to Ada Byrne of sales" in said
    assert said.endswith("skipped: Emily Novak (away)")
    assert has == "#2 Ada Byrne"
    said, has = acts["Ada Byrne presses “Pass on” on #2"]
    assert said.endswith("skipped: Edward Kim (passed it on)")
    assert has == "#2 Élodie Roux"
    said, has = acts["Élodie Roux presses “Pass on” on #2"]
    assert said.startswith("→ in #sales: Élodie Roux passed on")
    assert has == "#2 nobody yet"
    assert acts["Emily Novak types /away off"][1] == "#2 Emily Novak"


def test_of_two_who_take_at_the_same_moment_one_has_it_and_the_other_is_told(acts):
    said, has = acts["Ada Byrne and Edward Kim press “Take it” on #9 at the same moment"]
    winner = has.removeprefix("#9 ")
    other = {"Ada Byrne": "Edward Kim", "Edward Kim": "Ada Byrne"}[winner]
    assert f"in the thread of #9: Assigned to {winner} of partners" in said
    assert f"to {other} alone: {winner} has this conversation already." in said


def test_what_waited_comes_to_who_is_back_a_few_at_once(acts):
    said, has = acts["Øystein Berg types /away off"]
    assert has == "#10 Øystein Berg #11 Øystein Berg"
    assert said.count("skipped: zoë Quinn (away), Oskar Lind (deactivated in Slack)") == 2
    said, has = acts["zoë Quinn types /away off"]
    assert has == "#12 zoë Quinn #13 zoë Quinn"
    assert said.endswith("skipped: Oskar Lind (deactivated in Slack), Øystein Berg (had their share of what waited)")


def test_what_no_rule_matches_is_taken_by_the_manager(acts):
    assert acts["Mia Manager presses “Take it” on #14"][1] == "#14 Mia Manager"


def test_it_ends_with_how_the_team_stands(once):
    told = "\n".join(section(once.stdout, "3. Afterwards: /rotation show sales"))
    assert "Next: Ada Byrne, then Edward Kim, then Emily Novak" in told
    assert re.search(r"Away: Élodie Roux \(skiing, until \d{4}-\d\d-\d\d", told)
    assert "Last 7 days: Ada Byrne 3" in told


async def test_it_serves_until_ctrl_c_whatever_the_settings_are(program, settings, here):
    settings(**HOSTILE)
    (here / ".env").write_text("".join(f"{name}={value}\n" for name, value in HOSTILE.items()), encoding="utf-8")
    process = await program("demo")
    line = await process.wait_printed("in a browser")
    address = re.search(r"Open (http://127\.0\.0\.1:\d+/) in a browser", line)[1]
    async with aiohttp.ClientSession() as session, session.get(address) as response:
        assert "<title>Leadwheel sandbox</title>" in await response.text()
    began = time.monotonic()
    process.signal(signal.SIGINT)
    ended = checked(await process.ended())
    assert time.monotonic() - began < 5
    assert (ended.code, ended.err) == (0, "")
    assert "#14 Mia Manager" in ended.out
    assert [path.name for path in here.iterdir()] == [".env"]


async def test_two_demos_at_a_time_each_have_a_page():
    first, second = (Sandbox(signing_secret="s", bot_token="t") for _ in range(2))
    await demo_show._start(first)
    await demo_show._start(second)
    assert first.page_url != second.page_url
    await first.stop()
    await second.stop()


async def test_told_to_stop_before_the_end_it_stops(program):
    process = await program("demo")
    await process.wait_printed("Leadwheel")
    process.signal(signal.SIGTERM)
    ended = checked(await process.ended())
    assert (ended.code, ended.err) == (0, "")


async def test_told_to_stop_before_the_end_of_once_it_has_not_done_it(program):
    process = await program("demo", "--once")
    await process.wait_printed("Leadwheel")
    process.signal(signal.SIGINT)
    ended = checked(await process.ended())
    assert (ended.code, ended.line) == (1, "leadwheel: stopped")


def test_nobody_reads_it_to_the_end(here):
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo"],
        cwd=here,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.readline()
    process.stdout.close()  # as `| head -1` does
    try:
        assert (process.stderr.read(), process.wait(20)) == (b"", 0)
    finally:
        process.kill()
        process.stderr.close()


def test_ctrl_c_on_a_terminal_ends_it(here):
    ours, its = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", ON_A_TERMINAL],
        cwd=here,
        env=environment(TERM="xterm"),
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
    )
    os.close(its)
    try:
        out = b""
        while b"Ctrl-C" not in out:
            out += os.read(ours, 65536)
        os.write(ours, b"\x03")
        try:
            while more := os.read(ours, 65536):
                out += more
        except OSError:
            pass  # how Linux says that nobody writes there any more
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert b"Traceback" not in out
    assert b"\x1b[" in out  # in colours


def test_no_setting_is_left_to_the_environment():
    made = demo_show._settings(Path("folder"), "http://127.0.0.1:1/")
    assert made.model_fields_set == set(Settings.model_fields)
