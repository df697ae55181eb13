"""Slack's own client against the sandbox: it sends GETs, query strings, forms and JSON as it likes."""

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient


@pytest.fixture
def client(sandbox, session):
    return AsyncWebClient(token="xoxb-sandbox", base_url=sandbox.api_url, session=session, retry_handlers=[])


async def test_every_method_can_be_called_with_the_sdk(make_sandbox, session):
    sandbox = await make_sandbox(
        scopes=["chat:write", "users:read", "channels:history", "im:write", "channels:read", "im:read"]
    )
    client = AsyncWebClient(token="xoxb-sandbox", base_url=sandbox.api_url, session=session, retry_handlers=[])
    assert (await client.auth_test())["user_id"] == sandbox.bot_user_id
    assert (await client.users_info(user="U01ALICE"))["user"]["name"] == "alice"
    assert len((await client.users_list(limit=2))["members"]) == 2
    posted = await client.chat_postMessage(
        channel="C01LEADS", text="hi", metadata={"event_type": "a", "event_payload": {"delivery_id": "1"}}
    )
    await client.chat_postMessage(channel="C01LEADS", text="in the thread", thread_ts=posted["ts"])
    assert (await client.chat_update(channel="C01LEADS", ts=posted["ts"], text="ho"))["message"]["text"] == "ho"
    await client.chat_postEphemeral(channel="C01LEADS", user="U01ALICE", text="psst")
    history = await client.conversations_history(channel="C01LEADS", include_all_metadata=True, inclusive=True)
    assert history["messages"][0]["metadata"]["event_payload"] == {"delivery_id": "1"}
    assert len((await client.conversations_replies(channel="C01LEADS", ts=posted["ts"]))["messages"]) == 2
    assert (await client.conversations_open(users=["U01ALICE"]))["channel"]["id"].startswith("D")
    assert (await client.conversations_info(channel="C01LEADS"))["channel"]["name"] == "leads"
    assert "C01LEADS" in (await client.chat_getPermalink(channel="C01LEADS", message_ts=posted["ts"]))["permalink"]
    assert {call.outcome for call in sandbox.calls} == {"ok"}


async def test_the_sdk_pages_by_itself(client, sandbox):
    pages = [len(page["members"]) async for page in await client.users_list(limit=3)]
    assert pages == [3, 1]


async def test_a_refusal_reaches_the_sdk_as_its_error(client):
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C99NOWHERE", text="hi")
    assert caught.value.response["error"] == "channel_not_found"
