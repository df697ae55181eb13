"""The sandbox itself: started, filled, watched and told to fail."""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final, cast

from aiohttp import web

from bot import manifest as app_manifest
from bot.sandbox.api import API_PREFIX, Api
from bot.sandbox.clock import Clock
from bot.sandbox.core import Core
from bot.sandbox.failing import Failing
from bot.sandbox.grants import Grants
from bot.sandbox.page import Page
from bot.sandbox.rates import SLACKS, Limits
from bot.sandbox.records import Delivery, Json, User
from bot.sandbox.sockets import Sockets
from bot.sandbox.workspace import Workspace

_HOST: Final = "127.0.0.1"
#: Calls that may knock at once: over the usual 128, Linux drops the rest, which try again a second later.
_BACKLOG: Final = 1024
_BOT_USER: Final = "U0LEADWHL"
_BOT: Final = "B0LEADWHL"
_APP: Final = "A0LEADWHL"


class Sandbox(Failing):
    """A small, strict Slack on this machine.

    Args:
        signing_secret: Signs every request to the bot.
        bot_token: The only token that the Web API takes.
        workspace_id: `T...`.
        manifest: The app manifest that says which scopes, events and commands there are; None: the app's own.
        limits: How quickly may be called, else 429.
        app_token: The only token that opens connections for Socket Mode, which the manifest must have on.
    """

    def __init__(
        self,
        signing_secret: str,
        bot_token: str,
        workspace_id: str = "T01TEST",
        manifest: Json | None = None,
        limits: Limits = SLACKS,
        app_token: str | None = None,
    ) -> None:
        manifest = app_manifest.load() if manifest is None else manifest
        grants = Grants.of(manifest)
        name = grants.bot_name
        bot = User(id=_BOT_USER, name=name.lower().replace(" ", ""), real_name=name, is_bot=True)
        workspace = Workspace(id=workspace_id, bot=bot, bot_id=_BOT, app_id=_APP)
        super().__init__(Core(workspace, grants, signing_secret, bot_token, app_token, limits))
        self._api = Api(self._core)
        self._page = Page(self, self._core, manifest)
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None

    async def start(self, port: int = 0) -> None:
        """Serve on 127.0.0.1; port 0: any free one. Raises OSError when the port is taken, RuntimeError when running."""
        if self._runner is not None:
            raise RuntimeError("the sandbox is running already")
        # Cancelling a handler whose client is gone is how a call that a fault holds open ends.
        app = self._api.application()
        self._page.add_to(app)
        runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
        await runner.setup()
        loop = asyncio.get_running_loop()
        try:
            self._listener = await loop.create_server(cast("web.Server", runner.server), _HOST, port, backlog=_BACKLOG)
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._core.workspace.url = f"http://{_HOST}:{self._listener.sockets[0].getsockname()[1]}/"
        self._core.sender.open()

    async def delivered(self) -> None:
        """Return once nothing is being delivered in the background, retries included."""
        await self._core.delivered()

    async def stop(self) -> None:
        """End all deliveries and calls and close; what was said stays, and start() may follow.

        Does nothing when not running. Raises what a background delivery raised, if one did for a mistake of its own.
        """
        runner, self._runner = self._runner, None
        if runner is None:
            return
        self._api.release()
        self._core.speaks.set()
        try:
            await self._page.close()
            await self._core.close()
        finally:
            await self._stop_listening()
            await runner.cleanup()

    async def _stop_listening(self) -> None:
        # asyncio forgets a connection that was accepted in the very turn in which its server closes (Python 3.11).
        listener, self._listener = self._listener, None
        if listener is None:
            return
        for listening in listener.sockets:
            asyncio.get_running_loop().remove_reader(listening)
        for _ in range(5):  # until the last that was accepted is the runner's to close
            await asyncio.sleep(0)
        listener.close()

    @property
    def page(self) -> Page:
        """What a browser shows of all this, at `page_url`."""
        return self._page

    @property
    def page_url(self) -> str:
        """Where the page is, for a browser on this machine. Raises RuntimeError before start()."""
        return self.api_url.removesuffix(API_PREFIX.lstrip("/"))

    @property
    def api_url(self) -> str:
        """The bot's `SLACK_API_URL`, with a slash at the end. Raises RuntimeError before start()."""
        if self._runner is None:
            raise RuntimeError("start() the sandbox first")
        return self._core.workspace.url.rstrip("/") + API_PREFIX

    @property
    def events_url(self) -> str | None:
        """Where everything is delivered to; None: nothing is."""
        return self._core.sender.url

    @events_url.setter
    def events_url(self, url: str | None) -> None:
        self._core.sender.url = url

    @property
    def sockets(self) -> Sockets:
        """The bot's connections, where the manifest has Socket Mode on: then everything is delivered over them."""
        return self._core.sockets

    @property
    def retry_delays_seconds(self) -> tuple[float, ...]:
        """How long to wait before each redelivery of an event that wasn't answered 2xx."""
        return self._core.sender.retry_delays_seconds

    @retry_delays_seconds.setter
    def retry_delays_seconds(self, delays: Iterable[float]) -> None:
        self._core.sender.retry_delays_seconds = tuple(delays)

    @property
    def answer_within_seconds(self) -> float:
        """How long the bot may take to answer; 3, as Slack waits."""
        return self._core.sender.answer_within_seconds

    @answer_within_seconds.setter
    def answer_within_seconds(self, seconds: float) -> None:
        self._core.sender.answer_within_seconds = seconds

    @property
    def clock(self) -> Clock:
        """Slack's clock, which can be moved on, also apart from the bot's."""
        return self._core.workspace.clock

    @property
    def workspace_id(self) -> str:
        """The workspace's `T...`."""
        return self._core.workspace.id

    @property
    def bot_user_id(self) -> str:
        """The bot's `U...`."""
        return self._core.workspace.bot.id

    @property
    def bot_id(self) -> str:
        """The bot's `B...`."""
        return self._core.workspace.bot_id

    @property
    def app_id(self) -> str:
        """The app's `A...`."""
        return self._core.workspace.app_id

    def direct_channel(self, user_id: str) -> str:
        """Return the `D...` of the bot and a user, opened if need be. Raises LookupError for an unknown user."""
        return self._core.workspace.direct_channel(self._core.workspace.user(user_id)).id

    async def deliver(self, payload: Json, *, force: bool = False) -> Delivery:
        """Deliver an inner event, enveloped, signed and retried; return when that is over.

        Only what the manifest subscribes to and the bot may see is sent (else the record has no attempts); `force`
        sends it all the same.
        """
        return await self._core.deliver(payload, force=force)

    async def send_raw(
        self,
        body: bytes,
        headers: Mapping[str, str] | None = None,
        *,
        sign: bool = True,
        timestamp: str | float | None = None,
        content_type: str = "application/json",
    ) -> tuple[int | None, str]:
        """Send any bytes to the bot; return HTTP status and body, None and empty without an answer.

        `timestamp` None: now; it is signed with the body unless `sign` is false. `headers` win over the usual ones.
        Raises RuntimeError without `events_url`.
        """
        stamp = None if timestamp is None else str(timestamp)
        reply = await self._core.sender.send(body, content_type, headers, stamp, sign=sign)
        return reply.status, reply.text
