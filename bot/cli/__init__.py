"""The command line: one module a subcommand. An error is one clear line on stderr; exit codes are CONTRACT 2's."""

import errno
import sys
from collections.abc import Sequence

import typer

from bot.cli import apply, copy_database, demo, doctor, export, manifest, migrate, outbox, run, setup

DONE, FAILED, WRONG_USAGE = 0, 1, 2

app = typer.Typer(
    name="leadwheel",
    help="Shares incoming leads evenly in a team, in Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("apply")(apply.apply)
app.command("export")(export.export)
app.command("migrate")(migrate.migrate)
app.command("manifest")(manifest.manifest)
app.command("doctor")(doctor.doctor)
app.command("setup")(setup.setup)
app.command("demo")(demo.demo)
app.command("copy-database")(copy_database.copy_database)
app.add_typer(outbox.app, name="outbox")


def execute(arguments: Sequence[str]) -> int:
    """Run a command line and return its exit code; never raises for what a person can get wrong."""
    _quiet()
    try:
        code = typer.main.get_command(app).main(list(arguments), prog_name="leadwheel", standalone_mode=False)
    except Exception as error:  # noqa: BLE001 - sorted below
        return _told(error)
    return code if isinstance(code, int) else DONE


def _quiet() -> None:
    """Set up logging for commands that don't: only what is wrong, or everything where that is asked for."""
    from bot import telemetry
    from bot.settings import Settings, SettingsError

    try:
        level = Settings.read().leadwheel_log_level
    except SettingsError:  # the command will tell
        level = "info"
    telemetry.configure("console", "debug" if level == "debug" else "warning")


def _told(error: Exception) -> int:
    """Say what was wrong and return the exit code for it."""
    from bot.configfile import ConfigurationFileError
    from bot.settings import SettingsError
    from bot.starting import StartError
    from bot.usecases.errors import BeingSent, Mistake
    from bot.web.server import PortInUse
    from storage.errors import StorageError, WrongDatabaseUrl

    usage = getattr(error, "format_message", None)
    if usage is not None:  # typer's own errors
        if usage():
            _print(usage())
        return int(getattr(error, "exit_code", WRONG_USAGE))
    if isinstance(error, ConfigurationFileError | StartError | SettingsError | WrongDatabaseUrl | Mistake):
        _print(str(error))
        return WRONG_USAGE
    if isinstance(error, StorageError | PortInUse | BeingSent):
        _print(str(error))
        return FAILED
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EPIPE, errno.EIO} and not error.filename:
        _print(f"the output can't be written: {error.strerror}")
        return FAILED
    if isinstance(error, typer.Abort):
        _print("stopped")
        return FAILED
    import structlog

    structlog.get_logger(__name__).debug("unexpected_error", exc_info=error)
    _print(f"unexpected {type(error).__name__}: {error} (LEADWHEEL_LOG_LEVEL=debug shows where)")
    return FAILED


def _print(message: str) -> None:
    for line in message.splitlines() or [""]:
        print(f"leadwheel: {line}", file=sys.stderr)
