"""Requests that no library on the way expects."""

import json
import time

import pytest

from tests.support.world import ALICE
from tests.web.payloads import (
    EVENTS,
    FORM,
    VIEW_CLOSED,
    command,
    event_body,
    form_body,
    interaction,
    interaction_body,
)

NO_TEXT = b'\xff\xfe{"type": "event_callback"}'


async def test_bytes_that_are_no_text_are_refused_whether_slack_signed_them_or_not(endpoint):
    assert (await endpoint.send(NO_TEXT, sign=False))[0] == 401
    stamped = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=" + "0" * 64}
    assert (await endpoint.send(NO_TEXT, sign=False, headers=stamped))[0] == 401
    status, body = await endpoint.send(NO_TEXT)
    assert (status, json.loads(body)["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("signature", ["v0=\u00fc", "\u00fc", "v0=" + "\u0661" * 64])
async def test_a_signature_that_is_no_ascii_is_refused(endpoint, signature):
    headers = {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": str(int(time.time()))}
    assert (await endpoint.send(b"{}", sign=False, headers=headers))[0] == 401


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_body_that_is_not_packed_as_it_says_is_refused(endpoint, encoding):
    status, _ = await endpoint.send(event_body(EVENTS["message"]), headers={"Content-Encoding": encoding})
    assert status in {400, 401}


async def test_the_word_payload_may_stand_in_a_command(world):
    async with world.awake():
        told = await world.sandbox.run_command(ALICE, "/away", "on the payload")
        assert "away now" in told.text
        body = form_body(command("/away", "status", user_id=ALICE, channel_name="payload"))
        status, said = await world.sandbox.send_raw(body, content_type=FORM)
        assert status == 200
        assert "away (the payload)" in json.loads(said)["text"]


@pytest.mark.parametrize(
    "payload",
    [
        VIEW_CLOSED,
        interaction("shortcut"),
        interaction("something_new"),
    ],
    ids=lambda payload: payload["type"],
)
async def test_an_interaction_that_nobody_listens_to_is_acknowledged(world, payload):
    async with world.awake():
        status, _ = await world.sandbox.send_raw(interaction_body(payload), content_type=FORM)
    assert status == 200
