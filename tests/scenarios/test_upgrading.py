"""The database is migrated beside a running bot: it goes on dealing, and so does an older program that is restarted."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from storage import postgresql
from storage.errors import SchemaError, StorageUnavailable
from storage.migrate import newer
from tests.support.databases import PostgresDatabases, SyncDatabase
from tests.support.harness import Harness, Person, Post, Slack
from tests.support.releases import contracting, expanding
from tests.support.waiting import until
from tests.support.world import ALICE, BOB, CAROL, CONFIGURATION, SALES, World, world_in
from tests.web.test_whole_bot import ready


@asynccontextmanager
async def leads_coming_in(lena: Person):
    """Let leads come one after another for the length of a block; give the list of them."""
    written: list[Post] = []
    going = True

    async def write() -> None:
        while going:
            written.append(await lena.writes(f"lead {len(written)}"))

    writing = asyncio.create_task(write())
    yield written
    going = False
    await writing


async def dealt_in_order(world: World, slack: Slack, posts: list[Post]) -> None:
    """See that each lead was dealt once, in turn, and said in its thread and by one card."""
    rows = await world.assignments()
    assert [row.thread_ts for row in rows] == [post.ts for post in posts]
    assert [row.user_id for row in rows] == ([ALICE, BOB, CAROL] * len(rows))[: len(rows)]
    announced = await slack.announced(len(rows))
    assert sorted(message.thread_ts for message in announced) == sorted(post.ts for post in posts)
    await slack.has_cards(SALES, len(rows))


def url_of(world: World) -> str:
    return world.settings.leadwheel_database_url


async def test_a_bot_deals_on_while_the_database_is_expanded_and_when_it_is_started_anew(
    world, slack, lena, tmp_path: Path
):
    release = expanding(tmp_path / "next")
    slack.tries_again_after(0.1, 1, 2)
    async with world.awake() as bot:
        async with leads_coming_in(lena) as posts:
            await until(lambda: len(posts) >= 5)
            assert await asyncio.to_thread(release.migrate, url_of(world)) == ["9001"]
            before = len(posts)
            await until(lambda: len(posts) >= before + 5)
        assert await ready(bot.server.port) == (200, "ready")
        await dealt_in_order(world, slack, posts)
    async with world.awake() as bot:
        assert await ready(bot.server.port) == (200, "ready")
        for text_of_lead in ("one more", "and another"):  # cards of two may change places
            posts.append(await lena.writes(text_of_lead))
            await dealt_in_order(world, slack, posts)
        last = slack.person((await world.dealt_to())[-1])
        await last.presses("Accept", await last.gets(posts[-1]))
        await slack.card(posts[-1], "Accepted", of=SALES)
        await last.runs("/away on")
        assert await world.apply(CONFIGURATION) == ()
    assert await asyncio.to_thread(newer, url_of(world)) == "9001"
    assert await world.read(lambda tx: tx.scalar(text("SELECT count(*) FROM outbox WHERE urgent = 0"))) > 0


async def test_when_the_database_is_contracted_the_programs_that_it_serves_deal_on(world, slack, lena, tmp_path: Path):
    url = url_of(world)
    following, after = expanding(tmp_path / "next"), contracting(tmp_path / "after")
    slack.tries_again_after(0.1, 1, 2)
    with following.installed():
        async with world.awake(), leads_coming_in(lena) as posts:
            await until(lambda: len(posts) >= 5)
            await asyncio.to_thread(after.migrate, url)
            before = len(posts)
            await until(lambda: len(posts) >= before + 5)
        async with world.awake():
            posts.append(await lena.writes("one more"))
            await dealt_in_order(world, slack, posts)
    with pytest.raises(SchemaError, match="serves programs from 9001 on"):
        async with world.awake():
            pass


class Somebody:
    """Another program that is in the middle of reading a table, a backup say."""

    def __init__(self, url: str) -> None:
        self._database = SyncDatabase(url)
        self._transaction = self._database.transaction()

    def __enter__(self) -> None:
        self._transaction.__enter__().execute(text("SELECT count(*) FROM conversation"))

    def __exit__(self, *raised: object) -> None:
        self._transaction.__exit__(*raised)
        self._database.close()


@pytest.fixture
async def postgres_world(postgres_databases: PostgresDatabases):
    with postgres_databases.fresh() as url:
        async with world_in(url) as made:
            yield made


async def test_a_migration_that_does_not_get_its_locks_gives_up_and_leads_are_dealt_all_the_while(
    postgres_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    world, release = postgres_world, expanding(tmp_path / "next")
    harness, url = Harness(world), url_of(world)
    slack, lena = harness.slack, harness.lena
    slack.tries_again_after(0.5, 1, 2)
    monkeypatch.setattr(postgresql, "_MIGRATION_LOCK_SECONDS", 3.5)
    async with world.awake() as bot:
        posts = [await lena.writes("before")]
        somebody = Somebody(url)
        with somebody:
            migrating = asyncio.create_task(asyncio.to_thread(release.migrate, url))
            await until(lambda: waiting(url))
            assert await ready(bot.server.port) == (200, "ready")
            posts.append(await lena.writes("meanwhile"))
            with pytest.raises(StorageUnavailable) as caught:
                await migrating
        words = str(caught.value)
        assert words.startswith("another program holds what is needed in")
        assert words.endswith("Nothing was changed; try again.")
        assert "\n" not in words
        posts.append(await lena.writes("after"))
        assert await asyncio.to_thread(newer, url) is None
        await dealt_in_order(world, slack, posts)
        # Bots waited behind the migration for moments only.
        assert {one.status for each in slack.deliveries() for one in each.attempts} == {200}
        # Nothing is left that is in the way of trying again.
        assert await asyncio.to_thread(release.migrate, url) == ["9001"]
        posts.append(await lena.writes("in the end"))
        await dealt_in_order(world, slack, posts)


def waiting(url: str) -> bool:
    """Say whether somebody waits for a lock that nobody may share."""

    def look(connection: Connection) -> bool:
        found = connection.scalar(
            text(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE NOT granted AND mode = 'AccessExclusiveLock' AND datname = current_database()"
            )
        )
        return bool(found)

    database = SyncDatabase(url)
    try:
        return database.run(look)
    finally:
        database.close()
