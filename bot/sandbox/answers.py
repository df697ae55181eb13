"""The HTTP answers of the Web API, proper ones and those that a fault makes."""

import json
from http import HTTPStatus

from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.records import Json

_HTML = "text/html"


def json_answer(
    answer: Json, status: HTTPStatus = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> web.Response:
    """Return an answer in JSON."""
    body = json.dumps(answer).encode()
    return web.Response(body=body, status=status, headers=headers, content_type="application/json", charset="utf-8")


def too_fast(retry_after_seconds: float) -> web.Response:
    """Return the answer to who calls too fast."""
    headers = {"Retry-After": str(max(1, round(retry_after_seconds)))}
    return json_answer({"ok": False, "error": "ratelimited"}, HTTPStatus.TOO_MANY_REQUESTS, headers)


def failed(fault: Fault) -> web.Response:
    """Return what a fault answers; where no answer comes, nobody reads it."""
    match fault.kind.removesuffix("_before").removesuffix("_after"):
        case "429":
            return too_fast(fault.seconds)
        case "500" | "503" as status:
            # Slack's front door answers in HTML when what is behind it is down.
            page = "<html><body>Server Error</body></html>"
            return web.Response(status=int(status), text=page, content_type=_HTML)
        case "broken":
            return web.Response(text='{"ok": true, "channel": "C0', content_type="application/json")
        case "timeout" | "drop":
            return web.Response()
    return json_answer({"ok": False, "error": fault.kind})
