"""What an older program says of a database that a newer one has migrated."""

import signal

import pytest

from tests.support.releases import contracting, expanding


@pytest.fixture
def url(database_url, settings, secrets):
    """A migrated database, which the settings name."""
    settings(LEADWHEEL_DATABASE_URL=database_url, LEADWHEEL_HOST="127.0.0.1", LEADWHEEL_PORT="0")
    return database_url


@pytest.fixture
def secrets(settings):
    settings(SLACK_BOT_TOKEN="xoxb-s3cr3t-token", SLACK_SIGNING_SECRET="s3cr3t-signing")


def test_migrate_says_that_there_is_nothing_to_do(leadwheel, url, tmp_path):
    ended = leadwheel("migrate")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == "nothing to do: the database has revision 0004\n"
    expanding(tmp_path / "next").migrate(url)
    ended = leadwheel("migrate")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out == (
        "nothing to do: the database has revision 9001, of a newer Leadwheel, and still serves this one (0004)\n"
    )


def test_migrate_says_what_it_applied(leadwheel, url, tmp_path):
    with contracting(tmp_path / "after").installed():
        assert leadwheel("migrate").out == "applied 9001\napplied 9002\n"
        assert leadwheel("migrate").out == "nothing to do: the database has revision 9002\n"


@pytest.mark.parametrize("automatically", ["true", "false"])
async def test_a_newer_database_that_serves_the_program_is_applied_to_and_run_on(
    leadwheel_beside, sandbox, program, url, settings, file, tmp_path, automatically
):
    settings(LEADWHEEL_AUTO_MIGRATE=automatically)
    expanding(tmp_path / "next").migrate(url)
    tried = await leadwheel_beside("apply", file, "--dry-run")
    assert (tried.code, tried.err) == (0, "")
    ended = await leadwheel_beside("apply", file)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out in tried.out
    process = await program("run")
    assert "9001" in await process.wait_logged("database_newer", timeout_seconds=40)
    await process.wait_logged("connected")
    process.signal(signal.SIGTERM)
    assert (await process.ended()).code == 0


@pytest.mark.parametrize("automatically", ["true", "false"])
@pytest.mark.parametrize("arguments", [["migrate"], ["run"], ["apply", "leadwheel.yaml"]], ids=lambda one: one[0])
def test_a_database_that_serves_the_program_no_more_is_refused(
    leadwheel, url, settings, file, tmp_path, arguments, automatically
):
    settings(LEADWHEEL_AUTO_MIGRATE=automatically)
    contracting(tmp_path / "after").migrate(url)
    ended = leadwheel(*arguments)
    assert ended.code == 1
    assert "it has revision 9002 and serves programs from 9001 on" in ended.line
    assert "Install the newer Leadwheel" in ended.line


def test_a_dry_run_of_the_program_that_contracts_sees_what_is_there_and_changes_nothing(leadwheel, url, file, tmp_path):
    assert leadwheel("apply", file).code == 0
    with contracting(tmp_path / "after").installed():
        ended = leadwheel("apply", file, "--dry-run")
        assert (ended.code, ended.out) == (0, "nothing to change\n")
    assert "0004" in leadwheel("migrate").out
