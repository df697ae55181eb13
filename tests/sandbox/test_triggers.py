import pytest

from tests.sandbox.ways import ALICE, BOB, actions, button, field, modal


async def test_a_trigger_serves_once(stage, call, refused, trigger):
    given = await trigger(stage)
    assert (await call(stage.sandbox, "views.open", trigger_id=given, view=modal()))["ok"]
    assert await refused(stage.sandbox, "views.open", trigger_id=given, view=modal()) == "exchanged_trigger_id"
    assert await refused(stage.sandbox, "views.push", trigger_id=given, view=modal()) == "exchanged_trigger_id"


async def test_a_trigger_lives_for_three_seconds(stage, call, refused, trigger):
    first, second = await trigger(stage), await trigger(stage)
    stage.sandbox.clock.forward(2.5)
    assert (await call(stage.sandbox, "views.open", trigger_id=first, view=modal()))["ok"]
    stage.sandbox.clock.forward(1)
    assert await refused(stage.sandbox, "views.open", trigger_id=second, view=modal()) == "expired_trigger_id"
    assert await refused(stage.sandbox, "views.open", trigger_id=first, view=modal()) == "exchanged_trigger_id"


async def test_a_trigger_that_was_never_given_is_no_trigger(stage, call, refused):
    assert await refused(stage.sandbox, "views.open", trigger_id="1.2.3", view=modal()) == "invalid_trigger_id"
    answer = await call(stage.sandbox, "views.open", view=modal())
    assert answer["response_metadata"]["messages"] == ["[ERROR] missing required field: trigger_id"]


async def test_a_refused_call_leaves_the_trigger_as_it_was(stage, call, refused, trigger):
    given = await trigger(stage)
    assert await refused(stage.sandbox, "views.open", trigger_id=given, view={"type": "modal"}) == "invalid_arguments"
    assert await refused(stage.sandbox, "views.push", trigger_id=given, view=modal()) == "not_found"
    assert (await call(stage.sandbox, "views.open", trigger_id=given, view=modal()))["ok"]


async def test_the_form_is_shown_to_who_did_it(stage, call, trigger):
    await call(stage.sandbox, "views.open", trigger_id=await trigger(stage, BOB), view=modal())
    assert stage.sandbox.open_view(BOB) is not None
    assert stage.sandbox.open_view(ALICE) is None


async def by_command(stage, post, show):
    await stage.sandbox.run_command(ALICE, "/away", "on", channel="C01LEADS")
    return stage.bot.received[-1].form["trigger_id"]


async def by_button(stage, post, show):
    await post(stage.sandbox, blocks=[actions(button())])
    await stage.sandbox.press(ALICE, stage.sandbox.bot_messages()[0], "go")
    return stage.payloads[-1]["trigger_id"]


async def by_message_shortcut(stage, post, show):
    await stage.sandbox.run_message_shortcut(ALICE, "C01LEADS", await post(stage.sandbox), "give")
    return stage.payloads[-1]["trigger_id"]


async def by_submission(stage, post, show):
    await show(stage, modal(field("plain_text_input", optional=True)))
    await stage.sandbox.submit(ALICE)
    return stage.payloads[-1]["trigger_id"]


async def by_button_in_a_modal(stage, post, show):
    await show(stage, modal(actions(button())))
    await stage.sandbox.fill(ALICE, "go", None)
    return stage.payloads[-1]["trigger_id"]


@pytest.mark.parametrize("doing", [by_command, by_button, by_message_shortcut, by_submission, by_button_in_a_modal])
async def test_whatever_people_do_gives_a_trigger(stage, call, post, show, doing):
    given = await doing(stage, post, show)
    answer = await call(stage.sandbox, "views.open", trigger_id=given, view=modal(callback_id="after"))
    assert answer["ok"]
    assert stage.sandbox.open_view(ALICE).content["callback_id"] == "after"
