"""`POST /slack/events`: everything that Slack sends, checked before Bolt sees it (SLACK.md, "Delivery to us").

Bolt answers garbage with 500, before it checks the signature; so the raw bytes are verified, parsed and looked at here.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from aiohttp.http_exceptions import ContentEncodingError

from bot.timekeeping import ANSWER_WITHIN_SECONDS
from bot.web.errors import problem

_log = structlog.get_logger(__name__)

#: No delivery of Slack's is larger.
LARGEST_BODY_BYTES: Final = 1024 * 1024

#: What was signed longer ago may be somebody's copy.
_SIGNED_WITHIN_SECONDS: Final = 300

_STARTING: Final = "I am just starting, so nothing was changed. Please try again in a minute."
_LATE: Final = (
    "I couldn't tell in time whether that worked. Please look (`status`, `show`), and try again if it didn't."
)


class Answer(Protocol):
    """What Slack is answered."""

    @property
    def status(self) -> int:
        """HTTP status."""
        ...

    @property
    def body(self) -> str:
        """The body, "" for none."""
        ...

    @property
    def content_type(self) -> str:
        """Its Content-Type, with a charset where there is one."""
        ...


#: Gets the parsed payload, the headers and the deadline (on `time.monotonic()`).
Dispatch = Callable[[dict[str, Any], Mapping[str, str], float], Awaitable[Answer]]


class NotSlack(Exception):  # noqa: N818 - what it is
    """A signed body that can't be Slack's; the text says why."""


def slack_endpoint(
    signing_secret: str, dispatch: Callable[[], Dispatch | None]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler of everything that Slack sends.

    Args:
        signing_secret: the app's.
        dispatch: gives the way to the listeners; None while the bot doesn't know its workspace yet.
    """
    secret = signing_secret.encode()

    async def handle(request: web.Request) -> web.Response:
        deadline = time.monotonic() + ANSWER_WITHIN_SECONDS
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return problem(400, "too_large", f"Slack sends at most {LARGEST_BODY_BYTES} bytes.")
        except (web.RequestPayloadError, ContentEncodingError):  # not packed as its Content-Encoding says
            return problem(400, "bad_request", "The body can't be read.")
        if not _signed(secret, raw, request.headers):
            return problem(401, "bad_signature", "The signature is missing, wrong, or older than 5 minutes.")
        try:
            text = raw.decode("utf-8")
            payload = parse(text, request.content_type)
        except (NotSlack, UnicodeDecodeError) as error:
            return problem(400, "bad_request", str(error) if isinstance(error, NotSlack) else "The body is not UTF-8.")
        return _answered_here(payload) or await _dispatch(dispatch(), payload, request.headers, deadline)

    return handle


def _answered_here(payload: Mapping[str, Any]) -> web.Response | None:
    """Answer what is about the connection itself; None: it is for the listeners."""
    kind = payload.get("type")
    if kind == "url_verification":
        return web.json_response({"challenge": str(payload.get("challenge") or "")})
    if kind == "app_rate_limited":
        _log.warning("app_rate_limited", minute=payload.get("minute_rate_limited"))
        return web.Response()
    return web.Response() if kind == "ssl_check" else None


