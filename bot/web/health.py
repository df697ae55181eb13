"""`GET /healthz` and `GET /readyz` (CONTRACT 3)."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.web.errors import problem

#: Says why the bot isn't ready; None: it is.
Readiness = Callable[[], Awaitable[str | None]]


async def healthz(_request: web.Request) -> web.Response:
    """Answer as long as the process lives."""
    return web.json_response({"status": "alive"})


def readyz(readiness: Readiness) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler that answers 200 when leads can be taken, else 503 with the reason."""

    async def handle(_request: web.Request) -> web.Response:
        reason = await readiness()
        if reason is None:
            return web.json_response({"status": "ready"})
        return problem(503, "not_ready", reason)

    return handle
