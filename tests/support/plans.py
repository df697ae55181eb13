"""How a database means to carry out statements, told in one way for both databases."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import event

from tests.support.databases import plain


@dataclass(frozen=True)
class Plan:
    """One statement's plan, in the database's own words."""

    text: str
    #: By which indexes rows are looked for, each with the names that its condition has, in order.
    searches: tuple[tuple[str, tuple[str, ...]], ...]
    #: Tables that are read from one end to the other.
    scans: tuple[str, ...]
    #: Indexes that are read in their order without looking for anything, from one end until enough was found.
    walks: tuple[str, ...]
    sorts: bool

    @classmethod
    def of_sqlite(cls, lines: list[str]) -> Self:
        text = "\n".join(lines)
        found = re.findall(r"USING (?:COVERING )?(?:INDEX )?(\w+|PRIMARY KEY) \((.*)\)$", text, re.MULTILINE)
        searches = tuple(
            (index, tuple(re.findall(r"[a-z_]+", condition.replace(" AND ", " ")))) for index, condition in found
        )
        scans = tuple(re.findall(r"^SCAN (\w+)", text, re.MULTILINE))
        return cls(text, searches, scans, (), "TEMP B-TREE" in text)

    @classmethod
    def of_postgresql(cls, tree: dict[str, Any]) -> Self:
        nodes = list(_nodes(tree))
        searches = tuple(
            (
                node["Index Name"],
                tuple(re.findall(r"\b[a-z_]+\b", re.sub(r"::[a-z ]+|'[^']*'", "", node["Index Cond"]))),
            )
            for node in nodes
            if "Index Cond" in node
        )
        scans = tuple(
            node["Relation Name"] for node in nodes if "Relation Name" in node and node["Node Type"] == "Seq Scan"
        )
        walks = tuple(node["Index Name"] for node in nodes if "Index Name" in node and "Index Cond" not in node)
        sorts = any("Sort" in node["Node Type"] for node in nodes)
        return cls(json.dumps(tree, indent=1), searches, scans, walks, sorts)

    def seeks(self, *columns: str, index: str = "") -> bool:
        """Say whether rows are looked for by an index (any, where none is named) whose condition has these columns."""
        return any(index in {"", name} and set(columns) <= set(condition) for name, condition in self.searches)


@dataclass(frozen=True)
class Plans:
    """All plans that the database may choose for one statement: PostgreSQL has one for these values, and one for any."""

    statement: str
    plans: tuple[Plan, ...]

    def seeks(self, *columns: str, index: str = "") -> bool:
        """Say whether each of them looks for rows by this index and these columns; see `Plan.seeks`."""
        return all(plan.seeks(*columns, index=index) for plan in self.plans)

    @property
    def reads_no_more(self) -> bool:
        """Whether every table is searched by an index, and nothing is sorted by hand."""
        return not any(plan.scans or plan.walks or plan.sorts for plan in self.plans)

    @property
    def scans_nothing(self) -> bool:
        """Whether every table is searched by an index."""
        return not any(plan.scans for plan in self.plans)

    def __str__(self) -> str:
        return "\n\n".join((self.statement, *(plan.text for plan in self.plans)))


@contextmanager
def planned(tx: Any) -> Iterator[list[Plans]]:
    """Collect how the database carries out the statements of the block, one after another."""
    asked: list[tuple[str, Any]] = []
    plans: list[Plans] = []

    def listen(_connection, _cursor, statement, parameters, _context, many):
        asked.append((statement, parameters[0] if many else parameters))

    if not tx.in_transaction():
        tx.begin()  # which SQLite is told by a statement
    event.listen(plain(tx), "before_cursor_execute", listen)
    try:
        yield plans
    finally:
        event.remove(plain(tx), "before_cursor_execute", listen)
    explain = _postgresql if tx.dialect.name == "postgresql" else _sqlite
    plans += [Plans(statement, explain(tx, statement, parameters)) for statement, parameters in asked]


def _sqlite(tx: Any, statement: str, parameters: Any) -> tuple[Plan, ...]:
    rows = tx.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
    return (Plan.of_sqlite([row[3] for row in rows]),)


def _postgresql(tx: Any, statement: str, parameters: Any) -> tuple[Plan, ...]:
    """Explain the statement with its values, and as it is planned for any values once it was executed some times."""
    explain = "EXPLAIN (FORMAT JSON, COSTS OFF)"
    with_values = tx.exec_driver_sql(f"{explain} {statement}", parameters).scalar()
    tx.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
    tx.exec_driver_sql(f"PREPARE explained AS {statement}")
    any_values = f"({', '.join(['NULL'] * len(parameters))})" if parameters else ""
    with_any = tx.exec_driver_sql(f"{explain} EXECUTE explained{any_values}").scalar()
    tx.exec_driver_sql("DEALLOCATE explained")
    tx.exec_driver_sql("SET LOCAL plan_cache_mode = auto")
    return tuple(Plan.of_postgresql(told[0]["Plan"]) for told in (with_values, with_any))


def _nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield tree
    for below in tree.get("Plans", ()):
        yield from _nodes(below)
