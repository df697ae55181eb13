"""The workers of one workspace, wired to what they do: use cases over the database, Slack and the clock."""

import uuid
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import structlog

from bot.slack.channels import SlackChannels
from bot.slack.gateway import SlackGateway
from bot.usecases import deliver, due, people
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.deal import DealRequest, Outcome, deal_batch
from bot.usecases.delivery import LEASE_SECONDS, Claim, Pace
from bot.usecases.ports import Clock
from bot.usecases.posting import Posting
from bot.usecases.presence import Presence
from bot.usecases.rejecting import reject
from bot.usecases.unfinished import not_working_yet
from bot.workers.clock import ClockWorker
from bot.workers.dealer import Dealer
from bot.workers.outbox import Outbox
from bot.workers.people import PeopleWorker
from bot.workers.supervisor import Supervisor
from storage.database import Database
from storage.queries import outbox_channel

_log = structlog.get_logger(__name__)
T = TypeVar("T")


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


class Wiring:
    """The workers of a workspace.

    `store` is the database as listeners see it, `outbox` the worker that is told to stop, `posting` what Slack's
    refusal of the token is told to.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        configuration: FollowedConfiguration,
        gateway: SlackGateway,
        channels: SlackChannels,
        pace: Pace,
    ) -> None:
        self._database = database
        self._clock = clock
        self._configuration = configuration
        self._workspace_id = configuration.current.workspace_id
        self._gateway = gateway
        self._pace = pace
        self.outbox = Outbox(self._claim, self._send, self._next_due)
        self.store = _WakingStore(database, self.outbox.wake)
        self._presence = Presence(self.store, channels, clock, configuration)
        self.posting = Posting(gateway, clock, self._presence.look_anew)

    def start(self, supervisor: Supervisor, follow_time: Callable[[], Awaitable[None]]) -> Dealer:
        """Start the workers, and return the one that takes leads."""
        configuration = self._configuration
        store, gateway, clock, workspace_id = self.store, self._gateway, self._clock, self._workspace_id

        async def transact(requests: Sequence[DealRequest]) -> Sequence[Outcome]:
            return await configuration.write(store, deal_batch, requests, clock.now())

        async def keep_rejected(request: DealRequest, error: str) -> None:
            await store.write(reject, request, error, clock.now())

        people_worker = PeopleWorker(
            lambda: people.fetch_unknown(store, gateway, clock, workspace_id),
            lambda: people.read_everyone(store, gateway, clock, workspace_id),
        )

        async def follow_configuration() -> None:
            if await configuration.follow():
                _log.info("configuration_followed", version=configuration.current.version)
                say_what_does_not_work_yet(configuration)
                people_worker.wake()

        dealer = Dealer(transact, keep_rejected)
        supervisor.start("dealer", dealer.run)
        supervisor.start("outbox", self.outbox.run)
        supervisor.start("posting", ClockWorker([self.posting.ask]).run)
        supervisor.start("channels", ClockWorker([self._presence.look]).run)
        supervisor.start("people", people_worker.run)
        supervisor.start(
            "clock",
            ClockWorker([follow_configuration, follow_time, lambda: due.do_due(store, clock, configuration)]).run,
        )
        return dealer

    async def _claim(self, limit: int) -> list[Claim]:
        if self.posting.is_stopped:
            return []
        # A name of its own for each claim: one that was lost can't be taken for the one that followed.
        holder, now = uuid.uuid4().hex, self._clock.now()
        until = now + LEASE_SECONDS
        channels = await self._database.write(outbox_channel.claim, self._workspace_id, holder, now, until, limit)
        return [Claim(self._workspace_id, channel, holder) for channel in channels]

    async def _send(self, claimed: Claim) -> None:
        await deliver.deliver(
            self._database,
            self.posting,
            self._clock,
            claimed,
            self._pace,
            lambda: self.outbox.stopping or self.posting.is_stopped,
        )

    async def _next_due(self) -> float | None:
        if self.posting.is_stopped:
            return None
        due_at = await self._database.read(outbox_channel.next_due_at, self._workspace_id)
        return None if due_at is None else due_at - self._clock.now()


def say_what_does_not_work_yet(configuration: FollowedConfiguration) -> None:
    """Log what the configuration says already, and this version doesn't do."""
    for sentence in not_working_yet(configuration.current):
        _log.warning("not_working_yet", what=sentence)
