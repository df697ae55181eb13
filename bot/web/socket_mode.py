"""Socket Mode: Slack's deliveries over WebSockets that we open, with the promise of HTTP: acknowledged after the commit.

https://docs.slack.dev/apis/events-api/using-socket-mode. Connections of our own instead of the SDK's client: that one
answers an envelope over whatever connection is newest, closes the old one before it has the new one, tries again for
ever at one pace, and neither bounds nor counts what is in work (docs/adr/0008).
"""

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import structlog

from bot.domain import retry
from bot.timekeeping import ANSWER_WITHIN_SECONDS
from bot.usecases.errors import SlackUnavailable
from bot.web import payloads
from bot.web.answering import Answer, Dispatch, Said, answered

_log = structlog.get_logger(__name__)

#: So many envelopes are worked on at once; what comes beyond waits in the socket.
_AT_ONCE: Final = 512

#: A connection that says nothing, not even to a ping, is dead after one and a half times this.
_PING_EVERY_SECONDS: Final = 10.0

_HELLO_WITHIN_SECONDS: Final = 10.0

#: Slack leaves the TCP connection open after both sides said goodbye.
_GOODBYE_SECONDS: Final = 1.0

#: A connection that Slack is about to end is listened to beside its successor, for so long at most.
_LEAVES_WITHIN_SECONDS: Final = 30.0

#: As long as the HTTP server gives what it answers.
_FINISH_WITHIN_SECONDS: Final = 4.0

_LONGEST_PAUSE_SECONDS: Final = 60.0

#: What lasted shorter counts as a failure: Slack would be asked for one connection after the other.
_STEADY_SECONDS: Final = 10.0

