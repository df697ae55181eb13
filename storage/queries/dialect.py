"""Where the databases differ."""

from typing import TypeAlias

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert(dialect: str, table: Table) -> Insert:
    """Return an INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`, for `tx.dialect.name`."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
