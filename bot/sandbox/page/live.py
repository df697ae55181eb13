"""Keeping an open page up to date: over one WebSocket, only what changed."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from inspect import isawaitable
from typing import Any, Final

from aiohttp import web

from bot.sandbox.core import Core
from bot.sandbox.page.facts import Fact, facts
from bot.sandbox.records import User

#: What a panel beside the chat shows: anything that JSON has.
Provider = Callable[[], Awaitable[Any] | Any]

#: Between two sendings, so that a burst of changes is one.
_PAUSE_SECONDS: Final = 0.03
_GOODBYE_SECONDS: Final = 1.0
_HEARTBEAT_SECONDS: Final = 20.0


class Live:
    """All pages that are open.

    Args:
        core: What they look at.
        app: What never changes.
        panels: What is shown beside the chat, by name.
    """

    def __init__(self, core: Core, app: Fact, panels: Mapping[str, Provider]) -> None:
        self._core = core
        self._app = app
        self._panels = panels
        self._open: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request, user: User) -> web.WebSocketResponse:
        """Be one page's connection until it ends; it begins with all that the person sees."""
        socket = web.WebSocketResponse(timeout=_GOODBYE_SECONDS, heartbeat=_HEARTBEAT_SECONDS)
        await socket.prepare(request)
        self._open.add(socket)
        telling = asyncio.create_task(self._tell(socket, user))
        try:
            async for _ in socket:
                pass  # what a page wants to be done, it posts
        finally:
            self._open.discard(socket)
            telling.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await telling
        return socket

    async def close(self) -> None:
        """End all connections; the pages come again when they can."""
        await asyncio.gather(*(socket.close() for socket in self._open))

    async def _tell(self, socket: web.WebSocketResponse, user: User) -> None:
        sent: dict[str, object] = {}
        try:
            while True:
                count = self._core.changes.count
                if (news := await self._news(sent, user)) is not None:
                    await socket.send_str(news)
                await asyncio.sleep(_PAUSE_SECONDS)
                await self._core.changes.after(count)
        finally:
            await socket.close()  # so that a page learns of a mistake here by coming again

    async def _news(self, sent: dict[str, object], user: User) -> str | None:
        """Return what differs from what was sent, which is brought up to date; None: nothing does."""
        now = [self._app, *facts(self._core, user), *[await self._panel(name) for name in self._panels]]
        changed: dict[str, object] = {}
        for fact in now:
            if fact.key not in sent or sent[fact.key] != fact.stamp:
                sent[fact.key] = fact.stamp
                changed[fact.key] = fact.json()
        gone: list[str] = []
        if len(now) != len(sent):
            gone = list(sent.keys() - {fact.key for fact in now})
            for key in gone:
                del sent[key]
        return json.dumps({"set": changed, "gone": gone}) if changed or gone else None

    async def _panel(self, name: str) -> Fact:
        given = self._panels[name]()
        shown = await given if isawaitable(given) else given
        return Fact(f"panel/{name}", json.dumps(shown), lambda: shown)  # the next one may be the same object, changed
