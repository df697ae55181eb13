"""Whom the schema serves.

Revision 0003, after 0002. Deploy step: expand.

Programs of 0002 go on working while this is done, so they are served: nothing that they know of has changed. One that
is started later refuses, as it doesn't know yet that it may ask; the first that asks is that of 0003.
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations.deploy import serves_from
from storage.tables.base import TEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database to this revision."""
    op.create_table(
        "schema_serves",
        sa.Column("oldest_revision", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("oldest_revision", name=op.f("pk_schema_serves")),
    )
    serves_from("0002")


def downgrade() -> None:
    """Bring a database back to the revision before."""
    op.drop_table("schema_serves")
