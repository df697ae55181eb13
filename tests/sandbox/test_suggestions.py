"""External selects: the bot is asked what they offer."""

import copy

import pytest

from tests.sandbox.ways import ALICE, BOB, actions, field, interactive_manifest, modal, option, plain

ANY = {"min_query_length": 0}


def menu(kind="external_select", **more):
    return {"type": kind, "action_id": "what", "placeholder": plain("Who?")} | more


async def test_the_bot_is_asked_and_what_it_offers_can_be_chosen(way, show):
    view = await show(way, modal(field("external_select", **ANY)))
    way.answer({"options": [option("a"), option("b")]})
    offer = await way.sandbox.options(ALICE, view, "what", "Le")
    assert (offer.options, offer.groups, offer.fault) == ([option("a"), option("b")], [], None)
    asked = way.payloads[-1]
    assert (asked["type"], asked["api_app_id"]) == ("block_suggestion", way.sandbox.app_id)
    assert (asked["action_id"], asked["block_id"], asked["value"]) == ("what", "what_block", "Le")
    assert asked["container"] == {"type": "view", "view_id": view.id}
    assert asked["view"]["id"] == view.id
    assert not asked.keys() & {"trigger_id", "response_url", "actions"}
    await way.sandbox.fill(ALICE, "what", "b")
    await way.sandbox.submit(ALICE)
    values = way.payloads[-1]["view"]["state"]["values"]
    assert values["what_block"]["what"] == {"type": "external_select", "selected_option": option("b")}


async def test_in_a_message_it_is_asked_with_the_message(stage, post):
    await post(stage.sandbox, blocks=[actions(menu("multi_external_select"))])
    await stage.sandbox.delivered()
    [message] = stage.sandbox.bot_messages()
    stage.answer({"option_groups": [{"label": plain("All"), "options": [option("a"), option("b")]}]})
    offer = await stage.sandbox.options(ALICE, message, "what", "Len")
    assert [group["label"]["text"] for group in offer.groups] == ["All"]
    asked = stage.payloads[-1]
    assert (asked["message"]["ts"], asked["channel"]["id"]) == (message.ts, "C01LEADS")
    assert "state" not in asked
    await stage.sandbox.interact(ALICE, message, "what", ["b", "a"])
    assert stage.payloads[-1]["actions"][0]["selected_options"] == [option("b"), option("a")]
    with pytest.raises(LookupError, match="none is offered"):
        await stage.sandbox.interact(BOB, message, "what", ["b"])


async def test_only_what_was_offered_last_can_be_chosen(stage, show):
    view = await show(stage, modal(field("external_select", **ANY)))
    with pytest.raises(LookupError, match="none is offered"):
        await stage.sandbox.fill(ALICE, "what", "a")
    for value in ("a", "b"):
        stage.answer({"options": [option(value)]})
        await stage.sandbox.options(ALICE, view, "what", value)
    with pytest.raises(LookupError, match="options: b"):
        await stage.sandbox.fill(ALICE, "what", "a")


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        {"options": [], "option_groups": []},
        {"options": {}},
        {"options": ["a"]},
        {"options": [{"text": plain("x")}]},
        {"options": [{"value": "x"}]},
        {"options": [option("x" * 151)]},
        {"options": [{"text": plain("x" * 76), "value": "x"}]},
        {"options": [{"text": {"type": "mrkdwn", "text": "x"}, "value": "x"}]},
        {"options": [option(str(number)) for number in range(101)]},
        {"option_groups": [{"options": []}]},
        {"option_groups": [{"label": plain("x")}]},
        {"option_groups": [{"label": plain("x"), "options": []}] * 101},
    ],
)
async def test_an_answer_that_slack_could_not_show_offers_nothing(way, show, said):
    view = await show(way, modal(field("external_select", **ANY)))
    way.answer({"options": [option("a")]})
    await way.sandbox.options(ALICE, view, "what")
    way.answer(said)
    offer = await way.sandbox.options(ALICE, view, "what")
    assert offer.options == []
    assert offer.fault
    with pytest.raises(LookupError):
        await way.sandbox.fill(ALICE, "what", "a")


async def test_an_answer_must_come_in_time_and_with_status_200(stage, show, bot):
    view = await show(stage, modal(field("external_select", **ANY)))
    bot.answers.append(404)
    assert (await stage.sandbox.options(ALICE, view, "what")).fault == "HTTP 404"
    bot.answers.append(200)
    assert (await stage.sandbox.options(ALICE, view, "what")).fault == "the answer is no JSON"
    stage.sandbox.answer_within_seconds = 0.05
    stage.answer(None)
    assert (await stage.sandbox.options(ALICE, view, "what")).fault == "http_timeout"


async def test_slack_asks_after_three_characters_unless_told_otherwise(stage, show):
    view = await show(stage, modal(field("external_select"), field("static_select", "other", options=[option("a")])))
    with pytest.raises(ValueError, match="3 characters"):
        await stage.sandbox.options(ALICE, view, "what", "Le")
    with pytest.raises(LookupError, match="no external select"):
        await stage.sandbox.options(ALICE, view, "other", "Lena")


async def test_over_http_the_manifest_must_say_where_to_ask(make_sandbox, bot, post):
    mute = copy.deepcopy(interactive_manifest())
    del mute["settings"]["interactivity"]["message_menu_options_url"]
    sandbox = await make_sandbox(manifest=mute)
    await post(sandbox, blocks=[actions(menu())])
    sandbox.events_url = bot.url
    with pytest.raises(LookupError, match="message_menu_options_url"):
        await sandbox.options(ALICE, sandbox.bot_messages()[0], "what", "Lena")
