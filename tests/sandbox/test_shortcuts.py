import copy

import pytest

from bot import manifest
from bot.sandbox import User
from tests.sandbox.ways import ALICE, BOB, interactive_manifest


async def test_a_global_shortcut_tells_who_ran_it_and_nothing_of_where(way):
    assert (await way.sandbox.run_shortcut(ALICE, "ask")).status == 200
    payload = way.payloads[-1]
    assert payload.pop("trigger_id")
    assert payload.pop("action_ts")
    assert payload.pop("token")
    assert payload == {
        "type": "shortcut",
        "callback_id": "ask",
        "user": {"id": ALICE, "username": "alice", "team_id": "T01TEST"},
        "team": {"id": "T01TEST", "domain": "sandbox"},
        "enterprise": None,
        "is_enterprise_install": False,
    }


async def test_a_message_shortcut_tells_of_the_message(way):
    ts = await way.sandbox.write(BOB, "C01LEADS", "help")
    assert (await way.sandbox.run_message_shortcut(ALICE, "C01LEADS", ts, "give")).status == 200
    payload = way.payloads[-1]
    assert (payload["type"], payload["callback_id"]) == ("message_action", "give")
    assert payload["channel"] == {"id": "C01LEADS", "name": "leads"}
    assert (payload["message_ts"], payload["message"]["ts"], payload["message"]["text"]) == (ts, ts, "help")
    assert payload["user"] == {"id": ALICE, "name": "alice", "team_id": "T01TEST"}
    assert payload["trigger_id"]
    assert payload["response_url"]


async def test_the_bot_answers_a_message_shortcut_where_it_was_run(stage, session):
    ts = await stage.sandbox.write(BOB, "C01LEADS", "help")
    await stage.sandbox.run_message_shortcut(ALICE, "C01LEADS", ts, "give")
    url = stage.payloads[-1]["response_url"]
    await session.post(url, json={"text": "Given", "replace_original": True})
    assert [message.text for message in stage.sandbox.ephemerals(ALICE)] == ["Given"]
    assert [message.text for message in stage.sandbox.messages("C01LEADS")] == ["help"]


async def test_only_declared_shortcuts_are_there(stage, make_sandbox, bot):
    ts = await stage.sandbox.write(BOB, "C01LEADS", "help")
    with pytest.raises(LookupError, match="global shortcut 'give'"):
        await stage.sandbox.run_shortcut(ALICE, "give")
    with pytest.raises(LookupError, match="message shortcut 'ask'"):
        await stage.sandbox.run_message_shortcut(ALICE, "C01LEADS", ts, "ask")
    mute = copy.deepcopy(interactive_manifest())
    mute["settings"]["interactivity"]["is_enabled"] = False
    with pytest.raises(LookupError, match="interactivity"):
        await (await make_sandbox(manifest=mute)).run_shortcut(ALICE, "ask")
    with pytest.raises(LookupError, match="ask"):
        await (await make_sandbox(manifest=manifest.load())).run_shortcut(ALICE, "ask")


async def test_a_shortcut_is_run_on_a_message_that_is_there_and_seen(stage):
    sandbox = stage.sandbox
    sandbox.add_user(User(id="U05GONE", name="gone", deleted=True))
    sandbox.add_channel("C02SECRET", name="secret", members=[BOB], private=True)
    secret = await sandbox.write(BOB, "C02SECRET", "psst")
    gone = await sandbox.write(BOB, "C01LEADS", "oops")
    await sandbox.write(BOB, "C01LEADS", "a reply", gone)
    await sandbox.delete("C01LEADS", gone)
    with pytest.raises(PermissionError, match="C02SECRET"):
        await sandbox.run_message_shortcut(ALICE, "C02SECRET", secret, "give")
    with pytest.raises(PermissionError, match="deactivated"):
        await sandbox.run_shortcut("U05GONE", "ask")
    for channel, ts, user in (
        ("C01LEADS", gone, ALICE),
        ("C01LEADS", "1.000001", ALICE),
        ("C99", gone, ALICE),
        ("C01LEADS", gone, "U99"),
    ):
        with pytest.raises(LookupError):
            await sandbox.run_message_shortcut(user, channel, ts, "give")


async def test_without_an_answer_in_time_a_shortcut_has_no_status(way):
    way.sandbox.answer_within_seconds = 0.1
    way.answer(None)
    assert (await way.sandbox.run_shortcut(ALICE, "ask")).status is None


async def test_without_a_url_nothing_can_be_run(stage):
    stage.sandbox.events_url = None
    with pytest.raises(RuntimeError, match="events_url"):
        await stage.sandbox.run_shortcut(ALICE, "ask")
