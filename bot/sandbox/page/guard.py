"""Who may use the page: a browser on this machine, and no page of the web that is open in it.

The page lets people act as anybody. A web page elsewhere could name this machine by a host of its own (DNS rebinding) or
post to it across origins; both are refused.
"""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from aiohttp import web
from yarl import URL

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})
#: Nothing but the package's own files; pictures are those that the bot shows. To some browsers, 'self' is no WebSocket.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; img-src 'self' data: https: http:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def guarded(handler: Handler) -> Handler:
    """Answer 403, in words, where a request doesn't come from the page itself."""

    async def handle(request: web.Request) -> web.StreamResponse:
        refusal = _refusal(request)
        if refusal is not None:
            return web.json_response({"error": refusal}, status=HTTPStatus.FORBIDDEN, headers=HEADERS)
        return await handler(request)

    return handle


def _refusal(request: web.Request) -> str | None:
    """Return why a request is refused; None: it isn't."""
    try:
        host = URL(f"http://{request.host}").host
    except ValueError:
        host = None
    if host not in _HOSTS:
        return f"this page is for this machine only, by http://127.0.0.1 or http://localhost, not {request.host}"
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return f"a page of {origin} may not act here"
    return None
