"""Asking Slack who people are: at the start, once a day, and whenever somebody unknown is in a team."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from bot.usecases.errors import DataRejected, SlackUnavailable, StorageUnavailable

_log = structlog.get_logger(__name__)

_DAY_SECONDS: Final = 86_400.0
_AGAIN_SECONDS: Final = 60.0


class PeopleWorker:
    """Keeps what we know of people up to date; `wake` makes it ask about those whom nobody told of yet."""

    def __init__(self, fetch_unknown: Callable[[], Awaitable[int]], follow_all: Callable[[], Awaitable[int]]) -> None:
        """Take the use cases: ask about unknown members; read the whole list. Both return how many people changed."""
        self._fetch_unknown = fetch_unknown
        self._follow_all = follow_all
        self._news = asyncio.Event()

    def wake(self) -> None:
        """Ask about unknown members now."""
        self._news.set()

    async def run(self) -> None:
        """Read everybody at once and then daily, and unknown members in between, until cancelled."""
        loop = asyncio.get_running_loop()
        whole_list_at = loop.time()
        while True:
            self._news.clear()
            try:
                if loop.time() >= whole_list_at:
                    changed = await self._follow_all()
                    whole_list_at = loop.time() + _DAY_SECONDS
                else:
                    changed = await self._fetch_unknown()
                _log.info("people_followed", changed=changed)
                wait_seconds = whole_list_at - loop.time()
            except (SlackUnavailable, StorageUnavailable, DataRejected) as error:
                # An event can be missed (SLACK.md), so the list must be read in the end.
                _log.warning("people_not_followed", error=str(error))
                wait_seconds = max(_AGAIN_SECONDS, getattr(error, "retry_after_seconds", 0.0))
            try:
                async with asyncio.timeout(wait_seconds):
                    await self._news.wait()
            except TimeoutError:
                pass
