"""PostgreSQL fails under a running bot: nothing is lost, and nothing is said that isn't so (CONTRACT 3)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import asyncpg
import pytest
from sqlalchemy import func, select

from bot import telemetry
from bot.usecases.delivery import LEASE_SECONDS
from storage import postgresql
from storage.migrate import migrate
from storage.tables import Assignment, Conversation, OutboxMessage, Rejection, table
from tests.support.harness import Harness, Post
from tests.support.postgres import PostgresServer
from tests.support.world import SALES, WORKSPACE, World, world_in


@pytest.fixture
def world(postgres_world: World) -> World:
    """On PostgreSQL; what SQLite does is told in test_database_fails.py."""
    return postgres_world


@asynccontextmanager
async def another_program(world: World, *locking: str) -> AsyncIterator[asyncpg.Connection]:
    """Connect to the world's database, and hold locks until the block ends."""
    other = await asyncpg.connect(world.settings.leadwheel_database_url.replace("+asyncpg", ""))
    try:
        async with other.transaction():
            for statement in locking:
                await other.execute(statement)
            yield other
    finally:
        await other.close()


async def rows_of(world: World, *tables: type) -> list[int]:
    """Return how many rows each table has."""

    def count(tx):
        return [tx.scalar(select(func.count()).select_from(table(one))) for one in tables]

    return await world.read(count)


async def ready(world: World) -> tuple[int, str]:
    """Return what a probe of readiness is answered: the status, and the reason."""
    address = f"http://127.0.0.1:{world.bot.server.port}/readyz"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, (await answer.json()).get("error", {}).get("message", "")


async def test_a_lead_whose_team_somebody_holds_gets_503_and_is_dealt_once_when_it_comes_again(
    world, slack, lena, alice, bob
):
    async with world.awake():
        slack.tries_again_after(0, 0.5, 0.5)
        async with another_program(world, "SELECT 1 FROM team FOR UPDATE"):
            writing = asyncio.create_task(lena.writes("a lead"))
            command = asyncio.create_task(bob.runs("/away on"))
            await slack.until(lambda: any(one.attempts for one in slack.deliveries()))
            assert "try again" in await command
        await alice.gets(await writing)
        await slack.said_nothing_else()
    (delivery,) = slack.deliveries(lena)
    assert delivery.attempts[0].status == 503
    assert delivery.attempts[-1].status == 200
    assert all(attempt.seconds < 3 for attempt in delivery.attempts)
    assert await world.dealt_to() == [alice]
    assert await rows_of(world, Conversation, Rejection) == [1, 0]


async def test_a_button_that_can_not_be_saved_is_answered_in_private_words(world, slack, lena, mia, monkeypatch):
    monkeypatch.setattr(postgresql, "_LOCK_SECONDS", 0.3)  # as long as it really is, above
    await world.apply(f"workspace: {WORKSPACE}\nrules: []\n")
    async with world.awake():
        await lena.writes("a lead")
        card = await mia.is_told("no rule matched")
        async with another_program(world, "SELECT 1 FROM conversation FOR UPDATE"):
            await mia.presses("Take it", card)
            assert (await mia.is_told("try again")).ephemeral_to == mia
        await slack.said_nothing_else()
    assert await world.dealt_to() == []


@pytest.mark.parametrize("into", ["assignment", "outbox"])
async def test_a_full_disk_answers_503_says_so_in_the_log_and_writes_half_of_nothing(
    world, slack, lena, alice, bob, into, capsys
):
    telemetry.configure("console", "warning")  # onto what capsys reads
    full = f"""
        CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE SQLSTATE '53100' USING MESSAGE = 'could not extend file: No space left on device'; END $$;
        CREATE TRIGGER full_disk BEFORE INSERT ON {into} EXECUTE FUNCTION full_disk()
    """
    async with world.awake():
        await alice.gets(await lena.writes("before"))
        await slack.said_nothing_else()
        async with another_program(world) as other:
            await other.execute(full)
        slack.tries_again_after(0)
        before = await rows_of(world, Conversation, Assignment, OutboxMessage)
        await lena.writes_each("a lead", "another")
        refused = [attempt.status for one in slack.deliveries(lena)[1:] for attempt in one.attempts]
        assert refused == [503] * 4
        assert await rows_of(world, Conversation, Assignment, OutboxMessage, Rejection) == [*before, 0]
        async with another_program(world) as other:
            await other.execute(f"DROP TRIGGER full_disk ON {into}")
        await bob.gets(await lena.writes("and on it goes"))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice, bob]
    assert "No space left on device" in "".join(capsys.readouterr())


async def test_a_database_without_a_connection_left_answers_503_until_there_is_one_again(
    world, slack, lena, alice, postgres_databases
):
    server: PostgresServer = postgres_databases.server
    name = world.settings.leadwheel_database_url.rpartition("/")[2]
    async with world.awake():
        slack.tries_again_after(0, *[0.1] * 100)
        server.administer(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
        end = f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"
        async with asyncio.timeout(30):
            while True:  # one that was being made meanwhile may have come through
                server.administer(end)
                status, reason = await ready(world)
                if (status, "no connection left" in reason) == (503, True):
                    break
        server.administer(end)
        writing = asyncio.create_task(lena.writes("a lead"))
        await slack.until(lambda: any(one.attempts for one in slack.deliveries()))
        server.administer(f"ALTER DATABASE {name} CONNECTION LIMIT -1")
        await alice.gets(await writing)
        assert (await ready(world))[0] == 200
        await slack.said_nothing_else()
    assert slack.deliveries(lena)[0].attempts[0].status == 503
    assert await world.dealt_to() == [alice]
    assert await rows_of(world, Rejection) == [0]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_a_server_that_stops_and_starts_again_in_a_stream_of_leads_loses_and_repeats_nothing(own_server, mode):
    own_server.create_database("leads")
    migrate(own_server.url("leads"))
    async with world_in(own_server.url("leads")) as world:
        harness = Harness(world)
        slack, lena = harness.slack, harness.lena
        posts: list[Post] = []
        refused = asyncio.Event()

        async def stream(number: int) -> None:
            while not refused.is_set() or len(posts) < 30:  # never all told before the server has stopped
                posts.append(await lena.writes(f"lead {number}.{len(posts)}"))

        async with world.awake():
            slack.tries_again_after(0, *[0.1] * 200)
            streams = [asyncio.create_task(stream(number)) for number in range(5)]
            await slack.announced(5, or_more=True)
            await asyncio.to_thread(own_server.stop, mode)
            await slack.until(
                lambda: any(attempt.status == 503 for one in slack.deliveries() for attempt in one.attempts)
            )
            refused.set()
            status, reason = await ready(world)
            assert (status, "the database can't be reached: " in reason) == (503, True), reason
            await asyncio.to_thread(own_server.start_again)
            harness.clock.forward(seconds=LEASE_SECONDS)  # the claims of what could not be sent end by themselves
            await asyncio.gather(*streams)
            assert (await ready(world))[0] == 200
            announced = await slack.announced(len(posts))
            await slack.has_cards(SALES, len(posts))
        statuses = {attempt.status for one in slack.deliveries() for attempt in one.attempts}
        assert statuses == {200, 503}
        rows = await world.assignments()
        stamps = sorted(post.ts for post in posts)
        assert sorted(row.thread_ts for row in rows) == stamps
        assert sorted(message.thread_ts for message in announced) == stamps
        assert [row.user_id for row in rows] == ([harness.alice, harness.bob, harness.carol] * len(rows))[: len(rows)]
        assert await rows_of(world, Rejection) == [0]
