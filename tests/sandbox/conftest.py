"""A sandbox, a caller of its Web API, and a stand-in for the bot that records what it receives."""

import asyncio
import copy
import json
from collections import deque
from urllib.parse import parse_qsl

import aiohttp
import pytest
from aiohttp import web

from bot import manifest
from bot.sandbox import Sandbox, User
from tests.sandbox.ways import ALICE, OverHttp, OverSocket, interactive_manifest

SECRET = "a-signing-secret"
TOKEN = "xoxb-sandbox"


class Received:
    """One request as it came to the bot."""

    def __init__(self, headers, body):
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def form(self):
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def event(self):
        return self.json["event"]


class Bot:
    """Answers what `listener` does, else what `answers` says, one a request (None: nothing at all), else 200."""

    def __init__(self):
        self.received = []
        self.answers = deque()
        self.listener = None
        self.released = asyncio.Event()
        self.meet = None
        self.url = ""

    @property
    def events(self):
        return [received.event for received in self.received]

    async def handle(self, request):
        self.received.append(Received(request.headers.copy(), await request.read()))
        if self.listener is not None:
            return await self.listener(request)
        answer = self.answers.popleft() if self.answers else web.Response()
        if self.meet is not None:
            await self.meet.wait()
        if answer is None:
            await self.released.wait()
            return web.Response()
        return web.Response(status=answer) if isinstance(answer, int) else answer


@pytest.fixture
async def bot():
    recorder = Bot()
    app = web.Application()
    app.router.add_post("/slack/events", recorder.handle)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    recorder.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield recorder
    recorder.released.set()
    await runner.cleanup()


@pytest.fixture
async def make_sandbox():
    """Makes started sandboxes with alice and bob in #leads, and stops them; `scopes`, `events` replace the manifest's."""
    made = []

    async def make(scopes=None, events=None, **more):
        allowed = copy.deepcopy(more.pop("manifest", None) or manifest.load())
        if scopes is not None:
            allowed["oauth_config"]["scopes"]["bot"] = list(scopes)
        if events is not None:
            allowed["settings"]["event_subscriptions"]["bot_events"] = list(events)
        sandbox = Sandbox(signing_secret=SECRET, bot_token=TOKEN, workspace_id="T01TEST", manifest=allowed, **more)
        sandbox.retry_delays_seconds = (0, 0, 0)
        made.append(sandbox)
        await sandbox.start()
        sandbox.add_user(User(id="U01ALICE", name="alice", real_name="Alice A", email="alice@example.com"))
        sandbox.add_user(User(id="U02BOB", name="bob", real_name="Bob B", tz="America/New_York"))
        sandbox.add_channel("C01LEADS", name="leads", members=["U01ALICE", "U02BOB"])
        return sandbox

    yield make
    for sandbox in made:
        await sandbox.stop()


@pytest.fixture
async def sandbox(make_sandbox):
    return await make_sandbox()


@pytest.fixture
async def connected(sandbox, bot):
    """A sandbox that delivers to the bot."""
    sandbox.events_url = bot.url
    return sandbox


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def call(session):
    """Calls a method with a JSON body and returns the answer; `call.on(sandbox, ...)`."""

    async def on(sandbox, method, **arguments):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with session.post(sandbox.api_url + method, json=arguments, headers=headers) as response:
            assert response.status in {200, 429}
            return await response.json()

    return on


@pytest.fixture
def refused(call):
    """Calls a method and returns the error word it was refused with."""

    async def on(sandbox, method, **arguments):
        answer = await call(sandbox, method, **arguments)
        assert answer["ok"] is False
        assert sandbox.calls[-1].outcome == answer["error"]
        return answer["error"]

    return on


@pytest.fixture
def post(call):
    """Posts as the bot and returns the ts."""

    async def on(sandbox, text="hello", channel="C01LEADS", **more):
        answer = await call(sandbox, "chat.postMessage", channel=channel, text=text, **more)
        assert answer["ok"], answer
        return answer["ts"]

    return on


@pytest.fixture(params=["http", "socket"])
async def way(request, make_sandbox, bot, session):
    """A sandbox whose manifest has all that people can use, and the bot on the other end, on either transport."""
    if request.param == "http":
        yield OverHttp(await make_sandbox(manifest=interactive_manifest()), bot)
        return
    over_socket = OverSocket(await make_sandbox(manifest=interactive_manifest(socket_mode=True), app_token="xapp-test"))
    await over_socket.connect(session)
    yield over_socket
    await over_socket.sandbox.stop()
    await over_socket.reading


@pytest.fixture
async def stage(make_sandbox, bot):
    """As `way`, over HTTP only, for what is the same on both."""
    return OverHttp(await make_sandbox(manifest=interactive_manifest()), bot)


@pytest.fixture
def trigger():
    """Lets somebody run a shortcut and returns its trigger_id."""

    async def of(way, user_id=ALICE):
        await way.sandbox.run_shortcut(user_id, "ask")
        return way.payloads[-1]["trigger_id"]

    return of


@pytest.fixture
def show(call, trigger):
    """Opens a modal for somebody and returns it as they see it."""

    async def on(way, view, user_id=ALICE):
        answer = await call(way.sandbox, "views.open", trigger_id=await trigger(way, user_id), view=view)
        assert answer["ok"], answer
        return way.sandbox.open_view(user_id)

    return on
