"""Looking for what we posted: by its delivery id, to the last page, and nobody else's."""

import time
from dataclasses import replace

import pytest

from bot.slack import gateway as gateway_module
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import CannotLook, Sent
from tests.slack.with_gateway import ALICE, LEADS, PRIVATE, a_message, made


async def test_our_messages_are_found_by_their_delivery_id_and_nobody_elses(sandbox, gateway):
    began = time.time()
    posted = {}
    for one in ("d1", "d2", "d3"):
        posted[one] = (await gateway.send(a_message(one))).ts
    await sandbox.post_as_app(LEADS, "Form", "looks like us")
    await sandbox.write(ALICE, LEADS, "d1")
    found = await gateway.look_for(LEADS, "", (began - 60, began + 600), ["d1", "d3", "d9"])
    assert found == {"d1": posted["d1"], "d3": posted["d3"]}


async def test_what_was_posted_before_is_not_looked_at(sandbox, gateway):
    await gateway.send(a_message("d1"))
    assert await gateway.look_for(LEADS, "", (time.time() + 60, time.time() + 120), ["d1"]) == {}


async def test_a_thread_is_read_to_its_last_page(sandbox, gateway, monkeypatch):
    monkeypatch.setattr(gateway_module, "_PAGE", 3)
    ts = await sandbox.write(ALICE, LEADS, "a lead")
    for number in range(8):
        await sandbox.write(ALICE, LEADS, f"reply {number}", thread_ts=ts)
    sent = await gateway.send(a_message("last", thread_ts=ts))
    assert await gateway.look_for(LEADS, ts, (0, 1e10), ["last", "lost"]) == {"last": sent.ts}
    assert len(made(sandbox, "conversations.replies")) == 4


async def test_a_channel_is_read_to_its_last_page(sandbox, gateway, monkeypatch):
    monkeypatch.setattr(gateway_module, "_PAGE", 2)
    first = await gateway.send(a_message("first"))
    for number in range(6):
        await sandbox.write(ALICE, LEADS, f"message {number}")
    assert await gateway.look_for(LEADS, "", (0, 1e10), ["first"]) == {"first": first.ts}
    assert len(made(sandbox, "conversations.history")) == 4


async def test_a_direct_message_is_looked_for_by_the_persons_id(sandbox, gateway):
    sandbox.fail("chat.postMessage", "drop_after")
    await gateway.send(a_message("d1", channel=ALICE))
    (posted,) = sandbox.direct_messages(ALICE)
    for _ in range(3):
        assert await gateway.look_for(ALICE, "", (0, 1e10), ["d1"]) == {"d1": posted.ts}
    (opened,) = made(sandbox, "conversations.open")  # where it is doesn't change
    assert opened.arguments["users"] == ALICE


async def test_slack_says_where_a_direct_message_went_so_nobody_asks(sandbox, gateway):
    sent = await gateway.send(a_message("d1", channel=ALICE))
    assert await gateway.look_for(ALICE, "", (0, 1e10), ["d1"]) == {"d1": sent.ts}
    assert await gateway.send(replace(a_message("d1", channel=ALICE), ts=sent.ts)) == Sent(sent.ts)
    assert made(sandbox, "conversations.open") == []


@pytest.mark.parametrize("word", ["missing_scope", "channel_not_found", "not_in_channel", "thread_not_found"])
async def test_where_slack_does_not_let_us_look_that_is_said(sandbox, gateway, word):
    sandbox.fail("conversations.history", word)
    with pytest.raises(CannotLook, match=word):
        await gateway.look_for(LEADS, "", (0, 1e10), ["d1"])


async def test_a_private_channel_without_us_cannot_be_looked_at(gateway):
    with pytest.raises(CannotLook, match="channel_not_found"):
        await gateway.look_for(PRIVATE, "", (0, 1e10), ["d1"])


@pytest.mark.parametrize("kind", ["500", "drop_before", "internal_error", "invalid_auth"])
async def test_while_slack_is_in_trouble_looking_is_put_off(sandbox, gateway, kind):
    sandbox.fail("conversations.history", kind)
    with pytest.raises(SlackUnavailable, match=r"conversations\.history"):
        await gateway.look_for(LEADS, "", (0, 1e10), ["d1"])
    assert len(made(sandbox, "conversations.history")) == 1


async def test_a_short_silence_that_slack_asks_for_is_kept_once(sandbox, gateway):
    sent = await gateway.send(a_message("d1"))
    sandbox.fail("conversations.history", "429")
    began = time.monotonic()
    assert await gateway.look_for(LEADS, "", (0, 1e10), ["d1"]) == {"d1": sent.ts}
    assert time.monotonic() - began >= 0.9
    sandbox.fail("conversations.history", "429", times=2)
    with pytest.raises(SlackUnavailable, match="ratelimited"):
        await gateway.look_for(LEADS, "", (0, 1e10), ["d1"])


async def test_other_apps_metadata_does_not_hold_up_the_search(sandbox, gateway):
    for odd in ({"a": 1}, ["d1"], 5, None):
        await sandbox.post_as_app(LEADS, "Another", "hello")
        message = sandbox.messages(LEADS)[-1]
        message.metadata = {"event_type": "another", "event_payload": {"delivery_id": odd}}
    sent = await gateway.send(a_message("d1"))
    assert await gateway.look_for(LEADS, "", (0, 1e10), ["d1"]) == {"d1": sent.ts}
