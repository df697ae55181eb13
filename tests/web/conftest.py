"""The endpoint alone, before a stand-in for the listeners; and one whole bot for a file of tests."""

import asyncio
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
import pytest_asyncio

from bot.sandbox import UNLIMITED, Sandbox
from bot.web.server import Server
from tests.support.world import WORKSPACE, world_in

SECRET = "a secret"


@dataclass
class Listeners:
    """Records what it is handed, and answers as it is told; `hold` lets it hang until the test is over."""

    seen: list = field(default_factory=list)
    answer: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(status=200, body="", content_type="text/plain;charset=utf-8")
    )
    error: Exception | None = None
    hold: asyncio.Event | None = None

    async def __call__(self, payload, headers, deadline):
        self.seen.append(payload)
        if self.hold is not None:
            await self.hold.wait()
        if self.error is not None:
            raise self.error
        return self.answer


@dataclass
class Endpoint:
    """A server, who stands behind it, and a sandbox that signs."""

    sandbox: Sandbox
    listeners: Listeners
    connected: bool = True
    not_ready: str | None = None
    port: int = 0

    async def send(self, body, **given):
        """Send bytes; return status and body."""
        return await self.sandbox.send_raw(body, **given)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def transport() -> str:
    """HTTP alone: these tests send what no Slack would; the scenarios are played over both."""
    return "http"


@pytest.fixture
async def endpoint():
    sandbox = Sandbox(signing_secret=SECRET, bot_token="xoxb-test", workspace_id=WORKSPACE, limits=UNLIMITED)
    await sandbox.start()
    made = Endpoint(sandbox, Listeners())

    async def readiness():
        return made.not_ready

    server = Server(SECRET, lambda: made.listeners if made.connected else None, readiness)
    await server.start("127.0.0.1", 0)
    made.port = server.port
    sandbox.events_url = f"{made.url}/slack/events"
    yield made
    if made.listeners.hold is not None:
        made.listeners.hold.set()
    await server.stop()
    await sandbox.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def awake(database_of_file):
    """A world whose bot runs for a whole file of tests."""
    async with world_in(database_of_file) as world, world.awake():
        yield world
