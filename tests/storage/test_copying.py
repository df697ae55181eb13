"""A copy of a database has everything that the database has, or nothing (CONTRACT 2, `leadwheel copy-database`)."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Column, Identity, Integer, MetaData, Table, inspect, text, update

from storage import copying, copying_rows, migrate
from storage.copying import copy_database, tables
from storage.database import in_transaction
from storage.errors import CannotCopy, StorageUnavailable
from storage.tables import Conversation, OutboxChannel, Row, table
from tests.support.copies import LEADS, Ignored, everything, fill, fill_oddly, pair
from tests.support.schemas import shapes

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("sqlite", "postgresql")
#: From PostgreSQL to PostgreSQL, whose own tools do that as well, only in `make soak`.
PAIRS = [
    (one, other)
    for one in KINDS
    for other in KINDS
    if (one, other) != ("postgresql", "postgresql") or os.environ.get("LEADWHEEL_EVERY_TRANSPORT") == "1"
]


@pytest.fixture
def kinds(sqlite_files, postgres_databases):
    return {"sqlite": sqlite_files, "postgresql": postgres_databases}


@pytest.fixture(params=PAIRS, ids=" to ".join)
def both(request, kinds):
    """The addresses of a migrated database without rows, and of a new one, of each kind."""
    source, target = request.param
    with pair(kinds[source], kinds[target]) as urls:
        yield urls


@pytest.fixture(params=PAIRS if len(PAIRS) == len(KINDS) ** 2 else [KINDS], ids=" to ".join)
def crossing(request, kinds):
    """As `both`, for what takes long: from SQLite to PostgreSQL, and in `make soak` every way."""
    source, target = request.param
    with pair(kinds[source], kinds[target]) as urls:
        yield urls


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """Let a table be more than one batch."""
    monkeypatch.setattr(copying_rows, "BATCH", LEADS // 3)


class Watching(Ignored):
    """Notes what it is told, and does something at a named moment."""

    def __init__(self, moment=None, act=None):
        self.rows, self.moments = 0, []
        self._moment, self._act = moment, act

    def begin(self, rows):
        self.rows = rows

    def copied(self, name, more):
        self._note("copied", name, more)

    def compared(self, name, more):
        self._note("compared", name, more)

    def _note(self, *told):
        self.moments.append(told)
        if told[:2] == self._moment:
            self._moment = None
            self._act()

    def total(self, what):
        return sum(more for one, _, more in self.moments if one == what)


def rows_of(url):
    return sum(len(rows) for name, rows in everything(url).items() if name != "schema_serves")


def test_everything_that_a_bot_wrote_is_in_the_copy(both):
    source, target = both
    fill(source)
    before, watcher = everything(source), Watching()
    counts = copy_database(source, target, watcher)
    assert everything(target) == everything(source) == before
    assert counts == {name: len(rows) for name, rows in before.items()}
    assert counts["conversation"] == LEADS
    assert all(counts.values())
    assert len([told for told in watcher.moments if told[:2] == ("copied", "conversation")]) == 4
    assert watcher.rows == watcher.total("copied") == watcher.total("compared") == sum(counts.values())


def test_the_oddest_rows_of_every_table_are_in_the_copy_as_they_were(both):
    source, target = both
    fill_oddly(source)
    copy_database(source, target, Ignored())
    copied = everything(target)
    # Whoever held a channel is none of the copy's business.
    channel = [one.name for one in table(OutboxChannel).columns]
    expected = everything(source)
    expected["outbox_channel"] = [
        tuple(
            {"holder": ("NoneType", None), "lease_until": ("float", 0.0)}.get(*pair)
            for pair in zip(channel, row, strict=True)
        )
        if row[channel.index("holder")][1] is not None
        else row
        for row in expected["outbox_channel"]
    ]
    assert copied == {name: sorted(rows, key=repr) for name, rows in expected.items()}


def test_no_table_of_a_migrated_database_is_left_out(database_url):
    there = in_transaction(database_url, lambda tx: set(inspect(tx).get_table_names()))
    assert {one.name for one in tables()} == set(Row.metadata.tables) == there - {"alembic_version"}


def test_a_table_comes_after_those_that_it_refers_to():
    names = [one.name for one in tables()]
    for one in tables():
        assert {key.column.table.name for key in one.foreign_keys} <= {*names[: names.index(one.name)]}


def test_the_copy_has_the_schema_of_a_database_that_was_migrated(both):
    source, target = both
    copy_database(source, target, Ignored())
    migrate.check(target)
    if source.split(":")[0] == target.split(":")[0]:
        assert in_transaction(target, shapes) == in_transaction(source, shapes)


def test_a_database_that_was_migrated_but_has_no_rows_can_be_copied_to(kinds):
    for source, target in (KINDS, KINDS[::-1]):
        with kinds[source].fresh() as one, kinds[target].fresh() as other:
            fill(one, leads=2)
            copy_database(one, other, Ignored())
            assert everything(other) == everything(one)


@pytest.mark.parametrize("moment", [("copied", "outbox"), ("compared", "outbox")], ids=str)
def test_what_fails_in_the_middle_leaves_nothing_behind(crossing, moment):
    source, target = crossing
    fill(source, leads=2)

    def fail():
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        copy_database(source, target, Watching(moment, fail))
    assert in_transaction(target, lambda tx: inspect(tx).get_table_names()) == []
    copy_database(source, target, Ignored())
    assert everything(target) == everything(source)


KILLED = """
import os, signal, sys
from storage.copying import copy_database
from tests.storage.test_copying import Watching
moment = tuple(sys.argv[3:])
copy_database(sys.argv[1], sys.argv[2], Watching(moment, lambda: os.kill(os.getpid(), signal.SIGKILL)))
"""


@pytest.mark.parametrize("moment", [("copied", "conversation"), ("compared", "outbox")], ids=str)
def test_what_is_killed_in_the_middle_leaves_nothing_behind(crossing, moment):
    source, target = crossing
    fill(source)
    done = subprocess.run([sys.executable, "-c", KILLED, source, target, *moment], cwd=ROOT, check=False)
    assert done.returncode == -9
    migrate.migrate(target)  # waits for a server that is still undoing it
    assert rows_of(target) == 0
    copy_database(source, target, Ignored())
    assert everything(target) == everything(source)


def test_a_copy_that_differs_by_one_value_is_undone(both, monkeypatch):
    source, target = both
    fill(source, leads=2)
    finished = copying_rows.copy

    def copied_badly(of, source, target, told):
        finished(of, source, target, told)
        if of.name == "conversation":
            target.connection.execute(update(table(Conversation)).values(created_at=1.5))

    monkeypatch.setattr(copying_rows, "copy", copied_badly)
    with pytest.raises(
        CannotCopy, match=r"the copy of the table conversation isn't what FROM has \(workspace_id 'T01TEST'"
    ):
        copy_database(source, target, Ignored())
    assert in_transaction(target, lambda tx: inspect(tx).get_table_names()) == []


@pytest.mark.parametrize("change", ["DELETE FROM assignment", "UPDATE slack_user SET updated = NULL"])
def test_what_is_lost_or_empty_is_found(kinds, monkeypatch, change):
    monkeypatch.setattr(copying, "_finish", lambda target: None)
    finished = copying_rows.copy

    def copied_badly(of, source, target, told):
        finished(of, source, target, told)
        if of.name in change:
            target.connection.execute(text(change.replace("NULL", "0.0")))

    monkeypatch.setattr(copying_rows, "copy", copied_badly)
    with pair(kinds["sqlite"], kinds["sqlite"]) as (source, target):
        fill(source, leads=2)
        with pytest.raises(CannotCopy, match="isn't what FROM has"):
            copy_database(source, target, Ignored())


@pytest.mark.parametrize(("one", "other"), [(1, True), (1, 1.0), ("a", b"a"), (None, 0), (None, ""), (0.1, 0.2)])
def test_a_value_of_another_type_is_another_value(one, other):
    assert copying_rows._same((one, "a"), (one, "a"))
    assert not copying_rows._same((one, "a"), (other, "a"))


def test_nobody_writes_to_the_source_while_it_is_copied(both, monkeypatch):
    source, target = both
    fill(source, leads=2)
    monkeypatch.setattr("storage.sqlite._PATIENT_MILLISECONDS", 1)
    monkeypatch.setattr("storage.postgresql._MIGRATION_LOCK_SECONDS", 0)

    def write():
        with pytest.raises(StorageUnavailable, match=r"locked|holds what is needed"):
            in_transaction(source, lambda tx: tx.execute(text("UPDATE team SET channel = 'C99'")) and None)

    copy_database(source, target, Watching(("copied", "team"), write))
    assert everything(target) == everything(source)


def test_claims_of_the_bot_that_ran_on_the_source_are_nobodys_in_the_copy(both):
    source, target = both
    fill(source, leads=2)
    claim = update(table(OutboxChannel)).values(holder="dead", lease_until=4e9)
    in_transaction(source, lambda tx: tx.execute(claim) and None)
    copy_database(source, target, Ignored())
    columns = "holder, lease_until"
    claims = in_transaction(target, lambda tx: set(tx.execute(text(f"SELECT {columns} FROM outbox_channel"))))
    assert claims == {(None, 0.0)}


def test_postgresql_knows_how_much_it_was_given_and_need_not_guess_at_plans(kinds):
    with pair(kinds["sqlite"], kinds["postgresql"]) as (source, target):
        fill(source)
        copy_database(source, target, Ignored())
        known = text("SELECT reltuples FROM pg_class WHERE relname = 'conversation'")
        assert in_transaction(target, lambda tx: tx.scalar(known)) == LEADS


def test_what_a_sequence_counts_goes_on_above_what_was_copied(postgres_url):
    counted = Table("counted", MetaData(), Column("number", Integer, Identity(), primary_key=True))

    def count(tx):
        counted.create(tx)
        tx.execute(counted.insert(), [{"number": 7}, {"number": 41}])
        copying_rows.go_on_counting(counted, tx)
        return tx.execute(counted.insert().returning(counted.c.number)).scalar()

    assert in_transaction(postgres_url, count) == 42
