"""What a database has, and what a revision that expands may not have done to it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, inspect

#: Alembic's own.
NOT_OURS = {"alembic_version"}


@dataclass(frozen=True)
class TableShape:
    """One table, as the database itself describes it."""

    #: By name: what the column is, whether it may be NULL, its default.
    columns: dict[str, tuple[str, bool, str | None]]
    #: Primary key, foreign keys, unique constraints and checks, each as a text.
    constraints: set[str]
    #: By name: the columns, uniqueness and WHERE.
    indexes: dict[str, tuple[tuple[str, ...], bool, str]] = field(default_factory=dict)


def shapes(connection: Connection) -> dict[str, TableShape]:
    """Return the shape of every table by its name."""
    inspector = inspect(connection)
    return {
        name: TableShape(
            columns={
                one["name"]: (repr(one["type"]), one["nullable"], one["default"]) for one in inspector.get_columns(name)
            },
            constraints=set(_constraints(inspector, name)),
            indexes={
                one["name"]: (tuple(one["column_names"]), bool(one["unique"]), _where(one))
                for one in inspector.get_indexes(name)
                if "duplicates_constraint" not in one
            },
        )
        for name in inspector.get_table_names()
        if name not in NOT_OURS
    }


def _where(index: Any) -> str:
    options = index.get("dialect_options", {})
    return next((str(where) for name, where in options.items() if name.endswith("_where")), "")


def _constraints(inspector: Any, name: str) -> Iterator[str]:
    yield f"primary key {inspector.get_pk_constraint(name)['constrained_columns']}"
    for one in inspector.get_foreign_keys(name):
        yield f"foreign key {one['constrained_columns']} {one['referred_table']} {one['options']}"
    for one in inspector.get_unique_constraints(name):
        yield f"unique {one['column_names']}"
    for one in inspector.get_check_constraints(name):
        yield f"check {one['sqltext']}"


def not_expanding(before: dict[str, TableShape], after: dict[str, TableShape]) -> list[str]:
    """Return what an older program would mind, one sentence each; empty where all was only added to."""
    wrong = []
    for name, old in before.items():
        if name not in after:
            wrong.append(f"the table {name} is gone")
        else:
            wrong.extend(_not_added(name, old, after[name]))
    return wrong


def _not_added(name: str, old: TableShape, new: TableShape) -> Iterator[str]:
    for column, was in old.columns.items():
        if column not in new.columns:
            yield f"the column {name}.{column} is gone"
        elif new.columns[column] != was:
            yield f"the column {name}.{column} was {was}, and is {new.columns[column]}"
    yield from _unwelcome(name, old, new)
    for index, was in old.indexes.items():
        if new.indexes.get(index) != was:
            yield f"the index {index} of {name} is gone, or another"


def _unwelcome(name: str, old: TableShape, new: TableShape) -> Iterator[str]:
    """Return what refuses rows that an older program may write."""
    added = {column: new.columns[column] for column in new.columns.keys() - old.columns.keys()}
    for column, (_, nullable, default) in added.items():
        if not nullable and default is None:
            yield f"the new column {name}.{column} must be given a value"
    if new.constraints != old.constraints:
        yield f"the constraints of {name} differ: {sorted(new.constraints ^ old.constraints)}"
    for index in new.indexes.keys() - old.indexes.keys():
        columns, unique, _ = new.indexes[index]
        # Rows of older programs have NULL there, and NULLs are never the same.
        if unique and not any(column in added and added[column][2] is None for column in columns):
            yield f"the new index {index} of {name} refuses rows that an older program may write"