def _signed(secret: bytes, raw: bytes, headers: Mapping[str, str]) -> bool:
    """Say whether Slack signed it. Not by slack_sdk's verifier: it raises for a body or a header that is no text."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 20):  # noqa: PLR2004 - int() would raise
        return False
    if abs(time.time() - int(timestamp)) > _SIGNED_WITHIN_SECONDS:
        return False
    expected = "v0=" + hmac.new(secret, b"v0:" + timestamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    told = headers.get("X-Slack-Signature", "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(expected.encode(), told)


def parse(text: str, content_type: str) -> dict[str, Any]:
    """Return the payload of a delivery: an event's JSON, a command's fields, or an interaction's JSON.

    Raises:
        NotSlack: Slack sends nothing of that shape.
    """
    if content_type == "application/x-www-form-urlencoded":
        try:
            fields: dict[str, Any] = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=100, errors="strict"))
        except ValueError as error:
            raise NotSlack("The form can't be read.") from error
        if fields.get("ssl_check") == "1":  # Slack looks whether the address answers
            return {"type": "ssl_check"}
        if "payload" in fields:
            return _interaction(_json(fields["payload"]))
        if not str(fields.get("command", "")).startswith("/"):
            raise NotSlack("Neither a command nor an interaction.")
        _ids(fields, ("team_id", "user_id"))
        return fields
    return _event(_json(text))


def _json(text: str) -> dict[str, Any]:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotSlack("The body is not JSON.") from error
    if not isinstance(payload, dict):
        raise NotSlack("The body is not a JSON object.")
    return payload


def _event(payload: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(payload.get("type"), str):
        raise NotSlack("`type` is not a string.")
    if payload["type"] in {"url_verification", "app_rate_limited"}:
        return payload
    if payload["type"] != "event_callback":
        raise NotSlack("`type` is none that Slack sends.")
    event = payload.get("event")
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise NotSlack("`event` is not an object with a `type`.")
    _ids(payload, ("team_id",), ("event_id", "api_app_id", "enterprise_id"))
    authorizations = payload.get("authorizations")
    if authorizations is not None and not (
        isinstance(authorizations, list) and all(isinstance(one, dict) for one in authorizations)
    ):
        raise NotSlack("`authorizations` is not a list of objects.")
    for one in authorizations or ():
        _ids(one, (), ("team_id", "enterprise_id", "user_id"))
    for key in ("user", "channel"):
        if not isinstance(event.get(key), str | dict | None):
            raise NotSlack(f"`event.{key}` is neither an id nor an object.")
    return payload


def _interaction(payload: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(payload.get("type"), str):
        raise NotSlack("`type` is not a string.")
    for key in ("team", "user"):
        if not isinstance(payload.get(key), dict):
            raise NotSlack(f"`{key}` is not an object.")
        _ids(payload[key], ("id",))
    for key in ("channel", "container", "view", "message", "enterprise"):
        if not isinstance(payload.get(key), dict | None):
            raise NotSlack(f"`{key}` is not an object.")
    actions = payload.get("actions", [])
    if not (isinstance(actions, list) and all(isinstance(one, dict) for one in actions)):
        raise NotSlack("`actions` is not a list of objects.")
    if payload["type"] == "block_actions" and not actions:
        raise NotSlack("`actions` is empty.")
    if payload["type"].startswith("view_") and not isinstance(payload.get("view"), dict):
        raise NotSlack("`view` is not an object.")
    for action in actions:
        _ids(action, (), ("action_id", "block_id", "type"))
    return payload


def _ids(payload: Mapping[str, Any], needed: tuple[str, ...], may_lack: tuple[str, ...] = ()) -> None:
    for key in needed:
        if not isinstance(payload.get(key), str) or not payload[key]:
            raise NotSlack(f"`{key}` is not an id.")
    for key in may_lack:
        if not isinstance(payload.get(key), str | None):
            raise NotSlack(f"`{key}` is not an id.")


async def _dispatch(
    dispatch: Dispatch | None, payload: dict[str, Any], headers: Mapping[str, str], deadline: float
) -> web.Response:
    if dispatch is None:
        return _unavailable(payload, "the bot is still starting", _STARTING)
    try:
        async with asyncio.timeout(deadline - time.monotonic()):
            answer = await dispatch(payload, headers, deadline)
    except TimeoutError:
        return _unavailable(payload, "the deadline passed", _LATE)
    except Exception:  # noqa: BLE001 - nothing that comes in makes a 5xx
        _log.exception("dispatch_failed", payload_type=payload.get("type"))
        return web.Response()
    kind, _, charset = answer.content_type.partition(";charset=")
    return web.Response(status=answer.status, text=answer.body, content_type=kind, charset=charset or None)


def _unavailable(payload: Mapping[str, Any], why: str, words: str) -> web.Response:
    """Answer so that Slack delivers an event again; a command, which comes once, gets words."""
    _log.warning("not_handled", payload_type=payload.get("type") or "command", why=why)
    if payload.get("type") == "event_callback":
        return problem(503, "unavailable", f"Please deliver it again: {why}.")
    if "command" in payload:
        return web.json_response({"response_type": "ephemeral", "text": words})
    return web.Response()
