"""What `leadwheel demo` does: the bot on SQLite against the bundled Slack sandbox."""

import asyncio
import re
import signal
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot import telemetry
from bot.cli.demo_story import CHANNELS, CONFIGURATION, PEOPLE, WORKSPACE, Story, Told, furnish
from bot.configfile import load
from bot.main import running
from bot.sandbox import Sandbox
from bot.settings import Settings
from bot.timekeeping import SystemClock
from bot.usecases import configure
from storage.database import Database
from storage.migrate import migrate
from storage.queries import assignment
from storage.queries.assignment import AssignmentRow

_SECRET, _TOKEN = "the sandbox's secret", "xoxb-sandbox"
_NAMES = {user.id: user.real_name for user in PEOPLE}
_WHY = {
    "round_robin": "by turn in {team}",
    "waiting": "waited in {team}, then by turn",
    "rule": "a rule names this person",
    "manual": "took it by hand",
}
_NARROWEST, _WIDEST = 100, 160


def show_demo(*, once: bool) -> None:
    """Play the demo and print it; serve until Ctrl-C unless `once`."""
    telemetry.configure("console", "error")
    asyncio.run(_demo(once=once))


async def _demo(*, once: bool) -> None:
    console = Console(width=max(_NARROWEST, min(Console().width, _WIDEST)), highlight=False)
    sandbox = Sandbox(signing_secret=_SECRET, bot_token=_TOKEN, workspace_id=WORKSPACE)
    furnish(sandbox)
    await sandbox.start()
    try:
        with tempfile.TemporaryDirectory(prefix="leadwheel-demo-") as folder:
            await _in_folder(Path(folder), sandbox, console, once=once)
    finally:
        await sandbox.stop()


async def _in_folder(folder: Path, sandbox: Sandbox, console: Console, *, once: bool) -> None:
    settings = _settings(folder, sandbox.api_url)
    url = settings.leadwheel_database_url
    await asyncio.to_thread(migrate, url)
    database = Database(url)
    try:
        loaded = load(CONFIGURATION, "the demo's configuration")
        clock = SystemClock()
        await database.write(configure.apply, WORKSPACE, loaded.configuration, loaded.check_references, clock.now())
        async with running(settings, clock) as bot:
            sandbox.events_url = f"http://127.0.0.1:{bot.server.port}/slack/events"
            story = Story(sandbox)
            await story.play()
            rows = await database.read(assignment.since, WORKSPACE, 0.0)
            await sandbox.wait_until(lambda: _announced(sandbox) == len(rows))
            console.print(_table(story.told, rows))
            _show(console, story.told)
            if not once:
                await _serve(console, sandbox)
    finally:
        await database.close()


def _settings(folder: Path, api_url: str) -> Settings:
    """Return settings that nothing in the environment reaches: the demo must not touch a real database."""
    return Settings.read(
        _env_file=None,
        slack_signing_secret=_SECRET,
        slack_bot_token=_TOKEN,
        slack_app_token=None,
        slack_api_url=api_url,
        leadwheel_database_url=f"sqlite+aiosqlite:///{folder}/demo.db",
        leadwheel_auto_migrate=True,
        leadwheel_host="127.0.0.1",
        leadwheel_port=0,
        leadwheel_managers="",
        leadwheel_post_rate=0,
        leadwheel_log_format="console",
        leadwheel_log_level="error",
    )


def _announced(sandbox: Sandbox) -> int:
    return sum(message.text.startswith("Assigned to ") for message in sandbox.bot_messages())


def _table(told: Sequence[Told], rows: Sequence[AssignmentRow]) -> Table:
    by_source = {f"message:{row.channel}:{row.thread_ts}": row for row in rows}
    table = Table(title="Who got what, and why", show_lines=False, pad_edge=False, title_justify="left")
    table.add_column("", justify="right")
    table.add_column("What happened", ratio=5)
    table.add_column("Who has it", no_wrap=True)
    table.add_column("Why", ratio=4)
    number = 0
    for one in told:
        if one.source_key is None:
            if not one.said.startswith("*"):
                table.add_row("", f"[dim]{escape(one.what)}[/dim]", "", f"[dim]{escape(_readable(one.said))}[/dim]")
            continue
        number += 1
        row = by_source.get(one.source_key)
        who = _NAMES[row.user_id] if row else "nobody yet"
        table.add_row(
            str(number), escape(f"{one.what}: {one.said}"), f"[bold]{who}[/bold]", _why(row) if row else "waits"
        )
    return table


def _why(row: AssignmentRow) -> str:
    said = _WHY[row.cause].format(team=row.team)
    skipped = []
    for user, why in row.reason.get("after", ()):
        if user == row.user_id:
            break
        skipped.append(f"{_NAMES[user]} is {why}")
    return f"{said}; {', '.join(skipped)}" if skipped else said


def _readable(said: str) -> str:
    """Return Slack's markup as a terminal shows it."""
    said = re.sub(r"<@(\w+)>", lambda match: _NAMES.get(match[1], match[1]), said)
    said = re.sub(r"<#(\w+)>", lambda match: f"#{CHANNELS.get(match[1], match[1])}", said)
    return re.sub(r"[*`]", "", said)


def _show(console: Console, told: Sequence[Told]) -> None:
    last = told[-1]
    console.print(f"\n[bold]{escape(last.what)}[/bold]")
    for line in _readable(last.said).splitlines():
        console.print(f"  {escape(line)}")


async def _serve(console: Console, sandbox: Sandbox) -> None:
    console.print(f"\nThe bot and its local Slack ({sandbox.api_url}) go on until Ctrl-C.")
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
