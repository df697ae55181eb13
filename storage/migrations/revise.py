"""For developers: `make revision MESSAGE="..."` writes the next revision by comparing tables with migrations."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.database import in_transaction
from storage.migrate import configuration, migrate


def revise(message: str) -> None:
    """Write the revision that follows the newest one; it is to be read and mended by a person."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/empty.db"
        number = len(list((Path(__file__).parent / "versions").glob("[0-9]*.py"))) + 1
        if number > 1:
            migrate(url)
        in_transaction(
            url,
            lambda connection: command.revision(
                configuration(connection), message=message, autogenerate=True, rev_id=f"{number:04}"
            ),
        )


if __name__ == "__main__":
    revise(sys.argv[1])
