"""Which channels there are, and who is in them."""

import pytest

from bot.sandbox import User

BOTH = "public_channel,private_channel"


async def all_pages(call, sandbox, method, key, **arguments):
    """What stands on each page of a method."""
    found, cursor = [], None
    while True:
        answer = await call(sandbox, method, **arguments, **({"cursor": cursor} if cursor else {}))
        assert answer["ok"], answer
        found.append(answer[key])
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            return found


@pytest.fixture
async def office(sandbox):
    """Public channels with and without the bot, an archived one, and private ones with and without it."""
    sandbox.add_channel("C02SALES", "sales", bot_is_member=False)
    sandbox.add_channel("C03OLD", "old", archived=True)
    sandbox.add_channel("C04SECRET", "secret", private=True)
    sandbox.add_channel("C05HIDDEN", "hidden", private=True, bot_is_member=False)
    sandbox.direct_channel("U01ALICE")
    return sandbox


async def test_list_gives_public_channels_with_whether_the_bot_is_in(office, call):
    channels = (await call(office, "conversations.list"))["channels"]
    assert [(one["id"], one["name"], one["is_member"], one["is_archived"]) for one in channels] == [
        ("C01LEADS", "leads", True, False),
        ("C02SALES", "sales", False, False),
        ("C03OLD", "old", True, True),
    ]


async def test_private_channels_are_listed_where_asked_for_and_the_bot_is_in(office, call):
    channels = (await call(office, "conversations.list", types=BOTH))["channels"]
    assert [one["id"] for one in channels] == ["C01LEADS", "C02SALES", "C03OLD", "C04SECRET"]
    assert channels[3]["is_private"] is True


async def test_direct_messages_are_listed_for_their_own_scope(make_sandbox, call):
    sandbox = await make_sandbox(scopes=["im:read"])
    direct = sandbox.direct_channel("U01ALICE")
    channels = (await call(sandbox, "conversations.list", types="im"))["channels"]
    assert [(one["id"], one["user"]) for one in channels] == [(direct, "U01ALICE")]


async def test_list_comes_in_pages_that_are_shortened_after_they_are_cut(office, call):
    pages = await all_pages(call, office, "conversations.list", "channels", types=BOTH, limit=1, exclude_archived=True)
    assert [[one["id"] for one in page] for page in pages] == [["C01LEADS"], ["C02SALES"], [], ["C04SECRET"]]


async def test_a_page_of_channels_is_not_moved_by_what_comes_meanwhile(office, call):
    first = await call(office, "conversations.list", limit=2)
    office.add_channel("C01AAA", "early")
    cursor = first["response_metadata"]["next_cursor"]
    rest = await call(office, "conversations.list", limit=2, cursor=cursor)
    assert [one["id"] for one in rest["channels"]] == ["C03OLD"]


@pytest.mark.parametrize(
    ("scopes", "types", "needed"),
    [
        ([], "public_channel", "channels:read,groups:read,mpim:read,im:read"),
        (["channels:read"], BOTH, "channels:read,groups:read"),
        (["groups:read"], "public_channel", "channels:read"),
    ],
)
async def test_each_type_of_channel_needs_its_scope(make_sandbox, call, scopes, types, needed):
    answer = await call(await make_sandbox(scopes=scopes), "conversations.list", types=types)
    assert (answer["error"], answer["needed"]) == ("missing_scope", needed)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"types": "private"}, "invalid_types"),
        ({"types": " , "}, "invalid_types"),
        ({"limit": "many"}, "invalid_limit"),
        ({"cursor": "nonsense"}, "invalid_cursor"),
    ],
)
async def test_list_is_refused_in_slacks_words(office, refused, arguments, word):
    assert await refused(office, "conversations.list", **arguments) == word


async def test_members_are_the_ids_of_who_is_in_page_by_page(office, call):
    office.add_user(User(id="U06GUEST", name="gus", is_restricted=True))
    office.add_channel("C06ALL", "all", members=["U06GUEST", "U02BOB", "U01ALICE"])
    pages = await all_pages(call, office, "conversations.members", "members", channel="C06ALL", limit=2)
    assert pages == [["U01ALICE", "U02BOB"], ["U06GUEST", office.bot_user_id]]


async def test_members_of_a_public_channel_are_told_without_the_bot_in_it(office, call):
    office.add_channel("C07OPEN", "open", members=["U02BOB"], bot_is_member=False)
    assert (await call(office, "conversations.members", channel="C07OPEN"))["members"] == ["U02BOB"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ({"channel": "C99NOWHERE"}, "channel_not_found"),
        ({"channel": "C05HIDDEN"}, "channel_not_found"),
        ({}, "channel_not_found"),
        ({"channel": "C01LEADS", "cursor": "nonsense"}, "invalid_cursor"),
        ({"channel": "C01LEADS", "limit": -1}, "invalid_limit"),
    ],
)
async def test_members_are_refused_in_slacks_words(office, refused, arguments, word):
    assert await refused(office, "conversations.members", **arguments) == word


async def test_members_of_a_private_channel_need_its_own_scope(make_sandbox, refused):
    sandbox = await make_sandbox(scopes=["channels:read"])
    sandbox.add_channel("C04SECRET", "secret", private=True)
    assert await refused(sandbox, "conversations.members", channel="C04SECRET") == "missing_scope"
