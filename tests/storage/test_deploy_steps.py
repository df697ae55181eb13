"""Each revision does what its deploy step may: expand only adds, contract says whom it still serves."""

import re
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import JSON, Boolean, Connection, Float, Integer, LargeBinary, MetaData, Table, inspect, text

from storage import migrate
from storage.database import in_transaction
from tests.support.databases import Databases
from tests.support.releases import CONTRACTING, EXPANDING, Release, contracting, expanding
from tests.support.schemas import not_expanding, shapes

REVISIONS = migrate._known()
#: A value for each type of column; the same in all rows of one writer, so that what is referred to is there.
VALUES: list[tuple[type, Any]] = [(Boolean, False), (Integer, 1), (Float, 1.0), (JSON, {})]


def script(revision: str):
    return migrate._script().get_revision(revision)


def step(revision: str) -> str | None:
    """Return the deploy step that the revision says it is."""
    found = re.search(r"Deploy step: (expand|contract)\.", script(revision).module.__doc__)
    return found[1] if found else None


def bring_to(connection: Connection, revision: str) -> None:
    command.upgrade(migrate.configuration(connection), revision)


def serves(connection: Connection) -> str | None:
    if not inspect(connection).has_table("schema_serves"):
        return None
    return connection.scalar(text("SELECT oldest_revision FROM schema_serves"))


def known_tables(connection: Connection) -> list[Table]:
    """Return the tables that a program of the database's present revision knows, in an order in which to fill them."""
    known = MetaData()
    known.reflect(connection)
    return [one for one in known.sorted_tables if one.name not in {"alembic_version", "schema_serves"}]


def write(connection: Connection, tables: list[Table], writer: str) -> None:
    """Write a row into each table, with a value for each column that these tables have."""

    def value(kind: Any) -> Any:
        if isinstance(kind, LargeBinary):
            return writer.encode()
        return next((value for of, value in VALUES if isinstance(kind, of)), writer)

    for one in tables:
        connection.execute(one.insert().values({column.name: value(column.type) for column in one.columns}))


def written(connection: Connection, tables: list[Table]) -> dict[str, list[Any]]:
    return {one.name: sorted(map(repr, connection.execute(one.select()))) for one in tables}


def checked(connection: Connection, revision: str) -> list[str]:
    """Bring the database to a revision that says `expand`; return what an older program minds."""
    before, said, tables = shapes(connection), serves(connection), known_tables(connection)
    write(connection, tables, "before")
    rows = written(connection, tables)
    bring_to(connection, revision)
    wrong = not_expanding(before, shapes(connection))
    if wrong:
        return wrong
    assert written(connection, tables) == rows
    assert said in {None, serves(connection)}
    write(connection, tables, "after")
    return []


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_says_its_deploy_step(revision: str):
    assert step(revision) in {"expand", "contract"}


def test_a_new_revision_says_nothing_until_somebody_has_decided():
    template = (migrate._FOLDER / "script.py.mako").read_text(encoding="utf-8")
    assert "Deploy step: " in template
    assert not re.search(r"Deploy step: (expand|contract)\.", template)


def expands(revision: str) -> bool:
    return step(revision) == "expand" and script(revision).down_revision is not None


@pytest.mark.parametrize("revision", list(filter(expands, REVISIONS)))
def test_a_revision_that_expands_leaves_everything_that_older_programs_read_and_write(
    revision: str, databases: Databases
):
    with databases.empty() as url:
        in_transaction(url, lambda connection: bring_to(connection, script(revision).down_revision))
        assert in_transaction(url, lambda connection: checked(connection, revision)) == []


def says_whom_it_serves(revision: str, url: str) -> bool:
    """Bring a database to a revision that contracts; say whether it serves fewer programs then, and which."""
    known = migrate._known()
    in_transaction(url, lambda connection: bring_to(connection, script(revision).down_revision))
    said = in_transaction(url, serves)
    in_transaction(url, lambda connection: bring_to(connection, revision))
    says = in_transaction(url, serves)
    return says in known[: known.index(revision) + 1] and known.index(says) > known.index(said)


