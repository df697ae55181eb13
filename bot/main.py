"""The composition root: opens everything in order, and closes it in reverse."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, TypeVar

import aiohttp
import structlog
from pydantic import SecretStr

from bot.domain import retry
from bot.domain.names import sort_key
from bot.settings import Settings
from bot.slack.app import SlackApp
from bot.slack.asking import SlackRefused, identify, open_socket, slack_session, web_client
from bot.slack.channels import SlackChannels
from bot.slack.gateway import SlackGateway
from bot.slack.private_words import PrivateWords
from bot.slack.services import Services
from bot.starting import MENDED_BY, StartError, check_settings, open_database
from bot.timekeeping import SharedClock
from bot.usecases import people
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.delivery import Pace
from bot.usecases.errors import SlackUnavailable, StorageUnavailable
from bot.usecases.ports import Clock
from bot.web.answering import Dispatch
from bot.web.server import Server
from bot.web.socket_mode import SocketMode
from bot.wiring import Wiring, say_what_does_not_work_yet
from bot.workers.outbox import Outbox
from bot.workers.supervisor import Supervisor
from storage.database import Database, only_one
from storage.queries import outbox_channel, workspace

_log = structlog.get_logger(__name__)
T = TypeVar("T")

#: A graceful stop takes 10 seconds at most (CONTRACT 2, DESIGN 3): so long for what was taken (one call to Slack may
#: last 5), the rest for a database that another program locks (2 for each write that still waits).
FINISH_WITHIN_SECONDS: Final = 6.0

#: Names that are not known are asked for before the first lead, for so long at most.
_NAMES_WITHIN_SECONDS: Final = 5.0


class Bot:
    """A running bot. `connected` is set once Slack said whose token it is, and leads are taken."""

    def __init__(self, settings: Settings, clock: Clock, database: Database, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._clock = SharedClock(clock)
        self._database = database
        self._client = web_client(_secret(settings.slack_bot_token) or "", settings.slack_api_url, session)
        self._private = PrivateWords(session)
        self._pace = Pace(settings.leadwheel_post_rate, settings.leadwheel_managers)
        self._supervisor = Supervisor()
        self._app: SlackApp | None = None
        self._outbox: Outbox | None = None
        self._why_not = "Slack has not been reached yet"
        #: What listeners are given; None until Slack said whose token it is.
        self.services: Services | None = None
        self.connected = asyncio.Event()
        app_token = _secret(settings.slack_app_token)
        #: Where Slack delivers; None: over HTTP.
        self._socket_mode: SocketMode | None = None
        if app_token is not None:
            client = self._app_client = web_client(app_token, settings.slack_api_url, session)
            self._socket_mode = SocketMode(self._open_socket, session, self._dispatch, self.connected, client.proxy)
        secret = _secret(settings.slack_signing_secret) if app_token is None else None
        self.server = Server(secret, self._dispatch, self._readiness)

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
            raise StartError(f"Slack refuses {refusal.setting} ({refusal}). {MENDED_BY[refusal.setting]}") from refusal
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
        ways = [self.server.stop()]
        if self._socket_mode is not None:
            ways.append(self._socket_mode.stop())
        await asyncio.gather(*ways)
        await self._private.stop()

    def _dispatch(self) -> Dispatch | None:
        return None if self._app is None else self._app.dispatch

    async def _readiness(self) -> str | None:
        if self._app is None:
            return self._why_not
        if self._socket_mode is not None and not self._socket_mode.is_connected:
            return "no connection for Socket Mode stands"
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
        if self._socket_mode is not None:
            self._socket_mode.first_url = await open_socket(self._app_client)  # a wrong token is told at the start
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
        channels = SlackChannels(self._client)
        wiring = Wiring(self._database, self._clock, configuration, gateway, channels, self._pace)
        self._outbox = wiring.outbox
        dealer = wiring.start(self._supervisor, self._follow_time)
        managers = self._settings.leadwheel_managers
        self.services = Services(
            identity, wiring.store, dealer, gateway, self._clock, configuration, wiring.posting, channels, managers
        )
        self._app = SlackApp(self.services, self._private)
        if self._socket_mode is None:
            self.connected.set()
        else:  # the first hello sets it
            self._supervisor.start("socket_mode", self._socket_mode.run)
        _log.info("connected", workspace_id=identity.workspace_id, teams=sorted(configuration.current.teams))

    async def _open_socket(self) -> str:
        try:
            return await open_socket(self._app_client)
        except SlackRefused as refusal:  # it worked at the start, so a person may mend it
            raise SlackUnavailable(f"Slack refuses {refusal.setting} ({refusal})") from refusal

    async def _follow_time(self) -> None:
        self._clock.follow(await self._database.ahead_seconds())


def _secret(value: SecretStr | None) -> str | None:
    return None if value is None else value.get_secret_value()


def _prepare(tx: Any, workspace_id: str, now: float, alone: bool) -> None:  # noqa: FBT001 - Store.write takes no names
    """Make the workspace ready: its row, its sort keys, and (where we are alone) no claims of a process that is gone."""
    workspace.ensure(tx, workspace_id, now)
    if people.collate(tx, workspace_id):
        _log.info("collated", workspace_id=workspace_id)
    if alone:  # else the claims of a process that is gone end by themselves
        outbox_channel.release_all(tx, workspace_id, now)


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
        bot = Bot(settings, clock, database, session)
        stack.push_async_callback(bot.stop)
        await bot.start()
        yield bot
