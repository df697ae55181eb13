from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.world import World, world_in

#: Gives one more world, by its name: a sandbox and a configured database of its own.
NewWorld = Callable[[str], Awaitable[World]]


@pytest.fixture
async def new_world(tmp_path: Path, migrated: Path) -> AsyncIterator[NewWorld]:
    """Worlds side by side, for what takes long and waits much."""
    async with AsyncExitStack() as stack:

        async def made(name: str) -> World:
            folder = tmp_path / name
            folder.mkdir()
            return await stack.enter_async_context(world_in(folder, migrated))

        yield made
