"""What `leadwheel doctor` is tried on: a workspace that is set up well, or not quite."""

import pytest

from bot.sandbox import Sandbox
from tests.cli.conftest import SECRET, TOKEN
from tests.support.world import LEADS, SALES, WORKSPACE, people


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request, settings):
    """A database of each kind, set as the bot's."""
    if request.param == "postgresql":
        settings(LEADWHEEL_DATABASE_URL=request.getfixturevalue("server"))
    return request.param


@pytest.fixture
async def well(either, leadwheel_beside, sandbox, file):
    """Everything is set up."""
    assert (await leadwheel_beside("apply", file)).code == 0
    return either


@pytest.fixture
async def applied(leadwheel_beside, sandbox, file):
    """Everything is set up, in a SQLite file."""
    assert (await leadwheel_beside("apply", file)).code == 0


@pytest.fixture
def apply(leadwheel_beside, file):
    """Set up something else."""

    async def run(text):
        file.write_text(text, encoding="utf-8")
        assert (await leadwheel_beside("apply", "--prune", file)).code == 0

    return run


@pytest.fixture
async def another(settings):
    """Make a Slack of another manifest."""
    made = []

    async def start(allowed, app_token=None):
        slack = Sandbox(
            signing_secret=SECRET, bot_token=TOKEN, workspace_id=WORKSPACE, manifest=allowed, app_token=app_token
        )
        for user in people():
            slack.add_user(user)
        for channel in (LEADS, SALES):
            slack.add_channel(channel, channel[3:].lower())
        await slack.start()
        made.append(slack)
        settings(SLACK_API_URL=slack.api_url)
        return slack

    yield start
    for slack in made:
        await slack.stop()
