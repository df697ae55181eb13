"""A bot is killed at each step of a lead's way: what was answered 200 is dealt and said once, the rest when it comes again."""

import asyncio
import signal
from collections.abc import Sequence

from tests.scenarios.conftest import NewWorld, Place
from tests.support.killed import Step
from tests.support.processes import end_leases, events_url, free_port, kill, serves_two, spawn, start, stop
from tests.support.side_by_side import side_by_side
from tests.support.story import Act, Story
from tests.support.world import ALICE, BOB, CONFIGURATION, World

#: What happens, and at which passage of which steps a bot is killed meanwhile. The second lead meets most of them: the
#: first has gone its whole way before.
STORIES: dict[str, Sequence[tuple[Act, Step, int]]] = {
    "dealing": [
        (Story.lead_comes, Step.DEALT, 2),
        (Story.lead_comes, Step.COMMITTED, 2),
        (Story.lead_comes, Step.CLAIMED, 2),
        (Story.lead_comes, Step.MARKED, 2),
    ],
    "in the thread": [
        (Story.lead_comes, Step.POSTED, 2),
        (Story.answer_is_lost, Step.LOOKED, 1),
        (Story.lead_comes, Step.KNOWN, 2),
        (Story.lead_comes, Step.NOTED, 2),
        (Story.lead_comes, Step.ANNOUNCED, 2),
    ],
    "after the thread": [
        (Story.lead_comes, Step.TOLD_POSTED, 2),
        (Story.lead_comes, Step.TOLD_KNOWN, 2),
        (Story.lead_comes, Step.TOLD, 2),
        (Story.lead_comes, Step.CARD_POSTED, 2),
        (Story.lead_comes, Step.CARD_KNOWN, 2),
    ],
    "passing": [
        (Story.pass_on, Step.PASSED, 1),
        (Story.pass_on, Step.PASS_COMMITTED, 1),
        (Story.pass_on, Step.CARD_UPDATED, 1),
        (Story.pass_on, Step.CARD_UPDATE_KNOWN, 1),
    ],
    "taking": [(Story.take, Step.TAKEN, 1), (Story.take, Step.TAKE_COMMITTED, 1)],
}


async def play(world: World, kills: Sequence[tuple[Act, Step, int]], processes: int) -> None:
    """Kill a bot at one step after another; the next start, or the other that runs beside it, goes on each time."""
    story = Story(world)
    port, other_port = free_port(), free_port()
    running = []
    try:
        if processes == 2:
            assert serves_two(world)
            running.append(await start(world, other_port))
        for act, step, nth in kills:
            process = await start(world, port, kill_at=(step, nth))
            running.append(process)
            world.sandbox.events_url = events_url(port)
            try:
                await story.again()
                await story.goes_on(process, act, step)
                assert await process.wait() == -signal.SIGKILL
            except BaseException as error:
                error.add_note(f"killed: {step}")
                raise
            running.remove(process)
            if running:
                world.sandbox.events_url = events_url(other_port)
            await end_leases(world)
        if not running:
            running.append(await start(world, port))
        await story.again()
        story.write("whose turn is it now?")
        assert await story.settle(running[0]), "the last one died"
        assert await stop(running.pop()) < 10
        await story.check()
    finally:
        await story.end()
        for process in running:
            await kill(process)


async def test_whichever_step_a_bot_is_killed_at_each_lead_is_dealt_once_and_told_of_once(
    new_world: NewWorld, place: Place
):
    await side_by_side({name: play(await new_world(), kills, place.processes) for name, kills in STORIES.items()})


async def test_an_apply_that_is_killed_is_done_whole_or_not_at_all_and_the_bot_goes_on(
    world, slack, lena, carol, tmp_path
):
    file = tmp_path / "leadwheel.yaml"
    file.write_text(CONFIGURATION.replace(f"teammates: [{ALICE}, {BOB}, ", "teammates: ["))
    async with world.awake() as bot:
        for step, size in ((Step.APPLIED, 3), (Step.APPLY_COMMITTED, 1)):
            applying = await spawn(world, command=("apply", str(file)), kill_at=(step, 1))
            assert await asyncio.wait_for(applying.wait(), 30) == -signal.SIGKILL
            assert bot.services is not None
            await bot.services.configuration.follow()
            assert len(bot.services.configuration.current.teams["sales"].teammates) == size
        await carol.gets(await lena.writes("who is left?"))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [carol]
