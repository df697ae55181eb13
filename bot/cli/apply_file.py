"""What `leadwheel apply FILE` does: makes the tables say what the configuration file says."""

import asyncio
import functools
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.cli.reached import ReachedSlack
from bot.configfile import LoadedFile, load_file
from bot.settings import Settings
from bot.slack.asking import slack_session
from bot.starting import StartError, open_database
from bot.timekeeping import SystemClock
from bot.usecases import configure, people
from bot.usecases.errors import SlackUnavailable
from storage import migrate
from storage.database import Database, trial
from storage.queries import person
from storage.transaction import Transaction


def apply_file(file: Path, *, dry_run: bool, prune: bool) -> None:
    """Apply a configuration file and print what changed. Raises what `bot.cli.execute` tells in words."""
    loaded = load_file(file)
    settings = Settings.read()
    if not dry_run:
        open_database(settings)
        asyncio.run(_apply(settings, loaded, dry_run=False, prune=prune))
        return
    with tempfile.TemporaryDirectory(prefix="leadwheel-dry-run-") as folder:
        where = trial(settings.leadwheel_database_url, Path(folder))
        if where != settings.leadwheel_database_url:
            migrate.migrate(where)  # a copy of our own; on PostgreSQL that is part of what is undone
        tried = settings.model_copy(update={"leadwheel_database_url": where})
        asyncio.run(_apply(tried, loaded, dry_run=True, prune=prune))


async def _apply(settings: Settings, loaded: LoadedFile, *, dry_run: bool, prune: bool) -> None:
    database = Database(settings.leadwheel_database_url, patient=True)
    try:
        async with slack_session() as session:
            slack = await ReachedSlack.reach(settings, session)
            workspace_id = _workspace(loaded, slack)
            try:
                now = time.time() + await database.ahead_seconds()
                work = functools.partial(_tried if dry_run else configure.apply, prune=prune)
                changes = await database.write(work, workspace_id, loaded.configuration, loaded.check_references, now)
                warnings = await database.read(configure.warnings, workspace_id)
            except configure.DryRun as tried:
                changes, warnings = tried.changes, tried.warnings
            for change in changes:
                print(change)
            for one in warnings if changes else ():  # told once, and not beside `nothing to change`
                print(f"warning: {one.says}. {one.mend}")
            if not changes:
                print("nothing to change")
            if dry_run and changes:
                print("(dry run: nothing was changed)")
            if not dry_run:
                note = await _names(database, slack, workspace_id)
                if note and changes:
                    print(note)
                strange = await database.read(person.strange_teammates, workspace_id)
                if strange and changes:
                    print(f"teammates who can't answer leads, being apps or of other workspaces: {', '.join(strange)}")
    finally:
        await database.close()


def _tried(tx: Transaction, *args: Any, **named: Any) -> tuple[str, ...]:
    """Apply to the schema of this program, and undo both."""
    migrate.upgrade(tx)
    return configure.apply(tx, *args, **named, dry_run=True)


def _workspace(loaded: LoadedFile, slack: ReachedSlack) -> str:
    """Return whose configuration the file is."""
    named = loaded.configuration.workspace
    if slack.identity is None:
        if named is None:
            raise StartError(
                f"the file names no `workspace`, and {slack.why_not}. Write its id at the top: workspace: T01TEST"
            )
        return named
    if named is not None and named != slack.identity.workspace_id:
        raise StartError(
            f"the file is for workspace {named}, but SLACK_BOT_TOKEN is of {slack.identity.workspace_id}. Mend one of them."
        )
    return slack.identity.workspace_id


async def _names(database: Database, slack: ReachedSlack, workspace_id: str) -> str:
    """Fetch the names that sort the rotation; return what is to be said of those that are missing, or ""."""
    why_not = slack.why_not
    if slack.gateway is not None:
        try:
            await people.fetch_unknown(database, slack.gateway, SystemClock(), workspace_id)
        except SlackUnavailable as error:
            why_not = f"Slack can't be reached ({error})"
    unknown = await database.read(person.unknown_members, workspace_id)
    if unknown and why_not:
        return f"names of {len(unknown)} people are fetched by the bot when it runs: {why_not}"
    return f"Slack knows nobody with these ids: {', '.join(sorted(unknown))}" if unknown else ""
