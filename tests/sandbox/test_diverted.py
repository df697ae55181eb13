"""Events that come late, in another order, twice, or again though they were answered."""

import asyncio
import json
import random

import pytest
from aiohttp import web

from bot.sandbox.detours import Detours


async def write(sandbox, count):
    await asyncio.gather(*(sandbox.write("U01ALICE", "C01LEADS", str(number)) for number in range(count)))


async def test_late_events_overtake_each_other(connected, bot):
    connected.divert(late_seconds=0.2, seed=3)
    await write(connected, 10)
    order = [event["text"] for event in bot.events]
    assert sorted(order) == sorted(map(str, range(10)))
    assert order != sorted(order)


def test_the_same_seed_sends_events_the_same_ways():
    ways = []
    for _ in range(2):
        detours = Detours(late_seconds=2, doubled=0.5, unheard=0.5, dice=random.Random(5))
        ways.append([(detours.lateness_seconds(), detours.is_doubled(), detours.is_unheard()) for _ in range(50)])
    assert ways[0] == ways[1]
    assert all(0 <= late <= 2 for late, _, _ in ways[0])


async def test_some_events_come_twice_with_one_id(connected, bot):
    connected.divert(doubled=0.5, seed=1)
    await write(connected, 40)
    ids = [received.json["event_id"] for received in bot.received]
    assert len(set(ids)) == 40
    assert 50 <= len(ids) <= 70
    assert not any(received.headers.get("X-Slack-Retry-Num") for received in bot.received)


async def test_an_answer_that_slack_does_not_hear_brings_the_event_again(connected, bot):
    connected.divert(unheard=0.5, seed=1)
    await write(connected, 20)
    again = [received for received in bot.received if "X-Slack-Retry-Num" in received.headers]
    assert again
    assert {received.headers["X-Slack-Retry-Reason"] for received in again} == {"http_timeout"}
    connected.heal()
    bot.received.clear()
    await write(connected, 20)
    assert len(bot.received) == 20


@pytest.mark.parametrize(
    ("text", "content_type"),
    [
        ("{}", "text/plain"),
        ('{{"challenge": "{}"}}', "application/json"),
        ("challenge={}", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_new_request_url_has_to_give_the_challenge_back(connected, bot, monkeypatch, text, content_type):
    async def handle(request):
        asked = await request.json()
        assert asked.keys() == {"token", "challenge", "type"}
        return web.Response(text=text.format(asked["challenge"]), content_type=content_type)

    monkeypatch.setattr("bot.sandbox.administration.secrets.token_urlsafe", lambda _: "a-challenge")
    app = web.Application()
    app.router.add_post("/", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    connected.events_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    assert await connected.verify_url()
    await runner.cleanup()


@pytest.mark.parametrize("answer", [200, 404, 503, '{"challenge": "another"}', "[]", "{"])
async def test_a_url_that_gives_nothing_back_is_not_taken(connected, bot, answer):
    bot.answers.append(
        answer if isinstance(answer, int) else web.Response(text=answer, content_type="application/json")
    )
    assert not await connected.verify_url()
    assert json.loads(bot.received[0].body)["type"] == "url_verification"
