"""Several programs migrate one PostgreSQL at once, and meet each other's locks."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, text

from bot.settings import Settings
from bot.starting import open_database
from storage import migrate, postgresql
from storage.database import in_transaction
from storage.errors import StorageUnavailable
from tests.support.databases import PostgresDatabases
from tests.support.world import world_in


@pytest.fixture
def empty_url(postgres_databases: PostgresDatabases) -> Iterator[str]:
    with postgres_databases.empty() as url:
        yield url


def test_of_programs_that_start_at_once_one_migrates_and_the_others_find_nothing_to_do(empty_url: str):
    settings = Settings.read(_env_file=None, leadwheel_database_url=empty_url)
    together = threading.Barrier(4)

    def start() -> list[str]:
        together.wait(10)
        return open_database(settings)

    with ThreadPoolExecutor(4) as threads:
        applied = [one.result() for one in [threads.submit(start) for _ in range(4)]]
    assert sorted(applied) == [[], [], [], migrate._known()]
    migrate.check(empty_url)


async def test_two_bots_may_start_at_once_on_a_new_database(empty_url: str):
    async with world_in(empty_url, configuration="") as world, world_in(empty_url, configuration="") as beside:

        async def run(one) -> bool:
            async with one.awake() as bot:
                return bot.connected.is_set()

        assert await asyncio.gather(run(world), run(beside)) == [True, True]
    migrate.check(empty_url)


def test_a_program_that_waits_too_long_for_another_to_migrate_says_so_in_one_sentence(
    empty_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgresql, "_MIGRATION_LOCK_SECONDS", 0.2)

    def while_another_migrates(connection: Connection) -> str:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": migrate._LOCK_KEY})
        with pytest.raises(StorageUnavailable) as caught:
            migrate.migrate(empty_url)
        return str(caught.value)

    words = in_transaction(empty_url, while_another_migrates)
    assert "another program holds what is needed" in words
    assert "\n" not in words
    assert migrate.migrate(empty_url) == migrate._known()


def test_a_migration_that_postgresql_undoes_for_another_transactions_sake_is_done_again(database_url_pg: str):
    first_locks = threading.Barrier(2)
    tries: list[str] = []

    def lock(one: str, other: str) -> str:
        def work(connection: Connection) -> str:
            tries.append(one)
            connection.execute(text(f"LOCK TABLE {one} IN ACCESS EXCLUSIVE MODE"))
            if tries.count(one) == 1:
                first_locks.wait(10)
            connection.execute(text(f"LOCK TABLE {other} IN ACCESS EXCLUSIVE MODE"))
            return one

        return in_transaction(database_url_pg, work)

    with ThreadPoolExecutor(2) as threads:
        results = [threads.submit(lock, "team", "outbox"), threads.submit(lock, "outbox", "team")]
        assert [one.result() for one in results] == ["team", "outbox"]
    assert len(tries) >= 3


@pytest.fixture
def database_url_pg(postgres_databases: PostgresDatabases) -> Iterator[str]:
    with postgres_databases.fresh() as url:
        yield url


def test_a_migrations_statement_may_take_longer_than_one_of_a_bot(empty_url: str, monkeypatch: pytest.MonkeyPatch):
    assert postgresql._MIGRATION_ANSWER_SECONDS > 100 * postgresql._ANSWER_SECONDS
    monkeypatch.setattr(postgresql, "_MIGRATION_ANSWER_SECONDS", 0.2)  # it is this one that counts
    with pytest.raises(StorageUnavailable, match="doesn't answer"):
        in_transaction(empty_url, lambda connection: connection.execute(text("SELECT pg_sleep(5)")))
