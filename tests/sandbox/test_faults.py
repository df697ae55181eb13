import asyncio

import aiohttp
import pytest

HEADERS = {"Authorization": "Bearer xoxb-sandbox"}
BODY = {"channel": "C01LEADS", "text": "hi"}


@pytest.fixture
def send(sandbox, session):
    """Posts a message; returns status, answer (None when it isn't JSON) and headers."""

    async def once():
        async with session.post(sandbox.api_url + "chat.postMessage", json=BODY, headers=HEADERS) as response:
            answer = await response.json() if response.content_type == "application/json" else None
            return response.status, answer, response.headers

    return once


async def test_too_many_requests(sandbox, send):
    sandbox.fail("chat.postMessage", "429")
    status, answer, headers = await send()
    assert (status, answer, headers["Retry-After"]) == (429, {"ok": False, "error": "ratelimited"}, "1")
    assert sandbox.calls[-1].outcome == "ratelimited"
    assert sandbox.messages("C01LEADS") == []


async def test_a_server_error(sandbox, send):
    sandbox.fail("chat.postMessage", "500")
    assert (await send())[:2] == (500, None)
    assert sandbox.calls[-1] == ("chat.postMessage", BODY, "500")
    assert sandbox.messages("C01LEADS") == []


async def test_any_error_word(sandbox, send):
    sandbox.fail("chat.postMessage", "account_inactive")
    assert (await send())[:2] == (200, {"ok": False, "error": "account_inactive"})
    assert sandbox.calls[-1].outcome == "account_inactive"


@pytest.mark.parametrize(("kind", "posted"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_dropped_connection(sandbox, send, kind, posted):
    sandbox.fail("chat.postMessage", kind)
    with pytest.raises(aiohttp.ClientConnectionError):
        await send()
    assert sandbox.calls[-1].outcome == kind
    assert len(sandbox.messages("C01LEADS")) == posted
    assert (await send())[1]["ok"]


@pytest.mark.parametrize(("kind", "posted"), [("timeout_before", 0), ("timeout_after", 1)])
async def test_a_held_connection(sandbox, send, kind, posted):
    sandbox.fail("chat.postMessage", kind)
    waiting = asyncio.create_task(send())
    await sandbox.wait_until(lambda: sandbox.calls)
    assert sandbox.calls[-1].outcome == kind
    assert len(sandbox.messages("C01LEADS")) == posted
    assert not waiting.done()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await send())[1]["ok"]


async def test_a_held_connection_does_not_hold_up_the_end(sandbox, send):
    sandbox.fail("chat.postMessage", "timeout_after")
    waiting = asyncio.create_task(send())
    await sandbox.wait_until(lambda: sandbox.calls)
    async with asyncio.timeout(0.9):
        await sandbox.stop()
    with pytest.raises(aiohttp.ClientConnectionError):
        await waiting


async def test_what_was_done_before_a_drop_is_told_to_the_bot(connected, send, bot):
    connected.fail("chat.postMessage", "drop_after")
    with pytest.raises(aiohttp.ClientConnectionError):
        await send()
    await connected.wait_until(lambda: bot.received)
    assert bot.events[0]["text"] == "hi"


async def test_a_refused_call_stays_refused_when_its_answer_is_dropped(sandbox, session):
    sandbox.fail("chat.postMessage", "drop_after")
    with pytest.raises(aiohttp.ClientConnectionError):
        await session.post(sandbox.api_url + "chat.postMessage", json={"channel": "C99"}, headers=HEADERS)
    assert sandbox.bot_messages() == []


async def test_faults_come_in_the_order_in_which_they_were_asked_for(sandbox, send, call):
    sandbox.fail("chat.postMessage", "500", times=2)
    sandbox.fail("chat.postMessage", "is_archived")
    sandbox.fail("users.info", "429", times=0)
    assert (await call(sandbox, "users.info", user="U01ALICE"))["ok"]
    assert [(await send())[0] for _ in range(3)] == [500, 500, 200]
    assert [call.outcome for call in sandbox.calls] == ["ok", "500", "500", "is_archived"]
    assert (await send())[1]["ok"]


def test_a_fault_needs_a_method_and_a_kind(sandbox):
    with pytest.raises(LookupError, match=r"chat\.sing"):
        sandbox.fail("chat.sing", "500")
    with pytest.raises(ValueError, match="kind"):
        sandbox.fail("chat.postMessage", "")
    with pytest.raises(ValueError, match="negative"):
        sandbox.fail("chat.postMessage", "500", times=-1)
