"""`leadwheel doctor` and the database: it says what is wrong with it, and changes nothing."""

import socket
import sqlite3

import pytest

from storage import inspecting, migrate
from storage.database import in_transaction
from storage.queries import outbox, outbox_channel, workspace
from storage.queries.outbox import Draft
from tests.cli.conftest import FILE
from tests.support.releases import contracting, expanding
from tests.support.world import SALES, WORKSPACE

URL = "sqlite+aiosqlite:///leadwheel.db"
OTHER_SCHEMA = "the database's schema isn't this program's"


@pytest.fixture
def either(databases, settings):
    """The address of a database of each kind that nobody has migrated."""
    with databases.empty() as url:
        settings(LEADWHEEL_DATABASE_URL=url)
        yield url


@pytest.fixture
def release(tmp_path_factory):
    """A newer program's migrations."""
    return tmp_path_factory.mktemp("release") / "migrations"


@pytest.mark.parametrize("there", [True, False])
async def test_a_file_that_this_user_may_not_write(doctor, sandbox, here, monkeypatch, there):
    if there:
        migrate.migrate(URL)
    # Root, as whom tests may run, may write everywhere.
    monkeypatch.setattr("storage.inspecting.access", lambda *_: False)
    says, mend = (await doctor()).fault("database")
    assert says == f"{here}/leadwheel.db can't be written by this user"
    assert "who owns the file and its folder (SQLite writes beside the file)" in mend


async def test_a_folder_that_is_not_there(doctor, sandbox, settings, here):
    settings(LEADWHEEL_DATABASE_URL=f"sqlite+aiosqlite:///{here}/nowhere/leadwheel.db")
    told = await doctor()
    says, mend = told.fault("database")
    assert says == f"the folder of the database doesn't exist: {here}/nowhere"
    assert mend == "Make it, or name another file in LEADWHEEL_DATABASE_URL."
    assert told.unchecked()[:2] == ["schema", "outbox"]


async def test_a_file_that_is_not_there_yet_is_made_by_the_bot_or_by_hand(doctor, sandbox, settings, here):
    told = await doctor()
    assert told.code == 0
    says, mend = told.only("note", "database")
    assert says == f"there is no database {here}/leadwheel.db yet"
    assert mend.startswith("`leadwheel run` and `leadwheel apply FILE` make it.")
    assert ("not checked: there is no database yet", None) in told.of("note", "channels")
    settings(LEADWHEEL_AUTO_MIGRATE="false")
    assert (await doctor()).fault("database")[1] == "Run: leadwheel migrate"
    assert not (here / "leadwheel.db").exists()


async def test_a_file_that_is_no_database(doctor, sandbox, here):
    (here / "leadwheel.db").write_bytes(b"a letter to my grandmother " * 400)
    says, mend = (await doctor()).fault("database")
    assert says.endswith("can't be read: file is not a database")
    assert mend == "Look at LEADWHEEL_DATABASE_URL, and at the database it names."


