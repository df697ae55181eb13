"""The one shape of an error over HTTP: `{"error": {"code": ..., "message": ...}}`."""

from typing import Any

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

_log = structlog.get_logger(__name__)


def error_body(code: str, message: str) -> dict[str, Any]:
    """Return the body of an error: `code` for programs, `message` for people."""
    return {"error": {"code": code, "message": message}}


def problem(status: int, code: str, message: str) -> web.Response:
    """Return an error for whoever called; see `error_body`."""
    return web.json_response(error_body(code, message), status=status)


@web.middleware
async def one_shape(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give aiohttp's own errors (no such path, wrong method) the one shape."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:  # noqa: PLR2004 - a redirect is no error
            raise
        answer = problem(
            error.status, error.reason.lower().replace(" ", "_"), f"{request.method} {request.path}: {error.reason}"
        )
        if "Allow" in error.headers:
            answer.headers["Allow"] = error.headers["Allow"]
        return answer
