"""The composition root: opens everything in order, and closes it in reverse."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, TypeVar

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import retry
from bot.settings import Settings
from bot.slack.app import SlackApp
from bot.slack.gateway import Identity, SlackGateway, SlackRefused, identify, slack_session, web_client
from bot.slack.private_words import PrivateWords
from bot.slack.services import Services
from bot.usecases import deliver, due, people
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.deal import DealRequest, Outcome, deal_batch, reject
from bot.usecases.deliver_step import LEASE_SECONDS, Claim, Pace
from bot.usecases.errors import ConfigurationMoved, SlackUnavailable, StorageUnavailable
from bot.usecases.ports import Clock
from bot.usecases.unfinished import not_working_yet
from bot.web.server import Server
from bot.web.slack_endpoint import Dispatch
from bot.workers.clock import ClockWorker
from bot.workers.dealer import Dealer
from bot.workers.outbox import Outbox
from bot.workers.people import PeopleWorker
from bot.workers.supervisor import Supervisor
from storage import migrate
from storage.database import Database, check_writable, only_one
from storage.queries import outbox_channel, workspace

_log = structlog.get_logger(__name__)
T = TypeVar("T")

#: A graceful stop takes no longer (CONTRACT 2, DESIGN 3).
STOP_WITHIN_SECONDS: Final = 10.0

#: Names that are not known are asked for before the first lead, for so long at most.
_NAMES_WITHIN_SECONDS: Final = 5.0


class StartError(Exception):
    """The bot can't start with these settings; the text says why and what to do."""


class _WakingStore:
    """The database, with the outbox looked at after each write."""

    def __init__(self, database: Database, written: Callable[[], None]) -> None:
        self._database = database
        self._written = written

    async def write(self, work: Callable[..., T], *args: Any, deadline: float | None = None) -> T:
        result = await self._database.write(work, *args, deadline=deadline)
        self._written()
        return result

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        return await self._database.read(work, *args)


class Bot:
    """A running bot. `connected` is set once Slack said whose token it is, and leads are taken."""

    def __init__(
        self, settings: Settings, clock: Clock, database: Database, client: AsyncWebClient, private: PrivateWords
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._client = client
        self._private = private
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
        """Take nothing new, finish what was taken, stop the workers; within 10 seconds."""
        try:
            async with asyncio.timeout(STOP_WITHIN_SECONDS):
                await self.server.stop()
                await self._private.stop()
                if self._outbox is not None:
                    await self._outbox.stop()
        except TimeoutError:
            _log.warning("stopped_late", seconds=STOP_WITHIN_SECONDS)
        await self._supervisor.stop()

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
        await self._database.write(_prepare, identity.workspace_id, self._clock.now())
        configuration = FollowedConfiguration(self._database, identity.workspace_id)
        await configuration.refresh()
        _say_what_does_not_work_yet(configuration)
        gateway = SlackGateway(self._client, identity)
        try:
            async with asyncio.timeout(_NAMES_WITHIN_SECONDS):
                await people.fetch_unknown(self._database, gateway, self._clock, identity.workspace_id)
        except (SlackUnavailable, TimeoutError) as error:
            _log.warning("names_unknown", error=str(error) or "Slack took too long")
        self._start_workers(identity, gateway, configuration)
        self.connected.set()
        _log.info("connected", workspace_id=identity.workspace_id, teams=sorted(configuration.current.teams))

    def _start_workers(self, identity: Identity, gateway: SlackGateway, configuration: FollowedConfiguration) -> None:
        workspace_id, clock, database = identity.workspace_id, self._clock, self._database
        self._outbox = outbox_worker = self._outbox_worker(workspace_id, gateway)
        store = _WakingStore(database, outbox_worker.wake)

        async def transact(requests: Sequence[DealRequest]) -> Sequence[Outcome]:
            while True:
                try:
                    return await store.write(deal_batch, requests, configuration.current, clock.now())
                except ConfigurationMoved:
                    await configuration.refresh()

        async def keep_rejected(request: DealRequest, error: str) -> None:
            await store.write(reject, request, error, clock.now())

        people_worker = PeopleWorker(
            lambda: people.fetch_unknown(store, gateway, clock, workspace_id),
            lambda: people.read_everyone(store, gateway, clock, workspace_id),
        )

        async def follow_configuration() -> None:
            if await configuration.follow():
                _log.info("configuration_followed", version=configuration.current.version)
                _say_what_does_not_work_yet(configuration)
                people_worker.wake()

        dealer = Dealer(transact, keep_rejected)
        self._supervisor.start("dealer", dealer.run)
        self._supervisor.start("outbox", outbox_worker.run)
        self._supervisor.start("people", people_worker.run)
        self._supervisor.start(
            "clock", ClockWorker([follow_configuration, lambda: due.do_due(store, clock, workspace_id)]).run
        )
        managers = self._settings.leadwheel_managers
        self.services = Services(identity, store, dealer, gateway, clock, configuration, managers)
        self._app = SlackApp(self.services, self._private)

    def _outbox_worker(self, workspace_id: str, gateway: SlackGateway) -> Outbox:
        database, clock = self._database, self._clock
        pace = Pace(self._settings.leadwheel_post_rate, self._settings.leadwheel_managers)

        async def claim(limit: int) -> list[Claim]:
            # A name of its own for each claim: one that was lost can't be taken for the one that followed.
            holder, now = uuid.uuid4().hex, clock.now()
            channels = await database.write(outbox_channel.claim, workspace_id, holder, now, now + LEASE_SECONDS, limit)
            return [Claim(workspace_id, channel, holder) for channel in channels]

        async def send(claimed: Claim) -> None:
            await deliver.deliver(database, gateway, clock, claimed, pace, lambda: worker.stopping)

        async def next_due() -> float | None:
            due_at = await database.read(outbox_channel.next_due_at, workspace_id)
            return None if due_at is None else due_at - clock.now()

        worker = Outbox(claim, send, next_due)
        return worker


def _say_what_does_not_work_yet(configuration: FollowedConfiguration) -> None:
    for sentence in not_working_yet(configuration.current):
        _log.warning("not_working_yet", what=sentence)


def _prepare(tx: Any, workspace_id: str, now: float) -> None:
    """Make the workspace ready: its row, its sort keys, and its outbox without claims of a process that is gone."""
    workspace.ensure(tx, workspace_id, now)
    if people.collate(tx, workspace_id):
        _log.info("collated", workspace_id=workspace_id)
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
