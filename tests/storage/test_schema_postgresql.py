"""The migrated database is the declared one on PostgreSQL too, whichever way it was reached."""

import re

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from storage import migrate
from storage.database import in_transaction
from storage.errors import SchemaError, StorageUnavailable
from storage.tables import Row
from tests.storage.test_migrate import PARTIAL_INDEXES

COLUMNS = """
    SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, collname,
           pg_get_expr(adbin, adrelid)
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    LEFT JOIN pg_collation ON pg_collation.oid = attcollation
    LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
OTHERS = """
    SELECT relkind::text, relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i')
"""


def schema(tx: Connection) -> set[tuple[object, ...]]:
    """Return what PostgreSQL itself says of tables, constraints and indexes, without Alembic's own table."""
    rows = [tuple(row) for query in (COLUMNS, CONSTRAINTS, INDEXES, OTHERS) for row in tx.execute(text(query))]
    return {row for row in rows if row[0] != "alembic_version"}


def downgrade(tx: Connection) -> None:
    command.downgrade(migrate.configuration(tx), "base")


@pytest.fixture
def empty(postgres_databases):
    """The address of a database without tables."""
    server = postgres_databases.server
    server.create_database("empty")
    yield server.url("empty")
    server.drop_database("empty")


def test_migrations_make_what_the_tables_declare(postgres_url):
    def compared(tx):
        context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, Row.metadata)

    assert in_transaction(postgres_url, compared) == []


def test_postgresql_sees_the_same_columns_constraints_and_indexes_either_way(postgres_url, empty):
    made = in_transaction(postgres_url, schema)
    in_transaction(empty, Row.metadata.create_all)
    assert made == in_transaction(empty, schema)
    definitions = {row[1]: row[2] for row in made if str(row[2]).startswith("CREATE")}
    assert {name for name, definition in definitions.items() if " WHERE " in definition} == PARTIAL_INDEXES
    assert re.search(r"WHERE \(+state\)*(::text)? = 'pending'", definitions["ix_outbox_pending"])


def test_every_text_is_compared_by_its_bytes(postgres_url):
    columns = in_transaction(postgres_url, lambda tx: tx.execute(text(COLUMNS)).all())
    texts = [row for row in columns if row[2].startswith(("character", "text")) and row[0] != "alembic_version"]
    assert len(texts) > 50
    assert {row[4] for row in texts} == {"C"}


def test_a_database_can_go_back_to_the_beginning_and_up_again(postgres_url):
    before = in_transaction(postgres_url, schema)
    in_transaction(postgres_url, downgrade)
    assert in_transaction(postgres_url, schema) == set()
    with pytest.raises(SchemaError, match=r"lacks \d schema change\(s\) \(0001, .*\)\. Run: leadwheel migrate"):
        migrate.check(postgres_url)
    assert migrate.migrate(postgres_url)[0] == "0001"
    assert in_transaction(postgres_url, schema) == before
    assert migrate.migrate(postgres_url) == []
    migrate.check(postgres_url)


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty):
    in_transaction(empty, lambda tx: tx.execute(text("CREATE TABLE workspace (of_another_program TEXT)")) and None)
    before = in_transaction(empty, schema)
    with pytest.raises(StorageUnavailable, match='relation "workspace" already exists') as caught:
        migrate.migrate(empty)
    assert "\n" not in str(caught.value)
    assert in_transaction(empty, schema) == before


@pytest.mark.parametrize("act", [migrate.migrate, migrate.check])
def test_a_newer_database_that_serves_newer_programs_only_is_refused_in_words(act, postgres_url):
    def renew(tx):
        tx.execute(text("UPDATE schema_serves SET oldest_revision = '9998'"))
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    in_transaction(postgres_url, renew)
    with pytest.raises(SchemaError, match="it has revision 9999 and serves programs from 9998 on"):
        act(postgres_url)
