"""What `leadwheel copy-database` refuses: in one line, without what leads wrote, and nothing is copied (CONTRACT 2)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import copying
from storage.database import in_transaction
from tests.cli.test_copy_database import tables_of
from tests.support.copies import everything
from tests.support.releases import expanding


def path_of(url):
    return Path(url.partition("///")[2])


def test_a_database_that_has_rows_is_left_alone_and_its_tables_are_named(leadwheel, filled, server, sqlite_files):
    with sqlite_files.fresh(configured=True) as full:
        before = everything(full)
        ended = leadwheel("copy-database", filled, full)
        assert (ended.code, ended.out) == (1, "")
        assert "TO has rows already (manager, " in ended.line
        assert "team, team_member, workspace)" in ended.line
        assert everything(full) == before
    assert leadwheel("copy-database", filled, server).code == 0
    again = leadwheel("copy-database", filled, server)
    assert (again.code, again.out) == (1, "")
    assert "TO has rows already (assignment, auto_message, " in again.line
    assert everything(server) == everything(filled)


def test_a_database_is_not_copied_to_itself_whatever_it_is_called(leadwheel, filled, server, here):
    (here / "link.db").symlink_to(path_of(filled))
    assert leadwheel("migrate").code == 0
    for source, target in (
        (filled, filled),
        (filled, "sqlite+aiosqlite:///link.db"),
        ("sqlite:///leadwheel.db", f"sqlite+aiosqlite:///{here}/../{here.name}/leadwheel.db"),
    ):
        ended = leadwheel("copy-database", source, target)
        assert (ended.code, ended.out) == (2, "")
        assert ended.line == "leadwheel: FROM and TO are the same database. Name another one as TO."
    leadwheel("copy-database", filled, server)
    ended = leadwheel("copy-database", server, server.replace("127.0.0.1", "localhost"))
    assert (ended.code, ended.line) == (2, "leadwheel: FROM and TO are the same database. Name another one as TO.")


def test_what_is_not_there_is_not_copied_and_not_made(leadwheel, server, here):
    ended = leadwheel("copy-database", "sqlite:///nowhere.db", server)
    assert (ended.code, ended.line) == (1, f"leadwheel: FROM isn't there: no file {here}/nowhere.db.")
    assert not (here / "nowhere.db").exists()
    (here / "folder.db").mkdir()
    assert "FROM isn't there" in leadwheel("copy-database", "sqlite:///folder.db", server).line
    (here / "diary.db").write_text("Dear diary. " * 500)
    ended = leadwheel("copy-database", "sqlite:///diary.db", server)
    assert (ended.code, ended.line) == (1, "leadwheel: FROM (diary.db) can't be used: file is not a database.")
    ended = leadwheel("copy-database", server[: server.rindex("/")] + "/nowhere", "sqlite:///new.db")
    assert ended.code == 1
    assert "has no database nowhere. Make it: createdb" in ended.line
    assert not (here / "new.db").exists()


def test_a_database_of_another_revision_is_not_copied(leadwheel, filled, server, tmp_path):
    new = f"sqlite:///{tmp_path}/new.db"
    ended = leadwheel("copy-database", server, new)
    assert (ended.code, ended.out) == (1, "")
    assert "FROM has no tables of Leadwheel" in ended.line
    in_transaction(filled, lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '0002'")) and None)
    ended = leadwheel("copy-database", filled, new)
    assert (ended.code, ended.out) == (1, "")
    assert "FROM has revision 0002, and this program works with 0004. Migrate it first" in ended.line
    assert ended.line.endswith(": leadwheel migrate")
    in_transaction(filled, lambda tx: tx.execute(text("UPDATE alembic_version SET version_num = '0004'")) and None)
    expanding(tmp_path / "next").migrate(server)
    ended = leadwheel("copy-database", server, new)
    assert (ended.code, ended.out) == (1, "")
    assert "FROM has revision 9001, of a newer Leadwheel than this one (0004): copy it with that one" in ended.line
    ended = leadwheel("copy-database", filled, server)
    assert (ended.code, ended.out) == (1, "")
    assert "TO has revision 9001, of a newer Leadwheel" in ended.line
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Missing argument 'FROM'"),
        (["sqlite:///one.db"], "Missing argument 'TO'"),
        (["one.db", "sqlite:///two.db"], "FROM is no database address. Examples: sqlite+aiosqlite:///leadwheel.db or"),
        (["sqlite:///one.db", "mysql://two"], "TO: mysql isn't supported"),
        (["sqlite://", "sqlite:///two.db"], "FROM: SQLite needs a file"),
        (["sqlite:///one.db", "postgresql://host"], "TO names no database"),
    ],
)
def test_a_wrong_address_is_wrong_usage(leadwheel, arguments, says):
    ended = leadwheel("copy-database", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.line
    assert "LEADWHEEL_DATABASE_URL" not in ended.line


def test_a_target_that_cannot_be_used_is_named(leadwheel, filled, server):
    ended = leadwheel("copy-database", filled, server.replace("secret", "s3cr3t"))
    assert ended.code == 1
    assert ended.line.endswith("Mend user or password in TO.")
    ended = leadwheel("copy-database", filled, "sqlite:///no/folder/new.db")
    assert ended.code == 1
    assert "TO: the folder of the database doesn't exist" in ended.line


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE conversation SET lead_name = 'a' || char(0) || 'b'", "PostgreSQL keeps no text with the character NUL, and FROM has one: conversation.lead_name of workspace_id 'T01TEST', conversation_id '"),
        ("UPDATE conversation SET lead_name = CAST('oops' || x'ff' AS TEXT)", "can't be used: Could not decode to UTF-8 column 'lead_name'."),
        ("UPDATE conversation SET lead_name = x'6162'", "TO doesn't take rows of the table conversation"),
        ("UPDATE conversation SET tags = 'oops'", "TO doesn't take rows of the table conversation"),
        ("UPDATE team SET size = 99999999999", "TO doesn't take rows of the table team"),
        ("DELETE FROM conversation", "TO doesn't take rows of the table assignment"),
    ],
)  # fmt: skip
def test_rows_that_postgresql_refuses_are_named_and_not_shown_and_nothing_is_copied(
    leadwheel, filled, server, damage, says
):
    with closing(sqlite3.connect(path_of(filled))) as other:
        other.execute(damage)
        other.commit()
    ended = leadwheel("copy-database", filled, server)
    assert (ended.code, ended.out) == (1, "")
    assert says in ended.line
    for lead in ("Grüße", "lena@", "oops", "99999999999"):
        assert lead not in ended.line
    assert tables_of(server) == []


def test_rows_that_refer_to_nothing_are_not_copied_to_a_file_either(leadwheel, filled, tmp_path):
    with closing(sqlite3.connect(path_of(filled))) as other:
        other.execute("DELETE FROM conversation")
        other.commit()
    ended = leadwheel("copy-database", filled, f"sqlite:///{tmp_path}/new.db")
    assert (ended.code, ended.out) == (1, "")
    assert "rows of FROM refer to some that aren't there: it is damaged" in ended.line


def test_a_server_that_dies_in_the_middle_is_told_in_words(leadwheel, filled, own_server, monkeypatch):
    monkeypatch.setattr(copying, "_finish", lambda target: own_server.stop("immediate"))
    own_server.create_database("new")
    ended = leadwheel("copy-database", filled, own_server.url("new"))
    assert (ended.code, ended.out) == (1, "")
    assert "PostgreSQL at 127.0.0.1" in ended.line
    monkeypatch.undo()
    own_server.start_again()
    assert tables_of(own_server.url("new")) == []