async def test_a_file_on_a_network_file_system(doctor, sandbox, here, monkeypatch):
    migrate.migrate(URL)
    mounts = here / "mounts"
    mounts.write_text(f"server:/share {here} nfs4 rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(inspecting, "_MOUNTS", mounts)
    says, mend = (await doctor()).fault("database")
    assert "is on a network file system (nfs4), where SQLite's locks don't hold" in says
    assert "use PostgreSQL (`leadwheel copy-database` moves everything)" in mend


@pytest.mark.parametrize(
    ("url", "says", "mend"),
    [
        (
            "mysql://bob:s3cr3t@localhost/leads",
            "mysql isn't supported",
            "Examples: sqlite+aiosqlite:///leadwheel.db or",
        ),
        ("leadwheel.db", "LEADWHEEL_DATABASE_URL is no database address", "Examples: "),
        ("sqlite+aiosqlite://", "SQLite needs a file", "Example: "),
    ],
)
async def test_an_address_that_is_none(doctor, sandbox, settings, url, says, mend):
    settings(LEADWHEEL_DATABASE_URL=url)
    found = (await doctor()).fault("database")
    assert found[0].startswith(says)
    assert found[1].startswith(mend)


async def test_a_server_that_is_not_there_and_one_that_refuses(doctor, sandbox, settings, server):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        settings(LEADWHEEL_DATABASE_URL=f"postgresql+asyncpg://bob:s3cr3t@127.0.0.1:{bound.getsockname()[1]}/leads")
        told = await doctor()
    says, mend = told.fault("database")
    assert says.startswith("nothing listens at 127.0.0.1:")
    assert mend == "Is PostgreSQL running there?"
    assert told.of("ok", "slack")
    user, _, rest = server.removeprefix("postgresql+asyncpg://").partition("@")
    settings(LEADWHEEL_DATABASE_URL=f"postgresql+asyncpg://{user.partition(':')[0]}:s3cr3t@{rest}")
    says, mend = (await doctor()).fault("database")
    assert "refuses" in says
    assert mend == "Mend user or password in LEADWHEEL_DATABASE_URL."
    settings(LEADWHEEL_DATABASE_URL=f"{server}x")
    assert (await doctor()).fault("database")[1].startswith("Make it: createdb ")


async def test_a_postgresql_that_is_too_old(doctor, sandbox, settings, server, monkeypatch):
    settings(LEADWHEEL_DATABASE_URL=server)
    monkeypatch.setattr("storage.postgresql_words._OLDEST_VERSION", 99)
    says, _ = (await doctor()).fault("database")
    assert says.startswith("this is PostgreSQL ")
    assert says.endswith("Leadwheel needs PostgreSQL 99 or later")


async def test_an_address_shows_no_password(doctor, sandbox, settings, server):
    migrate.migrate(server)
    settings(LEADWHEEL_DATABASE_URL=server)
    says, _ = (await doctor()).only("ok", "database")
    assert says.startswith("PostgreSQL ")
    assert " at 127.0.0.1:" in says
    assert "@" not in says


# The schema


async def test_a_database_without_tables(doctor, sandbox, settings, server):
    settings(LEADWHEEL_DATABASE_URL=server)
    told = await doctor()
    assert told.code == 0
    assert told.only("note", "schema") == (
        "the database has no tables yet", "`leadwheel run` and `leadwheel apply FILE` make it; `leadwheel migrate` does it now.",
    )  # fmt: skip
    settings(LEADWHEEL_AUTO_MIGRATE="false")
    assert (await doctor()).fault("schema")[1] == "Run: leadwheel migrate"


async def test_an_older_schema(doctor, sandbox, either, release):
    migrate.migrate(either)
    newer = expanding(release)
    with newer.installed():
        told = await doctor()
        says, mend = told.fault("schema")
        assert says == "the database lacks 1 schema change(s) (9001)"
        assert mend == "Run: leadwheel migrate (`leadwheel run` and `leadwheel apply` do it too)"
        assert told.only("note", "outbox")[0] == f"not checked: {OTHER_SCHEMA}"
        assert told.only("note", "configuration")[0] == f"not checked: {OTHER_SCHEMA}"
    assert in_transaction(either, migrate.revision) == migrate.head()


async def test_a_newer_schema_that_serves_this_program_still(doctor, sandbox, either, release):
    expanding(release).migrate(either)
    told = await doctor()
    assert told.code == 0
    says, mend = told.only("note", "schema")
    assert says == "the database is of a newer Leadwheel (revision 9001), and still serves this one"
    assert mend == "Install the newer Leadwheel here, too, when you can."
    assert told.of("ok", "outbox")


async def test_a_schema_that_is_too_new(doctor, sandbox, either, release):
    contracting(release).migrate(either)
    says, mend = (await doctor()).fault("schema")
    assert says.startswith(
        "the database is newer than this program: it has revision 9002 and serves programs from 9001 on"
    )
    assert mend == "Install the newer Leadwheel that made it, or restore an older backup."


# What waits


def stuck(tx, error, *, heals):
    """Write a message to a team that could not be sent."""
    workspace.ensure(tx, WORKSPACE, 1.0)
    outbox.write(tx, WORKSPACE, [Draft(SALES, {"kind": "nobody_available", "team": "sales", "size": 0})], 1.0)
    row = outbox.next_message(tx, WORKSPACE, SALES, 1.0)
    outbox.mark_attempted(tx, WORKSPACE, row.outbox_id, 1.0)
    if heals:
        outbox_channel.release_all(tx, WORKSPACE, 1.0)
    else:
        outbox.mark_failed(tx, WORKSPACE, row.outbox_id, error)


async def test_messages_that_could_not_be_sent_are_counted(doctor, sandbox, either):
    migrate.migrate(either)
    in_transaction(either, lambda tx: stuck(tx, "not_in_channel", heals=False))
    says, mend = (await doctor()).fault("outbox")
    assert says == "1 message could not be sent, and is not tried again"
    assert mend == "`leadwheel outbox list` shows what mends each; then `leadwheel outbox retry`."
    in_transaction(either, lambda tx: stuck(tx, "is_archived", heals=False))
    in_transaction(either, lambda tx: stuck(tx, None, heals=True))
    told = await doctor()
    assert told.fault("outbox")[0] == "2 messages could not be sent, and are not tried again"
    assert told.only("note", "outbox") == (
        "1 message could not be sent yet, and is tried again", "`leadwheel outbox list` shows why.",
    )  # fmt: skip


async def test_it_does_not_wait_for_a_bot_that_writes(doctor, leadwheel_beside, sandbox, file, here):
    file.write_text(FILE, encoding="utf-8")
    assert (await leadwheel_beside("apply", file)).code == 0
    writing = sqlite3.connect(here / "leadwheel.db", isolation_level=None)
    writing.execute("BEGIN IMMEDIATE")
    try:
        assert (await doctor()).code == 0
    finally:
        writing.close()
