"""`leadwheel export`."""

from pathlib import Path
from typing import Annotated

import typer


def export(
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it to this file instead.", metavar="FILE")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="With --output: also over a file that is there.")] = False,
    workspace: Annotated[
        str | None, typer.Option("--workspace", help="Whose, where the database has several.", metavar="T")
    ] = None,
) -> None:
    """Print what is set up as the configuration file that `apply` takes; only reads."""
    from bot.cli.export_file import export_file

    export_file(output, force=force, workspace=workspace)
