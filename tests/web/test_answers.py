"""What the endpoint answers by itself, and when the listeners can't (CONTRACT 3)."""

import asyncio
import json
import time

import aiohttp
import pytest

from bot.web import slack_endpoint
from bot.web.server import PortInUse, Server
from tests.web.payloads import EVENTS, FORM, INTERACTIONS, command, event_body, form_body, interaction_body


async def test_slack_proves_the_address_with_a_challenge(endpoint):
    endpoint.connected = False
    status, body = await endpoint.send(b'{"type": "url_verification", "challenge": "abc", "token": "x"}')
    assert (status, json.loads(body)) == (200, {"challenge": "abc"})


async def test_being_told_of_too_many_events_is_acknowledged(endpoint):
    assert await endpoint.send(b'{"type": "app_rate_limited", "minute_rate_limited": 1}') == (200, "")
    assert endpoint.listeners.seen == []


async def test_what_the_listeners_answer_is_handed_on(endpoint):
    endpoint.listeners.answer.status = 200
    endpoint.listeners.answer.body = '{"text": "née"}'
    endpoint.listeners.answer.content_type = "application/json;charset=utf-8"
    async with aiohttp.ClientSession() as session:
        body = form_body(command())
        headers = endpoint.sandbox._core.sender.signature(body, str(int(time.time()))) | {"Content-Type": FORM}
        async with session.post(f"{endpoint.url}/slack/events", data=body, headers=headers) as response:
            assert response.status == 200
            assert response.content_type == "application/json"
            assert await response.json() == {"text": "née"}


async def test_before_slack_was_reached_an_event_is_to_come_again(endpoint):
    endpoint.connected = False
    status, body = await endpoint.send(event_body(EVENTS["message"]))
    assert status == 503
    assert json.loads(body)["error"]["code"] == "unavailable"


async def test_before_slack_was_reached_a_command_gets_words(endpoint):
    endpoint.connected = False
    status, body = await endpoint.send(form_body(command()), content_type=FORM)
    assert status == 200
    said = json.loads(body)
    assert said["response_type"] == "ephemeral"
    assert "try again" in said["text"]


async def test_before_slack_was_reached_a_button_is_no_error(endpoint):
    endpoint.connected = False
    status, _ = await endpoint.send(interaction_body(INTERACTIONS["block_actions"]), content_type=FORM)
    assert status == 200


async def test_the_deadline_gives_back_an_event_and_tells_who_typed_a_command(endpoint, monkeypatch):
    monkeypatch.setattr(slack_endpoint, "ANSWER_WITHIN_SECONDS", 0.2)
    endpoint.listeners.hold = asyncio.Event()
    began = time.monotonic()
    event, typed, pressed = await asyncio.gather(
        endpoint.send(event_body(EVENTS["message"])),
        endpoint.send(form_body(command()), content_type=FORM),
        endpoint.send(interaction_body(INTERACTIONS["block_actions"]), content_type=FORM),
    )
    assert time.monotonic() - began < 3
    assert event[0] == 503
    assert typed[0] == 200
    assert "try again" in json.loads(typed[1])["text"]
    assert pressed[0] == 200
    assert len(endpoint.listeners.seen) == 3


def test_the_deadline_leaves_time_for_the_way_back():
    assert slack_endpoint.ANSWER_WITHIN_SECONDS < 3


async def test_listeners_that_break_make_no_server_error(endpoint):
    endpoint.listeners.error = RuntimeError("broken")
    assert (await endpoint.send(event_body(EVENTS["message"])))[0] == 200
    assert (await endpoint.send(form_body(command()), content_type=FORM))[0] == 200


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/nothing/here", 404, "not_found"),
        ("POST", "/slack", 404, "not_found"),
        ("POST", "/slack/events/", 404, "not_found"),
        ("GET", "/slack/events", 405, "method_not_allowed"),
        ("PUT", "/slack/events", 405, "method_not_allowed"),
        ("DELETE", "/healthz", 405, "method_not_allowed"),
        ("POST", "/readyz", 405, "method_not_allowed"),
    ],
)
async def test_every_error_has_the_one_shape(endpoint, method, path, status, code):
    async with aiohttp.ClientSession() as session, session.request(method, endpoint.url + path) as response:
        assert response.status == status
        assert response.content_type == "application/json"
        said = await response.json()
        assert ("Allow" in response.headers) == (status == 405)
    assert said.keys() == {"error"}
    assert said["error"].keys() == {"code", "message"}
    assert said["error"]["code"] == code
    assert path in said["error"]["message"]


async def get(url):
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def test_the_process_is_alive_whatever_else_is_the_matter(endpoint):
    endpoint.connected, endpoint.not_ready = False, "Slack has not been reached yet"
    assert await get(f"{endpoint.url}/healthz") == (200, {"status": "alive"})


async def test_readiness_says_why_it_is_not_ready(endpoint):
    assert await get(f"{endpoint.url}/readyz") == (200, {"status": "ready"})
    endpoint.not_ready = "the database can't be reached"
    assert await get(f"{endpoint.url}/readyz") == (
        503,
        {"error": {"code": "not_ready", "message": "the database can't be reached"}},
    )


async def test_a_port_in_use_is_told_with_what_to_do(endpoint):
    async def ready():
        return None

    second = Server("a secret", lambda: None, ready)
    with pytest.raises(PortInUse, match=r"something else listens there.*LEADWHEEL_PORT"):
        await second.start("127.0.0.1", endpoint.port)


async def test_an_address_that_is_none_is_told_in_words():
    async def ready():
        return None

    with pytest.raises(PortInUse, match="LEADWHEEL_HOST"):
        await Server("a secret", lambda: None, ready).start("999.1.1.1", 0)
