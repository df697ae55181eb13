"""Signed `/away on` and `/away off`, against a Bolt app that only acks. Prints; asserts nothing of speed."""

import json
import statistics
import time
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.benchmarks.beside import FORM, idle_bolt, signature
from tests.support.world import BOB, LEADS, WORKSPACE, World

pytestmark = pytest.mark.benchmark

PAIRS, ROUNDS = 150, 5
SAID = {"on": "You are away now.", "off": "You are back."}


def typed(text: str, number: int) -> bytes:
    """Return the body of a command, different from all others, as Slack's are."""
    return urlencode(
        {
            "token": "a token",
            "team_id": WORKSPACE,
            "team_domain": "test",
            "channel_id": LEADS,
            "channel_name": "leads",
            "user_id": BOB,
            "user_name": "bob",
            "command": "/away",
            "text": text,
            "api_app_id": "A0LEADWHL",
            "is_enterprise_install": "false",
            "response_url": f"http://127.0.0.1:9/response/{number}",
            "trigger_id": f"{number}.1.abc",
        }
    ).encode()


async def latencies(url: str, first: int) -> tuple[list[float], list[tuple[str, bytes]]]:
    """Send `on` and `off` by turns, one at a time on one connection; return seconds, and what was answered to what."""
    seconds: list[float] = []
    answers: list[tuple[str, bytes]] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as session:
        for number in range(first, first + 2 * PAIRS):
            text = "off" if number % 2 else "on"
            body = typed(text, number)
            headers = signature(body, FORM)
            begun = time.perf_counter()
            async with session.post(url, data=body, headers=headers) as answer:
                said = await answer.read()
            seconds.append(time.perf_counter() - begun)
            assert answer.status == 200
            answers.append((text, said))
    return seconds, answers


async def test_going_away_and_coming_back_against_a_bolt_app_that_only_acks(
    world: World, capsys: pytest.CaptureFixture[str]
):
    idle, stop = await idle_bolt()
    rounds: list[tuple[float, float]] = []
    async with world.awake():
        ours = world.sandbox.events_url
        world.sandbox.events_url = None
        await latencies(idle, 0)
        await latencies(ours, 0)
        for number in range(1, ROUNDS + 1):  # in turns, so that the machine's moods meet both
            theirs, silence = await latencies(idle, number * 2 * PAIRS)
            mine, answers = await latencies(ours, number * 2 * PAIRS)
            rounds.append((statistics.median(theirs), statistics.median(mine)))
            assert {said for _, said in silence} == {b""}
            for text, said in answers:
                words = json.loads(said)
                assert (words["response_type"], words["text"].startswith(SAID[text])) == ("ephemeral", True), words
    await stop()
    ratio = statistics.median(mine / theirs for theirs, mine in rounds)
    theirs, mine = (1000 * statistics.median(medians) for medians in zip(*rounds, strict=True))
    database = world.settings.leadwheel_database_url.partition("+")[0]
    with capsys.disabled():
        print(
            f"\n  /away on and off, {database}: {ratio:.2f} times a Bolt app that only acks "
            f"(medians {mine:.2f} ms, {theirs:.2f} ms)"
        )
