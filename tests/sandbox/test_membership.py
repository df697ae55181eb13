"""The bot is invited, taken out, and its channels archived: Slack's events, and `users.conversations`."""

import pytest


@pytest.fixture
async def secret(connected):
    connected.add_channel("C02SECRET", name="secret", members=["U01ALICE"], private=True, bot_is_member=False)
    connected.add_channel("C03OTHER", name="other", members=["U01ALICE"], bot_is_member=False)
    return connected


async def listed(sandbox, call, **arguments):
    answer = await call(sandbox, "users.conversations", **arguments)
    return [channel["id"] for channel in answer["channels"]]


async def test_an_invitation_is_told_with_who_invited(secret, bot, call):
    await secret.invite("U01ALICE", "C02SECRET")
    (event,) = bot.events
    assert event | {"event_ts": ""} == {
        "type": "member_joined_channel",
        "user": secret.bot_user_id,
        "channel": "C02SECRET",
        "channel_type": "G",
        "team": "T01TEST",
        "event_ts": "",
        "inviter": "U01ALICE",
    }
    assert await listed(secret, call, types="public_channel,private_channel") == ["C01LEADS", "C02SECRET"]


async def test_a_bot_that_nobody_invited_has_no_inviter(secret, bot):
    await secret.invite(None, "C03OTHER")
    assert "inviter" not in bot.events[0]


async def test_only_who_is_in_a_private_channel_can_invite(secret):
    with pytest.raises(PermissionError):
        await secret.invite("U02BOB", "C02SECRET")


async def test_a_bot_that_is_taken_out_is_told_twice(secret, bot, call):
    await secret.invite("U01ALICE", "C02SECRET")
    await secret.take_out("U01ALICE", "C02SECRET")
    await secret.take_out("U01ALICE", "C01LEADS")
    assert [(event["type"], event["channel"]) for event in bot.events[1:]] == [
        ("member_left_channel", "C02SECRET"),
        ("group_left", "C02SECRET"),
        ("member_left_channel", "C01LEADS"),
        ("channel_left", "C01LEADS"),
    ]
    assert await listed(secret, call) == []


async def test_an_archived_channel_is_listed_unless_it_is_left_out(secret, bot, call):
    await secret.archive("U01ALICE", "C01LEADS")
    assert bot.events[0]["type"] == "channel_archive"
    assert await listed(secret, call) == ["C01LEADS"]
    assert await listed(secret, call, exclude_archived=True) == []
    (shown,) = (await call(secret, "users.conversations"))["channels"]
    assert shown["is_archived"] is True
    assert "is_member" not in shown


async def test_the_list_comes_page_by_page(secret, call):
    for number in range(5):
        secret.add_channel(f"C1{number}", name=f"more-{number}")
    found, cursor = [], ""
    while True:
        answer = await call(secret, "users.conversations", limit=2, **({"cursor": cursor} if cursor else {}))
        assert len(answer["channels"]) <= 2
        found += [channel["id"] for channel in answer["channels"]]
        cursor = answer["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert found == ["C01LEADS", *(f"C1{number}" for number in range(5))]


@pytest.mark.parametrize(
    ("types", "scope", "other"),
    [("public_channel", "channels:read", "groups:read"), ("private_channel", "groups:read", "channels:read")],
)
async def test_each_type_needs_its_scope(make_sandbox, call, types, scope, other):
    sandbox = await make_sandbox(scopes=[other])
    answer = await call(sandbox, "users.conversations", types=types)
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)


async def test_unknown_types_are_refused(secret, refused):
    assert await refused(secret, "users.conversations", types="everything") == "invalid_types"
