"""Bringing a database to the schema that this program works with (Alembic)."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from storage.database import sync_engine
from storage.errors import SchemaError, StorageUnavailable

_FOLDER = Path(__file__).resolve().parent / "migrations"


def migrate(url: str) -> list[str]:
    """Bring the database to the newest revision, in one transaction.

    Returns:
        The revisions that were applied, oldest first; empty when there was nothing to do.

    Raises:
        SchemaError: the database is newer than this program. StorageUnavailable: it can't be read or written.
    """
    engine = sync_engine(url)
    try:
        with engine.begin() as connection:
            pending = _pending(connection)
            if pending:
                config = configuration(connection)
                command.upgrade(config, "head")
            return pending
    except DBAPIError as error:
        raise StorageUnavailable(f"the database can't be migrated: {error.orig}") from error
    finally:
        engine.dispose()


def check(url: str) -> None:
    """Return when the database has the schema of this program.

    Raises:
        SchemaError: it is older or newer, with what to do. StorageUnavailable: it can't be read.
    """
    engine = sync_engine(url)
    try:
        with engine.connect() as connection:
            pending = _pending(connection)
    except DBAPIError as error:
        raise StorageUnavailable(f"the database can't be read: {error.orig}") from error
    finally:
        engine.dispose()
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
