"""What `leadwheel setup` does: asks, shows what it will write, writes it, and says what is left to do."""

import functools
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typer

from bot import settings as all_settings
from bot.cli.setup_app import ENV, App, ask_app, ask_tokens
from bot.cli.setup_env import changed
from bot.cli.setup_files import CannotWrite, Files, free_name
from bot.cli.setup_slack import AskedSlack
from bot.cli.setup_team import Planned, TeamQuestions
from bot.cli.setup_terminal import RichTerminal, Terminal, yes
from bot.configfile import load
from bot.configfile.writing import write
from bot.settings import Settings
from bot.starting import StartError

FILE: Final = Path("leadwheel.yaml")

_NEEDS: Final = """\
A bot needs, in the environment or in a file .env:
  SLACK_BOT_TOKEN       the Bot User OAuth Token of its Slack app (xoxb-...)
  SLACK_APP_TOKEN       for Socket Mode: an app-level token with the scope connections:write (xapp-...)
  SLACK_SIGNING_SECRET  for HTTP, in place of the app-level token
and teams: in a configuration file that `leadwheel apply leadwheel.yaml` takes, or made by /rotation create in Slack.
`leadwheel manifest --socket` prints what Slack is to know of the app."""

#: What stands above each section of the file.
_ABOVE: Final = {
    "workspace": ("# Leadwheel's configuration. After a change: leadwheel apply leadwheel.yaml",),
    "managers": ("# Who may change teams, beside the workspace's admins and owners.",),
    "teams": ("# Who shares conversations, by turn; each has a card in the team's channel.",),
    "sources": ("# Each new message here is a conversation, but those of teammates.",),
    "rules": ("# Which team it goes to: the first rule that matches.",),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What was written. `backup`: where what stood in `file` is now, None: nothing did; `apply`: it is to be applied."""

    app: App
    planned: Planned
    file: Path
    backup: Path | None
    apply: bool


class _Stopped(Exception):  # noqa: N818 - what a person wanted
    """They would rather not."""


def on_this_terminal() -> None:
    """Ask on the terminal that the command was started from.

    Raises:
        StartError: there is none. typer.Exit: they stopped, or a file can't be written; then nothing was changed, and
        stderr says so. And what `leadwheel apply` raises.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(_NEEDS)
        raise StartError("`setup` asks questions, so it needs a terminal: nothing was changed.")
    from bot.cli.apply_file import apply_file

    settings = Settings.read()
    terminal = RichTerminal()
    done = set_up(terminal, AskedSlack(settings.slack_api_url), settings)
    finish(terminal, done, functools.partial(apply_file, dry_run=False, prune=False))


def set_up(terminal: Terminal, slack: AskedSlack, settings: Settings) -> Done:
    """Ask, and write what was answered; until the last answer nothing is changed that isn't changed back.

    Raises:
        typer.Exit: as `on_this_terminal`.
    """
    files = Files()
    why = "stopped"
    try:
        return _set_up(terminal, slack, settings, files)
    except (KeyboardInterrupt, EOFError, _Stopped):
        pass
    except CannotWrite as error:
        why = str(error)
    except OSError as error:
        why = f"{error.filename or 'a file'} can't be read: {error.strerror}"
    finally:
        files.undo()
    print(f"\nleadwheel: {why}; nothing was changed", file=sys.stderr)
    raise typer.Exit(1)


def finish(terminal: Terminal, done: Done, apply: Callable[[Path], None]) -> None:
    """Say what was written, apply it where that was wanted, and say what is left. Raises what `apply` does."""
    terminal.say()
    kept = f" What stood there is in {done.backup} now." if done.backup else ""
    terminal.say(f"Written: {' and '.join([*([str(ENV)] if done.app.changes else []), str(done.file)])}.{kept}")
    applied = False
    try:
        if done.apply:
            terminal.say(f"leadwheel apply {done.file}:")
            apply(done.file)
            applied = True
    finally:
        for line in next_steps(done, applied=applied):
            terminal.say(line)


def _set_up(terminal: Terminal, slack: AskedSlack, settings: Settings, files: Files) -> Done:
    app = App()
    terminal.say("Leadwheel shares incoming leads evenly in a team. A few questions, and it can begin.")
    terminal.say(
        f"At the end I show what I will write here, {ENV} and {FILE}, and ask. Ctrl-C stops at any time, and then nothing "
        "is changed."
    )
    _heading(terminal, "1 of 4 · The app in Slack")
    ask_app(terminal, files, app)
    _heading(terminal, "2 of 4 · Its tokens")
    ask_tokens(terminal, slack, settings, app)
    _heading(terminal, "3 of 4 · The team")
    planned = TeamQuestions(terminal, slack, app).ask()
    _heading(terminal, "4 of 4 · What will be written")
    text = file_text(planned)
    file = _shown(terminal, app, text)
    if not yes(terminal, "Write this?", default=True):
        raise _Stopped
    apply = app.identity is not None and yes(
        terminal, f"And put it in place at once (leadwheel apply {file})?", default=True
    )
    backup = free_name(file) if file.exists() and file.read_bytes() != text.encode() else None
    _write(files, app.changes, file, text, backup)
    files.keep()
    return Done(app, planned, file, backup, apply)


def file_text(planned: Planned) -> str:
    """Write the configuration file, with a line above each section that says what it is. `load` reads it as planned."""
    lines: list[str] = []
    above = dict(_ABOVE)
    for line in write(planned.configuration, planned.names).splitlines():
        key, colon, _ = line.partition(":")
        if colon and key in above:
            lines += above.pop(key)
        lines.append(line)
    text = "\n".join(lines) + "\n"
    if load(text, str(FILE)).configuration != planned.configuration:
        raise AssertionError("the file says something else than was answered")
    return text


def _shown(terminal: Terminal, app: App, text: str) -> Path:
    """Show what will be written; return where the configuration file is to be."""
    changes = app.changes
    if not changes:
        terminal.say(f"{ENV} stays as it is.")
    else:
        terminal.say(f"{ENV} ({'only these settings; all else stays' if ENV.exists() else 'new'}):")
    for name, value in changes.items():
        what = f"{name}={value[:5] if value.startswith('x') else ''}..." if value else f"{name}= (none, for HTTP)"
        terminal.say(f"  {what}{' (in place of the one there)' if value and name in app.there else ''}")
    outside = all_settings.in_environment()
    if against := [name for name, value in changes.items() if outside.get(name, value) != value]:
        terminal.say(
            f"Mind: {' and '.join(against)} stands in the environment too, which wins over {ENV}. Take it out there."
        )
    terminal.say()
    file = _where(terminal, text)
    terminal.say(f"{file}:")
    for line in text.splitlines():
        terminal.say(f"  {line}" if line else "", wrap=False)
    terminal.say()
    return file


def _where(terminal: Terminal, text: str) -> Path:
    """Return where the configuration file is to be: over one that is there only where that is wanted."""
    file = FILE
    while file.exists() and (file.is_dir() or file.read_bytes() != text.encode()):
        if not file.is_dir() and yes(
            terminal, f"{file} is there already. Write over it? (It is kept as {free_name(file)}.)", default=False
        ):
            return file
        file = Path(terminal.ask("Another name for the file", "leadwheel-new.yaml"))
        if not file.parent.is_dir():
            terminal.say(f"There is no folder {file.parent}.")
            file = FILE
    return file


def _write(files: Files, changes: Mapping[str, str], file: Path, text: str, backup: Path | None) -> None:
    if changes:
        before = ENV.read_bytes() if ENV.exists() else b""

        def check(new: Path) -> None:
            """See that the new file says what the old one did, but for the changes."""
            meant = (all_settings.in_file(ENV) if ENV.exists() else {}) | dict(changes)
            if all_settings.in_file(new) != {name: value for name, value in meant.items() if value}:
                raise CannotWrite(
                    f"{ENV} is written in a way that I can't change safely: set {', '.join(changes)} there"
                )

        files.write(ENV, changed(before.decode(), changes).encode(), secret=True, check=check)
    if backup is not None:
        files.write(backup, file.read_bytes())
    files.write(file, text.encode())


def next_steps(done: Done, *, applied: bool) -> list[str]:
    """Return lines that say what is left to do, in Slack and here."""
    steps = []
    planned, url = done.planned, done.app.url
    if planned.inviting:
        steps.append(f"In Slack, in {' and in '.join(planned.inviting)}: /invite @Leadwheel")
    if not applied:
        steps.append(f"Put it in place: leadwheel apply {done.file}")
    steps.append("Start the bot: leadwheel run")
    if url:
        steps.append(
            f"Let your https proxy hand {url} on to port 3000 of this machine. In Slack, on the app's page Event "
            "Subscriptions, that Request URL must say Verified (Retry does it, once the bot runs)."
        )
    where = planned.names[planned.configuration.sources[0].channel]
    steps.append(
        f"Try it: let somebody who isn't in the team write in {where}. The thread says whose it is, and its card is in "
        "the team's channel."
    )
    return ["", "What is left:", *(f"  {number}. {step}" for number, step in enumerate(steps, 1))]


def _heading(terminal: Terminal, text: str) -> None:
    terminal.say()
    terminal.say(text, style="bold")
