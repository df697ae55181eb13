"""What all tables share."""

from typing import Any, cast

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel


class Row(SQLModel):
    """A row of one of our tables. Every key begins with `workspace_id`; times are UTC seconds since 1970."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table(row: type[Row]) -> Table:
    """Return the Core table of a row class, for set-based statements."""
    return cast("Table", cast("Any", row).__table__)
