"""A graceful stop under load: within 10 seconds, nothing new is taken, what was taken is finished or left, nothing is lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.exc import DBAPIError

from storage.tables import Row
from tests.scenarios.conftest import NewWorld
from tests.support.databases import SyncDatabase
from tests.support.forked import Forked
from tests.support.processes import events_url, free_port, kill, start, stop
from tests.support.side_by_side import side_by_side
from tests.support.story import Story
from tests.support.world import LEADS, World
from tests.web.payloads import FORM, interaction, interaction_body

BUTTON = {"type": "button", "action_id": "conversation_take", "block_id": "b", "value": "x"}

#: What CONTRACT promises, with what a busy machine adds to the end of a program.
WITHIN_SECONDS = 10.5


class Child:
    """A bot as a program of its own, which a test stops once."""

    def __init__(self, world: World, process: Forked, port: int) -> None:
        self.world = world
        self.process = process
        self.port = port

    async def stop(self) -> float:
        """Stop it; return how many seconds that took."""
        return await stop(self.process)


@contextlib.asynccontextmanager
async def child(world: World) -> AsyncIterator[Child]:
    port = free_port()
    process = await start(world, port)
    world.sandbox.events_url = events_url(port)
    try:
        yield Child(world, process, port)
    finally:
        await kill(process)


@contextlib.contextmanager
def locked(world: World) -> Iterator[None]:
    """Let another program hold the lock of the database; on PostgreSQL that of all tables."""
    other = SyncDatabase(world.settings.leadwheel_database_url)
    tables = ", ".join(one.name for one in Row.metadata.sorted_tables)
    with other.transaction() as tx:
        while True:
            try:
                tx.exec_driver_sql(f"LOCK TABLE {tables} NOWAIT" if other.is_postgresql else "SELECT 1")
            except DBAPIError:  # the bot uses one of them just now
                tx.rollback()
            else:
                break
        yield
    other.close()


@contextlib.asynccontextmanager
async def silent_address() -> AsyncIterator[str]:
    """Give an address that takes everything and never answers."""
    writers: list[asyncio.StreamWriter] = []
    over = asyncio.Event()

    def take(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        if over.is_set():  # it was being accepted as the server closed
            writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    server.close()
    over.set()
    for _ in range(5):
        await asyncio.sleep(0)
    for writer in writers:
        writer.close()
    await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)


@contextlib.asynccontextmanager
async def half_a_request(port: int) -> AsyncIterator[None]:
    """Send half a request, and never the rest."""
    reader, half = await asyncio.open_connection("127.0.0.1", port)
    half.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")  # it is being read
    half.write(b"half")
    yield
    half.close()


async def keep_writing(story: Story) -> None:
    """Let leads come, always 5 at a time, until cancelled."""
    while True:
        await asyncio.wait([story.write("a lead") for _ in range(5)])


async def is_whole_after_the_next_start(story: Story) -> None:
    """Fail unless a bot that starts now finishes everything, once. No unknown outcome is too young to be looked up."""
    story.clock.forward(seconds=5)
    async with story.world.awake():
        await story.again()
        await story.written()
        await story.all_is_said()
    await story.check()
    await story.end()


async def test_in_a_burst_of_leads_what_is_answered_is_kept_and_the_rest_comes_again(world: World):
    story = Story(world)
    async with child(world) as bot:
        coming = asyncio.create_task(keep_writing(story))
        await story.slack.announced(20, or_more=True)
        assert await bot.stop() < WITHIN_SECONDS
        coming.cancel()
        dealt = {row.thread_ts for row in await world.assignments()}
        assert dealt <= story.answered()
        assert story.counts[0] > len(dealt) >= 20, "the burst was over before the stop"
    await is_whole_after_the_next_start(story)


async def slack_hangs(world: World, fault: str) -> None:
    """Each call ends by its time-out, or is left; whether Slack had done what it was asked, is found out later."""
    story = Story(world)
    async with child(world) as bot:
        story.slack.fails("chat.postMessage", fault, times=100)
        story.write("a lead")
        story.write("another one")
        await story.slack.until(lambda: fault in {call.outcome for call in story.slack.calls()})
        assert await bot.stop() < WITHIN_SECONDS
    story.slack.fails_no_more()
    await is_whole_after_the_next_start(story)


async def test_hundreds_of_messages_that_wait_for_their_pace_wait_for_the_next_start(world: World):
    story = Story(world)
    unpaced, world.settings = world.settings, world.settings.model_copy(update={"leadwheel_post_rate": 1.0})
    async with child(world) as bot:
        written = [story.write(f"lead {n}") for n in range(70)]  # three messages each
        await asyncio.gather(*written)
        assert await bot.stop() < 5
        assert len(story.slack.announcements()) < 20
    world.settings = unpaced
    story.clock.forward(minutes=1)  # until the pace allows more
    await is_whole_after_the_next_start(story)


async def database_is_locked(world: World) -> None:
    """Leads are refused, and come again."""
    story = Story(world)
    async with child(world) as bot:
        await story.write("one before")
        with locked(world):
            for n in range(30):
                story.write(f"lead {n}")
            await story.slack.until(lambda: len(story.slack.deliveries()) >= 31)
            assert await bot.stop() < WITHIN_SECONDS
    await is_whole_after_the_next_start(story)


async def everything_hangs(world: World) -> None:
    """Posting and looking, the database, an answer to a button, and a request of which only half comes."""
    story = Story(world)
    async with silent_address() as response_url, child(world) as bot:
        story.slack.fails("chat.postMessage", "drop_after", times=1)
        story.slack.fails("chat.postMessage", "timeout_after", times=100)
        for method in ("conversations.replies", "conversations.history", "conversations.open"):
            story.slack.fails(method, "timeout_before", times=100)
        await story.write("a lead whose message is looked for in vain")
        await story.slack.until(lambda: story.slack.calls("conversations.replies"))
        with locked(world):
            story.write("a lead that can't be written")
            pressed = interaction("block_actions", channel={"id": LEADS}, actions=[BUTTON], response_url=response_url)
            pressing = asyncio.create_task(world.sandbox.send_raw(interaction_body(pressed), content_type=FORM))
            async with half_a_request(bot.port):
                assert await bot.stop() < WITHIN_SECONDS
        await pressing
    story.slack.fails_no_more()
    await is_whole_after_the_next_start(story)


async def a_request_never_ends(world: World) -> None:
    """While it is waited for, nothing new is sent: what is pending is left to the next start."""
    story = Story(world)
    unpaced, world.settings = world.settings, world.settings.model_copy(update={"leadwheel_post_rate": 3.0})
    async with child(world) as bot, half_a_request(bot.port):
        await asyncio.gather(*(story.write(f"lead {n}") for n in range(40)))
        await story.slack.announced(6, or_more=True)  # after a burst of five, three a second
        stopping = asyncio.create_task(bot.stop())
        said = len(story.slack.announcements())
        assert await stopping < WITHIN_SECONDS
        assert len(story.slack.announcements()) <= said + 4
    world.settings = unpaced
    story.clock.forward(minutes=1)
    await is_whole_after_the_next_start(story)


@pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
async def test_whatever_hangs_a_stop_takes_10_seconds_at_most_and_nothing_is_lost_or_said_twice(new_world: NewWorld):
    await side_by_side(
        {
            "Slack hangs before it posts": slack_hangs(await new_world(), "timeout_before"),
            "Slack hangs when it has posted": slack_hangs(await new_world(), "timeout_after"),
            "the database is locked": database_is_locked(await new_world()),
            "a request never ends": a_request_never_ends(await new_world()),
            "everything hangs": everything_hangs(await new_world()),
        }
    )
