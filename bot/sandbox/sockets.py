"""Socket Mode: the WebSockets that the bot opens, and what is delivered over them."""

import asyncio
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

from aiohttp import WSMsgType, web

from bot.sandbox.changes import Changes
from bot.sandbox.records import Json, Reply

#: As many as Slack lets an app have.
MOST_CONNECTIONS: Final = 10

_GOODBYE_SECONDS: Final = 1.0


@dataclass(eq=False)
class _Link:
    """One connection. `waiting`: by envelope, what is told of its acknowledgement (None: the connection ended)."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    waiting: dict[str, asyncio.Future[Json | None]] = field(default_factory=dict)
    leaving: bool = False


class Sockets:
    """The connections of the bot, each of which gets its share of the envelopes in turn."""

    def __init__(self, app_id: str, changes: Changes) -> None:
        self._app_id = app_id
        self._changes = changes
        self._tickets: set[str] = set()
        self._links: list[_Link] = []
        self._turn = 0

    @property
    def open(self) -> int:
        """How many connections are delivered to."""
        return len(self._deliverable())

    def give_path(self) -> str:
        """Return the path of a new connection, which serves once."""
        ticket = secrets.token_urlsafe(18)
        self._tickets.add(ticket)
        return f"/link/?ticket={ticket}&app_id={self._app_id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Be one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="used or unknown ticket")
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(timeout=_GOODBYE_SECONDS)
        await socket.prepare(request)
        if self.open >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        link = _Link(socket, request.transport)
        self._links.append(link)
        hello: Json = {
            "type": "hello",
            "num_connections": self.open,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "sandbox", "approximate_connection_time": 18060},
        }
        try:
            await socket.send_json(hello)
            self._changes.tell()
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(link, message.data)
        finally:
            self._links.remove(link)
            for future in link.waiting.values():
                if not future.done():
                    future.set_result(None)
            self._changes.tell()
        return socket

    async def deliver(
        self,
        kind: str,
        payload: Json,
        within_seconds: float,
        *,
        takes_payload: bool = False,
        retry_num: int = 0,
        retry_reason: str = "",
    ) -> Reply:
        """Send one envelope over the connection whose turn it is, and wait for its acknowledgement over the same.

        An acknowledgement counts as 200, with its payload as JSON; there is no other answer.
        """
        began = time.monotonic()
        links = self._deliverable()
        if not links:
            return Reply(status=None, reason="connection_failed")
        self._turn += 1
        link = links[self._turn % len(links)]
        envelope: Json = {
            "envelope_id": str(uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": takes_payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry_num, "retry_reason": retry_reason}
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        link.waiting[envelope["envelope_id"]] = answer
        try:
            async with asyncio.timeout(within_seconds):
                await link.socket.send_json(envelope)
                said = await answer
        except TimeoutError:
            return Reply(status=None, seconds=time.monotonic() - began, reason="http_timeout")
        except (ConnectionError, RuntimeError):  # it is closing
            return Reply(status=None, seconds=time.monotonic() - began, reason="connection_failed")
        finally:
            del link.waiting[envelope["envelope_id"]]
            self._changes.tell()
        seconds = time.monotonic() - began
        if said is None:
            return Reply(status=None, seconds=seconds, reason="connection_failed")
        text = json.dumps(said["payload"]) if takes_payload and "payload" in said else ""
        return Reply(200, text, "application/json" if text else "", seconds)

    async def say(self, text: str) -> None:
        """Send any text over every connection."""
        for link in list(self._links):
            await link.socket.send_str(text)

    async def disconnect(self, reason: str) -> None:
        """Tell every connection that it will end: `warning`, `refresh_requested`, `link_disabled`.

        Nothing more is delivered over them; what is on its way may still be acknowledged.
        """
        for link in self._deliverable():
            link.leaving = True
            await link.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})

    async def end_leaving(self) -> None:
        """Close the connections that were told."""
        for link in [link for link in self._links if link.leaving]:
            await link.socket.close()

    def drop(self) -> None:
        """Break every connection, as a network does: without a word."""
        for link in self._links:
            if link.transport is not None:
                link.transport.abort()

    async def close(self) -> None:
        """End every connection, and forget the tickets."""
        self._tickets.clear()
        await asyncio.gather(*(link.socket.close() for link in self._links))

    def _deliverable(self) -> list[_Link]:
        return [link for link in self._links if not link.leaving and not link.socket.closed]

    def _acknowledged(self, link: _Link, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        future = link.waiting.get(str(said.get("envelope_id"))) if isinstance(said, dict) else None
        if future is not None and not future.done():
            future.set_result(said)
