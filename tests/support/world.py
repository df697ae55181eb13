"""A whole bot beside a sandbox: what the scenario tests play in; what they tell it with is `tests.support.harness`."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from bot import manifest
from bot.configfile import load
from bot.main import Bot, running
from bot.sandbox import UNLIMITED, Limits, Sandbox, User
from bot.settings import Settings
from bot.usecases import configure
from storage.database import Database
from storage.queries import assignment
from storage.queries.assignment import AssignmentRow

T = TypeVar("T")

WORKSPACE = "T01TEST"
ALICE, BOB, CAROL, MANAGER, LENA, GUEST = "U01ALICE", "U02BOB", "U03CAROL", "U04MANAGER", "U05LENA", "U06GUEST"
OWNER = "U07OWNER"
LEADS, SALES, VIP, SUPPORT, FORMS = "C01LEADS", "C02SALES", "C03VIP", "C04SUPPORT", "C05FORMS"

CONFIGURATION = f"""
workspace: {WORKSPACE}
managers: [{MANAGER}]
teams:
  sales: {{channel: {SALES}, teammates: [{ALICE}, {BOB}, {CAROL}]}}
  support: {{channel: {SUPPORT}, method: manual, teammates: [{BOB}]}}
sources:
  - {{channel: {LEADS}}}
  - {{channel: {FORMS}, from: apps}}
rules:
  - {{when: new_conversation, if: {{text: {{contains: broken}}}}, assign_to: support}}
  - {{when: new_conversation, assign_to: sales}}
"""


class MovableClock:
    """The system's clock, which a test can move on."""

    def __init__(self) -> None:
        self._ahead_seconds = 0.0

    def now(self) -> float:
        return time.time() + self._ahead_seconds

    def forward(self, seconds: float) -> None:
        self._ahead_seconds += seconds


@dataclass
class World:
    """The sandbox, the bot's settings, and the bot while it runs."""

    sandbox: Sandbox
    settings: Settings
    clock: MovableClock = field(default_factory=MovableClock)
    bot: Bot | None = None
    _beside: Database | None = None

    @asynccontextmanager
    async def awake(self) -> AsyncIterator[Bot]:
        """Run the bot for the length of a block; leaving it is a graceful stop, entering again a restart."""
        async with running(self.settings, self.clock) as bot:
            self.bot = bot
            await bot.connected.wait()
            if self.settings.slack_app_token is not None:  # what is delivered before finds no connection
                await self.sandbox.wait_until(lambda: self.sandbox.sockets.open)
            self.deliver_to(bot)
            yield bot
            await asyncio.wait_for(self.sandbox.delivered(), 20)
        self.bot = None  # what is still on its way to it finds nobody, as when a real one stops

    @asynccontextmanager
    async def replica(self) -> AsyncIterator[Bot]:
        """Run another bot on the same database for the length of a block; `deliver_to` sends it what Slack sends."""
        async with running(self.settings, self.clock) as bot:
            await bot.connected.wait()
            yield bot
            await asyncio.wait_for(self.sandbox.delivered(), 20)

    def deliver_to(self, bot: Bot) -> None:
        """Let Slack's deliveries go to this bot from now on."""
        self.sandbox.events_url = f"http://127.0.0.1:{bot.server.port}/slack/events"

    async def apply(self, text: str) -> tuple[str, ...]:
        """Apply a configuration, as `leadwheel apply` does, from beside a bot that may be running."""
        loaded = load(text, "leadwheel.yaml")
        return await self.write(
            configure.apply, WORKSPACE, loaded.configuration, loaded.check_references, self.clock.now()
        )

    async def read(self, query: Callable[..., T], *args: Any) -> T:
        """Ask the database beside the bot."""
        return await self.beside().read(query, *args)

    async def write(self, work: Callable[..., T], *args: Any) -> T:
        """Change the database beside the bot."""
        return await self.beside().write(work, *args)

    def beside(self) -> Database:
        """Return the database as somebody beside the bot has it opened."""
        if self._beside is None:
            self._beside = Database(self.settings.leadwheel_database_url, connections=2)
        return self._beside

    async def close(self) -> None:
        """Close what was opened beside the bot."""
        if self._beside is not None:
            await self._beside.close()
            self._beside = None

    async def assignments(self) -> list[AssignmentRow]:
        """Return every assignment, the oldest first."""
        return await self.read(assignment.since, WORKSPACE, 0.0)

    async def dealt_to(self) -> list[str]:
        """Return who got what was dealt, in order."""
        return [row.user_id for row in await self.assignments()]


def people() -> Sequence[User]:
    """Return the people of the sandbox: three teammates, a manager, a lead and a guest."""
    return (
        User(id=ALICE, name="alice", real_name="Alice Archer", tz="Europe/Berlin"),
        User(id=BOB, name="bob", real_name="Bob Byrne", tz="Europe/London"),
        User(id=CAROL, name="carol", real_name="Carol Čapek", tz="America/New_York"),
        User(id=MANAGER, name="mia", real_name="Mia Manager"),
        User(id=LENA, name="lena", real_name="Lena Lead"),
        User(id=GUEST, name="gus", real_name="Gus Guest", is_restricted=True),
        User(id=OWNER, name="olga", real_name="Olga Owner", is_owner=True, is_admin=True),
    )


@asynccontextmanager
async def world_in(
    database_url: str,
    *,
    configuration: str = CONFIGURATION,
    socket_mode: bool = False,
    limits: Limits = UNLIMITED,
    **given: Any,
) -> AsyncIterator[World]:
    """Give a world whose migrated database is configured, and whose Slack, unless `limits` say so, sets no pace.

    `given` are settings.
    """
    allowed = manifest.load()
    allowed["settings"]["socket_mode_enabled"] = socket_mode
    app_token = "xapp-test" if socket_mode else None
    sandbox = Sandbox(
        signing_secret="a secret",
        bot_token="xoxb-test",
        workspace_id=WORKSPACE,
        manifest=allowed,
        limits=limits,
        app_token=app_token,
    )
    sandbox.retry_delays_seconds = (0, 0, 0)
    for user in people():
        sandbox.add_user(user)
    everybody = [user.id for user in people()]
    for channel in (LEADS, SALES, VIP, SUPPORT, FORMS):
        sandbox.add_channel(channel, name=channel[3:].lower(), members=everybody)
    await sandbox.start()
    settings = Settings.read(
        _env_file=None,
        **{
            "slack_signing_secret": "a secret",
            "slack_bot_token": "xoxb-test",
            "slack_app_token": app_token,
            "slack_api_url": sandbox.api_url,
            "leadwheel_database_url": database_url,
            "leadwheel_host": "127.0.0.1",
            "leadwheel_port": 0,
            "leadwheel_post_rate": 0,
            "leadwheel_database_connections": 5,
            **given,
        },
    )
    world = World(sandbox, settings)
    if configuration:
        await world.apply(configuration)
    try:
        yield world
    finally:
        await world.close()
        await sandbox.stop()
