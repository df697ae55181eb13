"""Every kind of element, in messages and in views: what is told of it, and what stands in `state.values`."""

import pytest

from bot.sandbox.elements import FIELDS, elements, find_element, is_multiple
from tests.sandbox.ways import ALICE, BOB, actions, button, field, modal, option, plain

A, B = option("a"), option("b")
OPTIONS = {"options": [A, B]}
LENA = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Lena"}]}

#: kind of element -> what else it needs, what a person gives, what Slack tells of it.
USES = {
    "channels_select": ({}, "C01LEADS", "C01LEADS"),
    "checkboxes": (OPTIONS, ["b", "a"], [B, A]),
    "conversations_select": ({}, "C01LEADS", "C01LEADS"),
    "datepicker": ({}, "2024-05-31", "2024-05-31"),
    "datetimepicker": ({}, 1_700_000_000, 1_700_000_000),
    "email_text_input": ({}, "lena@acme.example", "lena@acme.example"),
    "multi_channels_select": ({}, ["C01LEADS"], ["C01LEADS"]),
    "multi_conversations_select": ({}, ["C01LEADS"], ["C01LEADS"]),
    "multi_static_select": (OPTIONS, ["a"], [A]),
    "multi_users_select": ({}, [ALICE, BOB], [ALICE, BOB]),
    "number_input": ({"is_decimal_allowed": True}, 4.5, "4.5"),
    "plain_text_input": ({"multiline": True}, "one\ntwo", "one\ntwo"),
    "radio_buttons": (OPTIONS, "b", B),
    "rich_text_input": ({}, "Lena", {"type": "rich_text", "elements": [LENA]}),
    "static_select": ({"option_groups": [{"label": plain("All"), "options": [A, B]}]}, "a", A),
    "timepicker": ({}, "09:30", "09:30"),
    "url_text_input": ({}, "https://acme.example/a?b=c", "https://acme.example/a?b=c"),
    "users_select": ({}, BOB, BOB),
}
EXTERNAL = ("external_select", "multi_external_select")
IN_FORMS_ONLY = ("email_text_input", "number_input", "plain_text_input", "rich_text_input", "url_text_input")


def test_every_kind_is_tried():
    assert {*USES, *EXTERNAL, "button", "overflow"} == set(FIELDS)


@pytest.mark.parametrize("kind", USES)
async def test_what_is_filled_in_stands_in_the_state_of_a_form(stage, show, kind):
    more, given, told = USES[kind]
    await show(stage, modal(field(kind, optional=True, **more)))
    assert await stage.sandbox.fill(ALICE, "what", given) is None
    await stage.sandbox.submit(ALICE)
    values = stage.payloads[-1]["view"]["state"]["values"]
    assert values == {"what_block": {"what": {"type": kind, FIELDS[kind]: told}}}


@pytest.mark.parametrize("kind", USES)
async def test_what_is_left_empty_stands_there_too(stage, show, kind):
    more, given, _ = USES[kind]
    await show(stage, modal(field(kind, optional=True, **more)))
    if kind != "radio_buttons":
        await stage.sandbox.fill(ALICE, "what", given)
        await stage.sandbox.fill(ALICE, "what", None)
    await stage.sandbox.submit(ALICE)
    values = stage.payloads[-1]["view"]["state"]["values"]
    nothing = [] if is_multiple(kind) else None
    assert values == {"what_block": {"what": {"type": kind, FIELDS[kind]: nothing}}}


@pytest.mark.parametrize("kind", USES)
async def test_an_input_that_dispatches_tells_at_once(stage, show, kind):
    more, given, told = USES[kind]
    view = await show(stage, modal(field(kind, dispatch=True, **more)))
    assert (await stage.sandbox.fill(ALICE, "what", given)).status == 200
    payload = stage.payloads[-1]
    [action] = payload["actions"]
    assert action.pop("action_ts")
    assert action == {"type": kind, "action_id": "what", "block_id": "what_block", FIELDS[kind]: told}
    assert payload["container"] == {"type": "view", "view_id": view.id}
    assert payload["view"]["state"]["values"]["what_block"]["what"][FIELDS[kind]] == told
    assert not payload.keys() & {"channel", "message", "response_url", "state"}


