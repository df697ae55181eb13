"""One whole bot for a file of tests, and ways to type commands as Slack would send them."""

import json
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from bot.sandbox import Sandbox, User
from bot.slack.asking import identify, slack_session, web_client
from bot.slack.gateway import SlackGateway
from bot.usecases import configuration
from storage.queries import person
from tests.slack.with_gateway import ALICE, PRIVATE, TOKEN
from tests.support.world import LEADS, WORKSPACE, people, world_in

STRANGER, ROBOT, GONE, ADMIN, OWNER = "U20STRANGER", "U21ROBOT", "U22GONE", "U23ADMIN", "U07OWNER"


@pytest.fixture
def transport() -> str:
    """HTTP alone: these tests send what no Slack would; the scenarios are played over both."""
    return "http"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def awake(database_of_file):
    """A world with some odd people in it, whose bot runs for a whole file of tests."""
    async with world_in(database_of_file) as world:
        for user in (
            User(id=STRANGER, name="stan", real_name="Stan Stranger", team_id="T99OTHER"),
            User(id=ROBOT, name="robot", real_name="A Robot", is_bot=True),
            User(id=GONE, name="gone", real_name="Gone Girl", deleted=True),
            User(id=ADMIN, name="ada", real_name="Ada Admin", is_admin=True),
        ):
            world.sandbox.add_user(user)
        async with world.awake():
            yield world


@pytest.fixture
def typed(awake):
    """Type a command with its text exactly as Slack sends it; returns the answer's words."""

    async def send(user_id, command, text, channel=LEADS):
        fields = {
            "team_id": WORKSPACE,
            "user_id": user_id,
            "command": command,
            "text": text,
            "channel_id": channel,
            "response_url": "http://127.0.0.1:9/response/x",
            "trigger_id": "1.2.3",
        }
        status, body = await awake.sandbox.send_raw(
            urlencode(fields).encode(), content_type="application/x-www-form-urlencoded"
        )
        answer = json.loads(body)
        assert status == 200
        assert answer["response_type"] == "ephemeral"
        return answer["text"]

    return send


@pytest.fixture
def state(awake):
    """Read what commands can change: teams and who is in them, and who is away."""

    async def read():
        found = await awake.bot.services.store.read(configuration.load, WORKSPACE)
        ids = [one.id for one in people()] + [STRANGER, ROBOT, GONE, ADMIN, "U99NOBODY"]
        away = await awake.bot.services.store.read(person.away, WORKSPACE, ids)
        return SimpleNamespace(
            teams={name: team.teammates for name, team in found.teams.items()},
            away={user: (row.reason, row.set_by) for user, row in away.items()},
        )

    return read


@pytest.fixture
async def session():
    async with slack_session() as opened:
        yield opened


@pytest.fixture
async def sandbox():
    made = Sandbox(signing_secret="a secret", bot_token=TOKEN, workspace_id=WORKSPACE)
    made.add_user(User(id=ALICE, name="alice", real_name="Alice Archer"))
    made.add_channel(LEADS, "leads", members=[ALICE])
    made.add_channel(PRIVATE, "private", private=True, bot_is_member=False)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def gateway(sandbox, session):
    client = web_client(TOKEN, sandbox.api_url, session)
    return SlackGateway(client, await identify(client))
