"""`leadwheel copy-database FROM TO`."""

from typing import Annotated

import typer


def copy_database(
    source: Annotated[
        str, typer.Argument(metavar="FROM", help="Its address, as LEADWHEEL_DATABASE_URL says it. It stays as it is.")
    ],
    target: Annotated[str, typer.Argument(metavar="TO", help="The address of a new database, without rows.")],
) -> None:
    """Copy everything to another database, from SQLite to PostgreSQL say, and compare both row by row."""
    from bot.cli.copy_progress import Progress
    from storage.copying import copy_database as copy

    with Progress() as progress:
        counts = copy(source, target, progress)
    width = max(map(len, counts))
    for name, count in sorted(counts.items()):
        print(f"{name:<{width}}  {count}")
    print(f"copied, and compared row by row: {sum(counts.values())} rows in {len(counts)} tables. FROM is as it was.")
    print("Next: set LEADWHEEL_DATABASE_URL to the address of TO, and start the bot: leadwheel run")
