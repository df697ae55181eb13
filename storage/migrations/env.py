"""What Alembic runs: `storage.migrate` hands it an open connection."""

from typing import Any, Literal

from alembic import context

from storage.tables import Row
from storage.tables.base import BIG_INTEGER, TEXT


def _own(kind: str, item: Any, made: Any) -> str | Literal[False]:
    """Write our own types by their names, so that revisions don't depend on SQLModel."""
    name = "TEXT" if item is TEXT else "BIG_INTEGER" if item is BIG_INTEGER else None
    if kind != "type" or name is None:
        return False
    made.imports.add(f"from storage.tables.base import {name}")
    return name


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite can't alter a table in place
    compare_type=True,
    render_item=_own,
)
context.run_migrations()
