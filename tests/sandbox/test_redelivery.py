import asyncio

import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier


async def test_an_unanswered_event_comes_again_three_times_with_its_id(connected, bot):
    bot.answers.extend([500, 404, 302, 503])
    await connected.write("U01ALICE", "C01LEADS", "help")
    [delivery] = connected.deliveries
    assert [(attempt.retry_num, attempt.status) for attempt in delivery.attempts] == [
        (0, 500),
        (1, 404),
        (2, 302),
        (3, 503),
    ]
    assert not delivery.acknowledged
    assert len({received.body for received in bot.received}) == 1
    assert {received.json["event_id"] for received in bot.received} == {delivery.event_id}
    assert [received.headers.get("X-Slack-Retry-Num") for received in bot.received] == [None, "1", "2", "3"]
    reasons = [received.headers.get("X-Slack-Retry-Reason") for received in bot.received]
    assert reasons == [None, "http_error", "http_error", "http_error"]
    for received in bot.received:
        assert SignatureVerifier("a-signing-secret").is_valid_request(received.body, dict(received.headers))


async def test_an_answered_event_does_not_come_again(connected, bot):
    bot.answers.extend([503, 201])
    await connected.write("U01ALICE", "C01LEADS", "help")
    assert [attempt.status for attempt in connected.deliveries[0].attempts] == [503, 201]


async def test_a_slow_answer_counts_as_a_timeout(connected, bot):
    connected.answer_within_seconds = 0.25
    bot.answers.append(None)
    await connected.write("U01ALICE", "C01LEADS", "help")
    [delivery] = connected.deliveries
    assert [(attempt.retry_num, attempt.status) for attempt in delivery.attempts] == [(0, None), (1, 200)]
    assert delivery.attempts[0].seconds >= 0.25
    assert bot.received[1].headers["X-Slack-Retry-Reason"] == "http_timeout"


async def test_a_bot_that_is_not_there_is_tried_again(connected, bot, unused_tcp_port):
    url, connected.events_url = connected.events_url, f"http://127.0.0.1:{unused_tcp_port}/slack/events"
    connected.retry_delays_seconds = (0,)
    await connected.write("U01ALICE", "C01LEADS", "help")
    assert [attempt.status for attempt in connected.deliveries[0].attempts] == [None, None]
    connected.events_url = url
    await connected.write("U01ALICE", "C01LEADS", "help")
    assert connected.deliveries[1].acknowledged


async def test_a_bot_that_comes_back_gets_the_event_on_the_retry(connected, bot, unused_tcp_port):
    there, connected.events_url = connected.events_url, f"http://127.0.0.1:{unused_tcp_port}/slack/events"
    connected.retry_delays_seconds = (0.01,) * 200
    await connected.write("U01ALICE", "C01LEADS", "help", wait=False)
    await connected.wait_until(lambda: connected.deliveries and connected.deliveries[0].attempts)
    connected.events_url = there
    await connected.wait_until(lambda: connected.deliveries[0].acknowledged)
    assert bot.received[0].headers["X-Slack-Retry-Reason"] == "connection_failed"


async def test_the_bot_can_ask_for_no_retry(connected, bot):
    bot.answers.append(web.Response(status=500, headers={"X-Slack-No-Retry": "1"}))
    await connected.write("U01ALICE", "C01LEADS", "help")
    assert [attempt.status for attempt in connected.deliveries[0].attempts] == [500]


async def test_duplicates_come_at_once_with_the_same_id(connected, bot):
    connected.duplicate = 3
    bot.meet = asyncio.Barrier(3)
    await connected.write("U01ALICE", "C01LEADS", "help")
    [delivery] = connected.deliveries
    assert [attempt.status for attempt in delivery.attempts] == [200, 200, 200]
    assert {received.json["event_id"] for received in bot.received} == {delivery.event_id}
    assert all("X-Slack-Retry-Num" not in received.headers for received in bot.received)


async def test_commands_and_buttons_are_never_sent_again(connected, bot, post):
    connected.duplicate = 2
    bot.answers.extend([500, 500])
    answer = await connected.run_command("U01ALICE", "/away")
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    connected.events_url = None
    await post(connected, blocks=[{"type": "actions", "elements": [button]}])
    connected.events_url = bot.url
    assert await connected.press("U01ALICE", connected.bot_messages()[0], "go") == 500
    assert answer.status == 500
    assert len(bot.received) == 2
    assert connected.deliveries == []


def test_slacks_own_delays_are_the_default():
    from bot.sandbox import Sandbox

    sandbox = Sandbox(signing_secret="s", bot_token="t")
    assert sandbox.retry_delays_seconds == (0, 60, 300)
    assert sandbox.answer_within_seconds == 3
    assert sandbox.duplicate == 1


@pytest.mark.parametrize(
    ("more", "valid"),
    [({}, True), ({"sign": False}, False), ({"timestamp": 1_600_000_000}, False), ({"timestamp": "soon"}, None)],
)
async def test_raw_bodies_can_be_sent_with_any_signature(connected, bot, more, valid):
    bot.answers.append(web.Response(status=202, text="thanks"))
    answer = await connected.send_raw(b"{", headers={"X-More": "1"}, content_type="text/plain", **more)
    assert answer == (202, "thanks")
    [received] = bot.received
    assert (received.body, received.headers["X-More"]) == (b"{", "1")
    assert received.headers["Content-Type"].startswith("text/plain")
    if valid is not None:
        headers = dict(received.headers)
        assert SignatureVerifier("a-signing-secret").is_valid_request(received.body, headers) is valid


async def test_a_raw_body_without_an_answer_has_no_status(connected, bot):
    connected.answer_within_seconds = 0.05
    bot.answers.append(None)
    assert await connected.send_raw(b"{}") == (None, "")
