"""`leadwheel export` only reads: whatever the database is, it stays as it was."""

import contextlib
import os
import sqlite3

import pytest

from tests.cli.export.test_export import BARE, NO_TOKEN
from tests.support.releases import contracting, expanding

# The database


def test_where_no_database_is_none_is_made(leadwheel, here):
    ended = leadwheel("export")
    assert (ended.code, ended.out) == (1, "")
    assert ended.line == (
        "leadwheel: there is no database leadwheel.db; LEADWHEEL_DATABASE_URL must name the file of one."
    )
    assert list(here.iterdir()) == []


def test_a_database_address_that_cannot_be_used(leadwheel, settings):
    settings(LEADWHEEL_DATABASE_URL="mysql://localhost/leads")
    ended = leadwheel("export")
    assert ended.code == 2
    assert "mysql isn't supported" in ended.line


def test_a_server_that_is_not_there(leadwheel, settings):
    settings(LEADWHEEL_DATABASE_URL="postgresql+asyncpg://bob@127.0.0.1:1/leads")
    ended = leadwheel("export")
    assert ended.code == 1
    assert "nothing listens at 127.0.0.1:1" in ended.line


def test_a_file_that_is_no_database(leadwheel, here):
    (here / "leadwheel.db").write_bytes(b"a letter to my grandmother " * 400)
    ended = leadwheel("export")
    assert (ended.code, ended.line) == (
        1, "leadwheel: the database leadwheel.db can't be read: file is not a database."
    )  # fmt: skip


def test_a_database_that_nobody_migrated_is_left_as_it_is(leadwheel, here):
    with contextlib.closing(sqlite3.connect(here / "leadwheel.db")) as connection:
        connection.executescript("CREATE TABLE other (one INTEGER)")
    before = (here / "leadwheel.db").read_bytes()
    ended = leadwheel("export")
    assert ended.code == 1
    assert "the database lacks" in ended.line
    assert ended.line.endswith("Run: leadwheel migrate")
    assert (here / "leadwheel.db").read_bytes() == before


@pytest.fixture
def url(database_url, settings, leadwheel, file):
    """A database of each kind that says what the file says."""
    settings(LEADWHEEL_DATABASE_URL=database_url)
    assert leadwheel("apply", file).code == 0
    return database_url


def test_a_newer_database_is_exported_while_it_serves_the_program(leadwheel, url, tmp_path):
    expanding(tmp_path / "next").migrate(url)
    ended = leadwheel("export")
    assert (ended.code, ended.out, ended.line) == (0, BARE, NO_TOKEN)


def test_a_database_that_serves_the_program_no_more_is_refused(leadwheel, url, tmp_path):
    contracting(tmp_path / "after").migrate(url)
    ended = leadwheel("export")
    assert (ended.code, ended.out) == (1, "")
    assert "Install the newer Leadwheel" in ended.line


def test_an_older_database_is_refused_and_not_migrated(leadwheel, url, tmp_path):
    with expanding(tmp_path / "next").installed():
        ended = leadwheel("export")
    assert (ended.code, ended.out) == (1, "")
    assert ended.line == "leadwheel: the database lacks 1 schema change(s) (9001). Run: leadwheel migrate"
    assert leadwheel("export").out == BARE


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_can_only_be_read_is_enough(leadwheel, applied, here):
    (here / "leadwheel.db").chmod(0o400)
    assert leadwheel("export").out == BARE


def test_it_leaves_nothing_behind(leadwheel, applied, here):
    def there():
        return {path.name: path.read_bytes() for path in here.iterdir()}

    before = there()
    assert leadwheel("export").code == 0
    assert there() == before


async def test_it_waits_for_nobody_who_writes(leadwheel_beside, applied_beside, here):
    writer = sqlite3.connect(here / "leadwheel.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM rule")
    assert (await leadwheel_beside("export")).out == BARE
    writer.rollback()
    writer.close()
