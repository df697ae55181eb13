"""Ready means that the database is there (CONTRACT 3)."""

from pathlib import Path

import pytest

from tests.web.test_whole_bot import ready


@pytest.mark.parametrize("how", ["gone", "overwritten"])
async def test_readiness_ends_when_the_databases_file_is_no_more(sqlite_world, how):
    world = sqlite_world
    path = Path(world.settings.leadwheel_database_url.partition("///")[2])
    async with world.awake() as bot:
        assert await ready(bot.server.port) == (200, "ready")
        if how == "gone":
            path.rename(path.with_name("elsewhere.db"))
        else:
            for one in path.parent.glob("leadwheel.db*"):
                if one.suffix != ".lock":
                    # Never cut it off: a program dies of memory that is a page of the file, and is gone.
                    with one.open("r+b") as file:
                        file.write(b"nonsense " * (one.stat().st_size // 9))
        status, why = await ready(bot.server.port)
        assert status == 503
        assert "database" in why
