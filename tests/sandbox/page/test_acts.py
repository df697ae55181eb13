"""What a person does on the page, each act once, and what is refused in words."""

import copy
import json
import re
from pathlib import Path

import pytest
from aiohttp import web

from bot.sandbox.page.acts import ACTS
from tests.sandbox.ways import ALICE, BOB, actions, button, field, modal, option


async def test_what_is_typed_is_written_as_slack_writes_it(stage, done):
    typed = "Hi @bob, see https://example.com/a?b=1&c=2. Mail me@x.org, 1 < 2 & @here in #leads; @nobody"
    await done(stage.sandbox, "write", channel="C01LEADS", text=typed)
    (message,) = stage.sandbox.messages("C01LEADS")
    assert message.text == (
        "Hi <@U02BOB>, see <https://example.com/a?b=1&amp;c=2>. Mail <mailto:me@x.org|me@x.org>, 1 &lt; 2 &amp; <!here> "
        "in <#C01LEADS|leads>; @nobody"
    )
    await stage.sandbox.delivered()
    assert stage.events[0]["text"] == message.text


async def test_a_reply_stands_in_its_thread(stage, done):
    ts = (await done(stage.sandbox, "write", channel="C01LEADS", text="a question"))["ts"]
    await done(stage.sandbox, "write", BOB, channel="C01LEADS", thread=ts, text="an answer")
    assert [reply.text for reply in stage.sandbox.thread("C01LEADS", ts)] == ["an answer"]


async def test_a_thread_is_opened(stage, done, act):
    sandbox = stage.sandbox
    ts = await sandbox.write(BOB, "C01LEADS", "a question")
    assert sandbox.opened_threads == frozenset()
    await done(sandbox, "open_thread", channel="C01LEADS", ts=ts)
    assert sandbox.opened_threads == {("C01LEADS", ts)}
    sandbox.add_channel("C02SECRET", "secret", members=[BOB], private=True)
    hidden = await sandbox.write(BOB, "C02SECRET", "hush")
    assert (await act(sandbox, "open_thread", channel="C02SECRET", ts=hidden))[0] == 400
    assert (await act(sandbox, "open_thread", channel="C01LEADS", ts=hidden))[0] == 400
    assert sandbox.opened_threads == {("C01LEADS", ts)}


async def test_a_message_to_the_bot_opens_the_direct_channel(stage, done):
    await done(stage.sandbox, "write", channel=stage.sandbox.bot_user_id, text="hello")
    assert [message.text for message in stage.sandbox.direct_messages(ALICE)] == ["hello"]


async def test_ones_own_message_is_changed_and_taken_back(stage, done, act, post):
    ts = await stage.sandbox.write(ALICE, "C01LEADS", "helo")
    await done(stage.sandbox, "edit", channel="C01LEADS", ts=ts, text="hello")
    assert stage.sandbox.messages("C01LEADS")[0].text == "hello"
    for name in ("edit", "delete"):
        status, said = await act(stage.sandbox, name, BOB, channel="C01LEADS", ts=ts, text="mine now")
        assert (status, said["error"]) == (400, "only one's own messages can be changed")
    await done(stage.sandbox, "delete", channel="C01LEADS", ts=ts)
    assert stage.sandbox.messages("C01LEADS") == []


async def test_a_command_is_answered_to_its_writer(stage, done):
    stage.answer({"text": "You are away now"})
    assert await done(stage.sandbox, "command", channel="C01LEADS", command="/away", text="on @bob") == {}
    assert stage.bot.received[0].form["text"] == "on <@U02BOB|bob>"
    assert [message.text for message in stage.sandbox.ephemerals(ALICE)] == ["You are away now"]


async def test_a_command_that_the_bot_fails_is_told_in_words(stage, done):
    stage.bot.answers.append(500)
    said = await done(stage.sandbox, "command", channel=stage.sandbox.bot_user_id, command="/away")
    assert said == {"trouble": "/away failed with the error “http_service_error”"}


