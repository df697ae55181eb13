import asyncio
import time

import pytest

from bot.sandbox import Sandbox


async def test_it_starts_quickly_and_only_once():
    sandbox = Sandbox(signing_secret="s", bot_token="t")
    with pytest.raises(RuntimeError, match="start"):
        _ = sandbox.api_url
    began = time.perf_counter()
    await sandbox.start()
    assert time.perf_counter() - began < 0.3
    assert sandbox.api_url.startswith("http://127.0.0.1:")
    assert sandbox.api_url.endswith("/api/")
    with pytest.raises(RuntimeError, match="running"):
        await sandbox.start()
    await sandbox.stop()
    await sandbox.stop()


async def test_without_a_manifest_it_takes_the_apps_own(sandbox):
    own = Sandbox(signing_secret="s", bot_token="t")
    assert own._core.grants == sandbox._core.grants
    assert "/away" in own._core.grants.commands
    assert own.workspace_id == "T01TEST"


async def test_an_empty_manifest_grants_nothing(make_sandbox, refused, bot):
    sandbox = Sandbox(signing_secret="a-signing-secret", bot_token="xoxb-sandbox", manifest={})
    await sandbox.start()
    sandbox.events_url = bot.url
    sandbox.add_channel("C1", name="one")
    assert await refused(sandbox, "chat.postMessage", channel="C1", text="hi") == "missing_scope"
    await sandbox.post_as_app("C1", "Webform", "hi")
    assert bot.received == []
    await sandbox.stop()


async def test_a_taken_port_is_an_error_and_leaves_nothing_behind(sandbox):
    port = int(sandbox.api_url.split(":")[2].split("/")[0])
    other = Sandbox(signing_secret="s", bot_token="t")
    with pytest.raises(OSError, match="address already in use"):
        await other.start(port=port)
    await other.stop()
    await other.start()
    await other.stop()


async def test_after_a_stop_it_can_start_again_with_what_was_said(sandbox, post):
    port = int(sandbox.api_url.split(":")[2].split("/")[0])
    ts = await post(sandbox)
    await sandbox.stop()
    await sandbox.start(port=port)
    again = await post(sandbox)
    assert [message.ts for message in sandbox.messages("C01LEADS")] == [ts, again]


async def test_a_stop_ends_waiting_redeliveries(connected, bot):
    connected.retry_delays_seconds = (3600,)
    bot.answers.append(500)
    await connected.write("U01ALICE", "C01LEADS", "help", wait=False)
    await connected.wait_until(lambda: connected.deliveries and connected.deliveries[0].attempts)
    async with asyncio.timeout(1):
        await connected.stop()
    assert len(bot.received) == 1
    assert connected._core._background == set()


async def test_what_breaks_in_the_background_comes_out_at_the_stop(sandbox):
    begun = asyncio.Event()

    async def broken():
        begun.set()
        raise ZeroDivisionError

    sandbox._core.in_background(broken())
    await begun.wait()
    with pytest.raises(ZeroDivisionError):
        await sandbox.stop()


async def test_waiting_ends_with_the_condition(sandbox, post):
    waiting = asyncio.create_task(sandbox.wait_until(lambda: len(sandbox.bot_messages()) == 2))
    await post(sandbox)
    assert not waiting.done()
    await post(sandbox)
    await waiting
    await sandbox.wait_until(lambda: True, timeout_seconds=0)


async def test_waiting_in_vain_names_the_last_calls(sandbox, post, refused):
    await post(sandbox)
    await refused(sandbox, "users.info", user="U99")
    with pytest.raises(TimeoutError, match=r"chat\.postMessage -> ok; users\.info -> user_not_found; 0 deliveries"):
        await sandbox.wait_until(lambda: False, timeout_seconds=0.01)


async def test_waiting_sees_at_the_end_what_the_sandbox_was_not_told_of(sandbox):
    answers = iter([False, True])
    await sandbox.wait_until(lambda: next(answers), timeout_seconds=0.01)


async def test_calls_are_kept_with_their_arguments(sandbox, post, refused):
    await post(sandbox, text="hi")
    await refused(sandbox, "users.info", user="U99")
    assert sandbox.calls == [
        ("chat.postMessage", {"channel": "C01LEADS", "text": "hi"}, "ok"),
        ("users.info", {"user": "U99"}, "user_not_found"),
    ]


def test_views_of_what_is_not_there_are_errors(sandbox):
    for look in (
        lambda: sandbox.messages("C99"),
        lambda: sandbox.thread("C99", "1.0"),
        lambda: sandbox.direct_messages("U99"),
        lambda: sandbox.ephemerals("U99"),
        lambda: sandbox.direct_channel("U99"),
    ):
        with pytest.raises(LookupError, match="99"):
            look()
    assert sandbox.thread("C01LEADS", "1.000001") == []
