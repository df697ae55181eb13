"""Answers and events have no field that Slack's own samples lack, and the same JSON types."""

import pytest

from bot import manifest
from bot.sandbox import User
from tests.sandbox.samples import compared, sample_of
from tests.sandbox.ways import ALICE, BOB
from tests.web.payloads import SAMPLES

pytestmark = pytest.mark.skipif(SAMPLES is None, reason="Slack's own samples are not on this machine")

#: What the samples don't show, and why it is said all the same.
EXCEPTIONS = {
    # The samples are made from classes that were written before these were there.
    "context_team_id": "in every envelope since 2022: https://docs.slack.dev/apis/events-api#callback-field",
    "context_enterprise_id": "likewise",
    "event.metadata.event_payload": "the app's own",
    "event.message.metadata.event_payload": "likewise",
    "event.previous_message.metadata.event_payload": "likewise",
    "message.metadata.event_payload": "likewise",
    "event.blocks": "as the app posted them: many kinds, each with its own fields",
    "event.message.blocks": "likewise",
    "event.previous_message.blocks": "likewise",
    "message.blocks": "likewise",
    "event.attachments": "likewise",
    "event.files": "as the person sent them",
    "event.app_id": "https://docs.slack.dev/reference/methods/conversations.history#response shows it",
    "event.user_team": "of a stranger: https://docs.slack.dev/apis/slack-connect",
    "event.source_team": "likewise",
    "event.event_ts": "https://docs.slack.dev/reference/events/user_change shows it",
    "event.cache_ts": "likewise",
    "event.root.reply_users": "https://docs.slack.dev/messaging/retrieving-messages shows it of a thread's first message",
    "event.root.client_msg_id": "a person's message, as any other",
    "?authorizations.*.enterprise_id": "no enterprise",
    "?enterprise_id": "likewise",
}


def faults(said, *names, more=()):
    return list(compared(said, sample_of(*names), EXCEPTIONS.keys() | set(more)))


async def asked(sandbox, call, method, **arguments):
    answer = await call(sandbox, method, **arguments)
    assert answer["ok"], answer
    return answer


@pytest.fixture
async def ts(sandbox, post):
    """A message of the bot's, with all that it can have."""
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}]
    metadata = {"event_type": "lead", "event_payload": {"id": "1"}}
    return await post(sandbox, blocks=blocks, metadata=metadata)


ANSWERS = {
    "auth.test": {},
    "chat.getPermalink": {"channel": "C01LEADS"},
    "chat.postEphemeral": {"channel": "C01LEADS", "user": ALICE, "text": "hi"},
    "conversations.info": {"channel": "C01LEADS"},
    "users.info": {"user": ALICE},
    "users.list": {},
}


@pytest.mark.parametrize("method", ANSWERS)
async def test_an_answer(sandbox, call, ts, method):
    arguments = ANSWERS[method] | ({"message_ts": ts} if method == "chat.getPermalink" else {})
    assert faults(await asked(sandbox, call, method, **arguments), f"api/{method}.json") == []


async def test_a_refusal(make_sandbox, call):
    sandbox = await make_sandbox(scopes=[])
    answer = await call(sandbox, "users.info", user=ALICE)
    assert answer["error"] == "missing_scope"
    assert faults(answer, "api/users.info.json") == []


async def test_the_address_of_a_connection(make_sandbox, session):
    allowed = manifest.load()
    allowed["settings"]["socket_mode_enabled"] = True
    sandbox = await make_sandbox(manifest=allowed, app_token="xapp-sandbox")
    headers = {"Authorization": "Bearer xapp-sandbox"}
    async with session.post(sandbox.api_url + "apps.connections.open", headers=headers) as answer:
        assert faults(await answer.json(), "api/apps.connections.open.json") == []


@pytest.fixture
def last(connected, bot):
    """Returns the last envelope of an event that the bot was sent."""

    def of(kind, subtype=None):
        found = [
            received.json
            for received in bot.received
            if received.event["type"] == kind and received.event.get("subtype") == subtype
        ]
        return found[-1]

    return of