async def test_a_button_is_pressed(stage, done, post):
    ts = await post(stage.sandbox, "hi", blocks=[actions(button())])
    assert await done(stage.sandbox, "use", channel="C01LEADS", ts=ts, action="go", block="actions_block") == {}
    assert stage.payloads[0]["actions"][0]["action_id"] == "go"
    stage.bot.answers.append(500)
    said = await done(stage.sandbox, "use", channel="C01LEADS", ts=ts, action="go")
    assert said == {"trouble": "The bot answered with HTTP 500"}


async def test_a_button_of_a_private_word_is_pressed_by_who_sees_it(stage, done, act, call):
    await call(
        stage.sandbox, "chat.postEphemeral", channel="C01LEADS", user=ALICE, text="psst", blocks=[actions(button())]
    )
    (word,) = stage.sandbox.ephemerals(ALICE)
    await done(stage.sandbox, "use", channel="C01LEADS", ts=word.ts, action="go")
    assert (await act(stage.sandbox, "use", BOB, channel="C01LEADS", ts=word.ts, action="go"))[0] == 400


async def test_a_form_is_filled_refused_by_the_bot_and_sent(stage, done, act, show):
    view = await show(stage, modal(field("email_text_input", "mail")))
    status, said = await act(stage.sandbox, "use", view=view.id, action="mail", given="no mail")
    assert (status, said["error"]) == (400, "'no mail' is no e-mail address")
    assert (await done(stage.sandbox, "submit"))["errors"] == {"mail_block": "Please complete this required field."}
    await done(stage.sandbox, "use", view=view.id, action="mail", given="me@example.com")
    stage.answer({"response_action": "errors", "errors": {"mail_block": "not that one"}})
    assert (await done(stage.sandbox, "submit"))["errors"] == {"mail_block": "not that one"}
    assert (await done(stage.sandbox, "submit"))["errors"] == {}
    assert stage.sandbox.open_view(ALICE) is None


async def test_a_form_is_closed_unsent(stage, done, act, show):
    view = await show(stage, modal(notify_on_close=True))
    await done(stage.sandbox, "close", whole=True)
    assert stage.payloads[-1]["type"] == "view_closed"
    assert (await act(stage.sandbox, "use", view=view.id, action="what", given="x"))[1] == {
        "error": "this is closed already"
    }


async def test_the_options_of_an_external_select_are_the_bots(stage, done, show):
    view = await show(stage, modal(field("external_select", "who", min_query_length=1)))
    stage.answer({"options": [option("a")]})
    said = await done(stage.sandbox, "options", view=view.id, action="who", typed="al")
    assert [one["value"] for one in said["options"]] == ["a"]
    await done(stage.sandbox, "use", view=view.id, action="who", given="a")


async def test_the_app_is_opened(stage, done, act):
    await done(stage.sandbox, "open_home", tab="home")
    await stage.sandbox.delivered()
    assert stage.events[0]["type"] == "app_home_opened"
    assert (await act(stage.sandbox, "open_home", tab="about"))[0] == 400


async def test_shortcuts_are_run(stage, done):
    ts = await stage.sandbox.write(BOB, "C01LEADS", "hi")
    await done(stage.sandbox, "shortcut", shortcut="ask")
    await done(stage.sandbox, "message_shortcut", channel="C01LEADS", ts=ts, shortcut="give")
    assert [payload["type"] for payload in stage.payloads] == ["shortcut", "message_action"]


async def test_a_channel_is_joined_and_the_app_let_in(stage, done):
    stage.sandbox.add_channel("C02LOBBY", "lobby", bot_is_member=False)
    await done(stage.sandbox, "join", channel="C02LOBBY")
    await done(stage.sandbox, "invite", channel="C02LOBBY")
    assert stage.sandbox._core.workspace.channels["C02LOBBY"].members == {ALICE, stage.sandbox.bot_user_id}


