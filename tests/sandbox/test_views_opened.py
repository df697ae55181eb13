"""views.open, views.push and views.update."""

import copy
import json

import pytest

from tests.sandbox.ways import ALICE, BOB, actions, button, field, modal, option, plain


async def test_an_opened_view_comes_back_as_slack_has_completed_it(stage, call, trigger):
    blocks = [field("plain_text_input"), {"type": "divider"}, {"type": "actions", "elements": [button(action_id="")]}]
    view = modal(*blocks, private_metadata="secret", external_id="mine")
    shown = (await call(stage.sandbox, "views.open", trigger_id=await trigger(stage), view=view))["view"]
    assert shown["id"].startswith("V")
    assert shown["root_view_id"] == shown["id"]
    assert shown["previous_view_id"] is None
    assert shown["hash"]
    assert shown["state"] == {"values": {}}
    assert (shown["team_id"], shown["app_installed_team_id"]) == ("T01TEST", "T01TEST")
    assert (shown["app_id"], shown["bot_id"]) == (stage.sandbox.app_id, stage.sandbox.bot_id)
    assert (shown["type"], shown["callback_id"]) == ("modal", "form")
    assert (shown["private_metadata"], shown["external_id"]) == ("secret", "mine")
    assert (shown["clear_on_close"], shown["notify_on_close"]) == (False, False)
    assert (shown["title"], shown["close"]) == (plain("A form") | {"emoji": True}, None)
    asked, line, row = shown["blocks"]
    assert asked == blocks[0] | {"optional": False, "dispatch_action": False}
    assert line["block_id"]
    assert row["block_id"] != line["block_id"]
    assert row["elements"][0]["action_id"]


async def test_a_view_may_come_as_json_in_a_form(stage, session, trigger):
    form = {"trigger_id": await trigger(stage), "view": json.dumps(modal()), "token": "xoxb-sandbox"}
    async with session.post(stage.sandbox.api_url + "views.open", data=form) as response:
        assert (await response.json())["ok"]
    async with session.post(stage.sandbox.api_url + "views.open", data=form | {"view": "{"}) as response:
        assert (await response.json())["error"] == "invalid_arguments"


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (None, "[ERROR] missing required field: view"),
        ([], "[ERROR] must be an object [json-pointer:/view]"),
        ({"type": "modal", "blocks": []}, "[ERROR] missing required field: title [json-pointer:/view]"),
        ({"type": "modal", "title": plain("x")}, "[ERROR] missing required field: blocks [json-pointer:/view]"),
        ({"type": "home", "blocks": []}, "[ERROR] must be of type modal [json-pointer:/view/type]"),
        ({"type": "dialog"}, "[ERROR] must be of type modal or home [json-pointer:/view/type]"),
        (modal(submit="Send"), "[ERROR] must be an object [json-pointer:/view/submit]"),
        (modal({"type": "actions"}), "[ERROR] missing required field: elements [json-pointer:/view/blocks/0]"),
        (modal({}), "[ERROR] missing required field: type [json-pointer:/view/blocks/0]"),
        (modal(*[{"type": "divider"}] * 101), "[ERROR] no more than 100 items allowed [json-pointer:/view/blocks]"),
    ],
)
async def test_a_view_that_is_none_is_refused_in_words(stage, call, trigger, view, message):
    answer = await call(stage.sandbox, "views.open", trigger_id=await trigger(stage), view=view)
    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [message]


async def test_a_view_of_more_than_250_kb_is_refused(stage, call, refused, trigger):
    given = await trigger(stage)
    view = modal({"type": "section", "text": plain("x" * 250_000)})
    assert await refused(stage.sandbox, "views.open", trigger_id=given, view=view) == "view_too_large"
    assert (await call(stage.sandbox, "views.open", trigger_id=given, view=modal(private_metadata="é" * 100_000)))["ok"]


async def test_the_bots_own_id_of_a_view_is_for_one_view_only(stage, call, refused, trigger, show):
    first = await show(stage, modal(external_id="mine"))
    given = await trigger(stage, BOB)
    view = modal(external_id="mine")
    assert await refused(stage.sandbox, "views.open", trigger_id=given, view=view) == "duplicate_external_id"
    again = await call(stage.sandbox, "views.update", external_id="mine", view=modal(external_id="mine"))
    assert again["view"]["id"] == first.id
    other = await show(stage, modal(external_id="yours"), BOB)
    assert await refused(stage.sandbox, "views.update", view_id=other.id, view=view) == "duplicate_external_id"
    await stage.sandbox.close(ALICE)
    assert await refused(stage.sandbox, "views.update", external_id="mine", view=view) == "not_found"


async def test_an_update_changes_the_hash_and_an_older_one_is_refused(stage, call, refused, show):
    view = await show(stage, modal())
    before = view.hash
    answer = await call(stage.sandbox, "views.update", view_id=view.id, hash=before, view=modal(title=plain("New")))
    assert answer["view"]["hash"] == view.hash != before
    assert answer["view"]["id"] == view.id
    word = await refused(stage.sandbox, "views.update", view_id=view.id, hash=before, view=modal())
    assert word == "hash_conflict"
    assert view.content["title"]["text"] == "New"
    assert (await call(stage.sandbox, "views.update", view_id=view.id, view=modal()))["ok"]


