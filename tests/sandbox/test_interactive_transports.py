"""What is particular to a transport; that both deliver the same is in the tests of what is delivered."""

from slack_sdk.signature import SignatureVerifier

from bot.sandbox import User
from tests.sandbox.conftest import SECRET
from tests.sandbox.ways import ALICE, OverSocket, actions, button, field, interactive_manifest, modal, option


async def test_over_http_everything_is_a_signed_form_with_one_field(stage, show):
    await show(stage, modal(actions(button()), notify_on_close=True))
    await stage.sandbox.fill(ALICE, "go", None)
    await stage.sandbox.submit(ALICE)
    verifier = SignatureVerifier(SECRET)
    assert [payload["type"] for payload in stage.payloads] == ["shortcut", "block_actions", "view_submission"]
    for received in stage.bot.received:
        assert received.headers["Content-Type"] == "application/x-www-form-urlencoded"
        assert list(received.form) == ["payload"]
        assert verifier.is_valid_request(received.body, dict(received.headers))


async def test_over_socket_mode_only_forms_and_questions_take_an_answer(make_sandbox, session, show, post):
    way = OverSocket(await make_sandbox(manifest=interactive_manifest(socket_mode=True), app_token="xapp-test"))
    await way.connect(session)
    view = await show(way, modal(field("external_select", min_query_length=0, optional=True), actions(button())))
    way.answer({"options": [option("a")]})
    assert (await way.sandbox.options(ALICE, view, "what")).options == [option("a")]
    await way.sandbox.fill(ALICE, "go", None)
    way.answer({"response_action": "update", "view": modal(field("datepicker", optional=True), notify_on_close=True)})
    assert (await way.sandbox.submit(ALICE)).accepted
    await way.sandbox.close(ALICE)
    await way.sandbox.run_message_shortcut(ALICE, "C01LEADS", await post(way.sandbox), "give")
    await way.sandbox.delivered()
    taking = {
        envelope["payload"]["type"]: envelope["accepts_response_payload"]
        for envelope in way.envelopes
        if envelope["type"] == "interactive"
    }
    assert taking == {
        "block_actions": False,
        "block_suggestion": True,
        "message_action": False,
        "shortcut": False,
        "view_closed": False,
        "view_submission": True,
    }
    await way.sandbox.stop()
    await way.reading


async def test_the_answer_to_a_button_says_nothing_whatever_it_says(way, show):
    view = await show(way, modal(actions(button())))
    way.answer({"response_action": "clear"})
    assert await way.sandbox.press(ALICE, view, "go") == 200
    assert way.sandbox.open_view(ALICE) is view


async def test_a_stranger_is_told_with_their_own_workspace(way, show):
    way.sandbox.add_user(User(id="U06STRANGE", name="sam", team_id="T02OTHER"))
    await way.sandbox.run_shortcut("U06STRANGE", "ask")
    assert way.payloads[-1]["user"]["team_id"] == "T02OTHER"
    assert way.payloads[-1]["team"]["id"] == "T01TEST"
