"""`leadwheel doctor`: what is wrong, and how to mend it."""

from typing import Annotated

import typer


def doctor(
    *,
    url: Annotated[
        str | None,
        typer.Option("--url", help="Ask the bot's own address, too: https://bots.example.com", metavar="URL"),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON list for machines.")] = False,
) -> None:
    """Check settings, database, Slack's tokens and scopes, channels, people, clocks and the address; only reads.

    Ends with 1 when anything is wrong.
    """
    import asyncio
    from pathlib import Path

    from bot.cli.doctor_examination import Examination
    from bot.cli.doctor_page import Progress, put
    from bot.usecases.doctor import faults

    with Progress() as progress:
        findings = asyncio.run(Examination(url, progress, Path.cwd()).findings())
    put(findings, as_json=as_json)
    if faults(findings):
        raise typer.Exit(1)
