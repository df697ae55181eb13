"""What `leadwheel demo` does: the bot on SQLite against the bundled local Slack, and what happens, told in tables."""

import asyncio
import contextlib
import io
import os
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from rich.console import Console

from bot import telemetry
from bot.cli import demo_story
from bot.cli.demo_noted import Done, Talk
from bot.cli.demo_panels import Panels
from bot.cli.demo_says import Says
from bot.cli.demo_stage import Stage
from bot.cli.demo_story import CHANNELS, CONFIGURATION, PEOPLE, WORKSPACE
from bot.cli.demo_table import Telling
from bot.configfile import load
from bot.main import running
from bot.sandbox import UNLIMITED, Sandbox
from bot.settings import Settings
from bot.timekeeping import SystemClock
from bot.usecases import configure
from storage.database import Database
from storage.migrate import migrate
from storage.queries import assignment

_SECRET, _TOKEN = "the sandbox's secret", "xoxb-sandbox"
_PORT = 3900
_PIPED, _NARROWEST, _WIDEST = 100, 72, 120


def show_demo(*, once: bool) -> bool:
    """Play the demo and print it; serve until Ctrl-C unless `once`. Return False when it was stopped before the end."""
    telemetry.configure("console", "error")
    return asyncio.run(_demo(once=once))


async def _demo(*, once: bool) -> bool:
    told_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    stopping = asyncio.create_task(told_to_stop.wait())
    console = _console(told_to_stop.set)
    console.print("Leadwheel, beside a small Slack of its own: nothing leaves this machine, and nobody in it is real.")
    async with _stage() as (stage, panels):
        telling = asyncio.create_task(_tell(console, stage, panels, once=once))
        await asyncio.wait({telling, stopping}, return_when=asyncio.FIRST_COMPLETED)
        while not telling.done():  # asyncio.wait_for of Python 3.11 may swallow one
            telling.cancel()
            await asyncio.wait({telling}, timeout=0.1)
        told = not telling.cancelled() and await telling
        if told and not once:
            console.print(
                f"\nOpen {stage.sandbox.page_url} in a browser: be anybody there, write, press, type commands.\n"
                "Beside the chat, a short tour shows what there is to try, and ticks it off."
            )
            console.print("Leadwheel and its Slack sandbox go on; Ctrl-C ends them.")
            await stopping
            console.print("\nEnding.")  # below the ^C of a terminal
    return told


class _Console(Console):
    """A console that nobody may read to the end (`leadwheel demo | head`): then `unread` is called."""

    def __init__(self, unread: Callable[[], None]) -> None:
        super().__init__(highlight=False, markup=False, emoji=False)
        self._unread = unread

    def on_broken_pipe(self) -> None:
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes the rest when it ends
        self._unread()


def _console(unread: Callable[[], None]) -> Console:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may be too old for an arrow
    console = _Console(unread)
    console.width = max(_NARROWEST, min(console.width, _WIDEST)) if console.is_terminal else _PIPED
    return console


@contextlib.asynccontextmanager
async def _stage() -> AsyncIterator[tuple[Stage, Panels]]:
    """Give the local Slack with a bot in it, on a database of its own in a folder that is taken away."""
    # Who tries it has not the time of a real Slack's paces.
    sandbox = Sandbox(signing_secret=_SECRET, bot_token=_TOKEN, workspace_id=WORKSPACE, limits=UNLIMITED)
    demo_story.furnish(sandbox)
    async with contextlib.AsyncExitStack() as stack:
        await _start(sandbox)
        stack.push_async_callback(sandbox.stop)
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="leadwheel-demo-", ignore_cleanup_errors=True))
        settings = _settings(Path(folder), sandbox.api_url)
        await asyncio.to_thread(migrate, settings.leadwheel_database_url)
        database = Database(settings.leadwheel_database_url)
        stack.push_async_callback(database.close)
        loaded = load(CONFIGURATION, "the demo's configuration")
        clock = SystemClock()
        await database.write(configure.apply, WORKSPACE, loaded.configuration, loaded.check_references, clock.now())
        bot = await stack.enter_async_context(running(settings, clock))
        await bot.connected.wait()
        sandbox.events_url = f"http://127.0.0.1:{bot.server.port}/slack/events"
        panels = Panels(sandbox, database, clock, _says())
        panels.show()
        yield Stage(sandbox, lambda: database.read(assignment.since, WORKSPACE, 0.0)), panels


async def _start(sandbox: Sandbox) -> None:
    """Start it where it always is, so that a page that is still open finds it again; elsewhere when that is taken."""
    try:
        await sandbox.start(_PORT)
    except OSError:
        await sandbox.start()


def _settings(folder: Path, api_url: str) -> Settings:
    """Return settings that nothing in the environment reaches: the demo must not touch a real database."""
    return Settings.read(
        _env_file=None,
        slack_signing_secret=_SECRET,
        slack_bot_token=_TOKEN,
        slack_app_token=None,
        slack_api_url=api_url,
        leadwheel_database_url=f"sqlite+aiosqlite:///{folder}/demo.db",
        leadwheel_database_connections=2,
        leadwheel_auto_migrate=True,
        leadwheel_host="127.0.0.1",
        leadwheel_port=0,
        leadwheel_managers="",
        leadwheel_post_rate=0,
        leadwheel_log_format="console",
        leadwheel_log_level="error",
    )


def _says() -> Says:
    teams = load(CONFIGURATION, "the demo's configuration").configuration.teams
    return Says(
        {user.id: user.real_name for user in PEOPLE},
        CHANNELS,
        {team.channel: team.name for team in teams},
        [team.name for team in teams if team.method == "manual"],
    )


async def _tell(console: Console, stage: Stage, panels: Panels, *, once: bool) -> bool:
    """Play the demo, and print each section once it has happened. Return True: it was."""
    telling = Telling(console, _says())
    await demo_story.look(stage)
    telling.section("The teams, as /rotation show tells of them")
    telling.answer(_acts(stage)[-1], without="Last 7 days")  # nobody has had anything
    telling.aside("Turns go round by name, sorted as people do it: É is an E, Ñ an N, Ø an O; Ю comes after Z.")
    begun = len(stage.told)
    await demo_story.leads_come(stage)
    telling.section("1. Who got what, and why")
    telling.leads([one for one in stage.told[begun:] if not isinstance(one, Talk)])
    await demo_story.operator_asks(stage)
    telling.section("2. The Operator asks a lead in its thread, and the answers say whose it is")
    for talk in stage.told:
        if isinstance(talk, Talk):
            telling.talk(talk)
    begun = len(_acts(stage))
    await demo_story.people_act(stage)
    telling.section("3. Passing, taking, coming back")
    telling.acts(_acts(stage)[begun:])
    await demo_story.look(stage, "sales")
    telling.section("4. Afterwards: /rotation show sales")
    telling.answer(_acts(stage)[-1])
    await panels.begin_tour()
    if once:
        telling.section("5. The tour that the page offers, played through")
        telling.tour_begins()
        async for step in panels.walk_tour(stage):
            telling.step(step)
    return True


def _acts(stage: Stage) -> list[Done]:
    return [one for one in stage.told if isinstance(one, Done)]
