"""Whatever a person gets wrong: the right exit code, and one clear line for each mistake (CONTRACT 2)."""

import asyncio
import contextlib
import socket
import sqlite3
import sys
import threading

import pytest

from bot.sandbox import Sandbox
from storage.database import only_one
from storage.migrate import migrate
from tests.cli.conftest import TOKEN

URL = "sqlite+aiosqlite:///leadwheel.db"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["dance"], "No such command 'dance'"),
        (["aply"], "No such command 'aply'"),
        (["apply"], "Missing argument 'FILE'"),
        (["apply", "one.yaml", "two.yaml"], "unexpected extra argument"),
        (["apply", "--dryrun", "one.yaml"], "No such option"),
        (["run", "--port", "3000"], "No such option"),
        (["migrate", "now"], "unexpected extra argument"),
        (["--verbose"], "No such option"),
    ],
)
def test_a_wrong_command_line(leadwheel, arguments, says):
    ended = leadwheel(*arguments)
    assert ended.code == 2
    assert says in ended.line
    assert ended.out == ""


def test_help_is_no_mistake(leadwheel):
    for arguments in (
        ["--help"],
        ["apply", "--help"],
        ["run", "--help"],
        ["migrate", "--help"],
        ["manifest", "--help"],
        ["export", "--help"],
        ["doctor", "--help"],
        ["setup", "--help"],
    ):
        ended = leadwheel(*arguments)
        assert ended.code == 0
        assert ended.err == ""
        assert "Usage" in ended.out


def test_without_a_command_the_commands_are_listed(leadwheel):
    ended = leadwheel()
    assert ended.code == 2
    for command in ("run", "apply", "export", "migrate", "manifest", "doctor", "setup", "demo"):
        assert command in ended.out + ended.err


def test_a_configuration_file_that_is_not_there(leadwheel):
    ended = leadwheel("apply", "nowhere.yaml")
    assert (ended.code, ended.line) == (2, "leadwheel: nowhere.yaml: there is no such file")


def test_a_configuration_file_that_is_a_folder(leadwheel, here):
    ended = leadwheel("apply", here)
    assert ended.code == 2
    assert "directory" in ended.line


def test_a_configuration_file_gets_a_line_for_each_mistake_with_the_nearest_word(leadwheel, file, here):
    text = file.read_text(encoding="utf-8").replace("teams:", "teems:").replace("sources:", "sorces:")
    file.write_text(text, encoding="utf-8")
    ended = leadwheel("apply", file)
    assert ended.code == 2
    first, second, *_ = ended.err.splitlines()
    assert first.startswith(f"leadwheel: {file}:3: ")
    assert "did you mean `teams`?" in first
    assert second.startswith(f"leadwheel: {file}:5: ")
    assert "did you mean `sources`?" in second
    assert not (here / "leadwheel.db").exists()


def test_a_configuration_file_that_is_no_yaml(leadwheel, file):
    file.write_text("teams: [unclosed", encoding="utf-8")
    ended = leadwheel("apply", file)
    assert ended.code == 2
    assert ended.line.startswith(f"leadwheel: {file}:1")


def test_a_rule_for_a_team_that_nobody_knows(leadwheel, file):
    text = file.read_text(encoding="utf-8").replace("assign_to: sales", "assign_to: sale")
    file.write_text(text, encoding="utf-8")
    ended = leadwheel("apply", file)
    assert ended.code == 2
    assert f"{file}:8" in ended.line
    assert "`sales`" in ended.line


def test_a_file_without_a_workspace_needs_slack_or_the_id(leadwheel, file):
    file.write_text("teams: {}\n", encoding="utf-8")
    ended = leadwheel("apply", file)
    assert ended.code == 2
    assert "workspace" in ended.line
    assert "SLACK_BOT_TOKEN is not set" in ended.line


def test_a_setting_that_cannot_be_used(leadwheel, settings, file):
    settings(LEADWHEEL_PORT="many", SLACK_BOT_TOKEN=TOKEN)
    for arguments in (["run"], ["migrate"], ["apply", file]):
        ended = leadwheel(*arguments)
        assert ended.code == 2
        assert ended.line.startswith("leadwheel: LEADWHEEL_PORT: ")
        assert "'many'" in ended.line


def test_secrets_that_are_missing_are_named_with_where_to_find_them(leadwheel):
    ended = leadwheel("run")
    assert ended.code == 2
    token, secret = sorted(ended.err.splitlines())
    assert "SLACK_BOT_TOKEN is missing" in token
    assert "xoxb-" in token
    assert "SLACK_SIGNING_SECRET is missing" in secret
    assert "Basic Information" in secret


def test_an_empty_secret_is_a_missing_one(leadwheel, settings):
    settings(SLACK_BOT_TOKEN="", SLACK_SIGNING_SECRET="s3cr3t-signing")
    assert "SLACK_BOT_TOKEN is missing" in leadwheel("run").line


@pytest.fixture
def secrets(settings):
    settings(
        SLACK_BOT_TOKEN=TOKEN, SLACK_SIGNING_SECRET="s3cr3t-signing", LEADWHEEL_PORT="0", LEADWHEEL_HOST="127.0.0.1"
    )


