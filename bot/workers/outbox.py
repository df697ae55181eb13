"""The outbox's worker: claims channels, and sends what each holds (DESIGN 1.8)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.usecases.delivery import Claim

_log = structlog.get_logger(__name__)

#: Channels that are sent to at the same time.
_CHANNELS_AT_ONCE: Final = 32

#: Other processes write into the outbox too (`leadwheel apply`): it is looked at so often at least.
_LOOK_EVERY_SECONDS: Final = 0.5

#: Two looks are so far apart at least: under load, each write would be followed by one.
_APART_SECONDS: Final = 0.02

#: Claims up to so many channels.
ClaimSome = Callable[[int], Awaitable[list[Claim]]]
Deliver = Callable[[Claim], Awaitable[None]]
#: When a channel will next be due, in seconds from now; None: nothing is pending.
NextDue = Callable[[], Awaitable[float | None]]


class Outbox:
    """Sends until it is stopped; `wake` makes it look at once."""

    def __init__(self, claim: ClaimSome, deliver: Deliver, next_due: NextDue) -> None:
        """Take the use cases: claim channels, deliver one, and find out when the next is due."""
        self._claim = claim
        self._deliver = deliver
        self._next_due = next_due
        self._news = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._stopping = False
        self._looked_at = float("-inf")
        self._claiming = asyncio.Lock()

    def wake(self) -> None:
        """Look for something to send now."""
        self._news.set()

    async def run(self) -> None:
        """Claim and send until cancelled, or until `stop`."""
        while not self._stopping:
            await self._keep_apart()
            self._news.clear()
            room = _CHANNELS_AT_ONCE - len(self._sending)
            async with self._claiming:  # `stop` waits for it, and then for what was claimed
                claimed = await self._claim(room) if room > 0 else []
                for claim in claimed:
                    task = asyncio.create_task(self._send(claim), name=f"outbox {claim.channel}")
                    self._sending.add(task)
                    task.add_done_callback(self._sent)
            if not claimed:
                await self._wait()

    async def _keep_apart(self) -> None:
        """Return at once, or, where it was only just looked, a moment later."""
        clock = asyncio.get_running_loop().time
        early = self._looked_at + _APART_SECONDS - clock()
        if early > 0:
            await asyncio.sleep(early)
        self._looked_at = clock()

    async def stop(self) -> None:
        """Claim nothing more, and let what is being sent end by itself (at most one call to Slack each).

        When this is cancelled, so is what is being sent: it was marked before, and the next start looks it up.
        """
        self._stopping = True
        self._news.set()
        try:
            async with self._claiming:
                pass
            if self._sending:
                await asyncio.wait(self._sending)
        finally:
            for task in self._sending:
                task.cancel()

    @property
    def stopping(self) -> bool:
        """Whether nothing more is to be sent."""
        return self._stopping

    async def _wait(self) -> None:
        full = len(self._sending) >= _CHANNELS_AT_ONCE  # then only an end of something makes room
        due_in = None if full else await self._next_due()
        seconds = _LOOK_EVERY_SECONDS if due_in is None else min(_LOOK_EVERY_SECONDS, max(due_in, 0.005))
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _send(self, claim: Claim) -> None:
        try:
            await self._deliver(claim)
        except Exception as error:  # noqa: BLE001 - the claim ends by itself, then it is tried again
            _log.warning("outbox_channel_failed", channel=claim.channel, error=repr(error))

    def _sent(self, task: "asyncio.Task[None]") -> None:
        self._sending.discard(task)
        self._news.set()