def test_every_revision_that_contracts_says_that_it_serves_fewer_programs(databases: Databases):
    for revision in REVISIONS:
        if step(revision) == "contract":
            with databases.empty() as url:
                assert says_whom_it_serves(revision, url), revision


@pytest.mark.parametrize(
    ("upgrade", "says"),
    [
        (CONTRACTING, True),
        (CONTRACTING.replace('serves_from("9001")', ""), False),
        (CONTRACTING.replace("9001", "0001"), False),
        (CONTRACTING.replace("9001", "9003"), False),
    ],
    ids=["it says so", "it says nothing", "it serves more", "it serves programs that nobody has written"],
)
def test_what_a_revision_that_contracts_says_is_looked_at(upgrade: str, says: bool, database_url: str, tmp_path: Path):  # noqa: FBT001
    release = expanding(tmp_path / "after")
    release.add("9002", "contract", upgrade)
    with release.installed():
        assert says_whom_it_serves("9002", database_url) is says


def found_in(upgrade: str, url: str, folder: Path) -> list[str]:
    release = Release(folder)
    release.add("9001", "expand", upgrade)
    with release.installed():
        return in_transaction(url, lambda connection: checked(connection, "9001"))


def test_what_adds_tables_columns_and_indexes_is_found_to_expand(database_url: str, tmp_path: Path):
    assert found_in(EXPANDING, database_url, tmp_path / "next") == []


@pytest.mark.parametrize(
    ("upgrade", "sentence"),
    [
        ('op.drop_table("rejection")', "the table rejection is gone"),
        ('op.rename_table("rejection", "refusal")', "the table rejection is gone"),
        ('op.drop_column("rejection", "error")', "the column rejection.error is gone"),
        ('op.execute("ALTER TABLE rejection RENAME error TO why")', "the column rejection.error is gone"),
        (
            'with op.batch_alter_table("team") as one:\n    one.alter_column("channel", nullable=True)',
            "the column team.channel was",
        ),
        (
            'with op.batch_alter_table("team") as one:\n    one.alter_column("place_name", nullable=False)',
            "the column team.place_name was",
        ),
        (
            'with op.batch_alter_table("team") as one:\n    one.alter_column("size", type_=sa.Float())',
            "the column team.size was",
        ),
        (
            'op.drop_table("manager")\nop.create_table("manager", sa.Column("since", sa.Float(), nullable=False))',
            "the new column manager.since must be given a value",
        ),
        (
            'with op.batch_alter_table("team") as one:\n    one.create_unique_constraint("uq_channel", ["channel"])',
            "the constraints of team differ: [\"unique ['channel']\"]",
        ),
        (
            'with op.batch_alter_table("team") as one:\n    one.create_check_constraint("ck_size", "size >= 0")',
            "the constraints of team differ: ['check size >= 0']",
        ),
        (
            'op.create_index("uq_team_channel", "team", ["channel"], unique=True)',
            "the new index uq_team_channel of team refuses rows that an older program may write",
        ),
        (
            'op.drop_index("ix_assignment_count", table_name="assignment")',
            "the index ix_assignment_count of assignment is gone, or another",
        ),
    ],
)
def test_what_an_older_program_would_mind_is_found(upgrade: str, sentence: str, database_url: str, tmp_path: Path):
    found = found_in(upgrade, database_url, tmp_path / "next")
    assert any(one.startswith(sentence) for one in found), found


def test_what_contracts_is_found_not_to_expand(database_url: str, tmp_path: Path):
    release = contracting(tmp_path / "after")
    with release.installed():
        in_transaction(database_url, lambda connection: bring_to(connection, "9001"))
        before = in_transaction(database_url, shapes)
        in_transaction(database_url, lambda connection: bring_to(connection, "9002"))
    assert len(not_expanding(before, in_transaction(database_url, shapes))) == 4
