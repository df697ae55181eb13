"""Bringing a database to the schema that this program works with (Alembic)."""

import logging
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import in_transaction
from storage.errors import SchemaError

#: Of the lock that whoever migrates holds; any number that no other program takes.
_LOCK_KEY: Final = 0x1EAD_3EE1

_FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate(url: str) -> list[str]:
    """Bring the database to the newest revision, in one transaction.

    Returns:
        The revisions that were applied, oldest first; empty when there was nothing to do.

    Raises:
        SchemaError: the database is newer than this program. StorageUnavailable: it can't be read or written.
        WrongDatabaseUrl.
    """
    return in_transaction(url, upgrade)


def upgrade(connection: Connection) -> list[str]:
    """Do what `migrate` does within an open transaction; of several programs that start at once, one by one."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
    pending = _pending(connection)
    if pending:
        command.upgrade(configuration(connection), "head")
    return pending


def check(url: str) -> None:
    """Return when the database has the schema of this program.

    Raises:
        SchemaError: it is older or newer, with what to do. StorageUnavailable: it can't be read. WrongDatabaseUrl.
    """
    pending = in_transaction(url, _pending)
    if pending:
        raise SchemaError(
            f"the database lacks {len(pending)} schema change(s) ({', '.join(pending)}). Run: leadwheel migrate"
        )


def head() -> str:
    """Return the revision that this program works with."""
    return _script().get_current_head() or ""


def _pending(connection: Connection) -> list[str]:
    current = MigrationContext.configure(connection).get_current_revision()
    known = [revision.revision for revision in reversed(list(_script().walk_revisions()))]
    if current is None:
        return known
    if current not in known:
        raise SchemaError(
            f"the database is newer than this program: it has revision {current}, this program knows up to "
            f"{known[-1]}. Install the newer Leadwheel that made it, or restore an older backup."
        )
    return known[known.index(current) + 1 :]


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(configuration(None))


def configuration(connection: Connection | None) -> Config:
    """Return what Alembic needs to work on this connection."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
