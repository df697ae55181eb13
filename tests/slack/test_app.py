"""Who gets what: leads are dealt, and whatever nobody listens to is acknowledged (SLACK.md)."""

import json
from urllib.parse import urlencode

import pytest

from bot import telemetry
from bot.ids import Action
from bot.sandbox import User
from bot.slack.listeners.actions.card import BUTTONS
from tests.slack.mrkdwn import found
from tests.support.waiting import until
from tests.support.world import ALICE, BOB, CAROL, FORMS, LEADS, LENA, MANAGER, SALES, SUPPORT, WORKSPACE

FORM = "application/x-www-form-urlencoded"


async def interact(world, kind, **more):
    """Send an interaction; return the HTTP status."""
    payload = {"type": kind, "team": {"id": WORKSPACE}, "user": {"id": LENA}, "token": "x", "api_app_id": "A"} | more
    body = urlencode({"payload": json.dumps(payload)}).encode()
    return (await world.sandbox.send_raw(body, content_type=FORM))[0]


@pytest.mark.parametrize("kind", ["reaction_added", "app_mention", "app_home_opened", "subteam_updated", "of_tomorrow"])
async def test_an_event_that_nobody_listens_to_is_acknowledged(world, kind):
    async with world.awake():
        delivery = await world.sandbox.deliver({"type": kind, "user": LENA, "channel": LEADS, "ts": "1.1"}, force=True)
    assert [attempt.status for attempt in delivery.attempts] == [200]
    assert await world.dealt_to() == []


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("block_actions", {"actions": [{"type": "button", "action_id": "of_tomorrow", "block_id": "b"}]}),
        ("block_actions", {"actions": [{"type": "static_select", "action_id": "x", "block_id": "b"}]}),
        ("view_submission", {"view": {"id": "V1", "callback_id": "x", "state": {"values": {}}}}),
        ("shortcut", {"callback_id": "x"}),
        ("message_action", {"callback_id": "x", "message": {"ts": "1.1"}, "channel": {"id": LEADS}}),
        ("block_suggestion", {"action_id": "x", "block_id": "b", "value": "a"}),
        ("interactive_message", {"callback_id": "x", "actions": [{"name": "a", "value": "b"}]}),
    ],
)
async def test_an_interaction_that_nobody_listens_to_is_acknowledged(world, kind, more):
    async with world.awake():
        assert await interact(world, kind, **more) == 200


async def test_a_strangers_message_in_a_shared_channel_is_a_lead(world):
    world.sandbox.add_user(User(id="U20STRANGER", name="stan", real_name="Stan", team_id="T99OTHER"))
    async with world.awake():
        await world.say("a lead from outside", user="U20STRANGER")
        delivery = world.sandbox.deliveries[-1]
        assert delivery.payload["team_id"] == "T99OTHER"
        assert delivery.payload["authorizations"][0]["team_id"] == WORKSPACE
        assert delivery.acknowledged
    assert await world.dealt_to() == [ALICE]


async def test_own_posts_are_no_leads(world):
    await world.apply("sources: [{channel: C02SALES, from: anyone}, {channel: C01LEADS, from: anyone}]")
    async with world.awake():
        for user in (ALICE, BOB, CAROL):
            await world.sandbox.run_command(user, "/away", "on")
        await world.say("nobody is there")  # told in the team's channel, which is a source too
        await world.sandbox.wait_until(
            lambda: any("nobody is available" in one.text for one in world.sandbox.messages(SALES))
        )
        echo = world.sandbox.messages(SALES)[-1]
        await until(lambda: any(one.payload["event"].get("ts") == echo.ts for one in world.sandbox.deliveries))
        delivery = next(one for one in world.sandbox.deliveries if one.payload["event"].get("ts") == echo.ts)
        await until(lambda: delivery.acknowledged)
        for user in (ALICE, BOB, CAROL):
            await world.sandbox.run_command(user, "/away", "off")
    assert await world.dealt_to() == [ALICE]


async def test_edits_deletions_and_joins_are_no_leads(world):
    async with world.awake():
        (ts,) = await world.say("a lead")
        await world.sandbox.edit(LEADS, ts, "a better lead")
        await world.sandbox.delete(LEADS, ts)
        for subtype in ("channel_join", "channel_leave", "channel_topic", "pinned_item", "reminder_add", "tombstone"):
            await world.sandbox.write(LENA, LEADS, "something happened", subtype=subtype)
        assert all(delivery.acknowledged for delivery in world.sandbox.deliveries)
        assert len(world.sandbox.deliveries) >= 9
    assert await world.dealt_to() == [ALICE]


@pytest.mark.parametrize("subtype", ["file_share", "me_message"])
async def test_what_a_person_writes_in_another_way_is_a_lead(world, subtype):
    async with world.awake():
        await world.sandbox.write(LENA, LEADS, "look at this", subtype=subtype)
    assert await world.dealt_to() == [ALICE]


