import copy
import dataclasses
import json

import pytest

from bot import manifest


def button(action_id, **more):
    return {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Press"}} | more


@pytest.fixture
async def card(sandbox, bot, post):
    """A message of the bot's with two buttons that share an action_id, in blocks of their own, in a thread."""
    first = await sandbox.write("U01ALICE", "C01LEADS", "help")
    blocks = [
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "hi"},
            "accessory": button("side", url="https://x.example"),
        },
        {"type": "actions", "elements": [button("take", value="1", style="primary")]},
        {"type": "actions", "elements": [button("take", value="2")]},
    ]
    await post(sandbox, thread_ts=first, blocks=blocks, metadata={"event_type": "a", "event_payload": {}})
    sandbox.events_url = bot.url
    return sandbox.bot_messages()[0]


def pressed(bot):
    return json.loads(bot.received[-1].form["payload"])


async def test_a_pressed_button_comes_as_block_actions(sandbox, bot, card):
    assert await sandbox.press("U02BOB", card, "take") == 200
    payload = pressed(bot)
    assert (payload["type"], payload["api_app_id"]) == ("block_actions", sandbox.app_id)
    assert payload["user"] == {"id": "U02BOB", "username": "bob", "name": "bob", "team_id": "T01TEST"}
    assert payload["team"]["id"] == "T01TEST"
    assert payload["channel"] == {"id": "C01LEADS", "name": "leads"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": card.ts,
        "channel_id": "C01LEADS",
        "is_ephemeral": False,
        "thread_ts": card.thread_ts,
    }
    assert (payload["message"]["ts"], payload["message"]["metadata"]["event_type"]) == (card.ts, "a")
    assert payload["trigger_id"]
    assert payload["response_url"]
    [action] = payload["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "action_id": "take",
        "block_id": payload["message"]["blocks"][1]["block_id"],
        "text": {"type": "plain_text", "text": "Press"},
        "value": "1",
        "style": "primary",
    }


async def test_a_button_beside_a_section_can_be_pressed(sandbox, bot, card):
    await sandbox.press("U02BOB", card, "side")
    payload = pressed(bot)
    assert payload["actions"][0]["block_id"] == payload["message"]["blocks"][0]["block_id"]


async def test_an_ephemeral_message_is_pressed_without_being_shown(sandbox, bot, call):
    blocks = [{"type": "actions", "elements": [button("take")]}]
    await call(sandbox, "chat.postEphemeral", channel="C01LEADS", user="U02BOB", text="hi", blocks=blocks)
    sandbox.events_url = bot.url
    [message] = sandbox.ephemerals("U02BOB")
    assert await sandbox.press("U02BOB", message, "take") == 200
    assert pressed(bot)["container"]["is_ephemeral"] is True
    assert "message" not in pressed(bot)
    with pytest.raises(PermissionError):
        await sandbox.press("U01ALICE", message, "take")


async def test_what_is_not_there_cannot_be_pressed(sandbox, card, make_sandbox):
    with pytest.raises(LookupError, match="pass"):
        await sandbox.press("U02BOB", card, "pass")
    with pytest.raises(LookupError, match="U99"):
        await sandbox.press("U99NOBODY", card, "take")
    mute = copy.deepcopy(manifest.load())
    mute["settings"]["interactivity"]["is_enabled"] = False
    with pytest.raises(LookupError, match="interactivity"):
        await (await make_sandbox(manifest=mute)).press("U02BOB", card, "take")


async def test_a_button_of_a_changed_message_is_pressed_as_it_is_now(sandbox, bot, card, call):
    blocks = [{"type": "actions", "elements": [button("take", value="3"), button("pass")]}]
    assert (await call(sandbox, "chat.update", channel="C01LEADS", ts=card.ts, text="new", blocks=blocks))["ok"]
    assert await sandbox.press("U02BOB", card, "take") == 200
    assert (pressed(bot)["actions"][0]["value"], pressed(bot)["message"]["text"]) == ("3", "new")
    assert await sandbox.press("U02BOB", card, "pass") == 200
    with pytest.raises(LookupError, match="side"):
        await sandbox.press("U02BOB", card, "side")


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, dataclasses.replace])
async def test_somebody_whose_slack_has_not_shown_a_change_yet_presses_the_button_that_was(
    sandbox, bot, card, call, session, copied
):
    seen = copied(card)
    assert (await call(sandbox, "chat.update", channel="C01LEADS", ts=card.ts, text="taken", blocks=[]))["ok"]
    with pytest.raises(LookupError, match="take"):
        await sandbox.press("U02BOB", card, "take")
    assert await sandbox.press("U02BOB", seen, "take") == 200
    payload = pressed(bot)
    assert (payload["container"]["message_ts"], payload["actions"][0]["value"]) == (card.ts, "1")
    await session.post(payload["response_url"], json={"text": "taken by another", "replace_original": True})
    assert sandbox.bot_messages() == [card]
    assert (card.text, seen.text) == ("taken by another", "hello")


