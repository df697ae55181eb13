"""Bringing a database to the schema that this program works with (Alembic)."""

import logging
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text

from storage.database import in_transaction
from storage.errors import SchemaError
from storage.tables import Row, SchemaServes, table

#: Of the lock that whoever migrates holds; any number that no other program takes.
_LOCK_KEY: Final = 0x1EAD_3EE1

#: Where bots' transactions begin: dealing and away modes, sending, buttons.
_USED_FIRST: Final = {"team": 0, "team_member": 1, "outbox_channel": 2, "conversation": 3}

_FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate(url: str) -> list[str]:
    """Bring the database to the newest revision, in one transaction. One that is newer already is left as it is.

    Returns:
        The revisions that were applied, oldest first; empty when there was nothing to do.

    Raises:
        SchemaError: the database is newer than this program, and doesn't serve it. StorageUnavailable: it can't be
        read or written. WrongDatabaseUrl.
    """
    return in_transaction(url, upgrade)


def upgrade(connection: Connection) -> list[str]:
    """Do what `migrate` does within an open transaction; of several programs that start at once, one by one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
    pending = _pending(connection)
    if pending:
        _lock_tables(connection)
        broken = broken_references(connection)
        command.upgrade(configuration(connection), "head")
        if broken_references(connection) > broken:
            raise SchemaError("a migration broke references between rows, and was undone. Please report this.")
    return pending


def _lock_tables(connection: Connection) -> None:
    """Take all tables before any is changed, in about the order in which bots' transactions come to them.

    So few of them hold what comes later while they wait for what is ours already: that would be a deadlock, for which
    `in_transaction` tries again. SQLite has locked all already.
    """
    if connection.dialect.name == "postgresql":
        there = [name for name in inspect(connection).get_table_names() if name in Row.metadata.tables]
        for name in sorted(there, key=lambda name: (name not in _USED_FIRST, _USED_FIRST.get(name, 0), name)):
            connection.execute(text(f"LOCK TABLE {name}"))


def check(url: str) -> None:
    """Return when the database has the schema of this program, or a newer one that serves it.

    Raises:
        SchemaError: it is older, or too new, with what to do. StorageUnavailable: it can't be read. WrongDatabaseUrl.
    """
    in_transaction(url, check_schema)


def check_schema(connection: Connection) -> None:
    """Do what `check` does within an open transaction, which may be one that only reads."""
    pending = _pending(connection)
    if pending:
        raise SchemaError(
            f"the database lacks {len(pending)} schema change(s) ({', '.join(pending)}). Run: leadwheel migrate"
        )


def head() -> str:
    """Return the revision that this program works with."""
    return _script().get_current_head() or ""


def newer(url: str) -> str | None:
    """Return the database's revision where it is newer than this program; None: this program knows it.

    Raises StorageUnavailable: it can't be read. WrongDatabaseUrl.
    """
    current = in_transaction(url, revision)
    return None if current is None or current in _known() else current


def revision(connection: Connection) -> str | None:
    """Return the database's revision; None: nobody has migrated it yet."""
    return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str) -> bool:
    """Say whether it is a revision of this program, and not of a newer one."""
    return revision in _known()


def broken_references(connection: Connection) -> int:
    """Return how many rows refer to one that isn't there: on SQLite, where migrations don't keep foreign keys."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.execute(text("PRAGMA foreign_key_check")).fetchall())


def _pending(connection: Connection) -> list[str]:
    current, known = revision(connection), _known()
    if current is None:
        return known
    if current in known:
        return known[known.index(current) + 1 :]
    # Only a newer program can have made it, and that one has said whom it serves.
    served_from = _served_from(connection)
    if served_from in known:
        return []
    serves = f" and serves programs from {served_from} on" if served_from else ""
    raise SchemaError(
        f"the database is newer than this program: it has revision {current}{serves}, this program knows up to "
        f"{known[-1]}. Install the newer Leadwheel that made it, or restore an older backup."
    )


def _known() -> list[str]:
    """Return the revisions that this program knows, oldest first."""
    return [revision.revision for revision in reversed(list(_script().walk_revisions()))]


def _served_from(connection: Connection) -> str | None:
    """Return which programs the database serves, as SchemaServes says it; None: it doesn't say."""
    serves = table(SchemaServes)
    if not inspect(connection).has_table(serves.name):
        return None
    said = connection.scalars(select(serves.c.oldest_revision)).all()
    return said[0] if len(said) == 1 else None


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration(None))


def configuration(connection: Connection | None) -> Config:
    """Return what Alembic needs to work on this connection."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
