import pytest

from bot.sandbox import User

METADATA = {"event_type": "leadwheel_notice", "event_payload": {"delivery_id": "1"}}


async def pages(call, sandbox, method, **arguments):
    """All pages of a method: the texts of each."""
    found, cursor = [], None
    while True:
        answer = await call(sandbox, method, **arguments, **({"cursor": cursor} if cursor else {}))
        assert answer["ok"], answer
        found.append([message["text"] for message in answer["messages"]])
        cursor = answer["response_metadata"]["next_cursor"]
        assert answer["has_more"] is bool(cursor)
        if not cursor:
            return found


async def test_history_gives_the_top_level_newest_first(sandbox, call):
    first = await sandbox.write("U01ALICE", "C01LEADS", "one")
    await sandbox.write("U02BOB", "C01LEADS", "reply", thread_ts=first)
    await sandbox.write("U02BOB", "C01LEADS", "shown", thread_ts=first, subtype="thread_broadcast")
    await sandbox.write("U01ALICE", "C01LEADS", "two")
    messages = (await call(sandbox, "conversations.history", channel="C01LEADS"))["messages"]
    assert [message["text"] for message in messages] == ["two", "shown", "one"]
    assert messages[2]["reply_count"] == 2
    assert messages[2]["reply_users"] == ["U02BOB"]
    assert messages[2]["thread_ts"] == first
    assert messages[1]["thread_ts"] == first
    assert "thread_ts" not in messages[0]


async def test_history_comes_in_pages(sandbox, call):
    for number in range(7):
        await sandbox.write("U01ALICE", "C01LEADS", str(number))
    assert await pages(call, sandbox, "conversations.history", channel="C01LEADS", limit=3) == [
        ["6", "5", "4"],
        ["3", "2", "1"],
        ["0"],
    ]


async def test_a_page_is_not_moved_by_what_comes_meanwhile(sandbox, call):
    for number in range(4):
        await sandbox.write("U01ALICE", "C01LEADS", str(number))
    answer = await call(sandbox, "conversations.history", channel="C01LEADS", limit=2)
    await sandbox.write("U01ALICE", "C01LEADS", "new")
    cursor = answer["response_metadata"]["next_cursor"]
    answer = await call(sandbox, "conversations.history", channel="C01LEADS", limit=2, cursor=cursor)
    assert [message["text"] for message in answer["messages"]] == ["1", "0"]


async def test_oldest_and_latest_are_outside_unless_inclusive(sandbox, call):
    stamps = [await sandbox.write("U01ALICE", "C01LEADS", str(number)) for number in range(5)]
    span = {"channel": "C01LEADS", "oldest": stamps[1], "latest": stamps[3]}
    assert await pages(call, sandbox, "conversations.history", **span) == [["2"]]
    assert await pages(call, sandbox, "conversations.history", **span, inclusive=True) == [["3", "2", "1"]]
    assert await pages(call, sandbox, "conversations.history", channel="C01LEADS", oldest=stamps[3]) == [["4"]]
    assert await pages(call, sandbox, "conversations.history", channel="C01LEADS", oldest="0", latest="1") == [[]]


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_metadata_is_given_only_when_asked_for(sandbox, call, post, method):
    ts = await post(sandbox, metadata=METADATA)
    [without] = (await call(sandbox, method, channel="C01LEADS", ts=ts))["messages"]
    [with_it] = (await call(sandbox, method, channel="C01LEADS", ts=ts, include_all_metadata=True))["messages"]
    assert "metadata" not in without
    assert with_it["metadata"] == METADATA


async def test_replies_give_the_thread_oldest_first_with_its_first_message(sandbox, call, post):
    first = await sandbox.write("U01ALICE", "C01LEADS", "help")
    for number in range(3):
        await post(sandbox, text=str(number), thread_ts=first)
    await post(sandbox, text="elsewhere")
    answer = await call(sandbox, "conversations.replies", channel="C01LEADS", ts=first)
    assert [message["text"] for message in answer["messages"]] == ["help", "0", "1", "2"]
    assert answer["messages"][1]["parent_user_id"] == "U01ALICE"
    by_reply = await call(sandbox, "conversations.replies", channel="C01LEADS", ts=answer["messages"][2]["ts"])
    assert by_reply["messages"] == answer["messages"]


async def test_replies_come_in_pages(sandbox, call, post):
    first = await sandbox.write("U01ALICE", "C01LEADS", "help")
    for number in range(4):
        await post(sandbox, text=str(number), thread_ts=first)
    found = await pages(call, sandbox, "conversations.replies", channel="C01LEADS", ts=first, limit=2)
    assert found == [["help", "0"], ["1", "2"], ["3"]]


