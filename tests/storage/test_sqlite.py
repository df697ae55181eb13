"""SQLite: files that can't be used, one process at a time, readers that can't write."""

import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.address import database_url
from storage.database import Database, check_writable, only_one
from storage.errors import DatabaseInUse, StorageUnavailable
from storage.queries import workspace
from storage.sqlite import sync_engine
from tests.storage.conftest import WORKSPACE


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


@pytest.mark.parametrize(("patient", "milliseconds"), [(False, 2000), (True, 10_000)])
def test_commits_are_durable_foreign_keys_hold_and_a_command_waits_longer_than_a_lead_can(url, patient, milliseconds):
    engine = sync_engine(database_url(url), patient=patient)
    with engine.connect() as connection:
        told = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": milliseconds}
    engine.dispose()


def test_a_transaction_takes_the_write_lock_as_it_begins(engine, file):
    other = sqlite3.connect(file, timeout=0)
    with engine.begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


async def test_what_was_written_can_be_read(database):
    await database.write(workspace.raise_version, WORKSPACE)
    assert await database.read(workspace.config_version, WORKSPACE) == 2
    await database.ping()


async def test_readers_cannot_write(database):
    with pytest.raises(StorageUnavailable, match="readonly"):
        await database.read(workspace.raise_version, WORKSPACE)
    assert await database.read(workspace.config_version, WORKSPACE) == 1


async def test_a_reader_sees_one_state_throughout(database, file):
    def reads(tx):
        before = workspace.config_version(tx, WORKSPACE)
        other = sqlite3.connect(file)
        other.execute("UPDATE workspace SET config_version = 42")
        other.commit()
        other.close()
        return before, workspace.config_version(tx, WORKSPACE)

    assert await database.read(reads) == (1, 1)
    assert await database.read(workspace.config_version, WORKSPACE) == 42


async def test_readers_do_not_wait_for_a_writer(database, file):
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE workspace SET config_version = 42")
    assert await database.read(workspace.config_version, WORKSPACE) == 1
    other.close()


async def test_a_database_that_lost_its_tables_cannot_be_read_and_says_so(database, file):
    other = sqlite3.connect(file)
    other.execute("PRAGMA writable_schema = 1")
    other.execute("DROP TABLE alembic_version")
    other.commit()
    other.close()
    with pytest.raises(StorageUnavailable, match="no such table: alembic_version"):
        await database.read(lambda tx: tx.execute(text("SELECT * FROM alembic_version")))


async def test_a_closed_database_says_so(url):
    database = Database(url)
    await database.close()
    with pytest.raises(StorageUnavailable, match="closed"):
        await database.write(workspace.ensure, WORKSPACE, 1.0)


def one_sentence(error) -> str:
    words = str(error.value)
    assert "\n" not in words
    assert "Traceback" not in words
    return words


def test_a_good_database_is_writable_and_nothing_is_left_in_it(url, file):
    check_writable(url)
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'leadwheel_can_write'").fetchone() == (
        0,
    )
    connection.close()


def test_a_file_that_is_not_there_yet_can_be_made(tmp_path):
    check_writable(url_of(tmp_path / "new.db"))


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StorageUnavailable) as caught:
        check_writable(url_of(tmp_path / "nowhere" / "leadwheel.db"))
    assert f"the folder of the database doesn't exist: {tmp_path / 'nowhere'}" in one_sentence(caught)
    assert not (tmp_path / "nowhere").exists()


def test_a_folder_instead_of_a_file_is_named(tmp_path):
    with pytest.raises(StorageUnavailable, match=re.escape(f"{tmp_path} is a folder")) as caught:
        check_writable(url_of(tmp_path))
    one_sentence(caught)


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path):
    path = tmp_path / "leadwheel.db"
    path.write_text("Dear diary. " * 500)
    with pytest.raises(StorageUnavailable) as caught:
        check_writable(url_of(path))
    words = one_sentence(caught)
    assert str(path) in words
    assert "file is not a database" in words
    assert path.read_text() == "Dear diary. " * 500