async def test_things_go_wrong_and_right_again(stage, done, call):
    sandbox = stage.sandbox
    await done(sandbox, "fail", method="auth.test", kind="fatal_error", times=1)
    assert (await call(sandbox, "auth.test"))["error"] == "fatal_error"
    await done(sandbox, "fail_share", share=1, kind="internal_error")
    assert (await call(sandbox, "auth.test"))["error"] == "internal_error"
    await done(sandbox, "fail_share", share=0)
    await done(sandbox, "divert", late=0, doubled=1, unheard=0)
    await done(sandbox, "revoke", on=True)
    assert (await call(sandbox, "auth.test"))["error"] == "account_inactive"
    await done(sandbox, "silence", on=True)
    assert sandbox.is_silent
    await done(sandbox, "heal")
    assert (await call(sandbox, "auth.test"))["ok"]
    assert not sandbox.is_silent


async def test_a_link_to_a_message_leads_to_it_on_the_page(sandbox, session, address):
    url = address(sandbox, "archives/C01LEADS/p1700000000000100")
    async with session.get(url, allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/?in=C01LEADS&at=1700000000.000100")


WRONG = [
    {},
    {"act": "dance"},
    {"act": ["write"]},
    {"act": "write"},
    {"act": "write", "channel": "C99", "text": "hi"},
    {"act": "write", "channel": "C01LEADS", "text": 5},
    {"act": "write", "channel": "C01LEADS", "text": "hi", "thread": "1.2"},
    {"act": "write", "channel": "C01LEADS", "text": "hi", "thread": 1},
    {"act": "edit", "channel": "C01LEADS", "ts": "1.2", "text": "x"},
    {"act": "command", "channel": "C01LEADS", "command": "/dance"},
    {"act": "use", "channel": "C01LEADS", "ts": "1.2", "action": "go"},
    {"act": "use", "view": "V1", "action": "go"},
    {"act": "use", "view": "V1", "action": "go", "given": {"a": 1}},
    {"act": "submit"},
    {"act": "close", "whole": "yes"},
    {"act": "shortcut", "shortcut": "dance"},
    {"act": "fail", "method": "chat.dance", "kind": "429"},
    {"act": "fail", "method": "chat.postMessage", "kind": "429", "times": -1},
    {"act": "fail", "method": "chat.postMessage", "kind": "429", "times": 1e400},
    {"act": "fail_share", "share": 2},
    {"act": "divert", "late": True},
    {"act": "silence", "on": 1},
]


@pytest.mark.parametrize("told", WRONG, ids=str)
async def test_what_cannot_be_done_is_refused_in_words(stage, session, address, told):
    body = json.dumps({"as": ALICE} | copy.deepcopy(told))
    headers = {"Content-Type": "application/json"}
    async with session.post(address(stage.sandbox, "page/act"), data=body, headers=headers) as response:
        assert response.status == 400
        assert len((await response.json())["error"]) > 5


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"write"', b"\xff", b'{"act": "write"}'])
async def test_what_is_no_act_is_refused_in_words(sandbox, session, address, body):
    headers = {"Content-Type": "application/json"}
    async with session.post(address(sandbox, "page/act"), data=body, headers=headers) as response:
        assert response.status == 400
        assert (await response.json())["error"]


async def test_without_a_bot_what_is_pressed_says_so(sandbox, act):
    status, said = await act(sandbox, "command", channel="C01LEADS", command="/away")
    assert status == 400
    assert "events_url" in said["error"]


async def test_a_bot_that_is_not_there_is_told_of(stage, done, post):
    ts = await post(stage.sandbox, "hi", blocks=[actions(button())])
    stage.sandbox.events_url = "http://127.0.0.1:1/"
    said = await done(stage.sandbox, "use", channel="C01LEADS", ts=ts, action="go")
    assert said == {"trouble": "No bot is there"}


def test_every_act_of_the_table_is_done_above():
    done = re.findall(r'await done\(\s*(?:stage\.)?sandbox, "(\w+)"', Path(__file__).read_text(encoding="utf-8"))
    assert set(done) == set(ACTS)


async def test_a_stranger_bot_answer_breaks_nothing(stage, done):
    stage.bot.answers.append(web.Response(text="<html>", content_type="text/html"))
    assert await done(stage.sandbox, "command", channel="C01LEADS", command="/away") == {}
