"""What is sent to the bot, over signed HTTP or Socket Mode: events with their redelivery, commands, interactions."""

import asyncio
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.changes import Changes
from bot.sandbox.detours import Detours
from bot.sandbox.exchanges import Exchange, Exchanges, name_of_command, name_of_event, name_of_interaction
from bot.sandbox.records import Attempt, Delivery, Json, Reply
from bot.sandbox.sockets import Sockets

_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
#: Interactions whose answer says something; that to any other must be empty, and its body is passed over.
_ANSWERED = frozenset({"view_submission", "block_suggestion"})


@dataclass
class Sender:
    """Sends to the bot, as Slack does.

    Attributes:
        signing_secret: Signs every request.
        changes: Told after each attempt.
        detours: What happens to events on their way.
        url: Where to over HTTP; None: nothing is sent.
        sockets: Where to in Socket Mode, and then `url` is of no account; None: over HTTP.
        retry_delays_seconds: How long to wait before each redelivery of an event.
        answer_within_seconds: How long an answer may take.
        duplicate: How many copies of each event are sent at once.
        deliveries: Every event that was sent, oldest first.
        exchanges: What was sent lately, of any kind, with its answers.
    """

    signing_secret: str
    changes: Changes
    detours: Detours
    url: str | None = None
    sockets: Sockets | None = None
    retry_delays_seconds: tuple[float, ...] = (0, 60, 300)
    answer_within_seconds: float = 3.0
    duplicate: int = 1
    deliveries: list[Delivery] = field(default_factory=list)
    exchanges: Exchanges = field(default_factory=Exchanges)
    _session: aiohttp.ClientSession | None = None
    _given: int = 0
    # Event ids stay unique when a bot with a history meets a new sandbox.
    _prefix: str = field(default_factory=lambda: secrets.token_hex(3).upper())

    def open(self) -> None:
        """Make ready to send; needs a running event loop."""
        # A fresh connection for each: a pooled one may belong to a bot that has been restarted since, and what
        # breaks then is neither Slack's behaviour nor, for a command, ever sent again.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=True), cookie_jar=aiohttp.DummyCookieJar()
        )

    @property
    def is_on(self) -> bool:
        """Whether anything is sent."""
        return self.sockets is not None or self.url is not None

    async def close(self) -> None:
        """Stop sending."""
        if self.sockets is not None:
            await self.sockets.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def new_id(self, kind: str) -> str:
        """Return an id that no sandbox has given before, beginning with `kind`."""
        self._given += 1
        return f"{kind}{self._prefix}{self._given:06d}"

    async def event(self, envelope: Json) -> Delivery:
        """Deliver an event_callback envelope, and again as long as it isn't answered 2xx and retries are left.

        Returns its record, which is in `deliveries` from the first moment; without attempts when there is no `url`.
        """
        delivery = Delivery(event_id=envelope["event_id"], payload=envelope)
        if not self.is_on:
            return delivery
        self.deliveries.append(delivery)
        exchange = self.exchanges.begin("event", name_of_event(envelope["event"]), envelope)
        self.changes.tell()
        body = json.dumps(envelope).encode()
        copies = self.duplicate + self.detours.is_doubled()
        if copies == 1:
            await self._copy(delivery, exchange, body)
        else:
            await asyncio.gather(*(self._copy(delivery, exchange, body) for _ in range(copies)))
        return delivery

    async def command(self, fields: Mapping[str, str]) -> Reply:
        """Send a slash command, once. Raises RuntimeError when nothing is sent."""
        exchange = self.exchanges.begin("command", name_of_command(fields), dict(fields))
        if self.sockets is not None:
            reply = await self.sockets.deliver(
                "slash_commands", dict(fields), self.answer_within_seconds, takes_payload=True
            )
        else:
            reply = await self.send(urlencode(fields).encode(), _FORM)
        exchange.replied(reply)
        self.changes.tell()
        return reply

    async def interaction(self, payload: Json) -> Reply:
        """Send what somebody did with a button, a menu, a form or a shortcut, once; an answer counts for `_ANSWERED`.

        Raises RuntimeError when nothing is sent.
        """
        exchange = self.exchanges.begin("interaction", name_of_interaction(payload), payload)
        if self.sockets is not None:
            reply = await self.sockets.deliver(
                "interactive", payload, self.answer_within_seconds, takes_payload=payload["type"] in _ANSWERED
            )
        else:
            reply = await self.send(urlencode({"payload": json.dumps(payload)}).encode(), _FORM)
        exchange.replied(reply)
        self.changes.tell()
        return reply

    async def send(
        self,
        body: bytes,
        content_type: str = _JSON,
        headers: Mapping[str, str] | None = None,
        timestamp: str | None = None,
        *,
        sign: bool = True,
    ) -> Reply:
        """Send one body. `timestamp` None: now, in whole seconds. Raises RuntimeError without `url` or before open()."""
        if self.url is None or self._session is None:
            raise RuntimeError("set sandbox.events_url and start() the sandbox before something is sent to the bot")
        sent = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        if sign:
            sent |= self.signature(body, timestamp or str(int(time.time())))
        began = time.monotonic()
        try:
            async with self._session.post(
                self.url,
                data=body,
                headers=sent | dict(headers or {}),
                timeout=aiohttp.ClientTimeout(total=self.answer_within_seconds),
                allow_redirects=False,
            ) as response:
                text = await response.text(errors="replace")
                return Reply(
                    status=response.status,
                    text=text,
                    content_type=response.content_type,
                    seconds=time.monotonic() - began,
                    no_retry=response.headers.get("X-Slack-No-Retry") == "1",
                )
        except TimeoutError:
            return Reply(status=None, seconds=time.monotonic() - began, reason="http_timeout")
        except aiohttp.ClientError:
            return Reply(status=None, seconds=time.monotonic() - began, reason="connection_failed")
        finally:
            self.changes.tell()

    def signature(self, body: bytes, timestamp: str) -> dict[str, str]:
        """Return the headers that prove a request to be Slack's."""
        base = b"v0:" + timestamp.encode() + b":" + body
        digest = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": f"v0={digest}"}

    async def _copy(self, delivery: Delivery, exchange: Exchange, body: bytes) -> None:
        retry_num, reason = 0, ""
        if late_seconds := self.detours.lateness_seconds():
            await asyncio.sleep(late_seconds)
        while True:
            reply = await self._attempt(delivery, body, retry_num, reason)
            if self.detours.is_unheard():
                reply = Reply(status=None, seconds=reply.seconds, reason="http_timeout")
            attempt = Attempt(retry_num, reply.status, reply.seconds)
            delivery.attempts.append(attempt)
            exchange.replied(reply)
            self.changes.tell()
            if attempt.acknowledged or reply.no_retry or retry_num >= len(self.retry_delays_seconds):
                return
            await asyncio.sleep(self.retry_delays_seconds[retry_num])
            retry_num, reason = retry_num + 1, reply.reason or "http_error"

    async def _attempt(self, delivery: Delivery, body: bytes, retry_num: int, reason: str) -> Reply:
        if self.sockets is not None:
            return await self.sockets.deliver(
                "events_api",
                delivery.payload,
                self.answer_within_seconds,
                retry_num=retry_num,
                retry_reason=reason,
            )
        again = {"X-Slack-Retry-Num": str(retry_num), "X-Slack-Retry-Reason": reason} if retry_num else {}
        return await self.send(body, headers=again)
