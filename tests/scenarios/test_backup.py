"""A backup that is made and restored as docs/operating.md says, beside a bot that deals, has all that was answered."""

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import in_transaction
from tests.architecture.test_docs import OPERATING
from tests.support import postgres_programs
from tests.support.databases import PostgresDatabases
from tests.support.harness import Harness, Post
from tests.support.postgres import PASSWORD
from tests.support.waiting import until
from tests.support.world import ALICE, BOB, CAROL, World

SECTION = OPERATING.partition("\n## Backups\n")[2].partition("\n## ")[0]
BACKUP_FILE, RESTORE_FILE, BACKUP_SERVER, RESTORE_SERVER = re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
RING = [ALICE, BOB, CAROL]


@asynccontextmanager
async def steady_leads(world: World):
    """Let leads come without a pause for the length of a block; gives the answered ones."""
    answered: list[Post] = []
    stopping = asyncio.Event()
    lena = Harness(world).lena

    async def come():
        for number in count():
            if stopping.is_set():
                return
            answered.append(await lena.writes(f"lead {number}"))

    coming = asyncio.create_task(come())
    try:
        yield answered
    finally:
        stopping.set()
        await coming


def run(commands, folder, **environment):
    subprocess.run(["sh", "-ec", commands], cwd=folder, check=True, env=os.environ | environment, timeout=60)


def vacuum_into(folder):
    """Do what the command does, where the program `sqlite3` isn't installed."""
    statement = re.search(r'"(VACUUM .*)"', BACKUP_FILE)[1]
    with closing(sqlite3.connect(folder / "leadwheel.db")) as other:
        other.execute(statement.replace("backup.db", str(folder / "backup.db")))


async def backed_up(world: World, back_up):
    """Make a backup while leads come and go on coming; return those answered before it, and after it."""
    async with world.awake(), steady_leads(world) as answered:
        await until(lambda: len(answered) >= 5)
        before = list(answered)
        await asyncio.to_thread(back_up)
        after = list(answered)
        await until(lambda: len(answered) >= len(after) + 5)
    await world.close()
    return before, after


async def see_what_was_restored(world: World, before, after):
    """See that all that was answered before is there, in turn, and that a bot goes on from there."""
    rows = await world.assignments()
    restored = [row.thread_ts for row in rows]
    assert restored[: len(before)] == [post.ts for post in before]
    assert len(restored) <= len(after) + 1  # one more may have been on its way
    async with world.awake():
        await Harness(world).lena.writes("after the restore")
    assert await world.dealt_to() == [RING[number % 3] for number in range(len(restored) + 1)]


@pytest.mark.parametrize("by_hand", [False, True], ids=["sqlite3", "the module"])
async def test_a_file_is_backed_up_while_leads_come_and_restored(sqlite_world: World, by_hand):
    world = sqlite_world
    folder = Path(world.settings.leadwheel_database_url.partition("///")[2]).parent
    if not by_hand and shutil.which("sqlite3") is None:
        pytest.skip("the program sqlite3 isn't installed")
    back_up = (lambda: vacuum_into(folder)) if by_hand else (lambda: run(BACKUP_FILE, folder))
    before, after = await backed_up(world, back_up)
    # As after a crash: what belongs to the old file must not be written into the restored one.
    (folder / "leadwheel.db-wal").write_bytes(b"of another day")
    run(RESTORE_FILE, folder)
    assert {path.name for path in folder.iterdir()} == {"aside", "backup.db", "leadwheel.db"}
    with closing(sqlite3.connect(folder / "leadwheel.db")) as other:
        assert other.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert other.execute("PRAGMA foreign_key_check").fetchall() == []
    await see_what_was_restored(world, before, after)


def test_a_backup_is_never_written_over(sqlite_files):
    with sqlite_files.fresh(configured=True) as url:
        folder = Path(url.partition("///")[2]).parent
        vacuum_into(folder)
        with pytest.raises(sqlite3.OperationalError, match="output file already exists"):
            vacuum_into(folder)


async def test_a_server_is_backed_up_while_leads_come_and_restored(
    postgres_world: World, postgres_databases: PostgresDatabases, tmp_path
):
    world, server = postgres_world, postgres_databases.server
    url = world.settings.leadwheel_database_url
    programs = postgres_programs.package() / "pginstall" / "bin"
    environment = {"PATH": f"{programs}:{os.defpath}", "PGPASSWORD": PASSWORD}
    here = f"127.0.0.1:{server.port}"

    def command(words, database):
        changed = re.sub(r"localhost:5432/\w+", f"{here}/{database}", words)
        assert changed != words
        return changed

    before, after = await backed_up(
        world, lambda: run(command(BACKUP_SERVER, url.rpartition("/")[2]), tmp_path, **environment)
    )
    with postgres_databases.empty() as restored:
        run(command(RESTORE_SERVER, restored.rpartition("/")[2]), tmp_path, **environment)
        owners = in_transaction(
            restored, lambda tx: set(tx.scalars(text("SELECT tableowner FROM pg_tables WHERE schemaname = 'public'")))
        )
        assert owners == {"leadwheel"}
        world.settings = world.settings.model_copy(update={"leadwheel_database_url": restored})
        await see_what_was_restored(world, before, after)
        await world.close()
