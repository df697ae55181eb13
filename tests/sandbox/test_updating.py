import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.models.blocks import SectionBlock
from slack_sdk.models.metadata import Metadata
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Limits

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}]
OTHERS = [{"type": "section", "text": {"type": "mrkdwn", "text": "taken"}}]
ATTACHMENTS = [{"text": "beside it"}]
METADATA = {"event_type": "lead", "event_payload": {"id": 1}}


@pytest.fixture
def update(call):
    """Changes a message in #leads and returns the answer."""

    async def on(sandbox, ts, **content):
        answer = await call(sandbox, "chat.update", channel="C01LEADS", ts=ts, **content)
        assert answer["ok"], answer
        return answer

    return on


@pytest.fixture
async def card(sandbox, post):
    """A message of the bot's that has everything."""
    await post(sandbox, text="hi", blocks=BLOCKS, attachments=ATTACHMENTS, metadata=METADATA)
    return sandbox.bot_messages()[0]


def content(message):
    return message.text, message.blocks, message.attachments, message.metadata


async def test_a_changed_message_shows_its_new_content_everywhere(sandbox, update, post, call):
    ts = await post(sandbox, text="hi", blocks=BLOCKS)
    answer = await update(sandbox, ts, text="taken", blocks=OTHERS, metadata=METADATA)
    assert (answer["channel"], answer["ts"], answer["text"]) == ("C01LEADS", ts, "taken")
    assert answer["message"]["edited"]["user"] == sandbox.bot_user_id
    assert answer["message"]["metadata"] == METADATA
    for messages in (sandbox.bot_messages(), sandbox.messages("C01LEADS")):
        assert [content(message) for message in messages] == [("taken", OTHERS, None, METADATA)]
    [shown] = (await call(sandbox, "conversations.history", channel="C01LEADS", include_all_metadata=True))["messages"]
    assert shown == answer["message"]


async def test_a_changed_message_keeps_its_place_and_its_thread(sandbox, update, post):
    first = await sandbox.write("U01ALICE", "C01LEADS", "help")
    replies = [await post(sandbox, thread_ts=first) for _ in range(3)]
    before = sandbox.thread("C01LEADS", first)[1].posted_at
    await update(sandbox, replies[1], text="taken")
    thread = sandbox.thread("C01LEADS", first)
    assert [message.ts for message in thread] == replies
    assert (thread[1].text, thread[1].thread_ts, thread[1].posted_at) == ("taken", first, before)
    assert sandbox.bot_messages() == thread


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"text": "new"}, ("new", None, ATTACHMENTS, METADATA)),
        ({"text": "new", "blocks": OTHERS}, ("new", OTHERS, ATTACHMENTS, METADATA)),
        ({"text": "new", "blocks": []}, ("new", None, ATTACHMENTS, METADATA)),
        ({"blocks": OTHERS}, ("", OTHERS, ATTACHMENTS, METADATA)),
        ({"attachments": [{"text": "new"}]}, ("", BLOCKS, [{"text": "new"}], METADATA)),
        ({"text": "", "attachments": []}, ("", BLOCKS, None, METADATA)),
        ({"text": "new", "attachments": []}, ("new", None, None, METADATA)),
        ({"text": "new", "metadata": {}}, ("new", None, ATTACHMENTS, None)),
        (
            {"text": "new", "metadata": METADATA | {"event_type": "new"}},
            ("new", None, ATTACHMENTS, METADATA | {"event_type": "new"}),
        ),
    ],
)
async def test_what_is_not_given_stays_but_a_text_alone_takes_the_blocks_away(sandbox, update, card, given, expected):
    await update(sandbox, card.ts, **given)
    assert content(card) == expected


async def test_new_content_may_come_as_json_text_in_a_form(sandbox, session, card):
    form = {
        "token": "xoxb-sandbox",
        "channel": "C01LEADS",
        "ts": card.ts,
        "blocks": '[{"type": "divider"}]',
        "attachments": "[]",
        "metadata": "{}",
    }
    async with session.post(sandbox.api_url + "chat.update", data=form) as response:
        assert (await response.json())["ok"]
    assert content(card) == ("", [{"type": "divider"}], None, None)


