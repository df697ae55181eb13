"""Reading beside whoever writes: nothing is written, and nothing is made where nothing is."""

import pytest
from sqlalchemy import text

from storage.database import in_transaction, reading
from storage.errors import StorageUnavailable
from storage.queries import workspace


def test_it_gives_what_is_there(database_url):
    assert reading(database_url, workspace.everyone) == []
    for one in ("T02", "T01"):
        in_transaction(database_url, lambda tx, one=one: workspace.ensure(tx, one, 0.0))
    assert reading(database_url, workspace.everyone) == ["T01", "T02"]


def test_it_cannot_write(database_url):
    with pytest.raises(StorageUnavailable):
        reading(database_url, lambda tx: workspace.ensure(tx, "T01", 0.0))
    assert reading(database_url, workspace.everyone) == []


def test_it_sees_one_state_whatever_others_write_meanwhile(database_url):
    def read(tx):
        before = workspace.everyone(tx)
        in_transaction(database_url, lambda tx: workspace.ensure(tx, "T01", 0.0))
        return before, workspace.everyone(tx)

    assert reading(database_url, read) == ([], [])
    assert reading(database_url, workspace.everyone) == ["T01"]


def test_what_the_work_raises_is_raised(database_url):
    def fail(tx):
        raise LookupError("nobody")

    with pytest.raises(LookupError, match="nobody"):
        reading(database_url, fail)


def test_where_no_file_is_none_is_made(tmp_path):
    for path, says in ((tmp_path / "leads.db", "there is no database"), (tmp_path, "is a folder")):
        with pytest.raises(StorageUnavailable, match=says):
            reading(f"sqlite+aiosqlite:///{path}", lambda tx: tx.execute(text("SELECT 1")))
    assert list(tmp_path.iterdir()) == []
