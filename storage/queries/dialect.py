"""Where the databases differ."""

from typing import TypeAlias

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.transaction import Transaction

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert(tx: Transaction, table: Table) -> Insert:
    """Return an INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if tx.dialect.name == "postgresql" else sqlite.insert(table)
