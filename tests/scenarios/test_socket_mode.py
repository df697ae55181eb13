"""What only Socket Mode has: connections that end and follow one another; all other scenarios are played over it, too."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.support.databases import Databases, PostgresDatabases
from tests.support.harness import Harness
from tests.support.waiting import until
from tests.support.world import ALICE, BOB, CAROL, World, world_in


@pytest.fixture
async def world(databases: Databases) -> AsyncIterator[World]:
    """Over Socket Mode alone."""
    with databases.fresh(configured=True) as url:
        async with world_in(url, configuration="", socket_mode=True) as made:
            yield made


async def test_while_connections_end_and_follow_one_another_each_lead_is_dealt_once(
    world, slack, lena, alice, bob, carol
):
    sockets = world.sandbox.sockets
    slack.tries_again_after(*(0.05,) * 200)  # Slack's minutes, in short
    async with world.awake():

        async def trouble() -> None:
            for _ in range(2):
                await sockets.disconnect("refresh_requested")
                await until(lambda: sockets.open > 0)
                await sockets.end_leaving()
            sockets.drop()

        writing = [lena.writes(f"lead {n}") for n in range(60)]
        await asyncio.gather(trouble(), *writing)
        assert Counter(await world.dealt_to()) == {alice: 20, bob: 20, carol: 20}
        await slack.announced(60)


async def test_without_a_connection_it_is_not_ready_and_nothing_is_taken_over_http(world, slack):
    sockets = world.sandbox.sockets
    async with world.awake() as bot, aiohttp.ClientSession() as session:
        here = f"http://127.0.0.1:{bot.server.port}"
        async with session.post(f"{here}/slack/events", json={}) as answer:
            assert answer.status == 404
        async with session.get(f"{here}/readyz") as answer:
            assert answer.status == 200
        bot.connected.clear()
        slack.fails("apps.connections.open", "500")
        sockets.drop()
        await until(lambda: sockets.open == 0)
        async with session.get(f"{here}/readyz") as answer:
            assert answer.status == 503
            assert "no connection" in (await answer.json())["error"]["message"]
        await asyncio.wait_for(bot.connected.wait(), 20)
        async with session.get(f"{here}/readyz") as answer:
            assert answer.status == 200


async def test_replicas_share_what_comes_and_one_goes_on_when_the_other_stops(postgres_databases: PostgresDatabases):
    with postgres_databases.fresh(configured=True) as url:
        async with world_in(url, configuration="", socket_mode=True) as world, world.awake():
            lena, sockets = Harness(world).lena, world.sandbox.sockets
            async with world.replica():
                assert sockets.open == 2
                await lena.writes_each(*(f"lead {n}" for n in range(12)))
            await until(lambda: sockets.open == 1)
            await lena.writes_each("one", "two", "three")
            assert Counter(await world.dealt_to()) == {ALICE: 5, BOB: 5, CAROL: 5}


async def test_slack_that_takes_the_token_only_later_is_asked_again(world, slack, lena, alice):
    slack.fails("apps.connections.open", "500", times=2)
    async with world.awake():
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice]
