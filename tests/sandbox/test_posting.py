import pytest

from bot.sandbox import SLACKS, UNLIMITED, User

METADATA = {"event_type": "leadwheel_notice", "event_payload": {"delivery_id": "1"}}
BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}]


async def test_a_message_is_posted_and_kept(sandbox, call):
    answer = await call(sandbox, "chat.postMessage", channel="C01LEADS", text="hi", blocks=BLOCKS, metadata=METADATA)
    [message] = sandbox.messages("C01LEADS")
    assert (answer["channel"], answer["ts"]) == ("C01LEADS", message.ts)
    assert answer["message"]["bot_id"] == sandbox.bot_id
    assert answer["message"]["app_id"] == sandbox.app_id
    assert answer["message"]["blocks"][0]["block_id"]
    assert (message.user, message.text, message.blocks) == (sandbox.bot_user_id, "hi", BLOCKS)
    assert message.metadata == METADATA
    assert message.thread_ts is None
    assert message.posted_at == pytest.approx(float(message.ts), abs=1)
    assert sandbox.bot_messages() == [message]


async def test_blocks_and_metadata_may_come_as_json_text(sandbox, session):
    form = {
        "token": "xoxb-sandbox",
        "channel": "C01LEADS",
        "blocks": '[{"type": "divider"}]',
        "metadata": '{"event_type": "a", "event_payload": {}}',
    }
    async with session.post(sandbox.api_url + "chat.postMessage", data=form) as response:
        assert (await response.json())["ok"]
    [message] = sandbox.messages("C01LEADS")
    assert message.blocks == [{"type": "divider"}]
    assert message.metadata == {"event_type": "a", "event_payload": {}}
    assert "token" not in sandbox.calls[-1].arguments


async def test_a_reply_goes_to_its_thread(sandbox, post):
    first = await sandbox.write("U01ALICE", "C01LEADS", "help")
    ts = await post(sandbox, thread_ts=first)
    assert [message.ts for message in sandbox.messages("C01LEADS")] == [first]
    assert [(message.ts, message.thread_ts) for message in sandbox.thread("C01LEADS", first)] == [(ts, first)]


async def test_posting_to_a_user_opens_the_direct_message(sandbox, call):
    answer = await call(sandbox, "chat.postMessage", channel="U02BOB", text="psst")
    again = await call(sandbox, "chat.postMessage", channel=answer["channel"], text="psst again")
    assert answer["channel"] == again["channel"] == sandbox.direct_channel("U02BOB")
    assert answer["channel"].startswith("D")
    assert [message.text for message in sandbox.direct_messages("U02BOB")] == ["psst", "psst again"]
    assert sandbox.direct_messages("U01ALICE") == []
    assert [message.text for message in sandbox.bot_messages()] == ["psst", "psst again"]


async def test_the_deactivated_can_still_be_written_to(sandbox, call):
    sandbox.add_user(User(id="U05GONE", name="gone", deleted=True))
    assert (await call(sandbox, "chat.postMessage", channel="U05GONE", text="hi"))["ok"]


async def test_ts_are_unique_and_rise(make_sandbox, post):
    sandbox = await make_sandbox(limits=UNLIMITED)
    stamps = [await post(sandbox) for _ in range(50)]
    stamps.append(await sandbox.write("U01ALICE", "C01LEADS", "hi"))
    assert stamps == sorted(set(stamps))
    assert all(len(ts.split(".")[1]) == 6 for ts in stamps)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"channel": "C99NOWHERE"}, "channel_not_found"),
        ({"channel": "U99NOBODY"}, "channel_not_found"),
        ({"channel": None}, "channel_not_found"),
        ({"channel": "#leads"}, "channel_not_found"),
        ({"channel": "C02OTHER"}, "not_in_channel"),
        ({"channel": "C03SECRET"}, "channel_not_found"),
        ({"channel": "C04OLD"}, "is_archived"),
        ({"channel": "U03ROBOT"}, "cannot_dm_bot"),
        ({"channel": "USLACKBOT"}, "cannot_dm_bot"),
        ({"text": None}, "no_text"),
        ({"text": "  \n"}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        ({"blocks": [{"text": "no type"}]}, "invalid_blocks"),
        ({"blocks": {"type": "divider"}}, "invalid_blocks"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"attachments": "[{"}, "invalid_attachments"),
        ({"attachments": ["text"]}, "invalid_attachments"),
        ({"attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ({"metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"metadata": "[]"}, "invalid_metadata_format"),
        ({"metadata": "{"}, "invalid_metadata_format"),
        ({"thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"thread_ts": "1700000000.000001"}, "thread_not_found"),
        ({"text": {"type": "mrkdwn"}}, "invalid_arguments"),
    ],
)
async def test_posting_is_refused_in_slacks_words(sandbox, refused, arguments, word):
    sandbox.add_channel("C02OTHER", name="other", bot_is_member=False)
    sandbox.add_channel("C03SECRET", name="secret", private=True, bot_is_member=False)
    sandbox.add_channel("C04OLD", name="old", archived=True)
    sandbox.add_user(User(id="U03ROBOT", name="robot", is_bot=True))
    assert await refused(sandbox, "chat.postMessage", **({"channel": "C01LEADS", "text": "hi"} | arguments)) == word
    assert sandbox.bot_messages() == []


