"""The composition root: opens everything in order, and closes it in reverse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import retry
from bot.domain.names import sort_key
from bot.settings import Settings
from bot.slack.app import SlackApp
from bot.slack.gateway import SlackGateway, SlackRefused, identify, slack_session, web_client
from bot.slack.private_words import PrivateWords
from bot.slack.services import Services
from bot.timekeeping import SharedClock
from bot.usecases import people
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.deliver_step import Pace
from bot.usecases.errors import SlackUnavailable, StorageUnavailable
from bot.usecases.ports import Clock
from bot.web.server import Server
from bot.web.slack_endpoint import Dispatch
from bot.wiring import Wiring, say_what_does_not_work_yet
from bot.workers.outbox import Outbox
from bot.workers.supervisor import Supervisor
from storage import migrate
from storage.database import Database, check_writable, only_one
from storage.queries import outbox_channel, workspace

_log = structlog.get_logger(__name__)
T = TypeVar("T")

#: A graceful stop takes 10 seconds at most (CONTRACT 2, DESIGN 3): so long for what was taken (one call to Slack may
#: last 5), the rest for a database that another program locks (2 for each write that still waits).
FINISH_WITHIN_SECONDS: Final = 6.0

#: Names that are not known are asked for before the first lead, for so long at most.
_NAMES_WITHIN_SECONDS: Final = 5.0


class StartError(Exception):
    """The bot can't start with these settings; the text says why and what to do."""


