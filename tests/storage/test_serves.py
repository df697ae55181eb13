"""A newer database says which programs it serves: those work on with it, older ones are refused in words."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from storage import migrate
from storage.database import Database, in_transaction
from storage.errors import SchemaError
from storage.queries import workspace
from storage.tables import Row
from tests.storage.conftest import WORKSPACE
from tests.support.databases import Databases
from tests.support.releases import contracting, expanding


def standing(url: str) -> tuple[str, list[str]]:
    """Return the database's revision and what it says of whom it serves."""

    def read(connection: Connection) -> tuple[str, list[str]]:
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return revision, list(connection.scalars(text("SELECT oldest_revision FROM schema_serves")))

    return in_transaction(url, read)


def test_each_database_says_what_the_tables_declare(database_url: str):
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, Row.metadata)

    assert in_transaction(database_url, differences) == []


def test_a_new_database_serves_programs_of_the_revision_before_it_could_say_so(database_url: str):
    assert standing(database_url) == ("0004", ["0002"])
    assert migrate.newer(database_url) is None


def test_a_program_works_on_with_a_database_that_was_expanded_and_leaves_it_as_it_is(database_url: str, tmp_path: Path):
    release = expanding(tmp_path / "next")
    assert release.migrate(database_url) == ["9001"]
    migrate.check(database_url)
    assert migrate.migrate(database_url) == []
    assert migrate.newer(database_url) == "9001"
    assert standing(database_url) == ("9001", ["0002"])
    with release.installed():
        assert migrate.newer(database_url) is None


@pytest.mark.parametrize("act", [migrate.migrate, migrate.check])
def test_a_program_is_refused_by_a_database_that_was_contracted(act, database_url: str, tmp_path: Path):
    assert contracting(tmp_path / "after").migrate(database_url) == ["9001", "9002"]
    with pytest.raises(SchemaError) as caught:
        act(database_url)
    assert str(caught.value) == (
        "the database is newer than this program: it has revision 9002 and serves programs from 9001 on, this program "
        "knows up to 0004. Install the newer Leadwheel that made it, or restore an older backup."
    )
    assert standing(database_url) == ("9002", ["9001"])


def test_the_program_before_the_one_that_contracted_works_on(database_url: str, tmp_path: Path):
    contracting(tmp_path / "after").migrate(database_url)
    with expanding(tmp_path / "next").installed():
        migrate.check(database_url)
        assert migrate.migrate(database_url) == []
        assert migrate.newer(database_url) == "9002"


@pytest.mark.parametrize(
    "silence",
    [
        "DELETE FROM schema_serves",
        "INSERT INTO schema_serves VALUES ('0001')",
        "DROP TABLE schema_serves",
    ],
)
@pytest.mark.parametrize("act", [migrate.migrate, migrate.check])
def test_a_newer_database_that_does_not_say_whom_it_serves_is_refused(act, silence, database_url: str, tmp_path: Path):
    expanding(tmp_path / "next").migrate(database_url)
    in_transaction(database_url, lambda connection: connection.execute(text(silence)))
    with pytest.raises(SchemaError, match="it has revision 9001, this program knows up to 0004"):
        act(database_url)


def test_contracting_says_whom_it_serves_also_where_nobody_said_so_before(database_url: str, tmp_path: Path):
    in_transaction(database_url, lambda connection: connection.execute(text("DELETE FROM schema_serves")))
    contracting(tmp_path / "after").migrate(database_url)
    assert standing(database_url) == ("9002", ["9001"])


async def test_a_newer_database_is_there_and_can_be_written(database_url: str, tmp_path: Path):
    database = Database(database_url)
    await database.ping()
    expanding(tmp_path / "next").migrate(database_url)
    await database.ping()
    await database.write(workspace.ensure, WORKSPACE, 1.0)
    await database.close()


def test_contracting_a_table_that_others_refer_to_takes_none_of_their_rows_along(database_url: str, tmp_path: Path):
    def fill(connection: Connection) -> None:
        for statement in (
            "INSERT INTO workspace VALUES ('T1', 0, '', 0)",
            "INSERT INTO team VALUES ('T1', 'sales', 'C1', 'manual', false, 5, 1, NULL, NULL, NULL, NULL, NULL)",
            "INSERT INTO team_member VALUES ('T1', 'sales', 'U1', 'Alice', '', 'available', 0, 0)",
        ):
            connection.execute(text(statement))

    in_transaction(database_url, fill)
    contracting(tmp_path / "after").migrate(database_url)
    assert in_transaction(database_url, lambda one: one.scalar(text("SELECT user_id FROM team_member"))) == "U1"


def test_a_migration_that_breaks_references_is_undone(sqlite_files: Databases, tmp_path: Path):
    release = expanding(tmp_path / "next")
    release.add("9002", "contract", 'serves_from("9001")\nop.execute("DELETE FROM workspace")\n')
    with sqlite_files.fresh() as url:
        rows = ("INSERT INTO workspace VALUES ('T1', 0, '', 0)", "INSERT INTO manager VALUES ('T1', 'U1')")
        in_transaction(url, lambda connection: [connection.execute(text(row)) for row in rows])
        with pytest.raises(SchemaError, match="broke references"):
            release.migrate(url)
        assert standing(url) == ("0004", ["0002"])