@pytest.mark.parametrize("kind", [kind for kind in USES if kind not in IN_FORMS_ONLY])
async def test_a_menu_in_a_message_tells_at_once(stage, post, kind):
    more, given, told = USES[kind]
    await post(stage.sandbox, blocks=[actions({"type": kind, "action_id": "what"} | more, button())])
    [message] = stage.sandbox.bot_messages()
    await stage.sandbox.interact(ALICE, message, "what", given)
    payload = stage.payloads[-1]
    assert payload["actions"][0][FIELDS[kind]] == told
    assert payload["message"]["ts"] == payload["container"]["message_ts"] == message.ts
    assert payload["channel"]["id"] == "C01LEADS"
    assert payload["response_url"]
    state = {"values": {"actions_block": {"what": {"type": kind, FIELDS[kind]: told}}}}
    assert payload["state"] == state
    await stage.sandbox.press(ALICE, message, "go")
    assert stage.payloads[-1]["state"] == state
    await stage.sandbox.press(BOB, message, "go")
    assert stage.payloads[-1]["state"]["values"]["actions_block"]["what"][FIELDS[kind]] != told


async def test_an_overflow_menu_keeps_nothing(way, post):
    await post(way.sandbox, blocks=[actions({"type": "overflow", "action_id": "more", **OPTIONS})])
    [message] = way.sandbox.bot_messages()
    assert (await way.sandbox.interact(ALICE, message, "more", "b")).status == 200
    assert way.payloads[-1]["actions"][0]["selected_option"] == B
    assert way.payloads[-1]["state"] == {"values": {}}


async def test_a_button_in_an_input_less_form_keeps_what_stands_beside_it(way, show):
    picker = {"type": "timepicker", "action_id": "when", "timezone": "Asia/Tokyo", "initial_time": "08:00"}
    await show(way, modal(actions(picker, button(value="1", style="danger", url="https://acme.example"))))
    await way.sandbox.fill(ALICE, "go", None)
    payload = way.payloads[-1]
    assert payload["view"]["state"]["values"]["actions_block"] == {
        "when": {"type": "timepicker", "selected_time": "08:00", "timezone": "Asia/Tokyo"}
    }
    [action] = payload["actions"]
    assert (action["value"], action["style"], action["url"]) == ("1", "danger", "https://acme.example")


async def test_an_input_in_a_message_tells_with_the_button_beside_it(stage, post):
    await post(stage.sandbox, blocks=[field("plain_text_input"), actions(button())])
    [message] = stage.sandbox.bot_messages()
    assert await stage.sandbox.interact(ALICE, message, "what", "because") is None
    await stage.sandbox.press(ALICE, message, "go")
    assert stage.payloads[-1]["state"]["values"]["what_block"]["what"]["value"] == "because"


async def test_the_conversation_where_the_form_was_opened_can_be_chosen_already(stage, call):
    await stage.sandbox.run_command(ALICE, "/away", channel="C01LEADS")
    given = stage.bot.received[-1].form["trigger_id"]
    view = modal(
        field("conversations_select", default_to_current_conversation=True),
        field("multi_conversations_select", "all", default_to_current_conversation=True),
    )
    assert (await call(stage.sandbox, "views.open", trigger_id=given, view=view))["ok"]
    await stage.sandbox.submit(ALICE)
    values = stage.payloads[-1]["view"]["state"]["values"]
    assert values["what_block"]["what"]["selected_conversation"] == "C01LEADS"
    assert values["all_block"]["all"]["selected_conversations"] == ["C01LEADS"]


def test_an_element_is_found_wherever_it_stands():
    first, second, beside = button(value="1"), button(value="2"), button(action_id="side")
    asked = field("plain_text_input", "name")
    menu = {"type": "static_select", "action_id": "go", **OPTIONS}
    section = {"type": "section", "block_id": "s", "text": plain("hi"), "accessory": beside}
    blocks = [{"type": "divider"}, section, actions(menu, first), actions(second, block_id="other"), asked]
    assert [element for element, _ in elements(blocks)] == [beside, menu, first, second, asked["element"]]
    assert find_element(blocks, "go") == (menu, blocks[2])
    assert find_element(blocks, "go", kind="button") == (first, blocks[2])
    assert find_element(blocks, "go", "other") == (second, blocks[3])
    assert find_element(blocks, "side") == (beside, section)
    assert find_element(blocks, "none") is find_element(None, "go") is None
