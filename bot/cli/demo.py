"""`leadwheel demo`."""

from typing import Annotated

import typer


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="Play the page's tour too, and end instead of serving.")] = False,
) -> None:
    """Try Leadwheel without a Slack workspace: sample leads are dealt, and told in a table."""
    from bot.cli.demo_show import show_demo

    if not show_demo(once=once) and once:
        raise typer.Abort