async def test_an_update_names_an_open_view(stage, call, refused, show):
    view = await show(stage, modal())
    assert await refused(stage.sandbox, "views.update", view_id="V99", view=modal()) == "not_found"
    assert await refused(stage.sandbox, "views.update", view=modal()) == "invalid_arguments"
    assert await refused(stage.sandbox, "views.update", view_id=view.id, view={}) == "invalid_arguments"
    await stage.sandbox.close(ALICE)
    assert await refused(stage.sandbox, "views.update", view_id=view.id, view=modal()) == "not_found"


async def test_what_was_typed_stays_where_the_ids_stay(stage, call, show):
    view = await show(stage, modal(field("plain_text_input", "name"), field("plain_text_input", "why")))
    await stage.sandbox.fill(ALICE, "name", "Lena")
    await stage.sandbox.fill(ALICE, "why", "holidays")
    kept = field("plain_text_input", "name", initial_value="nobody")
    renamed = field("plain_text_input", "why", block_id="another", initial_value="because")
    await call(stage.sandbox, "views.update", view_id=view.id, view=modal(kept, renamed))
    await stage.sandbox.submit(ALICE)
    values = stage.payloads[-1]["view"]["state"]["values"]
    assert values["name_block"]["name"]["value"] == "Lena"
    assert values["another"]["why"]["value"] == "because"


async def test_a_choice_goes_with_its_option_or_its_kind_of_element(stage, call, show):
    view = await show(stage, modal(field("static_select", options=[option("a"), option("b")], optional=True)))
    await stage.sandbox.fill(ALICE, "what", "a")
    for block in (field("static_select", options=[option("b")]), field("datepicker")):
        await call(stage.sandbox, "views.update", view_id=view.id, view=modal(block))
        assert (await stage.sandbox.submit(ALICE)).errors == {"what_block": "Please complete this required field."}


@pytest.fixture
def push(call):
    """Lets Alice press the button in front of her, and pushes onto its modal."""

    async def on(stage, view):
        await stage.sandbox.fill(ALICE, "go", None)
        given = stage.payloads[-1]["trigger_id"]
        return await call(stage.sandbox, "views.push", trigger_id=given, view=view)

    return on


async def test_three_views_stand_on_each_other_and_no_more(stage, push, show):
    first = await show(stage, modal(actions(button())))
    second = (await push(stage, modal(actions(button()))))["view"]
    third = (await push(stage, modal(actions(button()))))["view"]
    assert [view.id for view in stage.sandbox.open_views(ALICE)] == [first.id, second["id"], third["id"]]
    assert (second["root_view_id"], second["previous_view_id"]) == (first.id, first.id)
    assert (third["root_view_id"], third["previous_view_id"]) == (first.id, second["id"])
    assert (await push(stage, modal()))["error"] == "push_limit_reached"


async def test_nothing_is_pushed_onto_a_closed_modal(stage, refused, show):
    await show(stage, modal(actions(button())))
    await stage.sandbox.fill(ALICE, "go", None)
    await stage.sandbox.close(ALICE)
    given = stage.payloads[-1]["trigger_id"]
    assert await refused(stage.sandbox, "views.push", trigger_id=given, view=modal()) == "not_found"


async def test_a_modal_opened_over_another_stands_in_front_of_it(stage, push, show):
    first = await show(stage, modal(actions(button())))
    await push(stage, modal(callback_id="upon it"))
    other = await show(stage, modal(actions(button())))
    assert other.root_id == other.id
    assert (await push(stage, modal(actions(button()))))["ok"]
    assert (await push(stage, modal(actions(button()))))["ok"]
    await stage.sandbox.close(ALICE, whole=True)
    assert stage.sandbox.open_view(ALICE).content["callback_id"] == "upon it"
    assert stage.sandbox.open_views(ALICE)[0] is first


async def test_only_what_is_in_front_can_be_used_and_only_by_who_sees_it(stage, push, show):
    first = await show(stage, modal(actions(button())))
    await push(stage, modal())
    with pytest.raises(LookupError, match="not in front"):
        await stage.sandbox.press(ALICE, first, "go")
    with pytest.raises(PermissionError, match=ALICE):
        await stage.sandbox.press(BOB, stage.sandbox.open_view(ALICE), "go")
    with pytest.raises(LookupError, match="no modal open"):
        await stage.sandbox.fill(BOB, "go", None)


async def test_somebody_whose_slack_has_not_shown_an_update_yet_uses_the_view_that_was(stage, call, refused, show):
    view = await show(stage, modal(actions(button())))
    seen = copy.copy(view)
    await call(stage.sandbox, "views.update", view_id=view.id, view=modal())
    with pytest.raises(LookupError, match="go"):
        await stage.sandbox.press(ALICE, view, "go")
    assert await stage.sandbox.press(ALICE, seen, "go") == 200
    known = stage.payloads[-1]["view"]["hash"]
    word = await refused(stage.sandbox, "views.update", view_id=view.id, hash=known, view=modal())
    assert word == "hash_conflict"
