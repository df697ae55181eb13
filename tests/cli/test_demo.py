"""`leadwheel demo`: what a newcomer tries first (CONTRACT 2)."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import aiohttp

from bot.cli import demo_show
from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.cli.conftest import ROOT, checked

HOSTILE = {
    "LEADWHEEL_DATABASE_URL": "sqlite+aiosqlite:///mine.db",
    "LEADWHEEL_AUTO_MIGRATE": "false",
    "LEADWHEEL_MANAGERS": "U02EMIL",
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
        env=os.environ | {"PYTHONPATH": str(ROOT)},
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
        env=os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"},
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