async def test_slacks_own_client_changes_a_message(sandbox, session, card):
    client = AsyncWebClient(token="xoxb-sandbox", base_url=sandbox.api_url, session=session, retry_handlers=[])
    answer = await client.chat_update(
        channel="C01LEADS",
        ts=card.ts,
        text="taken",
        blocks=[SectionBlock(text="taken")],
        attachments=[],
        metadata=Metadata("lead", {"id": 2}),
    )
    assert (answer["ts"], answer["text"], answer["message"]["text"]) == (card.ts, "taken", "taken")
    assert content(card) == ("taken", OTHERS, None, {"event_type": "lead", "event_payload": {"id": 2}})
    with pytest.raises(SlackApiError) as caught:
        await client.chat_update(channel="C01LEADS", ts="1700000000.000001", text="taken")
    assert caught.value.response["error"] == "message_not_found"


async def test_a_direct_message_is_changed_by_the_channel_that_its_posting_named(sandbox, call, refused):
    posted = await call(sandbox, "chat.postMessage", channel="U02BOB", text="psst")
    word = await refused(sandbox, "chat.update", channel="U02BOB", ts=posted["ts"], text="never mind")
    assert word == "channel_not_found"
    assert (await call(sandbox, "chat.update", channel=posted["channel"], ts=posted["ts"], text="never mind"))["ok"]
    assert [message.text for message in sandbox.direct_messages("U02BOB")] == ["never mind"]


async def test_the_bot_is_told_of_its_own_change(connected, bot, card, update):
    await update(connected, card.ts, text="taken", blocks=OTHERS)
    await connected.delivered()
    event = bot.events[-1]
    assert (event["subtype"], event["channel"]) == ("message_changed", "C01LEADS")
    assert (event["message"]["ts"], event["message"]["text"], event["message"]["bot_id"]) == (
        card.ts,
        "taken",
        connected.bot_id,
    )
    assert (event["previous_message"]["text"], event["previous_message"]["metadata"]) == ("hi", METADATA)
    assert event["event_ts"] not in {card.ts, card.edited["ts"]}


async def test_the_answer_does_not_wait_for_the_bot_to_take_the_change(sandbox, bot, card, update):
    sandbox.events_url = bot.url
    bot.answers.append(None)
    await update(sandbox, card.ts, text="taken")
    assert [delivery.attempts for delivery in sandbox.deliveries] in ([], [[]])
    bot.released.set()
    await sandbox.delivered()
    assert sandbox.deliveries[-1].acknowledged


async def test_a_bot_without_the_subscription_is_not_told(make_sandbox, bot, post, update):
    sandbox = await make_sandbox(events=["message.im"])
    sandbox.events_url = bot.url
    await update(sandbox, await post(sandbox), text="taken")
    await sandbox.delivered()
    assert bot.received == []


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"channel": "C99NOWHERE"}, "channel_not_found"),
        ({"channel": "U01ALICE"}, "channel_not_found"),
        ({"channel": None}, "channel_not_found"),
        ({"ts": "1700000000.000001"}, "message_not_found"),
        ({"ts": "yesterday"}, "message_not_found"),
        ({"ts": None}, "message_not_found"),
        ({"text": None}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": " \n", "attachments": []}, "no_text"),
        ({"text": None, "blocks": [], "attachments": []}, "no_text"),
        ({"text": None, "metadata": METADATA}, "no_text"),
        ({"text": "x" * 4_001}, "msg_too_long"),
        ({"blocks": [{"text": "no type"}]}, "invalid_blocks"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"attachments": "[{"}, "invalid_attachments"),
        ({"attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ({"metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "", "event_payload": {}}}, "invalid_metadata_format"),
        ({"metadata": "[]"}, "invalid_metadata_format"),
        ({"metadata": "{"}, "invalid_metadata_format"),
        ({"text": {"type": "mrkdwn"}}, "invalid_arguments"),
    ],
)
async def test_a_change_is_refused_in_slacks_words_and_changes_nothing(sandbox, bot, card, refused, arguments, word):
    sandbox.events_url = bot.url
    wanted = {"channel": "C01LEADS", "ts": card.ts, "text": "taken"} | arguments
    assert await refused(sandbox, "chat.update", **wanted) == word
    assert (content(card), card.edited) == (("hi", BLOCKS, ATTACHMENTS, METADATA), None)
    await sandbox.delivered()
    assert bot.received == []


