"""What all tables share."""

from typing import Any, Final, cast

from sqlalchemy import BigInteger, Integer, MetaData, String, Table
from sqlmodel import AutoString, SQLModel

# Migrations use these two as well: what they mean is never changed.
#: Text that is compared by its bytes on both databases, whatever a server's own collation is: the order of ids is one.
TEXT: Final = String().with_variant(String(collation="C"), "postgresql")
#: Whole numbers beyond 32 bits.
BIG_INTEGER: Final = Integer().with_variant(BigInteger(), "postgresql")


class Row(SQLModel):
    """A row of one of our tables. Times are UTC seconds since 1970.

    Every key begins with `workspace_id`, but that of SchemaServes, which is about the database.
    """

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


def compare_bytewise(metadata: MetaData) -> None:
    """Make every text column one of TEXT; called once, when all tables are declared."""
    for one in metadata.tables.values():
        for column in one.columns:
            if isinstance(column.type, AutoString):
                column.type = TEXT