COMMANDS = [["run"], ["migrate"], ["apply", "leadwheel.yaml"]]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql+asyncpg://bob@localhost", "names no database"),
        ("postgresql+asyncpg://bob@localhost:port/leads", "no database address"),
        ("mysql://localhost/leads", "mysql isn't supported"),
        ("sqlite+aiosqlite://", "needs a file"),
        ("sqlite+aiosqlite:///:memory:", "needs a file"),
        ("sqlite:///file:x?mode=memory&uri=true", "needs a file"),
        ("leadwheel.db", "no database address"),
        ("not a url at all", "no database address"),
        ("://", "no database address"),
    ],
)
def test_a_database_address_that_cannot_be_used(leadwheel, settings, secrets, file, arguments, url, says):
    settings(LEADWHEEL_DATABASE_URL=url)
    ended = leadwheel(*arguments)
    assert ended.code == 2
    assert says in ended.line
    assert "Example" in ended.line


@pytest.mark.parametrize("arguments", COMMANDS[1:], ids=lambda arguments: arguments[0])
def test_a_folder_of_the_database_that_is_missing(leadwheel, settings, secrets, file, here, arguments):
    settings(LEADWHEEL_DATABASE_URL=f"sqlite+aiosqlite:///{here}/nowhere/leadwheel.db")
    ended = leadwheel(*arguments)
    assert ended.code == 1
    assert f"{here}/nowhere" in ended.line


@pytest.mark.parametrize("arguments", COMMANDS[1:], ids=lambda arguments: arguments[0])
def test_a_database_that_is_a_folder(leadwheel, settings, secrets, file, here, arguments):
    settings(LEADWHEEL_DATABASE_URL=f"sqlite+aiosqlite:///{here}")
    ended = leadwheel(*arguments)
    assert ended.code == 1
    assert "is a folder" in ended.line


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a folder that nobody, not even root, can write into")
@pytest.mark.parametrize("arguments", COMMANDS[1:], ids=lambda arguments: arguments[0])
def test_a_database_that_cannot_be_written(leadwheel, settings, secrets, file, arguments):
    settings(LEADWHEEL_DATABASE_URL="sqlite+aiosqlite:////proc/leadwheel.db")
    ended = leadwheel(*arguments)
    assert ended.code == 1
    assert "/proc/leadwheel.db" in ended.line
    assert "can't be written" in ended.line


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_file_that_is_no_database(leadwheel, secrets, file, here, arguments):
    (here / "leadwheel.db").write_bytes(b"a letter to my grandmother " * 400)
    ended = leadwheel(*arguments)
    assert ended.code == 1
    assert "leadwheel.db" in ended.line
    assert "not a database" in ended.line


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda arguments: arguments[0])
def test_a_database_that_is_newer_and_does_not_serve_the_program(leadwheel, secrets, file, here, arguments):
    migrate(URL)
    with sqlite3.connect(here / "leadwheel.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE schema_serves SET oldest_revision = '9998'")
    connection.close()
    ended = leadwheel(*arguments)
    assert ended.code == 1
    assert "newer than this program" in ended.line
    assert "9999" in ended.line
    assert "from 9998 on" in ended.line


@pytest.mark.parametrize("arguments", [["run"], ["apply", "leadwheel.yaml"]], ids=lambda arguments: arguments[0])
def test_a_database_that_nobody_migrated_where_that_is_not_to_be_done_by_itself(
    leadwheel, settings, secrets, file, arguments
):
    settings(LEADWHEEL_AUTO_MIGRATE="false")
    ended = leadwheel(*arguments)
    assert ended.code == 1
    assert "lacks" in ended.line
    assert "leadwheel migrate" in ended.line
    assert leadwheel("migrate").code == 0
    if arguments[0] == "apply":
        assert leadwheel(*arguments).code == 0


def test_a_second_bot_on_the_same_database(leadwheel, secrets, here):
    lock = only_one(URL)
    try:
        ended = leadwheel("run")
    finally:
        lock.release()
    assert ended.code == 1
    assert "another Leadwheel runs" in ended.line
    assert "LEADWHEEL_DATABASE_URL" in ended.line


def test_a_port_that_is_in_use(leadwheel, settings, secrets):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings(LEADWHEEL_PORT=port)
        ended = leadwheel("run")
    assert ended.code == 1
    line = ended.err.splitlines()[-1]
    assert f"127.0.0.1:{port}" in line
    assert "something else listens there" in line
    assert "LEADWHEEL_PORT" in line


def test_slack_refuses_the_token(leadwheel, settings, secrets):
    with sandbox_in_a_thread() as api_url:
        settings(SLACK_API_URL=api_url, SLACK_BOT_TOKEN="xoxb-s3cr3t-but-wrong", LEADWHEEL_LOG_LEVEL="error")
        ended = leadwheel("run")
    assert ended.code == 2
    assert "Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in ended.line
    assert "OAuth & Permissions" in ended.line


@contextlib.contextmanager
def sandbox_in_a_thread():
    """Give the address of a Slack beside a program that keeps this thread busy."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    sandbox = Sandbox(signing_secret="s3cr3t-signing", bot_token=TOKEN)
    try:
        asyncio.run_coroutine_threadsafe(sandbox.start(), loop).result(10)
        yield sandbox.api_url
    finally:
        asyncio.run_coroutine_threadsafe(sandbox.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
