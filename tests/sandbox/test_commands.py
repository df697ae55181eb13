import copy

import pytest
from aiohttp import web

from bot import manifest
from bot.sandbox import User
from bot.sandbox.mentions import escape_mentions


async def test_a_command_comes_as_slacks_form(connected, bot):
    await connected.run_command("U01ALICE", "/away", "on lunch", channel="C01LEADS")
    [received] = bot.received
    form = received.form
    assert received.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert form.pop("response_url").startswith(connected.api_url.removesuffix("api/"))
    assert form.pop("trigger_id")
    assert form.pop("token")
    assert form == {
        "team_id": "T01TEST",
        "team_domain": "sandbox",
        "channel_id": "C01LEADS",
        "channel_name": "leads",
        "user_id": "U01ALICE",
        "user_name": "alice",
        "command": "/away",
        "text": "on lunch",
        "api_app_id": connected.app_id,
        "is_enterprise_install": "false",
    }


async def test_each_command_has_a_trigger_of_its_own(connected, bot):
    for _ in range(2):
        await connected.run_command("U01ALICE", "/away")
    first, second = (received.form for received in bot.received)
    assert first["trigger_id"] != second["trigger_id"]
    assert (first["channel_name"], first["channel_id"]) == ("directmessage", connected.direct_channel("U01ALICE"))


async def test_an_answer_in_json_is_seen_by_who_asked(connected, bot):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "You are away."}}]
    bot.answers.append(web.json_response({"text": "You are away.", "blocks": blocks}))
    answer = await connected.run_command("U01ALICE", "/away", "on", channel="C01LEADS")
    assert (answer.status, answer.text, answer.blocks, answer.response_type, answer.error) == (
        200,
        "You are away.",
        blocks,
        "ephemeral",
        None,
    )
    assert 0 < answer.seconds < 3
    [message] = connected.ephemerals("U01ALICE")
    assert (message.text, message.channel) == ("You are away.", "C01LEADS")
    assert connected.messages("C01LEADS") == connected.ephemerals("U02BOB") == []


async def test_an_answer_in_plain_text_is_seen_too(connected, bot):
    bot.answers.append(web.Response(text="You are away.\n"))
    answer = await connected.run_command("U01ALICE", "/away", "on")
    assert (answer.text, answer.blocks) == ("You are away.", None)


async def test_an_empty_answer_shows_nothing(connected, bot):
    answer = await connected.run_command("U01ALICE", "/away", "on")
    assert (answer.status, answer.text, answer.blocks, answer.error) == (200, "", None, None)
    assert connected.ephemerals("U01ALICE") == []


async def test_a_command_is_answered_later_too_five_times_in_half_an_hour(connected, bot, session):
    async def later(url):
        async with session.post(url, json={"text": "Done"}) as response:
            return response.status

    await connected.run_command("U01ALICE", "/away", "on", channel="C01LEADS")
    await connected.run_command("U01ALICE", "/away", "off", channel="C01LEADS")
    first, second = (received.form["response_url"] for received in bot.received)
    assert [await later(first) for _ in range(6)] == [200] * 5 + [404]
    connected.clock.forward(30 * 60 - 1)
    assert await later(second) == 200
    connected.clock.forward(2)
    assert await later(second) == 404
    assert len(connected.ephemerals("U01ALICE")) == 6


async def test_an_answer_in_channel_is_posted(connected, bot):
    bot.answers.append(web.json_response({"text": "Look", "response_type": "in_channel"}))
    answer = await connected.run_command("U01ALICE", "/rotation", "show", channel="C01LEADS")
    assert answer.response_type == "in_channel"
    assert [message.text for message in connected.messages("C01LEADS")] == ["Look"]
    assert connected.ephemerals("U01ALICE") == []


async def test_an_answer_that_slack_would_refuse_is_not_shown(connected, bot):
    bot.answers.append(web.json_response({"text": "hi", "blocks": [{"type": "header"}]}))
    answer = await connected.run_command("U01ALICE", "/away")
    assert answer.error == "invalid_blocks"
    assert connected.ephemerals("U01ALICE") == []


@pytest.mark.parametrize(
    ("reply", "status", "error"), [(404, 404, "http_service_error"), (None, None, "operation_timeout")]
)
async def test_a_failed_command_shows_an_error(connected, bot, reply, status, error):
    connected.answer_within_seconds = 0.05 if reply is None else 5
    bot.answers.append(reply)
    answer = await connected.run_command("U01ALICE", "/away")
    assert (answer.status, answer.error) == (status, error)


async def test_a_bot_that_is_not_there_shows_an_error(connected, unused_tcp_port):
    connected.events_url = f"http://127.0.0.1:{unused_tcp_port}/"
    answer = await connected.run_command("U01ALICE", "/away")
    assert (answer.status, answer.error) == (None, "dispatch_failed")


async def test_mentions_are_escaped_where_the_manifest_says_so(make_sandbox, bot):
    plain = copy.deepcopy(manifest.load())
    for command in plain["features"]["slash_commands"]:
        command["should_escape"] = command["command"] == "/away"
    sandbox = await make_sandbox(manifest=plain)
    sandbox.events_url = bot.url
    for command in ("/away", "/rotation"):
        await sandbox.run_command("U01ALICE", command, "add @bob #leads")
    assert [received.form["text"] for received in bot.received] == [
        "add <@U02BOB|bob> <#C01LEADS|leads>",
        "add @bob #leads",
    ]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("@bob", "<@U02|bob>"),
        ("@Bob's turn", "<@U02|bob>'s turn"),
        ("add sales @bob,@ann.lee.", "add sales <@U02|bob>,<@U03|ann.lee>."),
        ("@bobby #lead", "@bobby #lead"),
        ("#leads-eu #leads", "<#C02|leads-eu> <#C01|leads>"),
        (
            "<@U02|bob> <#C01> <!here> <https://x.example/#leads>",
            "<@U02|bob> <#C01> <!here> <https://x.example/#leads>",
        ),
        ("mail bob@bob.example or a@bob", "mail bob@bob.example or a@bob"),
        ("@gone @ # @@bob", "@gone @ # @@bob"),
        ("a < b & @bob > c", "a < b & <@U02|bob> > c"),
    ],
)
def test_mentions_are_escaped_when_they_are_known(sandbox, typed, text):
    users = [User("U02", "bob"), User("U03", "ann.lee"), User("U04", "gone", deleted=True)]
    sandbox.add_channel("C01", name="leads")
    sandbox.add_channel("C02", name="leads-eu")
    channels = [channel for key, channel in sandbox._core.workspace.channels.items() if key in {"C01", "C02"}]
    assert escape_mentions(typed, users, channels) == text


async def test_an_undeclared_command_does_not_exist(connected, bot):
    with pytest.raises(LookupError, match="/lead"):
        await connected.run_command("U01ALICE", "/lead")
    with pytest.raises(LookupError, match="U99"):
        await connected.run_command("U99NOBODY", "/away")
    with pytest.raises(LookupError, match="C99"):
        await connected.run_command("U01ALICE", "/away", channel="C99NOWHERE")
    assert bot.received == []
