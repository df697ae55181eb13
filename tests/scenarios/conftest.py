from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import NamedTuple

import pytest

from tests.support.databases import Databases
from tests.support.world import World, world_in

#: Gives one more world: a sandbox and a configured database of its own.
NewWorld = Callable[[], Awaitable[World]]


class Place(NamedTuple):
    """Where bots run as programs of their own: which kind of database, how many at once, and how Slack delivers."""

    databases: Databases
    processes: int
    socket_mode: bool


@pytest.fixture(params=["sqlite", "postgresql by socket", "two on postgresql"])
def place(request: pytest.FixtureRequest) -> Place:
    """Each way in which bots run on a database; two only where it serves two, and where who gets what can be chosen."""
    kind = "sqlite_files" if request.param == "sqlite" else "postgres_databases"
    return Place(request.getfixturevalue(kind), 2 if "two" in request.param else 1, "socket" in request.param)


@pytest.fixture
async def new_world(place: Place) -> AsyncIterator[NewWorld]:
    """Worlds side by side, for what takes long and waits much."""
    async with AsyncExitStack() as stack:

        async def made() -> World:
            url = stack.enter_context(place.databases.fresh(configured=True))
            return await stack.enter_async_context(world_in(url, configuration="", socket_mode=place.socket_mode))

        yield made
