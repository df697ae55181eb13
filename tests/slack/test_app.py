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
from tests.support.world import ALICE, FORMS, LEADS, LENA, SALES, SUPPORT, WORKSPACE

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


async def test_a_strangers_message_in_a_shared_channel_is_a_lead(world, slack):
    stan = slack.adds(User(id="U20STRANGER", name="stan", real_name="Stan", team_id="T99OTHER"))
    async with world.awake():
        await stan.writes("a lead from outside")
        (delivery,) = slack.deliveries(stan)
        assert delivery.payload["team_id"] == "T99OTHER"
        assert delivery.payload["authorizations"][0]["team_id"] == WORKSPACE
        assert delivery.acknowledged
    assert await world.dealt_to() == [ALICE]


async def test_own_posts_are_no_leads(world, slack, lena, alice, bob, carol):
    await world.apply("sources: [{channel: C02SALES, from: anyone}, {channel: C01LEADS, from: anyone}]")
    async with world.awake():
        for who in (alice, bob, carol):
            await who.runs("/away on")
        post = await lena.writes("nobody is there")  # told in the team's channel, which is a source too
        echo = await slack.says(SALES, "nobody is available")
        await until(lambda: any(one.payload["event"].get("ts") == echo.ts for one in slack.deliveries()))
        delivery = next(one for one in slack.deliveries() if one.payload["event"].get("ts") == echo.ts)
        await until(lambda: delivery.acknowledged)
        for who in (alice, bob, carol):
            await who.runs("/away off")
        await alice.gets(post)
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice]


async def test_edits_deletions_and_joins_are_no_leads(world, slack, lena, alice):
    async with world.awake():
        post = await lena.writes("a lead")
        await lena.edits(post, "a better lead")
        await lena.deletes(post)
        for subtype in ("channel_join", "channel_leave", "channel_topic", "pinned_item", "reminder_add", "tombstone"):
            await lena.writes("something happened", subtype=subtype)
        assert all(delivery.acknowledged for delivery in slack.deliveries())
        assert len(slack.deliveries()) >= 9
    assert await world.dealt_to() == [alice]


@pytest.mark.parametrize("subtype", ["file_share", "me_message"])
async def test_what_a_person_writes_in_another_way_is_a_lead(world, lena, alice, subtype):
    async with world.awake():
        await lena.writes("look at this", subtype=subtype)
    assert await world.dealt_to() == [alice]


async def test_replies_and_broadcast_replies_are_no_leads(world, lena, alice):
    async with world.awake():
        post = await lena.writes("a lead")
        await lena.answers(post, "one more thing")
        await lena.answers(post, "and another", subtype="thread_broadcast")
    assert await world.dealt_to() == [alice]


async def test_where_only_apps_count_a_persons_message_is_none(world, slack, lena, alice, bob):
    async with world.awake():
        await lena.writes("hello?", FORMS)
        await slack.app("Typeform").posts("a lead")
        await slack.app("New Form", has_user=True).posts("another lead")
    assert await world.dealt_to() == [alice, bob]


async def test_a_message_without_a_place_is_acknowledged(world):
    async with world.awake():
        for event in ({"type": "message"}, {"type": "message", "channel": LEADS}, {"type": "message", "ts": "1.1"}):
            delivery = await world.sandbox.deliver(event, force=True)
            assert [attempt.status for attempt in delivery.attempts] == [200]
    assert await world.dealt_to() == []


async def test_a_click_gets_a_private_word_unless_it_takes_the_conversation(world, slack, lena, mia):
    await world.apply("rules: [{when: new_conversation, if: {text: {contains: sales}}, assign_to: sales}]")
    async with world.awake():
        post = await lena.writes("who am I for?")
        card = await mia.is_told("no rule matched")
        await mia.presses("Take it", card)
        await mia.presses("Take it", card)
        assert (await mia.is_told("already")).ephemeral_to == mia
        await mia.gets(post)
        await slack.said_nothing_else()
    assert await world.dealt_to() == [mia]


async def test_a_click_on_a_conversation_that_is_gone_gets_a_private_word(world, slack, bob):
    async with world.awake():
        action = {"type": "button", "action_id": "conversation_take", "block_id": "b", "value": "no such conversation"}
        channel = {"id": SUPPORT, "name": "support"}
        assert await interact(world, "block_actions", user={"id": bob}, channel=channel, actions=[action]) == 200
        assert (await bob.is_told("isn't here any more")).ephemeral_to == bob
        await slack.said_nothing_else()


async def test_who_meets_a_fault_of_ours_is_told_the_reference_that_stands_in_the_log(
    world, slack, lena, bob, monkeypatch, capsys
):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setitem(BUTTONS, Action.CONVERSATION_TAKE, fails)
    telemetry.configure("json", "error")  # onto what capsys reads
    async with world.awake():
        post = await lena.writes("the form is broken")  # for a team that assigns by hand
        await bob.presses("Take it", await slack.card(post, of=SUPPORT))
        said = await bob.is_told("Something went wrong")
        await slack.said_nothing_else()
    (logged,) = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert logged["event"] == "unexpected_error"
    assert f"in the log as {logged['reference']}." in said.text


async def test_what_a_lead_typed_reaches_the_managers_as_text(world, slack, lena, mia):
    await world.apply("rules: []")
    async with world.awake():
        await lena.writes(
            "&lt;!channel&gt; <!here> <@U01ALICE> <https://evil.example|https://acme.example>\n> quoted @everyone"
        )
        card = await mia.is_told("no rule matched")
        await slack.said_nothing_else()
    for said in (card.text, card.blocks[0]["text"]["text"]):
        kinds = [kind for kind, _ in found(said)]
        assert kinds == ["mention", "channel", "link", "angle"]
        assert f"<@{lena}>" in said
        assert "evil.example" in said  # where the link leads is told


async def test_a_renamed_teammate_is_followed_and_an_odd_user_is_no_error(world, lena, alice, bob, carol):
    async with world.awake():
        await alice.is_renamed("Zoe Zander")
        odd = {"id": alice, "profile": "odd"}, {"id": alice, "enterprise_user": []}
        for user in ({}, {"id": 5}, *odd, "U1", None):
            delivery = await world.sandbox.deliver({"type": "user_change", "user": user}, force=True)
            assert [attempt.status for attempt in delivery.attempts] == [200]
        await alice.is_renamed("Zoe Zander")
        await lena.writes_each("one", "two", "three")
    assert await world.dealt_to() == [bob, carol, alice]
