"""Nobody but Slack is listened to: the signature is looked at before anything else (CONTRACT 3)."""

import json
import time

import pytest

from tests.web.payloads import EVENTS, FORM, command, event_body, form_body

BODIES = {
    "an event": (event_body(EVENTS["message"]), "application/json"),
    "a command": (form_body(command()), FORM),
    "a challenge": (b'{"type": "url_verification", "challenge": "x"}', "application/json"),
    "half of something": (b"{", "application/json"),
    "nothing": (b"", "application/json"),
    "no form": (b"%%%=&&&", FORM),
    "zeros": (b"\0" * 10, "application/json"),
    "deep": (b"[" * 100_000, "application/json"),
}


def assert_refused(answer):
    status, body = answer
    assert status == 401
    assert json.loads(body)["error"]["code"] == "bad_signature"


@pytest.mark.parametrize("name", BODIES)
async def test_without_a_signature_nothing_is_looked_at(endpoint, name):
    body, content_type = BODIES[name]
    assert_refused(await endpoint.send(body, content_type=content_type, sign=False))
    assert endpoint.listeners.seen == []


@pytest.mark.parametrize("name", BODIES)
async def test_what_was_changed_on_the_way_is_refused(endpoint, name):
    body, content_type = BODIES[name]
    stamp = str(int(time.time()))
    headers = endpoint.sandbox._core.sender.signature(body, stamp)
    assert_refused(await endpoint.send(body + b" ", content_type=content_type, sign=False, headers=headers))
    assert endpoint.listeners.seen == []


@pytest.mark.parametrize(
    "signature",
    ["", "v0=", "v0=" + "0" * 64, "v1=" + "0" * 64, "0" * 64, "v0=" + "g" * 64, " ", "null", "v0=" + "0" * 5000],
)
async def test_a_signature_that_is_none_is_refused(endpoint, signature):
    headers = {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": str(int(time.time()))}
    assert_refused(await endpoint.send(b"{}", sign=False, headers=headers))


async def test_a_signature_of_another_secret_is_refused(endpoint):
    endpoint.sandbox._core.sender.signing_secret = "another"
    assert_refused(await endpoint.send(event_body(EVENTS["message"])))


@pytest.mark.parametrize("seconds", [-301, -86_400, 302, 86_400, 10**9])
async def test_a_stale_or_a_future_timestamp_is_refused_although_it_is_signed(endpoint, seconds):
    assert_refused(await endpoint.send(event_body(EVENTS["message"]), timestamp=int(time.time()) + seconds))
    assert endpoint.listeners.seen == []


@pytest.mark.parametrize("seconds", [-290, 0, 290])
async def test_a_clock_may_be_off_by_some_minutes(endpoint, seconds):
    status, _ = await endpoint.send(event_body(EVENTS["message"]), timestamp=int(time.time()) + seconds)
    assert status == 200
    assert len(endpoint.listeners.seen) == 1


@pytest.mark.parametrize(
    "timestamp", ["soon", "-1", "1e9", "1700000000.5", "0x10", "9" * 19, "9" * 400, "null", "+1", "1_000", "NaN"]
)
async def test_a_timestamp_that_is_no_time_is_refused_although_it_is_signed(endpoint, timestamp):
    assert_refused(await endpoint.send(event_body(EVENTS["message"]), timestamp=timestamp))


async def test_a_missing_timestamp_is_refused(endpoint):
    headers = {"X-Slack-Signature": "v0=" + "0" * 64}
    assert_refused(await endpoint.send(b"{}", sign=False, headers=headers))
