"""A SQLite file can't be written: nothing is lost, and nothing is said that isn't so (CONTRACT 3)."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from tests.support.world import WORKSPACE, World


@pytest.fixture
def world(sqlite_world: World) -> World:
    """On SQLite; what PostgreSQL does is told in test_postgresql_fails.py."""
    return sqlite_world


@contextmanager
def locked(world: World) -> Iterator[None]:
    """Let another process hold the lock for the length of a block."""
    path = world.settings.leadwheel_database_url.split("///")[1]
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def test_a_lead_that_can_not_be_committed_gets_503_and_is_dealt_once_when_it_comes_again(
    world, slack, lena, alice, bob
):
    async with world.awake():
        slack.tries_again_after(0, 0.5, 0.5)
        with locked(world):  # for longer than a lead has
            writing = asyncio.create_task(lena.writes("a lead"))
            await slack.until(lambda: any(one.attempts for one in slack.deliveries()))
            assert "try again" in await bob.runs("/away on")
        await alice.gets(await writing)
        await slack.said_nothing_else()
    (delivery,) = slack.deliveries(lena)
    assert delivery.attempts[0].status == 503
    assert delivery.attempts[-1].status == 200
    assert all(attempt.seconds < 3 for attempt in delivery.attempts)
    assert await world.dealt_to() == [alice]


async def test_a_button_that_can_not_be_saved_is_answered_in_private_words(world, slack, lena, mia):
    await world.apply(f"workspace: {WORKSPACE}\nrules: []\n")
    async with world.awake():
        await lena.writes("a lead")
        card = await mia.is_told("no rule matched")
        with locked(world):
            await mia.presses("Take it", card)
            assert (await mia.is_told("try again")).ephemeral_to == mia
        await slack.said_nothing_else()
    assert await world.dealt_to() == []


async def test_a_full_database_answers_503_and_writes_half_of_nothing(world, slack, lena, alice, bob, carol):
    async with world.awake() as bot:
        database = bot._database
        pages = await database.write(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar())
        await database.write(lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar())
        slack.tries_again_after(0)
        for _ in range(200):
            await lena.writes("x" * 3000)
            statuses = [attempt.status for one in slack.deliveries() for attempt in one.attempts]
            if 503 in statuses:
                break
        assert 503 in statuses
        assert set(statuses) <= {200, 503}
        dealt = len(await world.assignments())
        await database.write(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=1000000").scalar())
        await lena.writes("and on it goes")
        assert len(await world.assignments()) == dealt + 1
    who = await world.dealt_to()
    assert who == ([alice, bob, carol] * len(who))[: len(who)]
