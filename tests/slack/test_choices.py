"""Asking Slack for what a person can choose from."""

import pytest

from bot.sandbox import User
from bot.slack import choices
from bot.slack.asking import web_client
from bot.slack.choices import SeenChannel
from tests.slack.with_gateway import ALICE, LEADS, PRIVATE, TOKEN, WORKSPACE, made


@pytest.fixture
def client(sandbox, session):
    return web_client(TOKEN, sandbox.api_url, session)


async def test_channels_are_those_that_can_be_posted_in(sandbox, client):
    sandbox.add_channel("C02SALES", "sales", bot_is_member=False)
    sandbox.add_channel("C03OLD", "old", archived=True)
    sandbox.add_channel("C10VIP", "vip", private=True)
    assert await choices.channels(client) == (
        [
            SeenChannel(LEADS, "leads", has_bot=True),
            SeenChannel("C02SALES", "sales"),
            SeenChannel("C10VIP", "vip", private=True, has_bot=True),
        ],
        "",
    )
    assert PRIVATE not in str(await choices.channels(client))


async def test_a_workspace_of_many_channels_is_read_to_its_last_page_though_pages_are_short(sandbox, client):
    for number in range(1100):
        sandbox.add_channel(f"C2{number:05}", f"c{number}", archived=number % 2 == 0)
    found, why_not = await choices.channels(client)
    assert (len(found), why_not) == (551, "")
    assert len(made(sandbox, "conversations.list")) == 2


async def test_people_are_those_who_can_share_leads(sandbox, client):
    sandbox.add_user(User(id="U02GUEST", name="gus", is_restricted=True))
    sandbox.add_user(User(id="U03GONE", name="gone", deleted=True))
    sandbox.add_user(User(id="U04ROBOT", name="robot", is_bot=True))
    found, why_not = await choices.people(client, WORKSPACE)
    assert ([one.user_id for one in found], why_not) == ([ALICE], "")


async def test_members_are_told_by_their_ids(sandbox, client):
    assert await choices.members(client, LEADS) == ([ALICE, sandbox.bot_user_id], "")


async def test_what_slack_refuses_is_empty_with_the_cure(sandbox, client):
    sandbox.fail("conversations.list", "missing_scope")
    found, why_not = await choices.channels(client)
    assert found == []
    assert why_not.startswith("Slack refuses (missing_scope). The app lacks a permission: install it again")


async def test_what_was_read_before_slack_fell_silent_stays(sandbox, client, monkeypatch):
    for number in range(1100):
        sandbox.add_user(User(id=f"U5{number:05}", name=f"n{number}"))
    answer = client.api_call

    async def once(method, **arguments):
        answered = await answer(method, **arguments)
        sandbox.fail("users.list", "500", times=9)
        return answered

    monkeypatch.setattr(client, "api_call", once)
    found, why_not = await choices.people(client, WORKSPACE)
    assert 900 < len(found) < 1000
    assert why_not == "Slack can't be reached (users.list: http_500)"


async def test_a_channel_that_the_bot_does_not_see_has_no_members_to_tell(client):
    found, why_not = await choices.members(client, PRIVATE)
    assert found == []
    assert why_not.startswith("Slack refuses (channel_not_found). Invite the bot there")
