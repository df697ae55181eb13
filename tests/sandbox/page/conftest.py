"""A browser's side of the page: it acts, follows what somebody sees, and asks for files."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest

from tests.sandbox.ways import ALICE


class Seen:
    """What a page of somebody knows, kept as the page keeps it."""

    def __init__(self, socket):
        self._socket = socket
        self.facts = {}
        self.told = []

    async def news(self):
        """Take the next news; return the keys that changed."""
        told = json.loads(await asyncio.wait_for(self._socket.receive_str(), 10))
        self.told.append(told)
        self.facts.update(told["set"])
        for key in told["gone"]:
            del self.facts[key]
        return {*told["set"], *told["gone"]}

    async def until(self, condition):
        """Take news until something is so, and return it."""
        while not (found := condition()):
            await self.news()
        return found

    def of(self, kind):
        return {key: value for key, value in self.facts.items() if key.startswith(f"{kind}/")}

    def texts(self):
        return [message["text"] for message in self.of("message").values()]

    def channels(self):
        return {channel["name"] for channel in self.of("channel").values()}


@pytest.fixture
def address():
    def of(sandbox, path=""):
        return sandbox.page_url + path

    return of


@pytest.fixture
def sight(session, address):
    """Opens the page as somebody; what they see at first is there already."""

    @asynccontextmanager
    async def of(sandbox, user_id=ALICE):
        async with session.ws_connect(address(sandbox, f"page/live?as={user_id}")) as socket:
            seen = Seen(socket)
            await seen.news()
            yield seen

    return of


@pytest.fixture
def act(session, address):
    """Does something on the page as somebody; returns status and what was said."""

    async def on(sandbox, name, user_id=ALICE, **told):
        body = {"act": name, "as": user_id} | told
        async with session.post(address(sandbox, "page/act"), json=body) as response:
            return response.status, await response.json()

    return on


@pytest.fixture
def done(act):
    """Does something that must work; returns what was said."""

    async def on(sandbox, name, user_id=ALICE, **told):
        status, said = await act(sandbox, name, user_id, **told)
        assert status == 200, said
        return said

    return on