def test_a_database_whose_journal_cannot_be_written_is_named(url, file):
    Path(f"{file}-wal").mkdir()  # no right of any user helps against a folder in place
    with pytest.raises(StorageUnavailable) as caught:
        check_writable(url)
    words = one_sentence(caught)
    assert "can't be written" in words
    assert "Check who owns the file and its folder" in words


def test_a_database_that_another_program_writes_without_end_is_named(url, file, monkeypatch):
    monkeypatch.setattr("storage.sqlite._PATIENT_MILLISECONDS", 1)
    other = sqlite3.connect(file)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="database is locked"):
        check_writable(url)
    other.close()
    check_writable(url)


as_nobody_special = pytest.mark.skipif(
    hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere: run as another user to try this"
)


@as_nobody_special
def test_a_file_that_this_user_may_not_write_is_named(url, file):
    file.chmod(0o400)
    with pytest.raises(StorageUnavailable, match=f"can't be written by this user .uid {os.getuid()}."):
        check_writable(url)


@as_nobody_special
def test_a_file_that_this_user_may_not_read_is_named(url, file):
    file.chmod(0)
    with pytest.raises(StorageUnavailable, match="unable to open database file"):
        check_writable(url)


@as_nobody_special
def test_a_folder_that_this_user_may_not_write_is_named(url, file):
    file.parent.chmod(0o500)
    try:
        with pytest.raises(StorageUnavailable, match="can't be written"):
            check_writable(url)
        with pytest.raises(StorageUnavailable, match=r"the lock file .* can't be written"):
            only_one(url)
    finally:
        file.parent.chmod(0o700)


def test_only_one_runs_on_a_database_and_the_next_may_when_it_ends(url, file):
    first = only_one(url)
    with pytest.raises(DatabaseInUse) as caught:
        only_one(url)
    words = one_sentence(caught)
    assert str(file) in words
    assert "LEADWHEEL_DATABASE_URL" in words
    first.release()
    only_one(url).release()


def test_another_database_is_another_lock(url, tmp_path):
    first = only_one(url)
    only_one(url_of(tmp_path / "other.db")).release()
    first.release()


def test_two_addresses_of_one_file_are_one_database(url, file, monkeypatch):
    first = only_one(url)
    monkeypatch.chdir(file.parent)
    with pytest.raises(DatabaseInUse):
        only_one("sqlite:///leadwheel.db")
    with pytest.raises(DatabaseInUse):
        only_one(url_of(file.parent / ".." / file.parent.name / file.name))
    first.release()


def test_a_lock_that_cannot_be_written_is_named(url, file):
    Path(f"{file}.lock").mkdir()
    with pytest.raises(StorageUnavailable, match=r"the lock file .*leadwheel\.db\.lock can't be written") as caught:
        only_one(url)
    one_sentence(caught)


_HOLDER = """
import sys, time
from storage.database import only_one
lock = only_one(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_process_that_is_killed_frees_its_database(url):
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    with holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(DatabaseInUse):
            only_one(url)
        holder.send_signal(signal.SIGKILL)
        holder.wait(timeout=10)
        only_one(url).release()


def test_what_was_committed_before_a_kill_is_there_after_it(url, file):
    program = (
        "import os, signal, sys\n"
        "from storage.address import database_url\nfrom storage.sqlite import sync_engine\n"
        "from storage.queries import workspace\n"
        "engine = sync_engine(database_url(sys.argv[1]))\n"
        "with engine.begin() as tx: workspace.ensure(tx, 'T01KEPT', 1.0)\n"
        "with engine.begin() as tx:\n"
        "    workspace.ensure(tx, 'T02LOST', 1.0)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, url], cwd=Path(__file__).parents[2], check=False)
    assert done.returncode == -signal.SIGKILL
    engine = sync_engine(database_url(url))
    with engine.connect() as connection:
        assert workspace.config_version(connection, "T01KEPT") == 1
        assert workspace.config_version(connection, "T02LOST") == 0
    engine.dispose()


def test_what_leads_write_can_be_read_by_nobody_else(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/leads.db"
    check_writable(url)
    assert stat.S_IMODE((tmp_path / "leads.db").stat().st_mode) == 0o600