async def test_a_persons_messages(connected, last):
    ts = await connected.write(ALICE, "C01LEADS", "help")
    assert faults(last("message"), "events/MessagePayload.json") == []
    await connected.write(BOB, "C01LEADS", "me too", thread_ts=ts)
    assert faults(last("message"), "events/MessagePayload.json") == []
    await connected.write(BOB, "C01LEADS", "all", thread_ts=ts, subtype="thread_broadcast")
    assert faults(last("message", "thread_broadcast"), "events/MessageThreadBroadcastPayload.json") == []
    await connected.write(ALICE, "C01LEADS", "a file", subtype="file_share", files=[{"id": "F1"}])
    assert faults(last("message", "file_share"), "events/MessageFileSharePayload.json") == []


async def test_a_stranger_and_a_guest(connected, last):
    connected.add_user(User(id="U20STRANGER", name="stan", team_id="T99OTHER"))
    connected.add_user(User(id="U21GUEST", name="gus", is_restricted=True))
    for user in ("U20STRANGER", "U21GUEST"):
        await connected.write(user, "C01LEADS", "hello")
        assert faults(last("message"), "events/MessagePayload.json") == []


async def test_posts_of_apps(connected, last, ts):
    await connected.delivered()
    assert faults(last("message"), "events/MessagePayload.json") == []
    await connected.post_as_app("C01LEADS", "A Form", "lead", attachments=[{"text": "x"}])
    assert faults(last("message", "bot_message"), "events/MessageBotPayload.json") == []
    await connected.post_as_app("C01LEADS", "New Form", "lead", subtype=None)
    assert faults(last("message"), "events/MessagePayload.json") == []


async def test_an_edit_and_a_deletion(connected, call, last, ts):
    await asked(connected, call, "chat.update", channel="C01LEADS", ts=ts, text="hello")
    own = await connected.write(ALICE, "C01LEADS", "help")
    await connected.edit("C01LEADS", own, "help!")
    await connected.delivered()
    assert faults(last("message", "message_changed"), "events/MessageChangedPayload.json") == []
    await connected.delete("C01LEADS", own)
    assert faults(last("message", "message_deleted"), "events/MessageDeletedPayload.json") == []


async def test_people_and_channels(connected, last):
    await connected.change_user(ALICE, display_name="Al")
    assert faults(last("user_change"), "events/UserChangePayload.json") == []
    await connected.change_user(ALICE, deleted=True)
    assert faults(last("user_change"), "events/UserChangePayload.json") == []
    await connected.join_workspace(User(id="U22NEW", name="nina"))
    assert faults(last("team_join"), "events/TeamJoinPayload.json") == []
    await connected.take_out(BOB, "C01LEADS")
    assert faults(last("member_left_channel"), "events/MemberLeftChannelPayload.json") == []
    await connected.invite(BOB, "C01LEADS")
    assert faults(last("member_joined_channel"), "events/MemberJoinedChannelPayload.json") == []
    await connected.archive(BOB, "C01LEADS")
    assert faults(last("channel_archive"), "events/ChannelArchivePayload.json") == []


async def test_the_end_of_an_app(connected, bot, last):
    await connected.limit_rate()
    # It comes in no envelope: https://docs.slack.dev/reference/events/app_rate_limited
    sample = sample_of("events/AppRateLimitedPayload.json")["event"]
    assert list(compared(bot.received[0].json, sample)) == []
    bot.received.clear()
    await connected.revoke()
    assert faults(last("tokens_revoked"), "events/TokensRevokedPayload.json") == []
    assert faults(last("app_uninstalled"), "events/AppUninstalledPayload.json") == []


def test_each_sample_of_an_answer_is_compared():
    compared_here = {f"{name}.json" for name in (*ANSWERS, "apps.connections.open")}
    not_its_methods = {"oauth.v2.access.json", "team.info.json", "usergroups.users.list.json"}
    assert {path.name for path in SAMPLES.glob("api/*.json")} == compared_here | not_its_methods