async def test_somebody_presses_a_button_of_a_message_that_is_gone(sandbox, bot, card, session):
    seen = copy.copy(card)
    await sandbox.delete("C01LEADS", card.ts)
    assert await sandbox.press("U02BOB", seen, "take") == 200
    url = pressed(bot)["response_url"]
    for said in ({"text": "late", "replace_original": True}, {"delete_original": True}):
        async with session.post(url, json=said) as response:
            assert await response.json() == {"ok": False, "error": "message_not_found"}
    assert (await session.post(url, json={"text": "too late"})).status == 200
    assert [message.text for message in sandbox.ephemerals("U02BOB")] == ["too late"]


async def test_an_unanswered_press_has_no_status(sandbox, bot, card):
    sandbox.answer_within_seconds = 0.05
    bot.answers.append(None)
    assert await sandbox.press("U02BOB", card, "take") is None


@pytest.fixture
async def respond(sandbox, bot, card, session):
    """Presses the button and returns what answers to its response_url."""
    await sandbox.press("U02BOB", card, "take")
    url = pressed(bot)["response_url"]
    sandbox.events_url = None

    async def once(said=None, **more):
        async with session.post(url, **({"json": said} if said is not None else {}), **more) as response:
            return response.status, await response.json()

    return once


async def test_a_response_is_seen_by_who_pressed(sandbox, respond):
    assert await respond({"text": "too late"}) == (200, {"ok": True})
    assert [message.text for message in sandbox.ephemerals("U02BOB")] == ["too late"]


async def test_a_response_can_be_for_all(sandbox, respond, card):
    said = {"text": "look", "response_type": "in_channel", "thread_ts": card.thread_ts}
    await respond(data={"payload": json.dumps(said)})
    assert sandbox.bot_messages()[-1].text == "look"
    assert sandbox.bot_messages()[-1].thread_ts == card.thread_ts


async def test_a_response_can_replace_and_delete_the_message(sandbox, bot, respond, card):
    sandbox.events_url = bot.url
    await respond({"text": "done", "replace_original": True})
    assert (card.text, card.blocks) == ("done", None)
    await respond({"delete_original": True})
    assert sandbox.bot_messages() == []
    await sandbox.wait_until(lambda: len(bot.received) == 3)
    subtypes = {received.event["subtype"] for received in bot.received[1:]}
    assert subtypes == {"message_changed", "message_deleted"}


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({}, "no_text"),
        ({"text": "hi", "blocks": [{}]}, "invalid_blocks"),
        ({"text": "hi", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"payload": "["}, "invalid_payload"),
        ({"payload": "[]"}, "invalid_payload"),
    ],
)
async def test_a_bad_response_is_refused(sandbox, respond, said, word):
    assert await respond(said) == (400, {"ok": False, "error": word})
    assert sandbox.ephemerals("U02BOB") == []


async def test_a_response_url_serves_five_times(sandbox, respond):
    for number in range(5):
        assert (await respond({"text": str(number)}))[0] == 200
    assert await respond({"text": "once more"}) == (404, {"ok": False, "error": "used_url"})
    assert len(sandbox.ephemerals("U02BOB")) == 5


async def test_a_response_url_ends_after_half_an_hour(sandbox, respond):
    sandbox.clock.forward(30 * 60 - 1)
    assert (await respond({"text": "just in time"}))[0] == 200
    sandbox.clock.forward(2)
    assert await respond({"text": "late"}) == (404, {"ok": False, "error": "expired_url"})


async def test_an_ephemeral_message_can_be_replaced_and_deleted(sandbox, bot, session, call):
    blocks = [{"type": "actions", "elements": [button("take")]}]
    await call(sandbox, "chat.postEphemeral", channel="C01LEADS", user="U02BOB", text="hi", blocks=blocks)
    sandbox.events_url = bot.url
    [message] = sandbox.ephemerals("U02BOB")
    await sandbox.press("U02BOB", message, "take")
    url = pressed(bot)["response_url"]
    await session.post(url, json={"text": "done", "replace_original": True})
    assert (message.text, message.blocks) == ("done", None)
    await session.post(url, json={"delete_original": True})
    assert sandbox.ephemerals("U02BOB") == []
    assert len(bot.received) == 1
