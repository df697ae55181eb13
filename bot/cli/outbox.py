"""`leadwheel outbox list`, `retry` and `drop`."""

from typing import Annotated

import typer

app = typer.Typer(help="What could not be sent to Slack: list it, send it again, give it up.", no_args_is_help=True)

_Ids = Annotated[list[str] | None, typer.Argument(help="Ids, as `leadwheel outbox list` shows them.", metavar="ID...")]
_All = Annotated[bool, typer.Option("--all", help="Everything that `leadwheel outbox list` shows.")]
_Channel = Annotated[
    str | None, typer.Option("--channel", help="With --all: only what is for this channel or person.", metavar="C")
]


@app.command("list")
def show(
    *, everything: Annotated[bool, typer.Option("--all", help="Also what is on its way, and what was dropped.")] = False
) -> None:
    """Show what could not be sent, the oldest first."""
    from bot.cli.outbox_mend import show_unsent

    show_unsent(everything=everything)


@app.command("retry")
def retry(ids: _Ids = None, *, everything: _All = False, channel: _Channel = None) -> None:
    """Send what failed again, and what waits for its next attempt at once; a running bot does so within a second."""
    from bot.cli.outbox_mend import mend
    from bot.usecases import outbox_mending

    mend("retry", outbox_mending.retry, ids or [], everything=everything, channel=channel)


@app.command("drop")
def drop(ids: _Ids = None, *, everything: _All = False, channel: _Channel = None) -> None:
    """Give up: they are never sent. A card is tried again when what it shows changes."""
    from bot.cli.outbox_mend import mend
    from bot.usecases import outbox_mending

    mend("drop", outbox_mending.drop, ids or [], everything=everything, channel=channel)
