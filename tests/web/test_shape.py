"""A signed body that can't be Slack's gets 400, and reaches no listener (CONTRACT 3)."""

import asyncio
import json
from urllib.parse import urlencode

import pytest

from tests.support.world import WORKSPACE
from tests.web.payloads import (
    EVENTS,
    FORM,
    INTERACTIONS,
    command,
    envelope,
    event_body,
    form_body,
    interaction,
    interaction_body,
    message,
)

MEGABYTE = 1024 * 1024

GARBAGE = {
    "nothing": b"",
    "half an object": b"{",
    "a list": b"[]",
    "null": b"null",
    "true": b"true",
    "a number": b"42",
    "a huge number": b"9" * 10_000,
    "a string": b'"event_callback"',
    "two objects": b"{}{}",
    "zeros": b"\0\0\0\0",
    "a zero within": b'{"type": "event_callback\0"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "no type": b"{}",
    "a number for a type": b'{"type": 5}',
    "null for a type": b'{"type": null}',
    "a list for a type": b'{"type": ["event_callback"]}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 100_000 + b"]" * 100_000,
    "deep in an event": b'{"type":"event_callback","event":' + b"[" * 100_000,
    "text": b"hello, is anybody there?",
    "a form that says it is JSON": b"command=/away&text=on",
}

WRONG_EVENTS = {
    "no event": {"type": "event_callback", "team_id": WORKSPACE},
    "event is null": envelope(None),
    "event is a list": envelope([]),
    "event is a word": envelope("message"),
    "event has no type": envelope({}),
    "event has a number for a type": envelope({"type": 5}),
    "team_id is a number": envelope(message(), team_id=5),
    "team_id is null": envelope(message(), team_id=None),
    "team_id is empty": envelope(message(), team_id=""),
    "team_id is an object": envelope(message(), team_id={"id": WORKSPACE}),
    "event_id is a number": envelope(message(), event_id=7),
    "api_app_id is a list": envelope(message(), api_app_id=[]),
    "enterprise_id is a number": envelope(message(), enterprise_id=1),
    "authorizations is an object": envelope(message(), authorizations={}),
    "authorizations is a word": envelope(message(), authorizations="us"),
    "authorizations holds null": envelope(message(), authorizations=[None]),
    "authorizations holds a list": envelope(message(), authorizations=[[]]),
    "an authorization of a number": envelope(message(), authorizations=[{"team_id": 5}]),
    "an authorization of an object": envelope(message(), authorizations=[{"team_id": {}}]),
    "an enterprise that is a list": envelope(message(), authorizations=[{"enterprise_id": []}]),
    "a user that is a number": envelope(message(user=5)),
    "a user that is a list": envelope(message(user=["U1"])),
    "a channel that is a number": envelope(message(channel=5)),
    "a channel that is true": envelope(message(channel=True)),
}

WRONG_FORMS = {
    "nothing": b"",
    "no command": urlencode({"team_id": WORKSPACE, "user_id": "U1"}).encode(),
    "a command without its slash": form_body(command("away")),
    "no workspace": form_body({key: value for key, value in command().items() if key != "team_id"}),
    "an empty workspace": form_body(command(team_id="")),
    "nobody": form_body(command(user_id="")),
    "more fields than anybody needs": b"&".join(b"a%d=b" % number for number in range(200)),
    "bytes that are no text": b"command=%2Faway&text=%FF%FE&team_id=T01TEST&user_id=U1",
    "half a surrogate": b"command=%2Faway&text=%ED%A0%80&team_id=T01TEST&user_id=U1",
    "an empty payload": b"payload=",
    "half a payload": b"payload=%7B",
    "a payload that is a list": b"payload=%5B%5D",
    "a payload that is null": b"payload=null",
    "a payload that is a number": b"payload=5",
    "a deep payload": b"payload=" + b"%5B" * 20_000,
}

