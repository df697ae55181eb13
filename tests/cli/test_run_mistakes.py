"""`leadwheel run` says the same about a wrong database as the other commands, and logs for machines are JSON."""

import json
import signal
import sys

import pytest

from tests.cli.conftest import TOKEN
from tests.support.world import LEADS, LENA


@pytest.fixture
def secrets(settings):
    settings(
        SLACK_BOT_TOKEN=TOKEN, SLACK_SIGNING_SECRET="s3cr3t-signing", LEADWHEEL_PORT="0", LEADWHEEL_HOST="127.0.0.1"
    )


def test_a_folder_of_the_database_that_is_missing_is_not_made(leadwheel, settings, secrets, here):
    settings(LEADWHEEL_DATABASE_URL=f"sqlite+aiosqlite:///{here}/nowhere/leadwheel.db", LEADWHEEL_HOST="999.0.0.1")
    ended = leadwheel("run")
    assert ended.code == 1
    assert "the folder of the database doesn't exist" in ended.err
    assert not (here / "nowhere").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is a folder that nobody, not even root, can write into")
def test_a_database_that_cannot_be_written_is_not_taken_for_one_in_use(leadwheel, settings, secrets):
    settings(LEADWHEEL_DATABASE_URL="sqlite+aiosqlite:////proc/leadwheel.db")
    ended = leadwheel("run")
    assert ended.code == 1
    assert "can't be written" in ended.line


async def test_an_env_file_that_is_no_text_is_one_line(here, program):
    (here / ".env").write_bytes(b"\xff\xfeSLACK_BOT_TOKEN=xoxb-s3cr3t\n")
    ended = await (await program("migrate")).ended()
    assert ended.code == 2
    assert ended.line.startswith("leadwheel: .env")
    assert "s3cr3t" not in ended.out + ended.err
    assert "Traceback" not in ended.out + ended.err


async def test_logs_for_machines_are_json_each_line(settings, sandbox, program):
    settings(LEADWHEEL_LOG_FORMAT="json", LEADWHEEL_HOST="127.0.0.1", LEADWHEEL_PORT="0")
    process = await program("run")
    port = json.loads(await process.wait_logged("listening", timeout_seconds=40))["port"]
    await process.wait_logged("connected")
    sandbox.events_url = f"http://127.0.0.1:{port}/slack/events"
    await sandbox.write(LENA, LEADS, "hello")
    process.signal(signal.SIGTERM)
    ended = await process.ended()
    assert ended.code == 0
    events = [json.loads(line) for line in ended.err.splitlines()]
    assert {"listening", "connected", "stopped"} <= {event["event"] for event in events}
    assert all(event.keys() >= {"event", "level", "timestamp"} for event in events)


async def test_a_wrong_app_token_is_told_at_the_start(settings, sandbox, program):
    settings(SLACK_APP_TOKEN="xapp-s3cr3t", LEADWHEEL_PORT="0", LEADWHEEL_HOST="127.0.0.1")
    ended = await (await program("run")).ended()
    assert ended.code == 2
    last = ended.err.splitlines()[-1]
    assert last.startswith("leadwheel: Slack refuses SLACK_APP_TOKEN (invalid_auth). Turn Socket Mode on")
    assert "s3cr3t" not in ended.err
