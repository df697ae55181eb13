"""Asking Slack what channels are called."""

import pytest

from bot.slack.asking import web_client
from bot.slack.channels import SlackChannels, channel_names
from tests.slack.with_gateway import PRIVATE, TOKEN, made
from tests.support.world import LEADS, SALES


@pytest.fixture
def client(sandbox, session):
    sandbox.add_channel(SALES, "sales")
    return web_client(TOKEN, sandbox.api_url, session)


async def test_each_is_asked_for_by_its_id(sandbox, client):
    names, why_not = await channel_names(client, [LEADS, SALES])
    assert names == {LEADS: "leads", SALES: "sales"}
    assert why_not == ""
    assert len(made(sandbox, "conversations.info")) == 2


async def test_one_that_slack_does_not_show_is_left_out_and_the_others_are_asked_for(sandbox, client):
    names, why_not = await channel_names(client, ["C99NOWHERE", LEADS, "C98NOWHERE"])
    assert names.keys() == {LEADS}
    assert why_not.startswith("Slack refuses (channel_not_found). Invite the bot there")


async def test_a_word_that_nobody_knows_a_cure_for_is_told_as_it_is(sandbox, client):
    sandbox.fail("conversations.info", "is_restricted_tomorrow")
    _, why_not = await channel_names(client, [LEADS])
    assert "is_restricted_tomorrow" in why_not


@pytest.mark.parametrize("kind", ["500", "drop_before"])
async def test_when_slack_goes_away_nothing_more_is_asked(sandbox, client, kind):
    sandbox.fail("conversations.info", kind, times=9)
    names, why_not = await channel_names(client, [LEADS, SALES])
    assert names == {}
    assert why_not.startswith("Slack can't be reached (conversations.info: ")
    assert len(made(sandbox, "conversations.info")) == 1


async def test_without_channels_nothing_is_asked(sandbox, client):
    assert await channel_names(client, []) == ({}, "")
    assert made(sandbox, "conversations.info") == []


async def test_the_channels_that_the_bot_is_in_are_read_to_the_last_page(sandbox, client, monkeypatch):
    monkeypatch.setattr("bot.slack.channels._PAGE", 1)
    sandbox.add_channel("C09OLD", "old", archived=True)
    assert await SlackChannels(client).joined() == {LEADS: False, SALES: False, "C09OLD": True}
    assert len(made(sandbox, "users.conversations")) == 3


async def test_whether_the_bot_is_in_a_channel_is_told_where_slack_tells(sandbox, client):
    channels = SlackChannels(client)
    sandbox.add_channel("C09OTHER", "other", bot_is_member=False)
    assert [await channels.has_bot(one, 5) for one in (LEADS, "C09OTHER", PRIVATE)] == [True, False, False]
    for fault in ("500", "missing_scope", "timeout_before"):
        sandbox.fail("conversations.info", fault)
        assert await channels.has_bot(LEADS, 0.2) is None
