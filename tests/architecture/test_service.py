"""The systemd unit that we ship fits the program, and systemd understands all of it."""

import configparser
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.cli import WRONG_USAGE
from tests.architecture.test_docs import OPERATING, commands

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "docs/leadwheel.service"
#: What a graceful stop takes at most (CONTRACT 2).
GRACEFUL_SECONDS = 10


@pytest.fixture
def service():
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    return unit["Service"]


def test_it_runs_the_bot_and_leaves_it_the_time_to_stop_gracefully(service):
    program, command = service["ExecStart"].split()
    assert program.endswith("/leadwheel")
    assert command in commands()
    assert float(service["TimeoutStopSec"]) > GRACEFUL_SECONDS


def test_a_failure_is_tried_again_and_wrong_settings_are_not(service):
    assert service["Restart"] == "on-failure"
    assert int(service["RestartPreventExitStatus"]) == WRONG_USAGE


def test_the_bot_may_write_where_it_makes_its_file(service):
    assert service["ProtectSystem"] == "strict"  # nowhere but there
    assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"


def test_the_page_names_the_same_places(service):
    section = OPERATING.partition("\n## As a service\n")[2].partition("\n## ")[0]
    for place in (service["WorkingDirectory"], service["EnvironmentFile"], service["ExecStart"].split()[0], UNIT.name):
        assert place in section


def test_systemd_understands_every_line(tmp_path):
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd isn't installed")
    copied = tmp_path / UNIT.name
    # It looks whether the program is there.
    copied.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/leadwheel/.venv/bin/leadwheel", "/bin/true"))
    done = subprocess.run([analyze, "verify", copied], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
