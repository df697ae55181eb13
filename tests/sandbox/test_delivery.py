import asyncio
import time

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.sandbox import User

EVERYTHING = ["message.channels", "message.groups", "message.im", "user_change", "team_join"]


async def test_a_persons_message_is_delivered_in_slacks_envelope(connected, bot):
    ts = await connected.write("U01ALICE", "C01LEADS", "help")
    [received] = bot.received
    payload = received.json
    [delivery] = connected.deliveries
    assert delivery.payload == payload
    assert delivery.acknowledged
    assert [(attempt.retry_num, attempt.status) for attempt in delivery.attempts] == [(0, 200)]
    assert received.headers["Content-Type"] == "application/json"
    assert payload["type"] == "event_callback"
    assert payload["token"]
    assert (payload["team_id"], payload["api_app_id"]) == ("T01TEST", connected.app_id)
    assert payload["event_id"] == delivery.event_id
    assert payload["event_time"] == pytest.approx(time.time(), abs=5)
    assert payload["is_ext_shared_channel"] is False
    [authorization] = payload["authorizations"]
    assert authorization["team_id"] == "T01TEST"
    assert (authorization["user_id"], authorization["is_bot"]) == (connected.bot_user_id, True)
    event = payload["event"]
    assert event.pop("client_msg_id")
    assert event == {
        "type": "message",
        "user": "U01ALICE",
        "text": "help",
        "team": "T01TEST",
        "ts": ts,
        "event_ts": ts,
        "channel": "C01LEADS",
        "channel_type": "channel",
    }


async def test_what_is_delivered_is_signed(connected, bot):
    await connected.write("U01ALICE", "C01LEADS", "grüß dich")
    await connected.run_command("U01ALICE", "/away")
    verifier = SignatureVerifier("a-signing-secret")
    assert len(bot.received) == 2
    for received in bot.received:
        assert verifier.is_valid_request(received.body, dict(received.headers))
        assert not SignatureVerifier("another").is_valid_request(received.body, dict(received.headers))


async def test_further_fields_go_into_the_message_and_its_event(connected, bot, call):
    files = [{"id": "F1", "name": "cv.pdf"}]
    first = await connected.write("U01ALICE", "C01LEADS", "look", subtype="file_share", files=files)
    await connected.write("U02BOB", "C01LEADS", "nice", thread_ts=first)
    shared, reply = bot.events
    assert (shared["subtype"], shared["files"]) == ("file_share", files)
    assert (reply["thread_ts"], reply["parent_user_id"]) == (first, "U01ALICE")
    history = await call(connected, "conversations.history", channel="C01LEADS")
    assert history["messages"][0]["files"] == files


async def test_a_broadcast_reply_brings_its_root(connected, bot):
    first = await connected.write("U01ALICE", "C01LEADS", "help")
    await connected.write("U02BOB", "C01LEADS", "all see", thread_ts=first, subtype="thread_broadcast")
    assert bot.events[1]["root"]["text"] == "help"


async def test_another_apps_post_has_no_user(connected, bot):
    attachments = [{"fallback": "New lead", "fields": [{"title": "E-mail", "value": "a@example.com"}]}]
    await connected.post_as_app("C01LEADS", "Webform", "new lead", attachments=attachments)
    await connected.post_as_app("C01LEADS", "Webform", "another")
    first, second = bot.events
    assert (first["subtype"], first["username"], first["attachments"]) == ("bot_message", "Webform", attachments)
    assert "user" not in first
    assert first["bot_id"] == second["bot_id"] != connected.bot_id


async def test_a_new_apps_post_has_a_bot_user(connected, bot, call):
    await connected.post_as_app("C01LEADS", "Web Form", "new lead", subtype=None)
    [event] = bot.events
    assert "subtype" not in event
    user = (await call(connected, "users.info", user=event["user"]))["user"]
    assert (user["is_bot"], user["real_name"]) == (True, "Web Form")


async def test_the_bots_own_posts_are_delivered_too(connected, bot, post):
    metadata = {"event_type": "leadwheel_notice", "event_payload": {"delivery_id": "1"}}
    ts = await post(connected, text="hello", metadata=metadata)
    await post(connected, text="again")
    await connected.wait_until(lambda: len(connected.deliveries) == 2 and all(d.attempts for d in connected.deliveries))
    event, plain = sorted(bot.events, key=lambda event: event["ts"])
    assert (event["ts"], event["user"], event["bot_id"], event["app_id"]) == (
        ts,
        connected.bot_user_id,
        connected.bot_id,
        connected.app_id,
    )
    assert event["metadata"] == metadata
    assert "metadata" not in plain


