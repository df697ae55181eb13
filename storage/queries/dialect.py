"""Where the databases differ."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ARRAY, JSON, Column, Table, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert(dialect: str, table: Table) -> Insert:
    """Return an INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`, for `tx.dialect.name`."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def insert_many(dialect: str, table: Table, columns: Iterable[str]) -> Insert:
    """Return an INSERT of these columns that takes any number of rows, given as `many(dialect, rows)`.

    On PostgreSQL one statement of one text, from an array a column: several VALUES are another text, and so prepared
    anew, for each number of rows, and took six times as long (MEASURED B). On SQLite rows are what it takes.
    """
    if dialect != "postgresql":
        return sqlite.insert(table)
    found = [table.c[name] for name in columns]
    arrays = func.unnest(*[bindparam(one.name, type_=ARRAY(_in_array(one))) for one in found])
    rows = arrays.table_valued(*[column(one.name, _in_array(one)) for one in found], name="rows").render_derived()
    values = [cast(rows.c[one.name], JSON) if isinstance(one.type, JSON) else rows.c[one.name] for one in found]
    return postgresql.insert(table).from_select([one.name for one in found], select(*values))


def many(dialect: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Return rows, which all have the same columns, as the parameters of `insert_many`."""
    if dialect != "postgresql":
        return list(rows)
    return {name: [_plain(row[name]) for row in rows] for name in rows[0]}


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list | dict) else value


def _in_array(one: Column[Any]) -> Any:
    return Text() if isinstance(one.type, JSON) else one.type
