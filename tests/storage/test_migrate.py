"""The migrated database is the declared one, whichever way it was reached."""

import re
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect

from storage import migrate
from storage.address import database_url
from storage.errors import SchemaError, StorageUnavailable
from storage.sqlite import sync_engine
from storage.tables import Row

#: Indexes that have a condition, on both databases.
PARTIAL_INDEXES = {
    "ix_away_mode_ends_at",
    "ix_conversation_lead_email",
    "ix_conversation_lead_user_id",
    "ix_conversation_qualification_due_at",
    "ix_conversation_waiting",
    "ix_outbox_channel_due_at",
    "ix_outbox_failed_card",
    "ix_outbox_held",
    "ix_outbox_pending",
    "ix_team_waiting_due_at",
    "uq_outbox_card",
    "uq_outbox_once_key",
}


def url_of(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def declared_in(path: Path) -> Path:
    """Make a database from the declared tables, without migrations."""
    engine = create_engine(f"sqlite:///{path}")
    Row.metadata.create_all(engine)
    engine.dispose()
    return path


def schema(path: Path) -> dict[tuple[str, str], object]:
    """Return what SQLite itself says of tables and indexes, without the order of columns and Alembic's own table."""
    connection = sqlite3.connect(path)
    found: dict[tuple[str, str], object] = {}
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    for kind, name, table, sql in rows:
        if table == "alembic_version":
            continue
        if kind == "table":
            columns = connection.execute(
                f"SELECT name, type, [notnull], dflt_value, pk FROM pragma_table_info('{name}')"
            )
            keys = connection.execute(
                f"SELECT [table], [from], [to], on_update, on_delete FROM pragma_foreign_key_list('{name}')"
            )
            found[kind, name] = (sorted(columns), sorted(keys))
        elif sql is None:  # SQLite's own, for a primary key or a unique constraint
            columns = [column for _, _, column in connection.execute(f"PRAGMA index_info('{name}')")]
            found["constraint", f"{table}: {', '.join(columns)}"] = True
        else:
            found[kind, name] = re.sub(r'["\s]+', " ", sql).strip()
    connection.close()
    return found


def test_migrations_make_what_the_tables_declare(migrated: Path):
    engine = create_engine(f"sqlite:///{migrated}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Row.metadata) == []
    engine.dispose()


def test_sqlite_sees_the_same_tables_keys_and_partial_indexes_either_way(migrated: Path, tmp_path: Path):
    made = schema(migrated)
    assert made == schema(declared_in(tmp_path / "declared.db"))
    partial = {name for (kind, name), sql in made.items() if kind == "index" and " WHERE " in str(sql)}
    assert partial == PARTIAL_INDEXES


def test_constraints_have_the_same_names_either_way(migrated: Path, tmp_path: Path):
    def names(path: Path) -> dict[str, object]:
        engine = create_engine(f"sqlite:///{path}")
        told = {
            table: (
                inspect(engine).get_pk_constraint(table),
                sorted(str(one) for one in inspect(engine).get_unique_constraints(table)),
                sorted(str(one) for one in inspect(engine).get_foreign_keys(table)),
            )
            for table in Row.metadata.tables
        }
        engine.dispose()
        return told

    assert names(migrated) == names(declared_in(tmp_path / "declared.db"))


def test_migrating_again_has_nothing_to_do(tmp_path: Path):
    url = url_of(tmp_path / "leadwheel.db")
    assert migrate.migrate(url) == ["0001", "0002", "0003", "0004"]
    before = schema(tmp_path / "leadwheel.db")
    assert migrate.migrate(url) == []
    assert schema(tmp_path / "leadwheel.db") == before
    migrate.check(url)


def test_a_database_can_go_back_to_the_beginning_and_up_again(tmp_path: Path, migrated: Path):
    path = tmp_path / "leadwheel.db"
    migrate.migrate(url_of(path))
    engine = sync_engine(database_url(url_of(path)))
    with engine.begin() as connection:
        command.downgrade(migrate.configuration(connection), "base")
    engine.dispose()
    assert schema(path) == {}
    with pytest.raises(
        SchemaError, match=r"lacks 4 schema change\(s\) \(0001, 0002, 0003, 0004\)\. Run: leadwheel migrate"
    ):
        migrate.check(url_of(path))
    assert migrate.migrate(url_of(path)) == ["0001", "0002", "0003", "0004"]
    assert schema(path) == schema(migrated)


def test_every_revision_follows_one_before_and_the_last_is_the_head():
    assert migrate.head() == "0004"


@pytest.mark.parametrize("act", [migrate.migrate, migrate.check])
def test_a_newer_database_that_serves_newer_programs_only_is_refused_in_words_and_left_alone(
    act, engine: Engine, url: str, file: Path
):
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE schema_serves SET oldest_revision = '9998'")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    before = schema(file)
    with pytest.raises(SchemaError) as caught:
        act(url)
    assert "newer than this program" in str(caught.value)
    assert "it has revision 9999 and serves programs from 9998 on" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert schema(file) == before


@pytest.mark.parametrize("act", [migrate.migrate, migrate.check])
def test_what_is_no_database_is_refused_in_one_sentence_and_left_alone(act, tmp_path: Path):
    path = tmp_path / "leadwheel.db"
    path.write_bytes(b"Dear diary, today I was no database at all. " * 200)
    before = path.read_bytes()
    with pytest.raises(StorageUnavailable) as caught:
        act(url_of(path))
    assert "file is not a database" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize("act", [migrate.migrate, migrate.check])
def test_a_folder_that_is_not_there_is_told_in_one_sentence(act, tmp_path: Path):
    with pytest.raises(StorageUnavailable, match="unable to open database file"):
        act(url_of(tmp_path / "nowhere" / "leadwheel.db"))


def test_an_empty_file_is_a_database_that_lacks_everything(tmp_path: Path, migrated: Path):
    path = tmp_path / "leadwheel.db"
    path.touch()
    with pytest.raises(SchemaError, match="leadwheel migrate"):
        migrate.check(url_of(path))
    migrate.migrate(url_of(path))
    assert schema(path) == schema(migrated)


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path):
    path = tmp_path / "leadwheel.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE workspace (of_another_program TEXT)")
    other.commit()
    other.close()
    before = schema(path)
    with pytest.raises(StorageUnavailable, match="can't be used: table workspace already exists"):
        migrate.migrate(url_of(path))
    assert schema(path) == before


def test_a_revision_says_its_deploy_step_and_can_be_undone():
    for revision in migrate._script().walk_revisions():
        assert "Deploy step" in revision.doc or "Deploy step" in (revision.module.__doc__ or "")
        assert revision.module.downgrade.__doc__
