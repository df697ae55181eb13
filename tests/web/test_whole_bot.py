"""The endpoint before a whole bot: its states, and who is listened to."""

import asyncio
import json
import sqlite3
import time

import aiohttp
import pytest

from bot.main import running
from bot.usecases.errors import StorageUnavailable
from tests.support.harness import Harness
from tests.support.waiting import until
from tests.support.world import ALICE, LEADS
from tests.web.payloads import EVENTS, FORM, command, envelope, event_body, form_body, interaction, interaction_body

OTHER = "T99OTHER"
ACTION = {"type": "button", "action_id": "conversation_take", "block_id": "b", "value": "x"}


async def ready(port):
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/readyz") as response:
        said = await response.json()
        return response.status, said.get("status") or said["error"]["message"]


async def test_another_workspaces_deliveries_are_acknowledged_and_nothing_is_done(world):
    async with world.awake():
        await until(lambda: {"users.list", "users.conversations"} <= {call.method for call in world.sandbox.calls})
        known = len(world.sandbox.calls)
        bodies = [
            (event_body(EVENTS["message"], team_id=OTHER, authorizations=[{"team_id": OTHER}]), "application/json"),
            (event_body(EVENTS["message"], team_id=OTHER, authorizations=None), "application/json"),
            (event_body(EVENTS["user_change"], authorizations=[{"team_id": OTHER}]), "application/json"),
            (form_body(command("/away", "on", team_id=OTHER, user_id=ALICE)), FORM),
            (form_body(command("/rotation", "show", team_id=OTHER, user_id=ALICE)), FORM),
            (interaction_body(interaction("block_actions", team={"id": OTHER}, actions=[ACTION])), FORM),
        ]
        for body, content_type in bodies:
            status, said = await world.sandbox.send_raw(body, content_type=content_type)
            assert status == 200
            assert "sales" not in said
        told = await world.sandbox.run_command(ALICE, "/away", "status")
        assert "not away" in told.text
        assert len(world.sandbox.calls) == known
    assert await world.dealt_to() == []


async def test_a_lead_that_comes_before_slack_was_reached_is_dealt_when_it_comes_again(world, lena):
    world.sandbox.fail("auth.test", "500")
    async with running(world.settings, world.clock) as bot:
        status, why = await ready(bot.server.port)
        assert status == 503
        assert "Slack" in why or "auth.test" in why
        world.sandbox.events_url = f"http://127.0.0.1:{bot.server.port}/slack/events"
        world.sandbox.retry_delays_seconds = (0.1,) * 100
        told = await world.sandbox.run_command(ALICE, "/away", "on")
        assert told.status == 200
        assert "try again" in told.text
        await lena.writes("hello")
        first, *_, last = world.sandbox.deliveries[0].attempts
        assert first.status == 503
        assert last.status == 200
        assert await ready(bot.server.port) == (200, "ready")
    assert await world.dealt_to() == [ALICE]


async def test_while_slack_cannot_be_reached_the_bot_ends_at_once_when_it_is_told_to(world):
    world.sandbox.fail("auth.test", "500", times=100)
    async with running(world.settings, world.clock) as bot:
        assert not bot.connected.is_set()
        began = time.monotonic()
    assert time.monotonic() - began < 5


async def test_readiness_ends_when_the_database_is_gone_and_comes_back_with_it(world, monkeypatch):
    async with world.awake() as bot:
        assert await ready(bot.server.port) == (200, "ready")

        async def gone():
            raise StorageUnavailable("no such file")

        with monkeypatch.context() as patched:
            patched.setattr(bot._database, "ping", gone)
            status, why = await ready(bot.server.port)
            assert status == 503
            assert "no such file" in why
        assert await ready(bot.server.port) == (200, "ready")


async def test_probes_ask_slack_nothing(world):
    async with world.awake() as bot:
        await until(lambda: {"users.list", "users.conversations"} <= {call.method for call in world.sandbox.calls})
        known = len(world.sandbox.calls)
        for _ in range(20):
            assert await ready(bot.server.port) == (200, "ready")
        assert len(world.sandbox.calls) == known


async def test_while_the_database_cannot_be_written_leads_come_again_and_people_are_told(sqlite_world):
    world, lena = sqlite_world, Harness(sqlite_world).lena
    async with world.awake():
        other = sqlite3.connect(world.settings.leadwheel_database_url.partition("///")[2], isolation_level=None)
        try:
            other.execute("BEGIN IMMEDIATE")
            world.sandbox.retry_delays_seconds = ()
            world.sandbox.answer_within_seconds = 3.0
            _, typed, button = await asyncio.gather(
                lena.writes("a lead"),
                world.sandbox.run_command(ALICE, "/away", "on"),
                world.sandbox.send_raw(
                    interaction_body(
                        interaction(
                            "block_actions",
                            channel={"id": LEADS},
                            actions=[ACTION],
                        )
                    ),
                    content_type=FORM,
                ),
            )
            other.execute("ROLLBACK")
        finally:
            other.close()
        assert [attempt.status for attempt in world.sandbox.deliveries[0].attempts] == [503]
        assert typed.status == 200
        assert "try again" in typed.text
        assert button[0] == 200
        told = await world.sandbox.run_command(ALICE, "/away", "status")
        assert "not away" in told.text
        again = await world.sandbox.deliver(world.sandbox.deliveries[0].payload["event"])
        assert again.acknowledged
    assert await world.dealt_to() == [ALICE]


@pytest.mark.parametrize("depth", [50, 400, 900])
async def test_a_deep_event_is_no_server_error(world, slack, lena, depth):
    async with world.awake():
        nested = "[" * depth + "]" * depth
        body = json.dumps(envelope({**EVENTS["message"], "blocks": "NESTED"})).replace('"NESTED"', nested).encode()
        assert (await world.sandbox.send_raw(body))[0] == 200
        await lena.writes("a proper lead")
        (announced,) = await slack.announced(1)
        assert "Assigned to" in announced.text
