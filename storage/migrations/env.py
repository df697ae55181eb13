"""What Alembic runs: `storage.migrate` hands it an open connection."""

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString

from storage.tables import Row


def _plain(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write SQLModel's string type as SQL's, so that revisions don't depend on SQLModel."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite can't alter a table in place
    compare_type=True,
    render_item=_plain,
)
context.run_migrations()
