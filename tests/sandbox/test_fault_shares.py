"""Calls that fail by the dice, late answers, silence, and what happens in mid-flight."""

import asyncio
import json

import aiohttp
import pytest

from bot.sandbox import UNLIMITED
from bot.sandbox.failing import ALL_KINDS

HEADERS = {"Authorization": "Bearer xoxb-sandbox"}


@pytest.fixture
async def sandbox(make_sandbox):
    return await make_sandbox(limits=UNLIMITED)


@pytest.fixture
def send(sandbox, session):
    """Calls a method; returns the status and the text of its answer."""

    async def once(method="chat.postMessage", **arguments):
        body = arguments or {"channel": "C01LEADS", "text": "hi"}
        async with session.post(sandbox.api_url + method, json=body, headers=HEADERS) as response:
            return response.status, await response.text()

    return once


@pytest.mark.parametrize(
    ("kind", "status", "posted"),
    [("503", 503, 0), ("500_after", 500, 1), ("broken_before", 200, 0), ("broken_after", 200, 1)],
)
async def test_an_answer_that_is_none(sandbox, send, kind, status, posted):
    sandbox.fail("chat.postMessage", kind)
    got, text = await send()
    assert got == status
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(text)
    assert (len(sandbox.messages("C01LEADS")), sandbox.calls[-1].outcome) == (posted, kind)


async def test_a_slow_answer_comes_when_it_is_done_already(sandbox, send):
    sandbox.fail("chat.postMessage", "slow", seconds=0.3)
    began = asyncio.get_running_loop().time()
    waiting = asyncio.create_task(send())
    await sandbox.wait_until(lambda: sandbox.calls)
    assert len(sandbox.messages("C01LEADS")) == 1
    assert not waiting.done()
    status, text = await waiting
    assert (status, json.loads(text)["ok"]) == (200, True)
    assert asyncio.get_running_loop().time() - began >= 0.3


async def test_retry_after_says_what_it_is_told_to_say(sandbox, session):
    sandbox.fail("auth.test", "429", seconds=30)
    async with session.post(sandbox.api_url + "auth.test", headers=HEADERS) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "30")


async def outcomes(sandbox, send, count):
    for _ in range(count):
        try:
            await send()
        except aiohttp.ClientConnectionError:
            continue
    return [call.outcome for call in sandbox.calls[-count:]]


async def test_a_share_of_the_calls_fails_and_the_same_ones_with_the_same_seed(make_sandbox, sandbox, send):
    kinds = ["500", "drop_after", "429", "internal_error"]
    sandbox.fail_share(0.4, kinds, seed=7)
    first = await outcomes(sandbox, send, 200)
    assert 50 <= sum(one != "ok" for one in first) <= 110
    assert set(first) == {"ok", "500", "drop_after", "ratelimited", "internal_error"}
    assert len(sandbox.messages("C01LEADS")) == sum(one in {"ok", "drop_after"} for one in first)
    sandbox.heal()
    assert set(await outcomes(sandbox, send, 20)) == {"ok"}
    sandbox.fail_share(0.4, kinds, seed=7)
    assert await outcomes(sandbox, send, 200) == first


async def test_a_share_can_be_of_some_methods_only(sandbox, send, call):
    sandbox.fail_share(1, ["fatal_error"], ["chat.update", "chat.postMessage"])
    assert json.loads((await send())[1])["error"] == "fatal_error"
    assert (await call(sandbox, "auth.test"))["ok"]


async def test_what_is_planned_comes_before_the_dice(sandbox, send):
    sandbox.fail_share(1, ["500"])
    sandbox.fail("chat.postMessage", "is_archived")
    assert json.loads((await send())[1])["error"] == "is_archived"
    assert (await send())[0] == 500


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ((1.5,), ValueError),
        ((-0.1,), ValueError),
        ((0.5, []), ValueError),
        ((0.5, ["500"], ["chat.sing"]), LookupError),
    ],
)
def test_a_share_is_between_none_and_all_and_of_methods_that_there_are(sandbox, arguments, error):
    with pytest.raises(error):
        sandbox.fail_share(*arguments)


def test_all_kinds_are_in_all_kinds():
    assert {"429", "500", "timeout_before", "timeout_after", "drop_before", "broken_after", "slow"} < set(ALL_KINDS)


async def test_in_a_silence_nothing_is_done_and_nothing_told_and_afterwards_all_of_it(connected, send, bot):
    with connected.silence():
        waiting = asyncio.create_task(send())
        given_up = asyncio.create_task(send(channel="C01LEADS", text="given up"))
        writing = asyncio.create_task(connected.write("U01ALICE", "C01LEADS", "help"))
        await connected.wait_until(lambda: connected.messages("C01LEADS"))
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert not bot.received
        assert not connected.calls
    assert (await waiting)[0] == 200
    await writing
    await connected.delivered()
    assert sorted(event["text"] for event in bot.events) == ["help", "hi"]
    assert [message.text for message in connected.messages("C01LEADS")] == ["help", "hi"]


async def test_a_silence_does_not_hold_up_the_end(sandbox, send):
    with sandbox.silence():
        waiting = asyncio.create_task(send())
        writing = asyncio.create_task(sandbox.write("U01ALICE", "C01LEADS", "help"))
        await sandbox.wait_until(lambda: sandbox.messages("C01LEADS"))
        async with asyncio.timeout(2):
            await sandbox.stop()
    await asyncio.wait([waiting, writing])
    waiting.exception()


async def test_a_channel_is_archived_in_mid_flight(connected, send, bot):
    connected.meanwhile("chat.postMessage", lambda: connected.archive("U01ALICE", "C01LEADS"))
    assert json.loads((await send())[1]) == {"ok": False, "error": "is_archived"}
    assert bot.events[0]["type"] == "channel_archive"
    assert json.loads((await send())[1])["error"] == "is_archived"


async def test_a_token_is_revoked_and_a_scope_taken_away_in_mid_flight(sandbox, send):
    sandbox.meanwhile("chat.postMessage", lambda: sandbox.withdraw("chat:write"))
    refused = json.loads((await send())[1])
    assert (refused["error"], refused["needed"]) == ("missing_scope", "chat:write")
    assert "chat:write" not in refused["provided"].split(",")
    sandbox.grant("chat:write")
    assert json.loads((await send())[1])["ok"]
    sandbox.meanwhile("chat.postMessage", lambda: sandbox.revoke("token_revoked"))
    assert json.loads((await send())[1])["error"] == "token_revoked"


async def test_what_happens_in_mid_flight_happens_to_a_method_that_there_is(sandbox):
    with pytest.raises(LookupError, match=r"chat\.sing"):
        sandbox.meanwhile("chat.sing", lambda: None)