async def test_replies_and_broadcast_replies_are_no_leads(world):
    async with world.awake():
        (ts,) = await world.say("a lead")
        await world.sandbox.write(LENA, LEADS, "one more thing", thread_ts=ts)
        await world.sandbox.write(LENA, LEADS, "and another", thread_ts=ts, subtype="thread_broadcast")
    assert await world.dealt_to() == [ALICE]


async def test_where_only_apps_count_a_persons_message_is_none(world):
    async with world.awake():
        await world.say("hello?", channel=FORMS)
        await world.sandbox.post_as_app(FORMS, "Typeform", "a lead")
        await world.sandbox.post_as_app(FORMS, "New Form", "another lead", subtype=None)
    assert await world.dealt_to() == [ALICE, BOB]


async def test_a_message_without_a_place_is_acknowledged(world):
    async with world.awake():
        for event in ({"type": "message"}, {"type": "message", "channel": LEADS}, {"type": "message", "ts": "1.1"}):
            delivery = await world.sandbox.deliver(event, force=True)
            assert [attempt.status for attempt in delivery.attempts] == [200]
    assert await world.dealt_to() == []


async def test_a_click_gets_a_private_word_unless_it_takes_the_conversation(world):
    await world.apply("rules: [{when: new_conversation, if: {text: {contains: sales}}, assign_to: sales}]")
    async with world.awake():
        await world.say("who am I for?")
        await world.sandbox.wait_until(lambda: world.sandbox.direct_messages(MANAGER))
        (card,) = world.sandbox.direct_messages(MANAGER)
        assert await world.sandbox.press(MANAGER, card, "conversation_take") == 200
        assert await world.sandbox.press(MANAGER, card, "conversation_take") == 200
        await world.sandbox.wait_until(lambda: world.sandbox.ephemerals(MANAGER))
    assert "already" in world.sandbox.ephemerals(MANAGER)[0].text
    assert await world.dealt_to() == [MANAGER]


async def test_a_click_on_a_conversation_that_is_gone_gets_a_private_word(world):
    async with world.awake():
        action = {"type": "button", "action_id": "conversation_take", "block_id": "b", "value": "no such conversation"}
        channel = {"id": SUPPORT, "name": "support"}
        assert await interact(world, "block_actions", user={"id": BOB}, channel=channel, actions=[action]) == 200
        await world.sandbox.wait_until(lambda: world.sandbox.ephemerals(BOB))
    assert "isn't here any more" in world.sandbox.ephemerals(BOB)[0].text


async def test_who_meets_a_fault_of_ours_is_told_the_reference_that_stands_in_the_log(world, monkeypatch, capsys):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setitem(BUTTONS, Action.CONVERSATION_TAKE, fails)
    telemetry.configure("json", "error")  # onto what capsys reads
    async with world.awake():
        await world.say("the form is broken")  # for a team that assigns by hand
        card = await world.card(SUPPORT)
        assert await world.sandbox.press(BOB, card, "conversation_take") == 200
        await world.sandbox.wait_until(lambda: world.sandbox.ephemerals(BOB))
    (said,) = world.sandbox.ephemerals(BOB)
    (logged,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert logged["event"] == "unexpected_error"
    assert f"in the log as {logged['reference']}." in said.text


async def test_what_a_lead_typed_reaches_the_managers_as_text(world):
    await world.apply("rules: []")
    async with world.awake():
        await world.say(
            "&lt;!channel&gt; <!here> <@U01ALICE> <https://evil.example|https://acme.example>\n> quoted @everyone"
        )
        await world.sandbox.wait_until(lambda: world.sandbox.direct_messages(MANAGER))
    (card,) = world.sandbox.direct_messages(MANAGER)
    for said in (card.text, card.blocks[0]["text"]["text"]):
        kinds = [kind for kind, _ in found(said)]
        assert kinds == ["mention", "channel", "link", "angle"]
        assert f"<@{LENA}>" in said
        assert "evil.example" in said  # where the link leads is told


async def test_a_renamed_teammate_is_followed_and_an_odd_user_is_no_error(world):
    async with world.awake():
        await world.sandbox.change_user(ALICE, real_name="Zoe Zander")
        for user in ({}, {"id": 5}, {"id": ALICE, "profile": "odd"}, {"id": ALICE, "enterprise_user": []}, "U1", None):
            delivery = await world.sandbox.deliver({"type": "user_change", "user": user}, force=True)
            assert [attempt.status for attempt in delivery.attempts] == [200]
        await world.sandbox.change_user(ALICE, real_name="Zoe Zander")
        await world.say("one", "two", "three")
    assert await world.dealt_to() == [BOB, CAROL, ALICE]
