"""Socket Mode alone, before a stand-in for the listeners: the promise of HTTP, over WebSockets that we open."""

import asyncio
import json
from types import SimpleNamespace

import aiohttp
import pytest

from bot import manifest, telemetry
from bot.sandbox import Sandbox
from bot.usecases.errors import SlackUnavailable
from bot.web import socket_mode
from bot.web.socket_mode import SocketMode
from tests.support.waiting import until
from tests.support.world import WORKSPACE
from tests.web.conftest import Listeners
from tests.web.payloads import command, envelope, interaction, message

WORDS = SimpleNamespace(status=200, body='{"text": "née"}', content_type="application/json;charset=utf-8")
BUSY = SimpleNamespace(status=503, body="", content_type="text/plain")


class Way:
    """A sandbox, our end of the connections, and who listens."""

    def __init__(self, sandbox, session):
        self.sandbox = sandbox
        self.sockets = sandbox.sockets
        self.listeners = Listeners()
        self.refusals = []
        self.connected = asyncio.Event()
        self.mode = SocketMode(self._open, session, lambda: self.listeners, self.connected)
        self.running = asyncio.create_task(self.mode.run())

    async def _open(self):
        if self.refusals:
            raise self.refusals.pop()
        return "ws" + self.sandbox.api_url.removeprefix("http").removesuffix("/api/") + self.sockets.give_path()

    async def deliver(self, kind, payload, within_seconds=3.0, **more):
        return await self.sockets.deliver(kind, payload, within_seconds, **more)

    def break_off(self):
        """Break the connection, as a network does; `connected` is set again by the next."""
        self.connected.clear()
        self.sockets.drop()

    async def reconnected(self):
        await asyncio.wait_for(self.connected.wait(), 20)

    async def stop(self):
        await self.mode.stop()
        await self.running


@pytest.fixture
async def made():
    allowed = manifest.load()
    allowed["settings"]["socket_mode_enabled"] = True
    sandbox = Sandbox("a secret", "xoxb-test", WORKSPACE, allowed, app_token="xapp-test")
    await sandbox.start()
    # Shorter than the test: only the handshake may be bound by it.
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.5)) as session:
        way = Way(sandbox, session)
        yield way
        if way.listeners.hold is not None:
            way.listeners.hold.set()
        await way.stop()
    await sandbox.stop()


@pytest.fixture
async def way(made):
    await asyncio.wait_for(made.connected.wait(), 10)
    return made


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", envelope(message())),
        ("slash_commands", command()),
        ("interactive", interaction("block_actions", actions=[{"action_id": "a", "block_id": "b"}])),
    ],
)
async def test_each_kind_reaches_the_listeners_as_over_http_and_is_acknowledged(way, kind, payload):
    reply = await way.deliver(kind, payload)
    assert (reply.status, reply.text) == (200, "")
    assert way.listeners.seen == [payload]


async def test_the_words_for_a_command_go_with_its_acknowledgement(way):
    way.listeners.answer = WORDS
    reply = await way.deliver("slash_commands", command(), takes_payload=True)
    assert json.loads(reply.text) == {"text": "née"}


async def test_words_that_are_no_json_are_words_all_the_same(way):
    way.listeners.answer = SimpleNamespace(status=200, body="You are away now.", content_type="text/plain")
    reply = await way.deliver("slash_commands", command(), takes_payload=True)
    assert json.loads(reply.text) == {"text": "You are away now."}


async def test_words_are_kept_where_slack_takes_none(way):
    way.listeners.answer = WORDS
    assert (await way.deliver("interactive", interaction("block_actions", actions=[{"action_id": "a"}]))).text == ""


async def test_nothing_is_acknowledged_before_the_listeners_have_answered(way):
    way.listeners.hold = asyncio.Event()
    delivery = asyncio.create_task(way.deliver("events_api", envelope(message())))
    await until(lambda: way.listeners.seen)
    assert not delivery.done()
    way.listeners.hold.set()
    assert (await delivery).status == 200


async def test_what_could_not_be_saved_is_not_acknowledged_and_comes_again(way):
    way.listeners.answer = BUSY
    reply = await way.deliver("events_api", envelope(message()), 0.3)
    assert (reply.status, reply.reason) == (None, "http_timeout")


async def test_what_takes_too_long_is_not_acknowledged_and_a_command_gets_words(way, monkeypatch):
    monkeypatch.setattr(socket_mode, "ANSWER_WITHIN_SECONDS", 0.1)
    way.listeners.hold = asyncio.Event()
    assert (await way.deliver("events_api", envelope(message()), 0.4)).status is None
    assert "in time" in (await way.deliver("slash_commands", command(), takes_payload=True)).text


