from collections.abc import AsyncIterator
from pathlib import Path

import hypothesis
import pytest

from bot import telemetry
from storage.migrate import migrate
from tests.support.world import World, world_in

# Machines are noisy: an example that takes long is no failure.
hypothesis.settings.register_profile("leadwheel", deadline=None)
hypothesis.settings.load_profile("leadwheel")


@pytest.fixture(autouse=True)
def _quiet() -> None:
    telemetry.configure("console", "warning")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
async def world(tmp_path: Path, migrated: Path) -> AsyncIterator[World]:
    """A sandbox and a configured database; `async with world.awake()` runs the bot."""
    async with world_in(tmp_path, migrated) as made:
        yield made
