"""Bots that are forked: they end as programs do, are told apart, and don't outlive the tests."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.forked import ROOT, ForkServer
from tests.support.waiting import until

#: A test process with a bot.
PROGRAM = """
import asyncio, os, sys
from tests.support.forked import ForkServer

server = ForkServer()
bot = asyncio.run(server.start(["run"], os.environ))
print(server.pid, bot.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def server():
    started = ForkServer()
    yield started
    started.close()


@pytest.fixture
def environment(tmp_path):
    """Of a bot that doesn't reach Slack, and goes on trying."""
    return {
        **os.environ,
        "SLACK_SIGNING_SECRET": "a secret",
        "SLACK_BOT_TOKEN": "xoxb-test",
        "SLACK_API_URL": "http://127.0.0.1:9",
        "LEADWHEEL_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/its.db",
        "LEADWHEEL_HOST": "127.0.0.1",
        "LEADWHEEL_PORT": "0",
        "LEADWHEEL_LOG_LEVEL": "error",
    }


def lives(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2][0] != "Z"
    return False


async def test_it_ends_with_the_exit_code_of_its_command(server, environment):
    for arguments, code in ((["--help"], 0), (["migrate"], 0), (["walk"], 2)):
        assert await (await server.start(arguments, environment)).wait() == code


async def test_its_settings_are_those_it_was_given(server, environment, tmp_path):
    assert await (await server.start(["migrate"], environment)).wait() == 0
    assert (tmp_path / "its.db").exists()
    wrong = environment | {"LEADWHEEL_DATABASE_URL": "nowhere"}
    assert await (await server.start(["migrate"], wrong)).wait() == 2


async def test_one_that_is_killed_is_told_from_one_that_goes_on(server, environment, tmp_path):
    other = environment | {"LEADWHEEL_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/other.db"}
    first, second = await server.start(["run"], environment), await server.start(["run"], other)
    first.kill()
    assert await first.wait() == first.returncode == -signal.SIGKILL
    assert second.returncode is None
    first.kill()  # does nothing
    second.kill()
    assert await second.wait() == -signal.SIGKILL


async def test_it_is_waited_for_in_any_event_loop_and_again_after_a_wait_that_was_given_up(server, environment):
    bot = await server.start(["run"], environment)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.wait(), 0.01)
    waiting = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(bot.wait())))
    bot.kill()
    assert await waiting == await bot.wait() == -signal.SIGKILL


async def test_when_the_program_that_forks_is_gone_nobody_waits_for_ever(environment):
    server = ForkServer()
    bot = await server.start(["run"], environment)
    server.close()
    assert not lives(bot.pid)
    with pytest.raises(RuntimeError):
        await bot.wait()


async def test_it_ends_with_the_test_process_however_that_ends(environment):
    with subprocess.Popen(  # noqa: ASYNC220 - it is started once
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment
    ) as tests:
        pids = tests.stdout.readline().split()
        assert all(lives(int(pid)) for pid in pids)
        tests.kill()
    await until(lambda: not any(lives(int(pid)) for pid in pids))
