"""Stories that wait much, played side by side: programs start, time-outs end, Slack is looked at again."""

import asyncio
from collections.abc import Awaitable, Mapping


async def side_by_side(stories: Mapping[str, Awaitable[None]]) -> None:
    """Return once all have been played; what fails names its story."""

    async def played(name: str, story: Awaitable[None]) -> None:
        try:
            await story
        except Exception as error:
            error.add_note(f"story: {name}")
            raise

    async with asyncio.TaskGroup() as group:
        for name, story in stories.items():
            group.create_task(played(name, story))
