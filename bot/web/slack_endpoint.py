"""`POST /slack/events`: everything that Slack sends, checked before Bolt sees it (SLACK.md, "Delivery to us").

Bolt answers garbage with 500, before it checks the signature; so the raw bytes are verified, parsed and looked at here.
"""

import hashlib
import hmac
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import ContentEncodingError

from bot.timekeeping import ANSWER_WITHIN_SECONDS
from bot.web.answering import Answer, Dispatch, answered
from bot.web.errors import problem
from bot.web.payloads import NotSlack, parse

#: No delivery of Slack's is larger.
LARGEST_BODY_BYTES: Final = 1024 * 1024

#: What was signed longer ago may be somebody's copy.
_SIGNED_WITHIN_SECONDS: Final = 300


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
        return _response(await answered(dispatch(), payload, request.headers, deadline))

    return handle


def _response(answer: Answer) -> web.Response:
    kind, _, charset = answer.content_type.partition(";charset=")
    return web.Response(status=answer.status, text=answer.body, content_type=kind, charset=charset or None)


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
