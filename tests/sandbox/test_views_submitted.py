import pytest
from aiohttp import web

from bot.sandbox.submissions import REQUIRED, TROUBLE
from tests.sandbox.ways import ALICE, actions, button, field, modal, option, plain

FORM = modal(field("plain_text_input", "name"), field("plain_text_input", "why", optional=True))


async def typed(way, show, view=FORM):
    shown = await show(way, view)
    await way.sandbox.fill(ALICE, "name", "Lena")
    return shown


async def test_a_form_that_is_sent_off_comes_as_view_submission(way, show):
    view = await typed(way, show)
    submitted = await way.sandbox.submit(ALICE)
    assert submitted.accepted
    payload = way.payloads[-1]
    assert (payload["type"], payload["api_app_id"]) == ("view_submission", way.sandbox.app_id)
    assert payload["user"] == {"id": ALICE, "username": "alice", "name": "alice", "team_id": "T01TEST"}
    assert payload["trigger_id"]
    assert payload["response_urls"] == []
    assert (payload["view"]["id"], payload["view"]["hash"]) == (view.id, view.hash)
    assert payload["view"]["state"]["values"] == {
        "name_block": {"name": {"type": "plain_text_input", "value": "Lena"}},
        "why_block": {"why": {"type": "plain_text_input", "value": None}},
    }


@pytest.mark.parametrize("said", ["nothing", {}])
async def test_an_empty_answer_closes_the_view(way, show, said):
    await typed(way, show)
    if said != "nothing":
        way.answer(said)
    assert (await way.sandbox.submit(ALICE)).accepted
    assert way.sandbox.open_view(ALICE) is None


async def test_errors_are_shown_below_the_inputs_and_go_as_they_are_mended(way, show):
    view = await typed(way, show)
    way.answer({"response_action": "errors", "errors": {"name_block": "Nobody is called so"}})
    submitted = await way.sandbox.submit(ALICE)
    assert not submitted.accepted
    assert submitted.errors == view.errors == {"name_block": "Nobody is called so"}
    assert way.sandbox.open_view(ALICE) is view
    await way.sandbox.fill(ALICE, "name", "Mia")
    assert view.errors == {}
    assert (await way.sandbox.submit(ALICE)).accepted


async def test_an_update_is_shown_in_its_place(way, show):
    view = await typed(way, show)
    before = view.hash
    way.answer({"response_action": "update", "view": modal(title=plain("Done"))})
    assert (await way.sandbox.submit(ALICE)).accepted
    assert way.sandbox.open_view(ALICE) is view
    assert view.content["title"]["text"] == "Done"
    assert view.hash != before


async def test_a_push_is_shown_on_top_and_what_is_below_keeps_what_was_typed(way, show):
    view = await typed(way, show)
    way.answer({"response_action": "push", "view": modal(title=plain("More"))})
    assert (await way.sandbox.submit(ALICE)).accepted
    assert way.sandbox.open_view(ALICE).previous_id == view.id
    await way.sandbox.close(ALICE)
    assert way.sandbox.open_view(ALICE) is view
    await way.sandbox.submit(ALICE)
    assert way.payloads[-1]["view"]["state"]["values"]["name_block"]["name"]["value"] == "Lena"


async def test_a_clear_closes_the_whole_modal(way, show):
    await typed(way, show)
    way.answer({"response_action": "push", "view": modal(field("plain_text_input", optional=True))})
    await way.sandbox.submit(ALICE)
    way.answer({"response_action": "clear"})
    assert (await way.sandbox.submit(ALICE)).accepted
    assert way.sandbox.open_views(ALICE) == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"response_action": "explode"}, "explode"),
        ({"text": "Thank you"}, "response_action"),
        ({"response_action": "errors"}, "errors"),
        ({"response_action": "errors", "errors": {}}, "errors"),
        ({"response_action": "errors", "errors": {"nowhere": "Wrong"}}, "nowhere"),
        ({"response_action": "errors", "errors": {"line": "Wrong"}}, "line"),
        ({"response_action": "errors", "errors": {"name_block": ""}}, "name_block"),
        ({"response_action": "update"}, "json-pointer:/view"),
        ({"response_action": "update", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ({"response_action": "push", "view": modal(external_id="taken")}, "duplicate_external_id"),
        (["errors"], "no object"),
    ],
)
async def test_after_a_bad_answer_the_person_can_try_again(way, show, said, fault):
    view = await typed(
        way, show, FORM | {"external_id": "taken", "blocks": [*FORM["blocks"], {"type": "divider", "block_id": "line"}]}
    )
    way.answer(said)
    submitted = await way.sandbox.submit(ALICE)
    assert submitted.notice == view.notice == TROUBLE
    assert fault in submitted.fault
    assert way.sandbox.open_view(ALICE) is view
    assert (await way.sandbox.submit(ALICE)).accepted
    assert way.payloads[-1]["view"]["state"]["values"]["name_block"]["name"]["value"] == "Lena"


