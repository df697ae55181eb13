"""The HTTP side: the Web API and response_urls."""

import asyncio
import json
import time
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus
from inspect import isawaitable
from typing import Final

from aiohttp import web

from bot.sandbox.answers import failed, json_answer, too_fast
from bot.sandbox.arguments import ApiError, Arguments, RateLimitedError
from bot.sandbox.core import Core
from bot.sandbox.exchanges import Answer, Exchange
from bot.sandbox.faults import SLOW, Fault
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.call import MethodCall
from bot.sandbox.records import Call, Json

_OPEN_SOCKET: Final = "apps.connections.open"
_APP_SCOPES: Final = ("connections:write",)
API_PREFIX: Final = "/api/"
RESPONSE_PREFIX: Final = "/response/"
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")


class Api:
    """Answers the bot's calls.

    Args:
        core: What the calls read and change.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._released = asyncio.Event()

    def application(self) -> web.Application:
        """Return a new aiohttp application with a route for each method."""
        self._released.clear()
        app = web.Application()
        app.router.add_get("/link/", self._core.sockets.serve)
        app.router.add_post(RESPONSE_PREFIX + "{secret}", self._respond)
        for name in METHODS:
            app.router.add_route("*", API_PREFIX + name, self._method)
        app.router.add_route("*", API_PREFIX + "{unknown}", self._method)
        return app

    def release(self) -> None:
        """Let go of the calls that a fault holds open."""
        self._released.set()

    async def _respond(self, request: web.Request) -> web.Response:
        try:
            said = await _body(request)
            if "payload" in said and isinstance(said["payload"], str):
                said = json.loads(said["payload"])
            if not isinstance(said, dict):
                raise ApiError("invalid_payload")  # noqa: TRY301 - one place answers every refusal
            self._core.respond(request.match_info["secret"], said)
        except ValueError:
            return json_answer({"ok": False, "error": "invalid_payload"}, HTTPStatus.BAD_REQUEST)
        except ApiError as error:
            gone = error.word in {"used_url", "expired_url"}
            return json_answer(
                {"ok": False, "error": error.word}, HTTPStatus.NOT_FOUND if gone else HTTPStatus.BAD_REQUEST
            )
        finally:
            self._core.changes.tell()
        return json_answer({"ok": True})

    async def _method(self, request: web.Request) -> web.Response:
        core = self._core
        name = request.path.removeprefix(API_PREFIX)
        began = time.monotonic()
        try:
            values: Json = {**request.query, **await _body(request)}
        except ApiError as error:
            refused = json_answer({"ok": False, "error": error.word})
            self._record(name, {}, error.word, refused, began)
            return refused
        token = _token(request, values)
        await core.speaks.wait()
        if (happening := core.faults.next_happening(name)) is not None:
            happened = happening()
            if isawaitable(happened):
                await happened
        fault = core.faults.next(name)
        outcome, response = self._call(name, values, token) if fault is None or fault.acts else ("", web.Response())
        if fault is not None:
            outcome = "ratelimited" if fault.kind == "429" else fault.kind
            if fault.kind != SLOW:
                response = failed(fault)
        response.headers["Date"] = formatdate(core.workspace.clock.now(), usegmt=True)
        exchange = self._record(name, values, outcome, response, began)
        if fault is not None:
            try:
                await self._goes_wrong(fault, request)
            finally:
                exchange.answers = [exchange.answers[0]._replace(seconds=time.monotonic() - began)]
                core.changes.tell()
        return response

    async def _goes_wrong(self, fault: Fault, request: web.Request) -> None:
        """Let the answer come late, or not at all."""
        if fault.kind == SLOW or fault.kind.startswith("timeout_"):
            # Held until the client gives up, which cancels this handler, or the sandbox stops.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._released.wait(), fault.seconds if fault.kind == SLOW else None)
        if fault.kind.startswith(("timeout_", "drop_")) and request.transport is not None:
            request.transport.close()

    def _call(self, name: str, values: Json, token: str | None) -> tuple[str, web.Response]:
        core = self._core
        handler = METHODS.get(name)
        scopes: dict[str, str] = {}  # Slack says them to a token that it knows
        try:
            if handler is None:
                raise ApiError("unknown_method")  # noqa: TRY301 - one place answers every refusal
            if not token:
                raise ApiError("not_authed")  # noqa: TRY301 - one way out for all refusals
            if token not in {core.bot_token, core.app_token}:
                raise ApiError("invalid_auth")  # noqa: TRY301 - one way out for all refusals
            granted = core.grants.scopes if token == core.bot_token else _APP_SCOPES
            scopes["X-OAuth-Scopes"] = ",".join(granted)
            if token != (core.app_token if name == _OPEN_SOCKET else core.bot_token):
                raise ApiError("not_allowed_token_type")  # noqa: TRY301 - one way out for all refusals
            if token == core.bot_token and core.refusal is not None:
                raise ApiError(core.refusal)  # noqa: TRY301 - one way out for all refusals
            if (wait_seconds := core.rates.call(name)) is not None:
                raise RateLimitedError(wait_seconds)  # noqa: TRY301 - one way out for all refusals
            call = MethodCall(core.workspace, core.grants, Arguments(values), core.rates, core.change, core.sockets)
            answer = handler(call)
        except RateLimitedError as error:
            return error.word, too_fast(error.retry_after_seconds)
        except ApiError as error:
            return error.word, json_answer({"ok": False, "error": error.word} | error.more, headers=scopes)
        for event in call.events:
            core.announce(event)
        return "ok", json_answer({"ok": True} | answer, headers=scopes)

    def _record(self, name: str, arguments: Json, outcome: str, response: web.Response, began: float) -> Exchange:
        self._core.calls.append(Call(name, arguments, outcome))
        answer = Answer(outcome, time.monotonic() - began, response.text or "", outcome == "ok")
        exchange = self._core.sender.exchanges.begin("call", name, arguments)
        exchange.answers.append(answer)
        self._core.changes.tell()
        return exchange


def _token(request: web.Request, values: Json) -> str | None:
    """Return the caller's token and take it out of the arguments; None when there is none."""
    form = values.pop("token", None)
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return token.strip()
    # Slack takes a token from a form, never from a JSON body.
    return str(form) if form and request.content_type != "application/json" else None


async def _body(request: web.Request) -> Json:
    """Return the arguments in the body; empty when there is none. Raises ApiError for what Slack can't read."""
    if not request.can_read_body:
        return {}
    if request.content_type == "application/json":
        try:
            values = json.loads(await request.read() or b"{}")
        except ValueError:
            raise ApiError("invalid_json") from None
        if not isinstance(values, dict):
            raise ApiError("json_not_object")
        return values
    if request.content_type in _FORMS:
        return dict(await request.post())
    if await request.read():
        raise ApiError("invalid_post_type")
    return {}
