"""`leadwheel copy-database FROM TO` (CONTRACT 2)."""

import asyncio
import subprocess
import sys

from sqlalchemy import text, update

from bot.cli import copy_database
from storage import copying
from storage.database import Database, in_transaction
from storage.tables import OutboxChannel, table
from tests.cli.conftest import ROOT
from tests.support.copies import everything
from tests.support.harness import Harness
from tests.support.world import ALICE, BOB, CAROL, SALES, World


def tables_of(url):
    return in_transaction(
        url, lambda tx: tx.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    )


def test_it_says_what_it_copied_and_what_to_do_next(leadwheel, filled, server):
    ended = leadwheel("copy-database", filled, server)
    assert (ended.code, ended.err) == (0, "")
    *lines, sum_of_it, next_to_do = ended.out.splitlines()
    counts = {name: int(count) for name, count in (line.split() for line in lines)}
    assert counts == {name: len(rows) for name, rows in everything(filled).items()}
    assert sum_of_it == (
        f"copied, and compared row by row: {sum(counts.values())} rows in {len(counts)} tables. FROM is as it was."
    )
    assert "set LEADWHEEL_DATABASE_URL to the address of TO, and start the bot: leadwheel run" in next_to_do
    assert everything(server) == everything(filled)


def test_a_terminal_sees_how_far_it_is(filled, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")  # what rich takes for a terminal
    monkeypatch.setenv("COLUMNS", "100")
    copy_database.copy_database(filled, f"sqlite:///{tmp_path}/new.db")
    said = capsys.readouterr()
    assert "copied, and compared row by row" in said.out
    rows = sum(len(of_table) for of_table in everything(filled).values())
    assert f"{rows}/{rows}" in said.err
    assert "comparing" in said.err


async def test_a_bot_on_the_copy_goes_on_where_the_other_stopped(leadwheel_beside, sqlite_world: World, server):
    before = sqlite_world
    async with before.awake():
        harness = Harness(before)
        await harness.lena.writes_each("one", "two")
        await harness.slack.announced(2)
        await harness.slack.has_cards(SALES, 2)
    filled = before.settings.leadwheel_database_url
    # As if it had been killed while it was sending, by a machine whose clock is ahead.
    claimed = update(table(OutboxChannel)).values(holder="dead", lease_until=4e9)
    in_transaction(filled, lambda tx: tx.execute(claimed) and None)
    assert (await leadwheel_beside("copy-database", filled, server)).code == 0

    after = World(before.sandbox, before.settings.model_copy(update={"leadwheel_database_url": server}), before.clock)
    async with after.awake():
        harness = Harness(after)
        await harness.lena.writes_each("three", "four")
        said = await harness.slack.announced(4)
        await harness.slack.has_cards(SALES, 4)
    assert await after.dealt_to() == [ALICE, BOB, CAROL, ALICE]
    announced = [message.text.partition(">")[0] for message in said]
    assert announced == [f"Assigned to <@{who}" for who in (ALICE, BOB, CAROL, ALICE)]
    await after.close()
    assert len(everything(filled)["conversation"]) == 2


async def test_a_database_on_which_a_bot_runs_is_neither_copied_nor_copied_to(
    leadwheel_beside, world: World, server, tmp_path
):
    url, new = world.settings.leadwheel_database_url, f"sqlite:///{tmp_path}/new.db"
    says = "a bot runs on" if url.startswith("sqlite") else "a Leadwheel is at work on"
    async with world.awake():
        for target in (new, server):
            ended = await leadwheel_beside("copy-database", url, target)
            assert (ended.code, ended.out) == (1, "")
            assert f"{says} FROM" in ended.line
            assert "stop it first" in ended.line
        assert not (tmp_path / "new.db").exists()
        assert tables_of(server) == []
    assert (await leadwheel_beside("copy-database", url, new)).code == 0
    async with world.awake():
        ended = await leadwheel_beside("copy-database", new, url)
        assert (ended.code, ended.out) == (1, "")
        assert f"{says} TO" in ended.line


async def test_a_bot_whose_address_gives_it_another_name_is_known_by_that(
    leadwheel_beside, postgres_world: World, tmp_path
):
    url = f"{postgres_world.settings.leadwheel_database_url}?application_name=leads"
    bot = Database(url)
    await bot.ping()
    ended = await leadwheel_beside("copy-database", url, f"sqlite:///{tmp_path}/new.db")
    assert (ended.code, ended.out) == (1, "")
    assert "a Leadwheel is at work on FROM (1 connection): stop it first" in ended.line
    await bot.close()
    assert (await leadwheel_beside("copy-database", url, f"sqlite:///{tmp_path}/new.db")).code == 0


async def test_a_bot_that_starts_on_the_source_in_the_middle_is_noticed(
    leadwheel_beside, postgres_world: World, tmp_path, monkeypatch
):
    url, loop = postgres_world.settings.leadwheel_database_url, asyncio.get_running_loop()
    finish = copying._finish

    def finish_beside(target):
        finish(target)
        asyncio.run_coroutine_threadsafe(postgres_world.beside().ping(), loop).result()

    monkeypatch.setattr(copying, "_finish", finish_beside)
    ended = await leadwheel_beside("copy-database", url, f"sqlite:///{tmp_path}/new.db")
    assert (ended.code, ended.out) == (1, "")
    assert "a Leadwheel is at work on FROM (1 connection): stop it first" in ended.line


INTERRUPTED = """
import signal, sys
from bot.cli import execute
from bot.cli.copy_progress import Progress
Progress.copied = lambda self, name, more: name == "conversation" and signal.raise_signal(signal.SIGINT)
sys.exit(execute(["copy-database", *sys.argv[1:]]))
"""


def test_ctrl_c_leaves_nothing_behind(leadwheel, filled, server, tmp_path):
    for target in (server, f"sqlite+aiosqlite:///{tmp_path}/new.db"):
        command = [sys.executable, "-c", INTERRUPTED, filled, target]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
        assert leadwheel("copy-database", filled, target).code == 0