async def test_only_subscribed_events_are_delivered(make_sandbox, bot, post):
    sandbox = await make_sandbox(events=["message.groups"])
    sandbox.events_url = bot.url
    sandbox.add_channel("C02SECRET", name="secret", members=["U01ALICE"], private=True)
    await sandbox.write("U01ALICE", "C01LEADS", "public")
    await sandbox.write("U01ALICE", sandbox.bot_user_id, "direct")
    await sandbox.change_user("U01ALICE", real_name="Alice B")
    await sandbox.join_workspace(User(id="U03CAROL", name="carol"))
    await post(sandbox, text="from the bot")
    await sandbox.write("U01ALICE", "C02SECRET", "private")
    assert [event["text"] for event in bot.events] == ["private"]
    assert bot.events[0]["channel_type"] == "group"
    assert len(sandbox.deliveries) == 1


async def test_the_apps_own_manifest_sends_direct_messages(connected, bot):
    await connected.write("U01ALICE", connected.bot_user_id, "direct")
    assert [(event["text"], event["channel_type"]) for event in bot.events] == [("direct", "im")]
    assert [message.text for message in connected.direct_messages("U01ALICE")] == ["direct"]


async def test_direct_messages_are_delivered_when_subscribed(make_sandbox, bot):
    sandbox = await make_sandbox(events=EVERYTHING)
    sandbox.events_url = bot.url
    await sandbox.write("U01ALICE", sandbox.direct_channel("U01ALICE"), "direct")
    assert bot.events[0]["channel_type"] == "im"
    assert bot.events[0]["channel"] == sandbox.direct_channel("U01ALICE")


async def test_messages_of_channels_without_the_bot_are_not_delivered(connected, bot):
    connected.add_channel("C02OTHER", name="other", members=["U01ALICE"], bot_is_member=False)
    await connected.write("U01ALICE", "C02OTHER", "hi")
    assert bot.received == []


async def test_a_stranger_from_a_shared_channel_keeps_their_workspace(connected, bot):
    connected.add_user(User(id="U06STRANGE", name="sam", team_id="T02OTHER"))
    await connected.write("U06STRANGE", "C01LEADS", "hello from outside")
    await connected.write("U01ALICE", "C01LEADS", "hello")
    theirs, ours = (received.json for received in bot.received)
    assert (theirs["team_id"], theirs["authorizations"][0]["team_id"]) == ("T02OTHER", "T01TEST")
    assert theirs["is_ext_shared_channel"] is True
    assert (theirs["event"]["team"], theirs["event"]["user_team"]) == ("T02OTHER", "T02OTHER")
    assert (ours["team_id"], ours["is_ext_shared_channel"]) == ("T01TEST", True)


async def test_a_changed_user_is_told(connected, bot, call):
    await connected.change_user("U01ALICE", tz="Asia/Tokyo", deleted=False, display_name="Al")
    [event] = bot.events
    assert (event["type"], event["user"]["id"], event["user"]["tz"]) == ("user_change", "U01ALICE", "Asia/Tokyo")
    shown = (await call(connected, "users.info", user="U01ALICE"))["user"]
    assert shown == event["user"]
    with pytest.raises(LookupError, match="shoe_size"):
        await connected.change_user("U01ALICE", shoe_size=42)
    with pytest.raises(LookupError, match="U99"):
        await connected.change_user("U99NOBODY", tz=None)


async def test_a_new_user_is_told(connected, bot, call):
    await connected.join_workspace(User(id="U03CAROL", name="carol"))
    assert (bot.events[0]["type"], bot.events[0]["user"]["name"]) == ("team_join", "carol")
    assert (await call(connected, "users.info", user="U03CAROL"))["ok"]


async def test_an_edit_is_told(connected, bot, call):
    ts = await connected.write("U01ALICE", "C01LEADS", "hlep")
    await connected.edit("C01LEADS", ts, "help")
    event = bot.events[1]
    assert (event["subtype"], event["channel"], event["hidden"]) == ("message_changed", "C01LEADS", True)
    assert (event["message"]["ts"], event["message"]["text"], event["message"]["edited"]["user"]) == (
        ts,
        "help",
        "U01ALICE",
    )
    assert event["previous_message"]["text"] == "hlep"
    assert event["ts"] != ts
    assert [message.text for message in connected.messages("C01LEADS")] == ["help"]


