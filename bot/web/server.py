"""The HTTP server."""

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import cast

from aiohttp import web

from bot.web.answering import Dispatch
from bot.web.errors import one_shape
from bot.web.health import Readiness, healthz, readyz
from bot.web.slack_endpoint import LARGEST_BODY_BYTES, slack_endpoint

#: aiohttp's own 128 makes a burst of 200 connections wait a second for a retried one.
_BACKLOG = 1024

#: Longer than an answer to Slack may take; only a request that never ends needs it all.
_FINISH_WITHIN_SECONDS = 4.0

#: asyncio forgets a connection that was accepted in the very turn in which its server closes (Python 3.11): after so many
#: turns without accepting, the last one is the runner's to close.
_ACCEPTED_AFTER_TURNS = 5


class PortInUse(Exception):  # noqa: N818 - what it is
    """The address can't be listened on; the text says why and what to do."""


class Server:
    """Listens for Slack, and for health probes."""

    def __init__(
        self, signing_secret: str | None, dispatch: Callable[[], Dispatch | None], readiness: Readiness
    ) -> None:
        """Take what proves that a request is Slack's (None: Slack sends nothing here), and who answers."""
        app = web.Application(client_max_size=LARGEST_BODY_BYTES, middlewares=[one_shape])
        if signing_secret is not None:
            app.router.add_post("/slack/events", slack_endpoint(signing_secret, dispatch))
        app.router.add_get("/healthz", healthz)
        app.router.add_get("/readyz", readyz(readiness))
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=_FINISH_WITHIN_SECONDS
        )
        self._listener: asyncio.Server | None = None
        self.port = 0

    async def start(self, host: str, port: int) -> None:
        """Begin to listen; `port` 0 takes a free one, which `Server.port` then names.

        Raises:
            PortInUse: somebody else listens there, or this user may not.
        """
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        try:
            self._listener = await loop.create_server(
                cast("web.Server", self._runner.server), host, port, backlog=_BACKLOG
            )
        except OSError as error:
            await self._runner.cleanup()
            if isinstance(error, socket.gaierror):
                raise PortInUse(
                    f"can't listen on {host}: this machine has no such address. LEADWHEEL_HOST=0.0.0.0 listens on all."
                ) from error
            why = "something else listens there" if error.errno == errno.EADDRINUSE else error.strerror or str(error)
            raise PortInUse(
                f"can't listen on {host}:{port}: {why}. Stop it, or set LEADWHEEL_PORT (or LEADWHEEL_HOST) to another."
            ) from error
        self.port = self._listener.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Take nothing new, and give what is being answered up to 4 seconds."""
        if self._listener is not None:
            for listening in self._listener.sockets:
                asyncio.get_running_loop().remove_reader(listening)
            for _ in range(_ACCEPTED_AFTER_TURNS):
                await asyncio.sleep(0)
            self._listener.close()
        await self._runner.cleanup()