_CHECKS: Final[dict[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "events_api": payloads.event,
    "slash_commands": payloads.command,
    "interactive": payloads.interaction,
}
_UNAVAILABLE: Final = 503


class _Connection:
    """One WebSocket. `hello`: Slack delivers over it; `leaving`: it ended, or Slack said that it will."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.hello = asyncio.Event()
        self.leaving = asyncio.Event()
        self.reader: asyncio.Task[None] | None = None


class SocketMode:
    """Keeps a connection to Slack, and hands what comes over it to the listeners."""

    def __init__(
        self,
        open_url: Callable[[], Awaitable[str]],
        session: aiohttp.ClientSession,
        dispatch: Callable[[], Dispatch | None],
        connected: asyncio.Event,
        proxy: str | None = None,
    ) -> None:
        """Take how to ask for a connection's address, and what is set as soon as Slack delivers over one.

        Args:
            open_url: asks Slack (`apps.connections.open`); raises SlackUnavailable.
            session: opens the WebSockets.
            dispatch: gives the way to the listeners; None while there are none yet.
            connected: is set at each hello.
            proxy: the address of a proxy to connect through, as calls to Slack do; None: none.
        """
        self._open_url = open_url
        self._session = session
        self._dispatch = dispatch
        self._connected = connected
        self._proxy = proxy
        self._connections: set[_Connection] = set()
        self._working: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(_AT_ONCE)
        self._stopped = asyncio.Event()
        #: An address that was asked for already; it serves once.
        self.first_url: str | None = None

    @property
    def is_connected(self) -> bool:
        """Whether Slack delivers to us now."""
        return any(one.hello.is_set() and not one.leaving.is_set() for one in self._connections)

    async def run(self) -> None:
        """Be connected until `stop`: a connection that ends, or will, is followed by the next."""
        failures = 0
        while not self._stopped.is_set():
            begun = time.monotonic()
            pause_seconds = 0.0
            try:
                connection = await self._connect()
                await connection.leaving.wait()
                failures = 0 if time.monotonic() - begun > _STEADY_SECONDS else failures + 1
                if failures > 1 and not self._stopped.is_set():
                    code = connection.socket.close_code
                    _log.warning("socket_mode_unavailable", error=f"it ended at once (code {code})", attempts=failures)
                # The first that ends early is followed at once: Slack asks for it when it starts its servers anew.
                pause_seconds = retry.delay_seconds(failures - 1, random.random()) if failures > 1 else 0.0  # noqa: S311
            except (SlackUnavailable, aiohttp.ClientError, OSError, TimeoutError) as error:
                failures += 1
                asked_seconds = getattr(error, "retry_after_seconds", 0.0)
                pause_seconds = max(asked_seconds, retry.delay_seconds(failures, random.random()))  # noqa: S311
                said = str(error) if isinstance(error, SlackUnavailable) else type(error).__name__  # without the ticket
                if not self._stopped.is_set():
                    _log.warning("socket_mode_unavailable", error=said, attempts=failures)
            if not self._stopped.is_set():
                await self._pause(min(pause_seconds, _LONGEST_PAUSE_SECONDS))

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopped.wait()

    async def stop(self) -> None:
        """Take nothing new, answer what was taken within 4 seconds, and say goodbye.

        What arrived and wasn't read is not acknowledged: Slack delivers it again, to whoever is connected then.
        """
        self._stopped.set()
        for connection in self._connections:
            if connection.reader is not None:
                connection.reader.cancel()
        if self._working:
            _, late = await asyncio.wait(self._working, timeout=_FINISH_WITHIN_SECONDS)
            for task in late:
                task.cancel()
        await asyncio.gather(*(connection.socket.close() for connection in self._connections))
        self._connections.clear()

    async def _connect(self) -> _Connection:
        """Return a connection over which Slack delivers.

        Raises SlackUnavailable, aiohttp.ClientError, OSError, TimeoutError.
        """
        url, self.first_url = self.first_url or await self._open_url(), None
        socket = await self._session.ws_connect(
            url,
            proxy=self._proxy,
            heartbeat=_PING_EVERY_SECONDS,
            timeout=aiohttp.ClientWSTimeout(ws_close=_GOODBYE_SECONDS),
        )
        if self._stopped.is_set():
            await socket.close()
            raise SlackUnavailable("the bot stops")
        connection = _Connection(socket)
        self._connections.add(connection)
        connection.reader = asyncio.create_task(self._read(connection))
        greeted = asyncio.create_task(connection.hello.wait())
        await asyncio.wait(
            (greeted, connection.reader), timeout=_HELLO_WITHIN_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        greeted.cancel()
        if not connection.hello.is_set():
            connection.reader.cancel()
            raise SlackUnavailable("Slack ended the connection" if connection.reader.done() else "Slack said no hello")
        _log.info("socket_mode_connected", connections=len(self._connections))
        self._connected.set()
        return connection

    async def _read(self, connection: _Connection) -> None:
        try:
            async for message in connection.socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._take(connection, message.data)
        finally:
            connection.leaving.set()
            if not self._stopped.is_set():  # else what is in work is answered over it first
                await connection.socket.close()
                self._connections.discard(connection)

    async def _take(self, connection: _Connection, text: str) -> None:
        deadline = time.monotonic() + ANSWER_WITHIN_SECONDS
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            told = None
        if not isinstance(told, dict):
            _log.warning("not_slack", error="The message is not a JSON object.")
        elif told.get("type") == "hello":
            connection.hello.set()
        elif told.get("type") == "disconnect":
            _log.info("socket_mode_leaving", reason=told.get("reason"))
            connection.leaving.set()
            asyncio.get_running_loop().call_later(_LEAVES_WITHIN_SECONDS, _end, connection)
        elif isinstance(told.get("envelope_id"), str):
            await self._free.acquire()
            task = asyncio.create_task(self._work(connection, told, deadline))
            self._working.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self._working.discard(task)
        self._free.release()

    async def _work(self, connection: _Connection, envelope: dict[str, Any], deadline: float) -> None:
        answer = await self._answer(envelope, deadline)
        if answer.status == _UNAVAILABLE:
            return  # not acknowledged, so Slack delivers it again
        said: dict[str, Any] = {"envelope_id": envelope["envelope_id"]}
        if answer.body and envelope.get("accepts_response_payload") is True:
            said["payload"] = _body(answer)
        try:
            await connection.socket.send_str(json.dumps(said))
        except (aiohttp.ClientError, OSError) as error:  # Slack delivers an event again, and it is dealt once
            _log.warning("not_acknowledged", envelope_type=envelope.get("type"), error=type(error).__name__)

    async def _answer(self, envelope: dict[str, Any], deadline: float) -> Answer:
        check, payload = _CHECKS.get(str(envelope.get("type"))), envelope.get("payload")
        if check is None or not isinstance(payload, dict):
            _log.warning("not_slack", error="Slack sends no such envelope.", envelope_type=envelope.get("type"))
            return Said()
        try:
            checked = check(payload)
        except payloads.NotSlack as error:  # the same again would be no better
            _log.warning("not_slack", error=str(error), envelope_type=envelope.get("type"))
            return Said()
        return await answered(self._dispatch(), checked, {}, deadline)


def _body(answer: Answer) -> Any:
    return json.loads(answer.body) if answer.content_type.startswith("application/json") else {"text": answer.body}


def _end(connection: _Connection) -> None:
    if connection.reader is not None:
        connection.reader.cancel()
