"""Which programs a database serves: for revisions, which use nothing newer than what is here."""

import sqlalchemy as sa
from alembic import op

# Migrations use this: what it means is never changed.
_SERVES = sa.table("schema_serves", sa.column("oldest_revision", sa.String()))


def serves_from(revision: str) -> None:
    """Say in the database which programs it serves: those that know `revision`, and no older ones.

    A revision that contracts says so first: it names the revision of the oldest program that needs nothing of what is
    taken away. Its downgrade says what was said before.
    """
    op.execute(_SERVES.delete())
    op.execute(_SERVES.insert().values(oldest_revision=revision))
