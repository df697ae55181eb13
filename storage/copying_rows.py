"""Rows from one database to another, exactly as they are: copied in batches, then read again on both and compared."""

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final

from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Dialect,
    Table,
    TableClause,
    Text,
    cast,
    column,
    func,
    select,
    text,
)
from sqlalchemy import table as clause
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator

from storage.copying_side import OpenedSide
from storage.errors import CannotCopy, DataRejected
from storage.postgresql_words import hide_values
from storage.transaction import as_storage_error

#: So many rows are read, and written, at once.
BATCH: Final = 1000

#: Gets how many more rows are done.
Told = Callable[[int], None]


class _JsonText(TypeDecorator[str]):
    """JSON as the text that the database keeps: nothing in it is read and written anew, be it a number or an order."""

    impl = JSON
    cache_ok = True

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        return cast(column, Text)

    def bind_processor(self, dialect: Dialect) -> None:
        """Leave the text as it is."""

    def result_processor(self, dialect: Dialect, coltype: object) -> None:
        """Leave the text as it is."""


def copy(of: Table, source: OpenedSide, target: OpenedSide, told: Told) -> None:
    """Copy a table's rows, in the order of their keys.

    Raises:
        CannotCopy: TO doesn't take a row, with the reason. StorageUnavailable: FROM can't be read, or TO not written.
    """
    statement = _plain(of).insert()
    for batch in _batches(of, source):
        if target.is_postgresql:
            _see_text(of, batch)
        with target.side.in_words():
            try:
                target.connection.execute(statement, [dict(row._mapping) for row in batch])  # noqa: SLF001 - public
            except DBAPIError as error:
                hide_values(error)
                refused = as_storage_error(error)
                if not isinstance(refused, DataRejected):
                    raise
                raise CannotCopy(
                    f"TO doesn't take rows of the table {of.name}: {refused}. Nothing was copied."
                ) from error
        told(len(batch))


def compare(of: Table, source: OpenedSide, target: OpenedSide, told: Told) -> int:
    """Return how many rows a table has, which are the same in both databases: every column, value and type.

    Raises:
        CannotCopy: they differ. StorageUnavailable: a database can't be read.
    """
    count = 0
    for here, there in zip_longest(_batches(of, source), _batches(of, target), fillvalue=()):
        for one, copied in zip_longest(here, there):
            if one is None or copied is None or not _same(one, copied):
                key = _key(of, one if one is not None else copied)
                raise CannotCopy(
                    f"the copy of the table {of.name} isn't what FROM has ({key}), and was undone. Please report this."
                )
        count += len(here)
        told(len(here))
    return count


def count(of: Table, opened: OpenedSide) -> int:
    """Return how many rows a table has."""
    with opened.side.in_words():
        return opened.connection.scalar(select(func.count()).select_from(of)) or 0


def go_on_counting(of: Table, connection: Connection) -> None:
    """Let PostgreSQL's sequences of a table, if it has any, go on above what was copied. SQLite does so by itself."""
    if connection.dialect.name != "postgresql":
        return
    for one in of.columns:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(of.name, one.name)))
        highest = None if sequence is None else connection.scalar(select(func.max(one)))
        if highest is not None:
            connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _plain(of: Table) -> TableClause:
    """Return the table as it is copied."""
    return clause(
        of.name, *(column(one.name, _JsonText() if isinstance(one.type, JSON) else one.type) for one in of.columns)
    )


def _batches(of: Table, opened: OpenedSide) -> Iterator[Sequence[Any]]:
    rows = _plain(of)
    statement = select(*rows.columns).order_by(*(rows.columns[one.name] for one in of.primary_key.columns))
    with opened.side.in_words():
        yield from opened.connection.execute(statement, execution_options={"yield_per": BATCH}).partitions()


def _see_text(of: Table, batch: Sequence[Any]) -> None:
    """Say which text PostgreSQL doesn't take; the bot cleans what comes in, but others may have been at the file."""
    for row in batch:
        for name, value in row._mapping.items():  # noqa: SLF001 - public there
            if isinstance(value, str) and "\0" in value:
                raise CannotCopy(
                    f"PostgreSQL keeps no text with the character NUL, and FROM has one: {of.name}.{name} of {_key(of, row)}. "
                    "Mend it there. Nothing was copied."
                )


def _same(one: Sequence[Any], copied: Sequence[Any]) -> bool:
    return tuple(one) == tuple(copied) and [*map(type, one)] == [*map(type, copied)]


def _key(of: Table, row: Any) -> str:
    """Return which row it is, without what people wrote."""
    return ", ".join(f"{one.name} {row._mapping[one.name]!r}" for one in of.primary_key.columns)  # noqa: SLF001