async def test_without_an_answer_in_time_the_person_can_try_again(way, show):
    view = await typed(way, show)
    way.sandbox.answer_within_seconds = 0.1
    way.answer(None)
    submitted = await way.sandbox.submit(ALICE)
    assert (submitted.notice, submitted.fault) == (TROUBLE, "http_timeout")
    assert way.sandbox.open_view(ALICE) is view


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (web.Response(status=500), "HTTP 500"),
        (web.Response(status=202), "HTTP 202"),
        (web.Response(text="{", content_type="application/json"), "Expecting"),
        (web.Response(text='{"response_action": "clear"}'), "text/plain"),
    ],
)
async def test_over_http_the_answer_must_be_json_with_status_200(stage, bot, show, answer, fault):
    await typed(stage, show)
    bot.answers.append(answer)
    submitted = await stage.sandbox.submit(ALICE)
    assert submitted.notice == TROUBLE
    assert fault in submitted.fault


async def test_a_fourth_view_is_pushed_by_no_answer_either(stage, show):
    view = modal(field("plain_text_input", optional=True))
    await show(stage, view)
    for _ in range(2):
        stage.answer({"response_action": "push", "view": view})
        assert (await stage.sandbox.submit(ALICE)).accepted
    stage.answer({"response_action": "push", "view": view})
    assert (await stage.sandbox.submit(ALICE)).fault == "push_limit_reached"
    assert len(stage.sandbox.open_views(ALICE)) == 3


async def test_what_must_be_filled_in_is_asked_for_before_anything_is_sent(stage, show):
    view = await show(stage, modal(field("checkboxes", options=[option("a")]), field("plain_text_input", "name")))
    sent = len(stage.payloads)
    submitted = await stage.sandbox.submit(ALICE)
    assert submitted.reply is None
    assert not submitted.accepted
    assert submitted.errors == view.errors == {"what_block": REQUIRED, "name_block": REQUIRED}
    assert len(stage.payloads) == sent
    await stage.sandbox.fill(ALICE, "name", "Lena")
    await stage.sandbox.fill(ALICE, "what", ["a"])
    assert (await stage.sandbox.submit(ALICE)).accepted


async def test_what_begins_with_a_value_needs_no_filling_in(stage, show):
    await show(
        stage,
        modal(field("plain_text_input", initial_value="x"), field("datepicker", "day", initial_date="2024-05-31")),
    )
    assert (await stage.sandbox.submit(ALICE)).accepted
    values = stage.payloads[-1]["view"]["state"]["values"]
    assert values["what_block"]["what"]["value"] == "x"
    assert values["day_block"]["day"]["selected_date"] == "2024-05-31"


async def test_a_form_without_a_submit_button_cannot_be_sent_off(stage, show):
    await show(stage, modal(actions(button()), submit=None))
    with pytest.raises(LookupError, match="submit"):
        await stage.sandbox.submit(ALICE)


async def test_an_update_while_the_bot_decides_is_closed_by_its_empty_answer(stage, bot, show, call):
    view = await typed(stage, show)

    async def updates(_request):
        assert (await call(stage.sandbox, "views.update", view_id=view.id, view=modal()))["ok"]
        return web.Response()

    bot.listener = updates
    assert (await stage.sandbox.submit(ALICE)).accepted
    assert stage.sandbox.open_view(ALICE) is None


async def test_what_is_closed_before_the_bot_answers_stays_closed(stage, bot, show):
    await typed(stage, show)

    async def closes(_request):
        await stage.sandbox.close(ALICE)
        return web.json_response({"response_action": "push", "view": modal()})

    bot.listener = closes
    assert (await stage.sandbox.submit(ALICE)).accepted
    assert stage.sandbox.open_views(ALICE) == []


async def test_a_form_can_carry_a_way_to_answer_in_a_channel(stage, show, session):
    asked = field("conversations_select", response_url_enabled=True)
    await show(stage, modal(asked))
    await stage.sandbox.fill(ALICE, "what", "C01LEADS")
    await stage.sandbox.submit(ALICE)
    [given] = stage.payloads[-1]["response_urls"]
    url = given.pop("response_url")
    assert given == {"block_id": "what_block", "action_id": "what", "channel_id": "C01LEADS"}
    stage.sandbox.events_url = None
    assert (await session.post(url, json={"text": "Done", "response_type": "in_channel"})).status == 200
    assert [message.text for message in stage.sandbox.messages("C01LEADS")] == ["Done"]