async def test_a_deletion_is_told(connected, bot, post, refused):
    ts = await connected.write("U01ALICE", "C01LEADS", "oops")
    await connected.delete("C01LEADS", ts)
    event = bot.events[1]
    assert (event["subtype"], event["deleted_ts"], event["previous_message"]["text"]) == ("message_deleted", ts, "oops")
    assert connected.messages("C01LEADS") == []
    word = await refused(connected, "chat.postMessage", channel="C01LEADS", text="hi", thread_ts=ts)
    assert word == "thread_not_found"
    with pytest.raises(LookupError, match=ts):
        await connected.delete("C01LEADS", ts)


async def test_a_deleted_first_message_stays_as_a_tombstone(sandbox, post):
    ts = await sandbox.write("U01ALICE", "C01LEADS", "help")
    reply = await post(sandbox, thread_ts=ts)
    await sandbox.delete("C01LEADS", ts)
    [tombstone] = sandbox.messages("C01LEADS")
    assert tombstone.subtype == "tombstone"
    await sandbox.delete("C01LEADS", reply)
    assert sandbox.thread("C01LEADS", ts) == sandbox.bot_messages() == []


async def test_any_event_can_be_delivered_if_it_is_subscribed_or_forced(connected, bot):
    event = {"type": "app_mention", "user": "U01ALICE", "text": "hi", "channel": "C01LEADS", "ts": "1.000001"}
    kept_back = await connected.deliver(event)
    assert (kept_back.attempts, bot.received) == ([], [])
    forced = await connected.deliver(event, force=True)
    assert forced.acknowledged
    assert bot.received[0].json == forced.payload
    assert bot.events == [event]


async def test_two_hundred_deliveries_go_at_once(connected, bot):
    bot.meet = asyncio.Barrier(200)
    stamps = await asyncio.gather(*(connected.write("U01ALICE", "C01LEADS", str(number)) for number in range(200)))
    assert len(set(stamps)) == 200
    assert all(delivery.acknowledged for delivery in connected.deliveries)
    assert len({delivery.event_id for delivery in connected.deliveries}) == 200


async def test_without_waiting_the_delivery_goes_on_in_the_background(connected, bot):
    bot.answers.append(None)
    ts = await connected.write("U01ALICE", "C01LEADS", "help", wait=False)
    await connected.wait_until(lambda: connected.deliveries)
    assert [message.ts for message in connected.messages("C01LEADS")] == [ts]
    assert connected.deliveries[0].attempts == []
    bot.released.set()
    await connected.wait_until(lambda: connected.deliveries[0].acknowledged)


async def test_without_a_url_nothing_is_delivered(sandbox):
    await sandbox.write("U01ALICE", "C01LEADS", "help")
    assert sandbox.deliveries == []
    with pytest.raises(RuntimeError, match="events_url"):
        await sandbox.run_command("U01ALICE", "/away")


async def test_who_may_not_write_cannot(sandbox):
    sandbox.add_channel("C02SECRET", name="secret", private=True)
    sandbox.add_channel("C04OLD", name="old", members=["U01ALICE"], archived=True)
    sandbox.add_user(User(id="U05GONE", name="gone", deleted=True))
    for user, channel in (("U01ALICE", "C02SECRET"), ("U01ALICE", "C04OLD"), ("U05GONE", "C01LEADS")):
        with pytest.raises(PermissionError):
            await sandbox.write(user, channel, "hi")
    with pytest.raises(PermissionError):
        await sandbox.post_as_app("C04OLD", "Webform", "hi")
    with pytest.raises(PermissionError):
        await sandbox.write("U02BOB", sandbox.direct_channel("U01ALICE"), "hi")
    for user, channel, thread in (
        ("U99NOBODY", "C01LEADS", None),
        ("U01ALICE", "C99NOWHERE", None),
        ("U01ALICE", "C01LEADS", "1.000001"),
    ):
        with pytest.raises(LookupError):
            await sandbox.write(user, channel, "hi", thread)


async def test_nobody_can_write_below_a_reply(sandbox):
    first = await sandbox.write("U01ALICE", "C01LEADS", "help")
    reply = await sandbox.write("U02BOB", "C01LEADS", "with what?", first)
    with pytest.raises(LookupError, match="reply"):
        await sandbox.write("U01ALICE", "C01LEADS", "hm", reply)
