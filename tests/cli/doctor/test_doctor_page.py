"""How `leadwheel doctor` tells what it found: in a terminal, in plain lines, and to machines."""

import io
import json
import re

import pytest
from rich.console import Console

from bot.cli import doctor_page
from bot.cli.doctor_page import Progress, put
from bot.usecases.doctor import note, ok, wrong

LONG = "It is a long way to what mends this, which goes on and on behind the end of any line that a terminal may have."
FOUND = [
    ok("database", "SQLite 3"),
    note("slack", "hm"),
    wrong("channels", "the bot is not in #évil\x1b[31m\n\u202elive", LONG),
]


@pytest.fixture
def terminal(monkeypatch):
    def made(width, **env):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setenv("COLUMNS", str(width))
        monkeypatch.setenv("TERM", "xterm-256color")
        for name, value in env.items():
            monkeypatch.setenv(name, value)

    return made


def test_one_line_each_another_for_what_mends_it_and_a_last_one_that_sums_up(capsys):
    put(FOUND, as_json=False)
    assert capsys.readouterr().out.splitlines() == [
        "ok     database: SQLite 3",
        "note   slack: hm",
        "wrong  channels: the bot is not in #évil [31m live",
        f"       → {LONG}",
        "1 fault",
    ]


@pytest.mark.parametrize(("faults", "says"), [(0, "all is well"), (1, "1 fault"), (3, "3 faults")])
def test_the_last_line_counts_faults(capsys, faults, says):
    put([*FOUND[:2], *[FOUND[2]] * faults], as_json=False)
    assert capsys.readouterr().out.splitlines()[-1] == says


def test_machines_get_a_list(capsys):
    put(FOUND[1:], as_json=True)
    said = capsys.readouterr().out
    assert said.isascii()
    assert json.loads(said) == [
        {"check": "slack", "state": "note", "says": "hm", "mend": None},
        {"check": "channels", "state": "wrong", "says": FOUND[2].says, "mend": LONG},
    ]


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_a_terminal_gets_lines_that_are_no_wider_than_it_is(capsys, terminal, width):
    terminal(width, NO_COLOR="1")
    put(FOUND, as_json=False)
    said = capsys.readouterr().out
    assert "\x1b[31m" not in said
    lines = re.sub(r"\x1b\[[0-9;]*m", "", said).splitlines()
    assert all(len(line.rstrip()) <= max(width, 27) for line in lines)
    assert lines[0].split() == ["ok", "database:", "SQLite", "3"]
    after = [line for line in lines if line.startswith("       ")]
    mend = " ".join(word for line in after for word in line.split())
    assert LONG in mend


def test_a_terminal_gets_colours(capsys, terminal, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal(80)
    monkeypatch.setenv("FORCE_COLOR", "1")
    put(FOUND, as_json=False)
    assert "\x1b[1;31mwrong" in capsys.readouterr().out


def test_where_letters_are_missing_the_words_are_still_there(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    put(FOUND, as_json=False)
    lines = raw.getvalue().decode("ascii").splitlines()
    assert lines[2] == "wrong  channels: the bot is not in #?vil [31m live"
    assert lines[3].startswith("       -> It is a long way")


async def test_a_reader_who_leaves_early_is_no_fault(program, here):
    process = await program("doctor")
    process._process.stdout._transport.close()
    ended = await process.ended()
    assert "Traceback" not in ended.err
    assert ended.code == 1


def test_progress_is_shown_at_a_terminal_alone(capsys, monkeypatch):
    with Progress() as progress:
        progress.doing("channels: 1 of 2")
        progress.waiting(30)
    assert capsys.readouterr().err == ""
    screen = io.StringIO()
    monkeypatch.setattr(doctor_page, "Console", lambda **_: Console(file=screen, force_terminal=True, width=100))
    with Progress() as progress:
        progress.doing("channels: 46 of 80")
        progress.waiting(30)
    assert "channels: 46 of 80 (Slack takes no more for 30 s)" in screen.getvalue()