async def test_replies_since_a_time_still_begin_with_the_first_message(sandbox, call, post):
    first = await sandbox.write("U01ALICE", "C01LEADS", "help")
    stamps = [await post(sandbox, text=str(number), thread_ts=first) for number in range(3)]
    span = {"channel": "C01LEADS", "ts": first, "oldest": stamps[1]}
    assert await pages(call, sandbox, "conversations.replies", **span) == [["help", "2"]]
    assert await pages(call, sandbox, "conversations.replies", **span, inclusive=1) == [["help", "1", "2"]]


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"channel": "C99NOWHERE"}, "channel_not_found"),
        ({"channel": "C03SECRET"}, "channel_not_found"),
        ({"channel": "C02OTHER"}, "not_in_channel"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
        ({"latest": "1.x"}, "invalid_ts_latest"),
        ({"cursor": "bmV4dF90czo="}, "invalid_cursor"),
        ({"cursor": "bmV4dF90czpub3c="}, "invalid_cursor"),
        ({"limit": "x"}, "invalid_limit"),
    ],
)
async def test_reading_is_refused_in_slacks_words(sandbox, refused, method, arguments, word):
    sandbox.add_channel("C02OTHER", name="other", bot_is_member=False)
    sandbox.add_channel("C03SECRET", name="secret", private=True, bot_is_member=False)
    ts = await sandbox.write("U01ALICE", "C01LEADS", "help")
    assert await refused(sandbox, method, **({"channel": "C01LEADS", "ts": ts} | arguments)) == word


@pytest.mark.parametrize("ts", ["1700000000.000001", "never", None])
async def test_replies_to_nothing_are_refused(sandbox, refused, ts):
    assert await refused(sandbox, "conversations.replies", channel="C01LEADS", ts=ts) == "thread_not_found"


async def test_open_gives_the_direct_message_once(sandbox, call):
    answer = await call(sandbox, "conversations.open", users="U01ALICE")
    again = await call(sandbox, "conversations.open", users="U01ALICE", return_im=True)
    resumed = await call(sandbox, "conversations.open", channel=answer["channel"]["id"])
    assert answer == {"ok": True, "channel": {"id": sandbox.direct_channel("U01ALICE")}}
    assert again["already_open"]
    assert again["channel"]["user"] == "U01ALICE"
    assert again["channel"] == resumed["channel"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({}, "users_list_not_supplied"),
        ({"users": " , "}, "users_list_not_supplied"),
        ({"users": "U99NOBODY"}, "user_not_found"),
        ({"users": "U05GONE"}, "user_disabled"),
        ({"users": "USLACKBOT"}, "cannot_dm_bot"),
        ({"users": "U01ALICE,U02BOB"}, "missing_scope"),
        ({"channel": "C99NOWHERE"}, "channel_not_found"),
        ({"channel": "C01LEADS"}, "method_not_supported_for_channel_type"),
    ],
)
async def test_open_is_refused_in_slacks_words(sandbox, refused, arguments, word):
    sandbox.add_user(User(id="U05GONE", name="gone", deleted=True))
    assert await refused(sandbox, "conversations.open", **arguments) == word


async def test_ids_that_share_a_tail_get_direct_messages_of_their_own(sandbox):
    sandbox.add_user(User(id="W01ALICE", name="alice.w"))
    assert sandbox.direct_channel("U01ALICE") != sandbox.direct_channel("W01ALICE")
    assert sandbox.direct_channel("W01ALICE") == sandbox.direct_channel("W01ALICE")


async def test_info_tells_of_each_kind_of_channel(make_sandbox, call):
    sandbox = await make_sandbox(scopes=["channels:read", "groups:read", "im:read"])
    sandbox.add_user(User(id="U06STRANGE", name="sam", team_id="T02OTHER"))
    sandbox.add_channel("C02SECRET", name="secret", private=True, members=["U06STRANGE"])
    public = (await call(sandbox, "conversations.info", channel="C01LEADS"))["channel"]
    private = (await call(sandbox, "conversations.info", channel="C02SECRET"))["channel"]
    direct = (await call(sandbox, "conversations.info", channel=sandbox.direct_channel("U02BOB")))["channel"]
    assert (public["name"], public["is_channel"], public["is_private"], public["is_member"]) == (
        "leads",
        True,
        False,
        True,
    )
    assert (private["is_group"], private["is_ext_shared"], public["is_ext_shared"]) == (True, True, False)
    assert (direct["is_im"], direct["user"]) == (True, "U02BOB")


async def test_info_of_nothing_is_refused(make_sandbox, refused):
    sandbox = await make_sandbox(scopes=["channels:read"])
    assert await refused(sandbox, "conversations.info", channel="C99NOWHERE") == "channel_not_found"
