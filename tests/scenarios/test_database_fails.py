"""A SQLite file can't be written: nothing is lost, and nothing is said that isn't so (CONTRACT 3)."""

import asyncio
import sqlite3

import pytest

from tests.support.world import ALICE, BOB, CAROL, LEADS, LENA, MANAGER, WORKSPACE, World


@pytest.fixture
def world(sqlite_world: World) -> World:
    """On SQLite; what PostgreSQL does is told in test_postgresql_fails.py."""
    return sqlite_world


def path_of(world: World) -> str:
    return world.settings.leadwheel_database_url.split("///")[1]


async def test_a_lead_that_can_not_be_committed_gets_503_and_is_dealt_once_when_it_comes_again(world: World):
    async with world.awake():
        other = sqlite3.connect(path_of(world), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")  # another process holds the lock for longer than a lead has
        world.sandbox.retry_delays_seconds = (0, 0.5, 0.5)
        writing = asyncio.create_task(world.sandbox.write(LENA, LEADS, "a lead"))
        await world.sandbox.wait_until(lambda: any(one.attempts for one in world.sandbox.deliveries))
        command = await world.sandbox.run_command(BOB, "/away", "on", channel=LEADS)
        other.execute("ROLLBACK")
        other.close()
        await writing
        await world.wait_announced(1)
    (delivery,) = [one for one in world.sandbox.deliveries if one.payload["event"].get("user") == LENA]
    assert delivery.attempts[0].status == 503
    assert delivery.attempts[-1].status == 200
    assert all(attempt.seconds < 3 for attempt in delivery.attempts)
    assert command.status == 200
    assert "try again" in command.text
    assert await world.dealt_to() == [ALICE]


async def test_a_button_that_can_not_be_saved_is_answered_in_private_words(world: World):
    await world.apply(f"workspace: {WORKSPACE}\nrules: []\n")
    async with world.awake():
        await world.say("a lead")
        await world.sandbox.wait_until(lambda: len(world.sandbox.direct_messages(MANAGER)) == 1)
        message = world.sandbox.direct_messages(MANAGER)[0]
        other = sqlite3.connect(path_of(world), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert await world.sandbox.press(MANAGER, message, "conversation_take") == 200
        await world.sandbox.wait_until(lambda: len(world.sandbox.ephemerals(MANAGER)) == 1)
        other.execute("ROLLBACK")
        other.close()
    assert "try again" in world.sandbox.ephemerals(MANAGER)[0].text
    assert await world.dealt_to() == []


async def test_a_full_database_answers_503_and_writes_half_of_nothing(world: World):
    async with world.awake() as bot:
        database = bot._database
        pages = await database.write(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar())
        await database.write(lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar())
        world.sandbox.retry_delays_seconds = (0,)
        for _ in range(200):
            await world.sandbox.write(LENA, LEADS, "x" * 3000)
            statuses = [attempt.status for one in world.sandbox.deliveries for attempt in one.attempts]
            if 503 in statuses:
                break
        assert 503 in statuses
        assert set(statuses) <= {200, 503}
        dealt = len(await world.assignments())
        await database.write(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=1000000").scalar())
        await world.say("and on it goes")
        assert len(await world.assignments()) == dealt + 1
        rows = await world.assignments()
    order = [ALICE, BOB, CAROL] * len(rows)
    assert [row.user_id for row in rows] == order[: len(rows)]