async def test_a_text_of_4000_characters_is_taken(sandbox, update, card):
    await update(sandbox, card.ts, text="x" * 4_000)
    assert len(card.text) == 4_000


async def test_only_what_the_bot_posted_can_be_changed(sandbox, refused):
    by_alice = await sandbox.write("U01ALICE", "C01LEADS", "help")
    by_form = await sandbox.post_as_app("C01LEADS", "Webform", "new lead")
    by_app = await sandbox.post_as_app("C01LEADS", "CRM", "new lead", subtype=None)
    for ts in (by_alice, by_form, by_app):
        word = await refused(sandbox, "chat.update", channel="C01LEADS", ts=ts, text="taken")
        assert word == "cant_update_message"
    assert [message.text for message in sandbox.messages("C01LEADS")] == ["help", "new lead", "new lead"]


async def test_what_is_deleted_or_ephemeral_is_not_found(sandbox, call, post, refused):
    gone, first = await post(sandbox), await post(sandbox)
    await post(sandbox, thread_ts=first)
    for ts in (gone, first):
        await sandbox.delete("C01LEADS", ts)
    posted = await call(sandbox, "chat.postEphemeral", channel="C01LEADS", user="U02BOB", text="psst")
    for ts in (gone, first, posted["message_ts"]):
        assert await refused(sandbox, "chat.update", channel="C01LEADS", ts=ts, text="taken") == "message_not_found"
    assert [message.text for message in sandbox.ephemerals("U02BOB")] == ["psst"]


async def test_nothing_changes_in_an_archived_channel_or_a_private_one_without_the_bot(sandbox, post, refused):
    ts = await post(sandbox)
    channel = sandbox._core.workspace.channel("C01LEADS")
    channel.archived = True
    assert await refused(sandbox, "chat.update", channel="C01LEADS", ts=ts, text="taken") == "is_inactive"
    channel.archived, channel.private = False, True
    channel.members.remove(sandbox.bot_user_id)
    assert await refused(sandbox, "chat.update", channel="C01LEADS", ts=ts, text="taken") == "channel_not_found"


async def test_changing_does_not_count_as_posting(make_sandbox, post, update, refused):
    sandbox = await make_sandbox(limits=Limits(posts_a_second=0.01, tiers=False))
    posted = [await post(sandbox) for _ in range(5)]
    for ts in posted * 2:
        await update(sandbox, ts, text="taken")
    assert await refused(sandbox, "chat.postMessage", channel="C01LEADS", text="hi") == "ratelimited"


@pytest.mark.parametrize(("kind", "text"), [("drop_before", "hi"), ("drop_after", "taken")])
async def test_a_change_whose_answer_is_lost(sandbox, session, card, update, kind, text):
    sandbox.fail("chat.update", kind)
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    body = {"channel": "C01LEADS", "ts": card.ts, "text": "taken"}
    with pytest.raises(aiohttp.ClientConnectionError):
        await session.post(sandbox.api_url + "chat.update", json=body, headers=headers)
    assert (card.text, sandbox.calls[-1].outcome) == (text, kind)
    await update(sandbox, card.ts, text="taken again")
    assert card.text == "taken again"


async def test_a_change_fails_with_any_word_on_demand(sandbox, card, refused):
    sandbox.fail("chat.update", "edit_window_closed")
    sandbox.fail("chat.update", "429")
    for word in ("edit_window_closed", "ratelimited"):
        assert await refused(sandbox, "chat.update", channel="C01LEADS", ts=card.ts, text="taken") == word
    assert card.text == "hi"
