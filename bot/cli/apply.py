"""`leadwheel apply FILE`."""

from pathlib import Path
from typing import Annotated

import typer


def apply(
    file: Annotated[Path, typer.Argument(help="The configuration file (YAML).", metavar="FILE")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    prune: Annotated[bool, typer.Option("--prune", help="Take away what the file doesn't name.")] = False,
) -> None:
    """Apply a configuration file; a running bot follows within a second."""
    from bot.cli.apply_file import apply_file

    apply_file(file, dry_run=dry_run, prune=prune)
