"""The one shape of an error over HTTP: `{"error": {"code": ..., "message": ...}}`."""

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

_log = structlog.get_logger(__name__)


def problem(status: int, code: str, message: str) -> web.Response:
    """Return an error for whoever called: `code` for programs, `message` for people."""
    return web.json_response({"error": {"code": code, "message": message}}, status=status)


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
