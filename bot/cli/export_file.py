"""What `leadwheel export` does: says what is in the tables as the configuration file that `leadwheel apply` takes."""

import asyncio
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Final

import typer

from bot.cli.reached import ReachedSlack
from bot.cli.setup_files import CannotWrite, Files
from bot.configfile import ConfigurationFileError, load
from bot.configfile.writing import write
from bot.domain.configuration import ConfigurationFile
from bot.domain.nearest import nearest
from bot.domain.text import clean
from bot.settings import Settings
from bot.slack.asking import slack_session
from bot.slack.channels import channel_names
from bot.starting import StartError
from bot.usecases.errors import Mistake
from bot.usecases.export import Exported, export
from storage import migrate
from storage.database import reading
from storage.queries import workspace as workspaces
from storage.transaction import Transaction

_WORKSPACE_ID: Final = re.compile("[TE][A-Z0-9]{1,39}")
_LONGEST_SHOWN: Final = 60


def export_file(output: Path | None, *, force: bool, workspace: str | None) -> None:
    """Print the configuration file of a workspace, or write it to `output`, where nothing is yet unless `force`.

    Names that aren't known are left out, and stderr says why. So it does of what the file can't say; that is a failure.

    Raises:
        typer.Exit: it failed, and stderr says why. And what `bot.cli.execute` tells in words.
    """
    _see_what_is_meant(output, force=force, workspace=workspace)
    settings = Settings.read()
    reading(settings.leadwheel_database_url, migrate.check_schema)  # before Slack is waited for
    exported, names, notes = asyncio.run(_export(settings, workspace))
    text = write(exported.file, names)
    _put(text, output)
    unsaid = _unsaid(text, str(output or "the file"), exported.file)
    for line in (*notes, *unsaid):
        print(f"leadwheel: {line}", file=sys.stderr)
    if unsaid:
        raise typer.Exit(1)


def _see_what_is_meant(output: Path | None, *, force: bool, workspace: str | None) -> None:
    example = "leadwheel export --output leadwheel.yaml"
    if force and output is None:
        raise Mistake(f"--force goes with --output. Example: {example} --force", example)
    if output is not None and output.exists() and not force:
        raise Mistake(f"{output} is there already: --force writes over it, or name another file.", example)
    if workspace is not None and not _WORKSPACE_ID.fullmatch(workspace):
        shown = clean(workspace, _LONGEST_SHOWN)
        raise Mistake(f"--workspace takes a workspace's id, like T01TEST, not {shown!r}", example)


async def _export(settings: Settings, wanted: str | None) -> tuple[Exported, dict[str, str], list[str]]:
    """Return what is set up, what people and channels are called, and what is to be said of names that are missing."""
    async with slack_session() as session:
        slack = await ReachedSlack.reach(settings, session)

        def read(tx: Transaction) -> Exported:
            return export(tx, _workspace(workspaces.everyone(tx), wanted, slack))

        exported = await asyncio.to_thread(reading, settings.leadwheel_database_url, read)
        channels: dict[str, str] = {}
        why_not = slack.why_not
        if slack.client is not None:
            channels, why_not = await channel_names(slack.client, exported.channels)
    named = {channel: f"#{name}" for channel, name in channels.items() if name}
    missing = [channel for channel in exported.channels if channel not in channels]
    which = "" if len(missing) == len(exported.channels) else f" {', '.join(missing)}"
    notes = [f"names of channels{which} are left out: {why_not}"] if missing else []
    return exported, {**exported.people, **named}, notes


def _workspace(known: Sequence[str], wanted: str | None, slack: ReachedSlack) -> str:
    """Return whose configuration is meant: of those of the database, or the token's, which may have none yet."""
    if slack.identity is not None:
        own = slack.identity.workspace_id
        if wanted not in {None, own}:
            raise StartError(f"--workspace is {wanted}, but SLACK_BOT_TOKEN is of {own}. Mend one of them.")
        return own
    if wanted is not None:
        if known and wanted not in known:
            meant = f"; did you mean {near}?" if (near := nearest(wanted, known)) else f"; it has {', '.join(known)}."
            raise StartError(f"the database has no workspace {wanted}{meant}")
        return wanted
    if len(known) != 1:
        has = f"has several workspaces ({', '.join(known)})" if known else "has no workspace yet"
        example = known[0] if known else "T01TEST"
        raise StartError(f"the database {has}, and {slack.why_not}. Say which: leadwheel export --workspace {example}")
    return known[0]


def _put(text: str, output: Path | None) -> None:
    try:
        if output is not None:
            Files().write(output, text.encode())
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())  # a configuration file is UTF-8, whatever the terminal speaks
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # `| head`, say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python writes the rest when it ends
    except CannotWrite as error:
        print(f"leadwheel: {error}", file=sys.stderr)
        raise typer.Exit(1) from error
    except OSError as error:
        print(f"leadwheel: the output can't be written: {error.strerror}", file=sys.stderr)
        raise typer.Exit(1) from error


def _unsaid(text: str, called: str, meant: ConfigurationFile) -> list[str]:
    """Read the file as `apply` does, and say what of it `apply` would refuse, or take for something else.

    What no single file can say may come together of several that were applied one after the other.
    """
    try:
        read = load(text, called).configuration
    except ConfigurationFileError as error:
        return [f"`apply` will refuse it: {mistake}" for mistake in error.mistakes]
    # By repr: 1, 1.0 and True are equal to Python, and not to a rule.
    other = [one.name for one in fields(meant) if repr(getattr(read, one.name)) != repr(getattr(meant, one.name))]
    return [f"`apply` will read its `{name}` as something else than is set up" for name in other]