class Bot:
    """A running bot. `connected` is set once Slack said whose token it is, and leads are taken."""

    def __init__(
        self, settings: Settings, clock: Clock, database: Database, client: AsyncWebClient, private: PrivateWords
    ) -> None:
        self._settings = settings
        self._clock = SharedClock(clock)
        self._database = database
        self._client = client
        self._private = private
        self._pace = Pace(settings.leadwheel_post_rate, settings.leadwheel_managers)
        self._supervisor = Supervisor()
        self._app: SlackApp | None = None
        self._outbox: Outbox | None = None
        self._why_not = "Slack has not been reached yet"
        #: What listeners are given; None until Slack said whose token it is.
        self.services: Services | None = None
        self.connected = asyncio.Event()
        secret = settings.slack_signing_secret
        self.server = Server(secret.get_secret_value() if secret else "", self._dispatch, self._readiness)

    async def start(self) -> None:
        """Listen, and connect to Slack: now if it answers, else as soon as it does.

        Raises:
            PortInUse: the address can't be listened on. StartError: Slack refuses the token.
        """
        await self.server.start(self._settings.leadwheel_host, self._settings.leadwheel_port)
        _log.info("listening", host=self._settings.leadwheel_host, port=self.server.port)
        try:
            await self._connect()
        except SlackRefused as refusal:
            raise StartError(
                f"Slack refuses SLACK_BOT_TOKEN ({refusal}). Copy the Bot User OAuth Token of the app anew, "
                "from its page OAuth & Permissions."
            ) from refusal
        except SlackUnavailable as error:
            self._why_not = str(error)
            _log.warning("slack_unavailable", error=str(error))
            self._supervisor.start("connect", self._keep_connecting)

    async def stop(self) -> None:
        """Take nothing new, finish what was taken, stop the workers; what takes too long is left to the next start."""
        # At once, not one after the other: nothing new is sent while the last requests are answered.
        ending = [asyncio.create_task(self._stop_answering())]
        if self._outbox is not None:
            ending.append(asyncio.create_task(self._outbox.stop()))
        _, late = await asyncio.wait(ending, timeout=FINISH_WITHIN_SECONDS)
        if late:
            _log.warning("stopped_late", seconds=FINISH_WITHIN_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.wait(late)
        await self._supervisor.stop()
        for task in ending:
            if not task.cancelled():
                task.result()

    async def _stop_answering(self) -> None:
        await self.server.stop()
        await self._private.stop()

    def _dispatch(self) -> Dispatch | None:
        return None if self._app is None else self._app.dispatch

    async def _readiness(self) -> str | None:
        if self._app is None:
            return self._why_not
        try:
            await self._database.ping()
        except StorageUnavailable as error:
            return f"the database can't be reached: {error}"
        return None

    async def _keep_connecting(self) -> None:
        attempts = 1
        while True:
            await asyncio.sleep(min(retry.delay_seconds(attempts, 0.5), 60.0))
            attempts += 1
            try:
                await self._connect()
            except (SlackUnavailable, SlackRefused) as error:
                self._why_not = str(error)
                _log.warning("slack_unavailable", error=str(error), attempts=attempts)
            else:
                return

    async def _connect(self) -> None:
        identity = await identify(self._client)
        await self._follow_time()
        alone = self._database.serves_one
        await self._database.write(_prepare, identity.workspace_id, self._clock.now(), alone)
        configuration = FollowedConfiguration(self._database, identity.workspace_id)
        await configuration.refresh()
        say_what_does_not_work_yet(configuration)
        gateway = SlackGateway(self._client, identity)
        try:
            async with asyncio.timeout(_NAMES_WITHIN_SECONDS):
                await people.fetch_unknown(self._database, gateway, self._clock, identity.workspace_id)
        except (SlackUnavailable, TimeoutError) as error:
            _log.warning("names_unknown", error=str(error) or "Slack took too long")
        wiring = Wiring(self._database, self._clock, identity.workspace_id, gateway, self._pace)
        self._outbox = wiring.outbox
        dealer = wiring.start(self._supervisor, configuration, self._follow_time)
        managers = self._settings.leadwheel_managers
        self.services = Services(identity, wiring.store, dealer, gateway, self._clock, configuration, managers)
        self._app = SlackApp(self.services, self._private)
        self.connected.set()
        _log.info("connected", workspace_id=identity.workspace_id, teams=sorted(configuration.current.teams))

    async def _follow_time(self) -> None:
        self._clock.follow(await self._database.ahead_seconds())


def _prepare(tx: Any, workspace_id: str, now: float, alone: bool) -> None:  # noqa: FBT001 - Store.write takes no names
    """Make the workspace ready: its row, its sort keys, and (where we are alone) no claims of a process that is gone."""
    workspace.ensure(tx, workspace_id, now)
    if people.collate(tx, workspace_id):
        _log.info("collated", workspace_id=workspace_id)
    if alone:  # else the claims of a process that is gone end by themselves
        outbox_channel.release_all(tx, workspace_id, now)


def check_settings(settings: Settings) -> None:
    """Return when the settings suffice to run. Raises StartError: one line for each that is missing."""
    wrong = []
    if settings.slack_app_token is not None:
        wrong.append("SLACK_APP_TOKEN: Socket Mode doesn't work yet. Leave it out, and let Slack send over HTTP.")
    if settings.slack_bot_token is None:
        wrong.append("SLACK_BOT_TOKEN is missing: the Bot User OAuth Token of your Slack app (it begins with xoxb-).")
    if settings.slack_signing_secret is None:
        wrong.append("SLACK_SIGNING_SECRET is missing: the Signing Secret on your Slack app's page Basic Information.")
    if wrong:
        raise StartError("\n".join(wrong))


def open_database(settings: Settings) -> list[str]:
    """Bring the database to the schema of this program, or check that it has it; return the applied revisions.

    A database of a newer program is left as it is, where it says that it serves this one.

    Raises:
        WrongDatabaseUrl, StorageUnavailable, SchemaError: each with what to do.
    """
    url = settings.leadwheel_database_url
    check_writable(url)
    applied = []
    if settings.leadwheel_auto_migrate:
        applied = migrate.migrate(url)
    else:
        migrate.check(url)
    newer = migrate.newer(url)
    if newer is not None:
        _log.info("database_newer", revision=newer, this_program=migrate.head())
    return applied


@asynccontextmanager
async def running(settings: Settings, clock: Clock) -> AsyncIterator[Bot]:
    """Give a bot that runs until the block ends, and then stops gracefully.

    Raises:
        StartError: settings are missing, or Slack refuses the token. PortInUse. DatabaseInUse: another one runs on this
        SQLite file. WrongDatabaseUrl, StorageUnavailable, SchemaError: the database can't be used.
    """
    check_settings(settings)
    async with AsyncExitStack() as stack:
        await asyncio.to_thread(sort_key, "")  # the collation is read once, and not while a lead waits
        lock = await asyncio.to_thread(only_one, settings.leadwheel_database_url)
        if lock is not None:
            stack.callback(lock.release)
        await asyncio.to_thread(open_database, settings)
        database = Database(settings.leadwheel_database_url, settings.leadwheel_database_connections)
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(slack_session())
        token = settings.slack_bot_token
        client = web_client(token.get_secret_value() if token else "", settings.slack_api_url, session)
        bot = Bot(settings, clock, database, client, PrivateWords(session))
        stack.push_async_callback(bot.stop)
        await bot.start()
        yield bot