WRONG_INTERACTIONS = {
    "no type": {"team": {"id": WORKSPACE}, "user": {"id": "U1"}},
    "a number for a type": interaction(5),
    "no team": interaction("block_actions", team=None),
    "a team that is an id": interaction("block_actions", team=WORKSPACE),
    "a team without id": interaction("block_actions", team={}),
    "a team with a number": interaction("block_actions", team={"id": 1}),
    "no user": interaction("block_actions", user=None),
    "a user that is an id": interaction("block_actions", user="U1"),
    "a user with a list": interaction("block_actions", user={"id": []}),
    "a channel that is an id": interaction("block_actions", channel="C1"),
    "a container that is a list": interaction("block_actions", container=[]),
    "a view that is a word": interaction("view_submission", view="V1"),
    "a message that is a number": interaction("block_actions", message=1),
    "an enterprise that is a list": interaction("block_actions", enterprise=[]),
    "actions that are an object": interaction("block_actions", actions={}),
    "actions that are null": interaction("block_actions", actions=None),
    "an action that is null": interaction("block_actions", actions=[None]),
    "an action_id that is a number": interaction("block_actions", actions=[{"action_id": 1}]),
    "a block_id that is a list": interaction("block_actions", actions=[{"action_id": "a", "block_id": []}]),
}


async def assert_refused(endpoint, body, content_type):
    status, said = await endpoint.send(body, content_type=content_type)
    assert status == 400, said
    error = json.loads(said)["error"]
    assert error.keys() == {"code", "message"}
    assert error["message"]
    assert endpoint.listeners.seen == []


@pytest.mark.parametrize("name", GARBAGE)
async def test_what_is_no_json_object_of_slacks_is_refused(endpoint, name):
    await assert_refused(endpoint, GARBAGE[name], "application/json")


@pytest.mark.parametrize("name", WRONG_EVENTS)
async def test_an_event_of_a_wrong_shape_is_refused(endpoint, name):
    await assert_refused(endpoint, json.dumps(WRONG_EVENTS[name]).encode(), "application/json")


@pytest.mark.parametrize("name", WRONG_FORMS)
async def test_a_form_that_is_neither_a_command_nor_an_interaction_is_refused(endpoint, name):
    await assert_refused(endpoint, WRONG_FORMS[name], FORM)


@pytest.mark.parametrize("name", WRONG_INTERACTIONS)
async def test_an_interaction_of_a_wrong_shape_is_refused(endpoint, name):
    await assert_refused(endpoint, interaction_body(WRONG_INTERACTIONS[name]), FORM)


async def test_more_than_a_megabyte_is_refused_without_being_read_to_its_end(endpoint):
    reader, writer = await asyncio.open_connection("127.0.0.1", endpoint.port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\n")
    writer.write(b"Content-Length: %d\r\n\r\n" % (1000 * MEGABYTE))
    writer.write(b"a" * (MEGABYTE + 200_000))
    head = await reader.readuntil(b"\r\n\r\n")
    body = await reader.readuntil(b"}}")
    writer.close()
    await writer.wait_closed()
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["error"]["code"] == "too_large"
    assert endpoint.listeners.seen == []


async def test_just_under_a_megabyte_is_read(endpoint):
    body = event_body(EVENTS["message"], padding="a" * (MEGABYTE - 2000))
    assert (await endpoint.send(body))[0] == 200
    assert len(endpoint.listeners.seen) == 1


@pytest.mark.parametrize("name", EVENTS)
async def test_every_event_of_slacks_gets_through(endpoint, name):
    assert (await endpoint.send(event_body(EVENTS[name])))[0] == 200
    assert len(endpoint.listeners.seen) == 1


@pytest.mark.parametrize("name", INTERACTIONS)
async def test_every_interaction_of_slacks_gets_through(endpoint, name):
    assert (await endpoint.send(interaction_body(INTERACTIONS[name]), content_type=FORM))[0] == 200
    assert len(endpoint.listeners.seen) == 1


@pytest.mark.parametrize("text", [r"\ud800", r"\udfff\ud800", r"\u0000", r"😀", "💡", r"\u202e"])
async def test_odd_characters_in_a_text_are_no_reason_to_refuse_a_lead(endpoint, text):
    body = event_body(message(text="TEXT")).replace(b"TEXT", text.encode())
    assert (await endpoint.send(body))[0] == 200
    assert len(endpoint.listeners.seen) == 1


async def test_a_content_type_with_a_charset_is_understood(endpoint):
    for content_type in ("application/json; charset=utf-8", f"{FORM}; charset=utf-8"):
        body = form_body(command()) if content_type.startswith(FORM) else event_body(EVENTS["message"])
        assert (await endpoint.send(body, content_type=content_type))[0] == 200
    assert len(endpoint.listeners.seen) == 2
