"""The page's addresses."""

import json
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from aiohttp import web

from bot.sandbox.arguments import ApiError
from bot.sandbox.core import Core
from bot.sandbox.failing import ALL_KINDS, Failing
from bot.sandbox.methods import METHODS
from bot.sandbox.page.acts import ACTS
from bot.sandbox.page.facts import Fact, is_person
from bot.sandbox.page.guard import HEADERS, guarded
from bot.sandbox.page.live import Live, Provider
from bot.sandbox.page.told import Told
from bot.sandbox.records import Json

_STATIC: Final = Path(__file__).parent / "static"
#: Not guessed by the machine's own table, which may call a script a text.
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


class Page:
    """A chat in the browser, for trying the bot without a Slack.

    Args:
        sandbox: Where people act.
        core: What they see.
        manifest: The app manifest: which commands and shortcuts are offered.
    """

    def __init__(self, sandbox: Failing, core: Core, manifest: Json) -> None:
        self._sandbox = sandbox
        self._core = core
        self._panels: dict[str, Provider] = {}
        self._live = Live(core, Fact("app", _app(core, manifest)), self._panels)

    def add(self, name: str, provider: Provider) -> None:
        """Show more beside the chat: `provider` is asked after each change, and returns JSON (or an awaitable of it).

        A panel that `static/panels.js` doesn't know by name is shown as the JSON that it is.
        """
        self._panels[name] = provider
        self._core.changes.tell()

    def add_to(self, app: web.Application) -> None:
        """Add the page's routes to an application."""
        app.router.add_get("/", guarded(self._front))
        app.router.add_get("/page/static/{name}", guarded(self._static))
        app.router.add_get("/page/live", guarded(self._follow))
        app.router.add_get("/page/request/{number}", guarded(self._exchange))
        app.router.add_post("/page/act", guarded(self._act))
        app.router.add_get("/archives/{channel}/{message}", guarded(self._link))

    async def close(self) -> None:
        """End what is open."""
        await self._live.close()

    async def _front(self, _request: web.Request) -> web.StreamResponse:
        return _file("page.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["name"])

    async def _follow(self, request: web.Request) -> web.StreamResponse:
        people = [user for user in self._core.workspace.users.values() if is_person(user)]
        user = next((user for user in people if user.id == request.query.get("as")), people[0] if people else None)
        if user is None:
            return _json({"error": "nobody is in this workspace yet"}, HTTPStatus.NOT_FOUND)
        return await self._live.serve(request, user)

    async def _exchange(self, request: web.Request) -> web.StreamResponse:
        number = request.match_info["number"]
        exchange = self._core.sender.exchanges.find(int(number)) if number.isdecimal() else None
        if exchange is None:
            return _json({"error": f"there is no request {number}, or it is too long ago"}, HTTPStatus.NOT_FOUND)
        answers = [{"outcome": one.outcome, "seconds": one.seconds, "text": one.text} for one in exchange.answers]
        return _json({"sent": exchange.sent, "answers": answers})

    async def _act(self, request: web.Request) -> web.StreamResponse:
        try:
            done = await self._do(Told(await _body(request)))
        except (LookupError, ValueError, TypeError, PermissionError, RuntimeError, ApiError) as error:
            return _refused(error)
        finally:
            self._core.changes.tell()
        return _json(done)

    async def _do(self, told: Told) -> Json:
        act = ACTS.get(told.text("act"))
        if act is None:
            raise LookupError(f"nobody can {told.text('act')!r} here; there are: {', '.join(ACTS)}")
        user = self._core.workspace.user(told.text("as"))
        if not is_person(user):
            raise PermissionError(f"nobody can act as {user.id}")
        return await act(self._sandbox, self._core, user, told)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        channel, message = request.match_info["channel"], request.match_info["message"].removeprefix("p")
        ts = f"{message[:-6]}.{message[-6:]}"
        raise web.HTTPFound(f"/?in={quote(channel, safe='')}&at={quote(ts, safe='')}")


def _app(core: Core, manifest: Json) -> Json:
    features = manifest.get("features") or {}
    return {
        "name": core.grants.bot_name,
        "bot": core.workspace.bot.id,
        "workspace": core.workspace.id,
        "commands": [
            {"name": one["command"], "hint": one.get("usage_hint", ""), "about": one.get("description", "")}
            for one in features.get("slash_commands") or ()
        ],
        "shortcuts": [
            {"id": one["callback_id"], "kind": one["type"], "name": one["name"]}
            for one in features.get("shortcuts") or ()
        ],
        "home": core.grants.home_tab,
        "methods": list(METHODS),
        "kinds": list(ALL_KINDS),
    }


def _file(name: str) -> web.StreamResponse:
    path = _STATIC / name
    if path.parent != _STATIC or path.suffix not in _TYPES or not path.is_file():
        return _json({"error": f"there is no {name}"}, HTTPStatus.NOT_FOUND)
    return web.FileResponse(path, headers=HEADERS | {"Content-Type": _TYPES[path.suffix]})


async def _body(request: web.Request) -> Any:
    # A form of another page can't have this type.
    if request.content_type != "application/json":
        raise ValueError("an act is told as application/json")
    try:
        return json.loads(await request.read())
    except ValueError:
        raise ValueError("an act is told as JSON, and this is none") from None


def _refused(error: Exception) -> web.Response:
    words = error.word if isinstance(error, ApiError) else str(error.args[0] if error.args else error)
    return _json({"error": words}, HTTPStatus.BAD_REQUEST)


def _json(told: Json, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    return web.json_response(told, status=status, headers=HEADERS)
