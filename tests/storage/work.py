"""Work for transactions of tests on PostgreSQL."""

from sqlalchemy import text

from storage.queries import workspace
from tests.storage.conftest import WORKSPACE


def executed(statement, **values):
    """Return work that executes a statement and gives its value."""

    def work(tx):
        result = tx.execute(text(statement), values)
        return result.scalar() if result.returns_rows else None

    return work


def version(tx):
    return workspace.config_version(tx, WORKSPACE)


def pid(tx):
    return tx.scalar(text("SELECT pg_backend_pid()"))
