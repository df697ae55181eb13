"""A folder of one's own, no settings, and a command line."""

import asyncio
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import execute
from bot.sandbox import Sandbox
from tests.cli.doctors import Told
from tests.support.copies import fill
from tests.support.world import LEADS, SALES, WORKSPACE, people

ROOT = Path(__file__).resolve().parents[2]
TOKEN, SECRET = "xoxb-s3cr3t-token", "s3cr3t-signing"

FILE = """\
workspace: T01TEST
managers: [U04MANAGER]
teams:
  sales: {channel: C02SALES, teammates: [U01ALICE, U02BOB]}
sources:
  - {channel: C01LEADS}
rules:
  - {when: new_conversation, assign_to: sales}
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int | None
    out: str
    err: str

    @property
    def line(self):
        """The one line on stderr."""
        (only,) = self.err.splitlines()
        return only


def checked(ended):
    """Nobody ever sees a bare traceback, or a secret."""
    for said in (ended.out, ended.err):
        assert "Traceback" not in said
        assert "s3cr3t" not in said
    assert all(line.startswith("leadwheel: ") for line in ended.err.splitlines())
    return ended


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path):
    """Start without settings, in a folder of its own."""
    for name in list(os.environ):
        if name.upper().startswith(("LEADWHEEL_", "SLACK_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def settings(monkeypatch):
    """Set settings by name."""

    def put(**values):
        for name, value in values.items():
            monkeypatch.setenv(name, str(value))

    return put


@pytest.fixture
def leadwheel(capsys):
    """Run a command line in this process."""

    def run(*arguments):
        capsys.readouterr()
        code = execute([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return checked(Ended(code, said.out, said.err))

    return run


@pytest.fixture
def leadwheel_beside(leadwheel):
    """Run a command line in a thread, so that the sandbox can answer it."""

    async def run(*arguments):
        return await asyncio.to_thread(leadwheel, *arguments)

    return run


@pytest.fixture
def file(here):
    """A configuration file."""
    path = here / "leadwheel.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
async def sandbox(settings):
    """A Slack, and the settings that lead to it."""
    made = Sandbox(signing_secret=SECRET, bot_token=TOKEN, workspace_id=WORKSPACE)
    for user in people():
        made.add_user(user)
    for channel in (LEADS, SALES):
        made.add_channel(channel, channel[3:].lower())
    await made.start()
    settings(SLACK_BOT_TOKEN=TOKEN, SLACK_SIGNING_SECRET=SECRET, SLACK_API_URL=made.api_url)
    yield made
    await made.stop()


@pytest.fixture
def filled(sqlite_files):
    """The address of a SQLite file with a few leads."""
    with sqlite_files.fresh() as url:
        fill(url, leads=4)
        yield url


@pytest.fixture
def server(postgres_databases):
    """The address of a database on PostgreSQL that nobody has migrated."""
    with postgres_databases.empty() as url:
        yield url


class Process:
    """`leadwheel` as a program of its own."""

    def __init__(self, process):
        self._process = process
        self._out = b""
        self._err = b""

    async def wait_logged(self, words, timeout_seconds=20):
        """Return the line of the log that holds these words."""
        async with asyncio.timeout(timeout_seconds):
            while True:
                line = await self._process.stderr.readline()
                assert line, f"it ended without saying {words!r}: {self._err.decode()}"
                self._err += line
                if words in line.decode():
                    return line.decode()

    async def wait_printed(self, words, timeout_seconds=60):
        """Return the line of what it prints that holds these words."""
        async with asyncio.timeout(timeout_seconds):
            while True:
                line = await self._process.stdout.readline()
                assert line, f"it ended without printing {words!r}: {self._out.decode()}"
                self._out += line
                if words in line.decode():
                    return line.decode()

    def signal(self, number):
        """Send it a signal."""
        self._process.send_signal(number)

    async def ended(self, timeout_seconds=20):
        """Return how it ended."""
        async with asyncio.timeout(timeout_seconds):
            out, err = await self._process.communicate()
        return Ended(self._process.returncode, (self._out + out).decode(), (self._err + err).decode())

    async def end(self):
        """See that it is gone."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.communicate()


@pytest.fixture
async def program(here):
    """Start `leadwheel` as a program of its own; what still runs at the end is killed."""
    started = []

    async def start(*arguments):
        process = Process(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *arguments,
                cwd=here,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
        )
        started.append(process)
        return process

    yield start
    for process in started:
        await process.end()


@pytest.fixture
def free_port(settings):
    """A port where nothing listens, set as the bot's."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    settings(LEADWHEEL_HOST="127.0.0.1", LEADWHEEL_PORT=port)
    return port


@pytest.fixture
def doctor(leadwheel_beside, free_port):
    """Run `leadwheel doctor --json`, and return what it told."""

    async def run(*arguments):
        return Told(await leadwheel_beside("doctor", "--json", *arguments))

    return run