@pytest.mark.parametrize("length", [1, 40_000])
async def test_a_text_up_to_the_limit_is_posted(sandbox, post, length):
    await post(sandbox, text="x" * length)
    assert len(sandbox.messages("C01LEADS")[0].text) == length


async def test_nobody_can_answer_to_a_reply_or_to_somebody_joining(sandbox, refused):
    first = await sandbox.write("U01ALICE", "C01LEADS", "help")
    reply = await sandbox.write("U02BOB", "C01LEADS", "with what?", thread_ts=first)
    joined = await sandbox.write("U02BOB", "C01LEADS", "<@U02BOB> has joined", subtype="channel_join")
    for ts in (reply, joined):
        word = await refused(sandbox, "chat.postMessage", channel="C01LEADS", text="hi", thread_ts=ts)
        assert word == "cannot_reply_to_message"


async def test_a_refusal_of_blocks_says_where(sandbox, call):
    answer = await call(sandbox, "chat.postMessage", channel="C01LEADS", text="hi", blocks=[{"type": "header"}])
    assert answer["response_metadata"]["messages"][0].endswith("[json-pointer:/blocks/0]")


async def test_ephemerals_are_seen_by_one_user_only(sandbox, call):
    answer = await call(sandbox, "chat.postEphemeral", channel="C01LEADS", user="U02BOB", text="only you")
    [message] = sandbox.ephemerals("U02BOB")
    assert (message.ts, message.text, message.ephemeral_to) == (answer["message_ts"], "only you", "U02BOB")
    assert sandbox.ephemerals("U01ALICE") == sandbox.messages("C01LEADS") == sandbox.bot_messages() == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"user": "U99NOBODY"}, "user_not_in_channel"),
        ({"user": "U03CAROL"}, "user_not_in_channel"),
        ({"channel": "C99NOWHERE"}, "channel_not_found"),
        ({"channel": "C02OTHER"}, "not_in_channel"),
        ({"text": ""}, "no_text"),
    ],
)
async def test_ephemerals_are_refused_in_slacks_words(sandbox, refused, arguments, word):
    sandbox.add_user(User(id="U03CAROL", name="carol"))
    sandbox.add_channel("C02OTHER", name="other", bot_is_member=False)
    wanted = {"channel": "C01LEADS", "user": "U01ALICE", "text": "hi"} | arguments
    assert await refused(sandbox, "chat.postEphemeral", **wanted) == word


async def test_a_permalink_leads_to_a_message(sandbox, call, post):
    first = await post(sandbox)
    reply = await post(sandbox, thread_ts=first)
    link = (await call(sandbox, "chat.getPermalink", channel="C01LEADS", message_ts=first))["permalink"]
    assert link.endswith(f"/archives/C01LEADS/p{first.replace('.', '')}")
    link = (await call(sandbox, "chat.getPermalink", channel="C01LEADS", message_ts=reply))["permalink"]
    assert link.endswith(f"?thread_ts={first}&cid=C01LEADS")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [({"channel": "C99NOWHERE"}, "channel_not_found"), ({"message_ts": "1.000001"}, "message_not_found")],
)
async def test_a_permalink_to_nothing_is_refused(sandbox, refused, post, arguments, word):
    wanted = {"channel": "C01LEADS", "message_ts": await post(sandbox)} | arguments
    assert await refused(sandbox, "chat.getPermalink", **wanted) == word


async def test_posting_too_fast_is_refused_for_that_channel_until_it_may_go_on(make_sandbox, session, call):
    sandbox = await make_sandbox(limits=SLACKS)
    sandbox.add_channel("C02OTHER", name="other")
    for _ in range(5):
        assert (await call(sandbox, "chat.postMessage", channel="C01LEADS", text="hi"))["ok"]
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    body = {"channel": "C01LEADS", "text": "hi"}
    async with session.post(sandbox.api_url + "chat.postMessage", json=body, headers=headers) as response:
        assert (response.status, response.headers["Retry-After"]) == (429, "1")
        assert await response.json() == {"ok": False, "error": "ratelimited"}
    assert sandbox.calls[-1].outcome == "ratelimited"
    assert len(sandbox.messages("C01LEADS")) == 5
    assert (await call(sandbox, "chat.postMessage", channel="C02OTHER", text="hi"))["ok"]