async def test_before_the_listeners_are_there_an_event_is_to_come_again_and_a_command_gets_words(way):
    way.listeners = None
    assert (await way.deliver("events_api", envelope(message()), 0.3)).status is None
    assert "starting" in (await way.deliver("slash_commands", command(), takes_payload=True)).text
    way.listeners = Listeners()


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {}),
        ("events_api", envelope(message()) | {"event": "no object"}),
        ("events_api", envelope(message(user=7))),
        ("slash_commands", {"command": "/away"}),
        ("slash_commands", []),
        ("interactive", {"type": "block_actions"}),
        ("interactive", None),
        ("something_new", envelope(message())),
    ],
)
async def test_what_can_not_be_slacks_is_acknowledged_and_goes_no_further(way, kind, payload):
    assert (await way.deliver(kind, payload)).status == 200
    assert way.listeners.seen == []


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", "{}", '{"type": "something_new"}', "[" * 5000])
async def test_what_is_no_envelope_is_passed_over(way, text):
    await way.sockets.say(text)
    assert (await way.deliver("events_api", envelope(message()))).status == 200


async def test_a_listener_that_fails_stops_nothing(way):
    way.listeners.error = ValueError("a fault of ours")
    assert (await way.deliver("events_api", envelope(message()))).status == 200
    way.listeners.error = None
    assert (await way.deliver("events_api", envelope(message()))).status == 200


async def test_being_told_of_too_many_events_is_acknowledged(way):
    reply = await way.deliver("events_api", {"type": "app_rate_limited", "minute_rate_limited": 1})
    assert reply.status == 200
    assert way.listeners.seen == []


async def test_many_are_worked_on_at_once_and_the_rest_waits(made):
    made.mode._free = asyncio.Semaphore(20)
    await made.connected.wait()
    made.listeners.hold = asyncio.Event()
    sending = [asyncio.create_task(made.deliver("events_api", envelope(message()))) for _ in range(50)]
    await until(lambda: len(made.listeners.seen) == 20)
    made.listeners.hold.set()
    assert {reply.status for reply in await asyncio.gather(*sending)} == {200}
    assert len(made.listeners.seen) == 50


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_before_a_connection_ends_the_next_one_stands_and_what_is_in_work_is_answered_over_the_old(way, reason):
    way.listeners.hold = asyncio.Event()
    in_work = asyncio.create_task(way.deliver("events_api", envelope(message())))
    await until(lambda: way.listeners.seen)
    await way.sockets.disconnect(reason)
    await until(lambda: way.sockets.open == 1)
    way.listeners.hold.set()
    assert (await in_work).status == 200
    await way.sockets.end_leaving()
    assert (await way.deliver("events_api", envelope(message()))).status == 200
    assert way.mode.is_connected


async def test_a_connection_that_breaks_is_followed_by_another(way):
    for _ in range(2):
        way.break_off()
        await way.reconnected()
        assert (await way.deliver("events_api", envelope(message()))).status == 200


async def test_what_is_in_work_when_its_connection_breaks_is_finished_and_comes_again(way):
    way.listeners.hold = asyncio.Event()
    in_work = asyncio.create_task(way.deliver("events_api", envelope(message())))
    await until(lambda: way.listeners.seen)
    way.break_off()
    assert (await in_work).reason == "connection_failed"
    way.listeners.hold.set()
    await way.reconnected()
    assert (await way.deliver("events_api", envelope(message()), retry_num=1)).status == 200
    assert len(way.listeners.seen) == 2


async def test_while_slack_gives_no_address_it_is_asked_again_more_and_more_slowly(way, monkeypatch):
    pauses = []
    monkeypatch.setattr(way.mode, "_pause", lambda seconds: passed(pauses.append(seconds)))
    way.refusals = [SlackUnavailable("no", 7.0), *(SlackUnavailable("no") for _ in range(9))]
    way.break_off()
    await way.reconnected()
    assert pauses[0] == 0
    assert sorted(pauses[1:-1]) == pauses[1:-1]
    assert max(pauses[:-1]) == 60
    assert 60 >= pauses[-1] >= 7


async def passed(_noted):
    """Take no time."""


async def test_one_connection_too_many_is_a_failure_after_which_there_is_a_pause(way):
    way.sockets._links.extend(SimpleNamespace(leaving=False, socket=way.sockets._links[0].socket) for _ in range(9))
    with pytest.raises(SlackUnavailable, match="ended the connection"):
        await way.mode._connect()
    del way.sockets._links[1:]


async def test_the_address_of_a_connection_which_is_a_secret_is_never_logged(way, capsys):
    telemetry.configure("json", "debug")
    way.mode.first_url = "ws://127.0.0.1:9/link/?ticket=s3cr3t"
    way.break_off()
    await way.reconnected()
    said = capsys.readouterr()
    assert "socket_mode_unavailable" in said.out + said.err
    assert "s3cr3t" not in said.out + said.err


async def test_a_stop_finishes_what_is_in_work_and_takes_nothing_new(way):
    way.listeners.hold = asyncio.Event()
    in_work = asyncio.create_task(way.deliver("events_api", envelope(message())))
    await until(lambda: way.listeners.seen)
    stopping = asyncio.create_task(way.stop())
    late = await way.deliver("events_api", envelope(message(text="late")), 0.3)
    way.listeners.hold.set()
    assert (await in_work).status == 200
    await stopping
    assert late.status is None
    assert len(way.listeners.seen) == 1
    assert way.sockets.open == 0


async def test_a_stop_does_not_wait_for_ever(way, monkeypatch):
    monkeypatch.setattr(socket_mode, "_FINISH_WITHIN_SECONDS", 0.2)
    way.listeners.hold = asyncio.Event()
    in_work = asyncio.create_task(way.deliver("events_api", envelope(message())))
    await until(lambda: way.listeners.seen)
    await asyncio.wait_for(way.stop(), 5)
    assert (await in_work).status is None


async def test_a_connection_outlives_the_time_that_a_call_may_take(way):
    """The session's time-out is that of a call: it must not end a connection, which stays for hours."""
    loop = asyncio.get_running_loop()
    over = loop.time() + 0.8
    while loop.time() < over:
        assert (await way.deliver("events_api", envelope(message()))).status == 200
    assert len(way.sockets._links) == 1


async def test_a_stop_while_it_connects_leaves_no_connection_behind(way):
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slowly():
        asked.set()
        await go_on.wait()
        return await Way._open(way)

    way.mode._open_url = slowly
    way.break_off()
    await asked.wait()
    stopping = asyncio.create_task(way.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    await until(lambda: way.sockets.open == 0)
    assert not way.mode.is_connected
    assert not way.connected.is_set()
