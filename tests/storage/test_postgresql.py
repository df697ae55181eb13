"""PostgreSQL that can't be used: one sentence that says what to do, and the exit code of the contract."""

import asyncio
import os
import socket
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from bot.cli import execute
from storage.migrate import head
from tests.support import tls
from tests.support.postgres import PASSWORD, PostgresServer
from tests.support.tls import tls_before

NOTHING_TO_DO = f"nothing to do: the database has revision {head()}"
CERTIFICATE = Path(tls.__file__).with_name("certificate.pem")


@pytest.fixture
def url(postgres_url):
    return postgres_url


@pytest.fixture
def server(postgres_databases) -> PostgresServer:
    return postgres_databases.server


@pytest.fixture(autouse=True)
def here(monkeypatch, tmp_path):
    """Start without settings, in a folder of its own."""
    for name in list(os.environ):
        if name.startswith(("LEADWHEEL_", "SLACK_", "PG")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def migrate(monkeypatch, capsys):
    """`leadwheel migrate`: its exit code, and what it said."""

    def run(url: str) -> tuple[int, str]:
        monkeypatch.setenv("LEADWHEEL_DATABASE_URL", url)
        code = execute(["migrate"])
        told = capsys.readouterr()
        said = (told.err if code else told.out).removesuffix("\n")
        assert PASSWORD not in said
        assert "\n" not in said
        return code, said.removeprefix("leadwheel: ")

    return run


def elsewhere(url: str, port: int) -> str:
    """The same address with another port."""
    before, _, database = url.rpartition("/")
    return f"{before.rpartition(':')[0]}:{port}/{database}"


def name_of(url: str) -> str:
    return url.rpartition("/")[2]


def test_a_good_address_has_nothing_to_do(migrate, url):
    assert migrate(url) == (0, NOTHING_TO_DO)


def test_a_wrong_password_is_told_without_the_password(migrate, url):
    code, said = migrate(url.replace(PASSWORD, "s3cr3t"))
    assert code == 1
    assert 'refuses leadwheel: password authentication failed for user "leadwheel"' in said
    assert said.endswith("Mend user or password in LEADWHEEL_DATABASE_URL.")
    assert "s3cr3t" not in said


def test_an_unknown_role_is_named(migrate, url):
    code, said = migrate(url.replace("leadwheel:", "stranger:"))
    assert code == 1
    assert 'refuses stranger: password authentication failed for user "stranger"' in said


def test_an_unknown_database_comes_with_how_to_make_it(migrate, server):
    code, said = migrate(server.url("nowhere"))
    assert code == 1
    assert said.endswith("has no database nowhere. Make it: createdb -h 127.0.0.1 -O leadwheel nowhere")


def test_that_nobody_listens_is_told_with_the_place(migrate, url):
    with closing(socket.socket()) as ours:  # nobody else gets the port, and nobody listens on it
        ours.bind(("127.0.0.1", 0))
        port = ours.getsockname()[1]
        code, said = migrate(elsewhere(url, port))
    assert code == 1
    assert said.startswith(f"nothing listens at 127.0.0.1:{port} ")
    assert said.endswith("Is PostgreSQL running there?")


def test_one_who_listens_and_never_answers_is_waited_for_2_seconds(migrate, url, monkeypatch):
    monkeypatch.setattr("storage.postgresql._CONNECT_SECONDS", 0.2)
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        code, said = migrate(elsewhere(url, silent.getsockname()[1]))
    assert code == 1
    assert "doesn't answer. Is the host right, and no firewall between?" in said


def test_an_unknown_host_is_named(migrate, url, monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)  # no test asks a name server
    code, said = migrate(url.replace("127.0.0.1", "nowhere.invalid"))
    assert (code, said) == (
        1,
        "the host nowhere.invalid of LEADWHEEL_DATABASE_URL isn't known. Look for a slip in it.",
    )


def test_a_port_beyond_the_last_is_a_wrong_address(migrate, url):
    code, said = migrate(elsewhere(url, 99999))
    assert code == 2
    assert said.startswith("LEADWHEEL_DATABASE_URL has the port 99999; ports end at 65535. Example: ")


@pytest.mark.parametrize("word", ["sslmode", "ssl"])
def test_tls_that_a_server_does_not_speak_is_told_with_the_mode_that_wants_it(migrate, url, word):
    code, said = migrate(f"{url}?{word}=require")
    assert code == 1
    assert said.endswith("speaks no TLS, which sslmode=require wants. Mend either.")


def test_a_nonsense_mode_of_tls_comes_with_those_that_there_are(migrate, url):
    code, said = migrate(f"{url}?sslmode=perhaps")
    assert code == 2
    assert said.endswith("must be one of: disable, allow, prefer, require, verify-ca, verify-full.")


def test_an_unknown_parameter_is_named(migrate, url):
    code, said = migrate(f"{url}?color=blue")
    assert (code, said) == (
        2,
        'LEADWHEEL_DATABASE_URL can\'t be used: unrecognized configuration parameter "color".',
    )


def test_a_certificate_that_is_not_there_is_named(migrate, url):
    code, said = migrate(f"{url}?sslmode=verify-full&sslrootcert=/nowhere/ca.pem")
    assert (code, said) == (
        2,
        "LEADWHEEL_DATABASE_URL names a file that can't be read: sslrootcert=/nowhere/ca.pem.",
    )


def test_verifying_needs_a_certificate_and_says_which(migrate, url, tmp_path):
    code, said = migrate(f"{url}?sslmode=verify-full")
    assert code == 2
    assert f'root certificate file "{tmp_path}/.postgresql/root.crt" does not exist' in said


@pytest.mark.parametrize("mode", ["require", "verify-full&sslrootcert="])
async def test_tls_is_spoken_where_the_server_speaks_it(migrate, url, server, mode):
    mode = f"{mode}{CERTIFICATE}" if mode.endswith("=") else mode
    async with tls_before(server.port, CERTIFICATE) as port:
        code, said = await asyncio.to_thread(migrate, f"{elsewhere(url, port)}?sslmode={mode}")
    assert (code, said) == (0, NOTHING_TO_DO)


async def test_a_certificate_of_somebody_else_is_refused_in_words(migrate, url, server):
    async with tls_before(server.port, CERTIFICATE) as port:
        address = elsewhere(url, port).replace("127.0.0.1", "localhost")  # its certificate is for 127.0.0.1
        code, said = await asyncio.to_thread(migrate, f"{address}?sslmode=verify-full&sslrootcert={CERTIFICATE}")
    assert code == 1
    assert "agree on no TLS: [SSL: CERTIFICATE_VERIFY_FAILED]" in said
    assert "not valid for 'localhost'" in said
    assert said.endswith("Look at sslmode and sslrootcert.")


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_cannot_keep_every_text_is_refused(migrate, server, encoding):
    name = f"in_{encoding.lower()}"
    server.administer(f"CREATE DATABASE {name} OWNER leadwheel ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
    code, said = migrate(server.url(name))
    server.drop_database(name)
    assert (code, said) == (
        2,
        f"the database's encoding is {encoding}. Make one with: createdb --encoding=UTF8 -T template0",
    )


def test_a_database_that_can_only_be_read_is_refused(migrate, url, server):
    server.administer(f"ALTER DATABASE {name_of(url)} SET default_transaction_read_only = on")
    code, said = migrate(url)
    assert code == 1
    assert said.startswith("the database can only be read: it is a standby, or set to read-only.")


def test_a_database_of_somebody_else_comes_with_what_to_do(migrate, server):
    server.administer("CREATE DATABASE of_somebody_else")
    code, said = migrate(server.url("of_somebody_else"))
    server.drop_database("of_somebody_else")
    assert code == 1
    assert said.endswith("permission denied for schema public. Make leadwheel the owner of it.")


async def test_too_many_connections_come_with_what_to_do(migrate, url, server):
    server.administer(f"ALTER DATABASE {name_of(url)} CONNECTION LIMIT 1")
    other = await asyncpg.connect(url.replace("+asyncpg", ""))
    code, said = await asyncio.to_thread(migrate, url)
    await other.close()
    assert code == 1
    assert "has no connection left (too many connections for database" in said
    assert said.endswith("raise its max_connections, or lower LEADWHEEL_DATABASE_CONNECTIONS.")
