"""Cards, passes, and away modes that end.

Revision 0002, after 0001. Deploy step: expand.
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database to this revision."""
    op.create_table(
        "conversation_pass",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("passed_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "conversation_id"],
            ["conversation.workspace_id", "conversation.conversation_id"],
            name=op.f("fk_conversation_pass_workspace_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "conversation_id", "user_id", name=op.f("pk_conversation_pass")),
    )
    with op.batch_alter_table("away_mode", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends_at", sa.Float(), nullable=True))
        batch_op.create_index(
            "ix_away_mode_ends_at",
            ["workspace_id", "ends_at"],
            unique=False,
            sqlite_where=sa.text("ends_at IS NOT NULL"),
            postgresql_where=sa.text("ends_at IS NOT NULL"),
        )

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("accepted_at", sa.Float(), nullable=True))

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("card_of", TEXT, nullable=True))
        batch_op.add_column(sa.Column("card_for", TEXT, nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.create_index(
            "ix_outbox_failed_card",
            ["workspace_id", "channel"],
            unique=False,
            sqlite_where=sa.text("state = 'failed' AND card_of IS NOT NULL"),
            postgresql_where=sa.text("state = 'failed' AND card_of IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_outbox_card",
            ["workspace_id", "card_of", "card_for"],
            unique=True,
            sqlite_where=sa.text("card_of IS NOT NULL"),
            postgresql_where=sa.text("card_of IS NOT NULL"),
        )


def downgrade() -> None:
    """Bring a database back to the revision before."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_failed_card",
            sqlite_where=sa.text("state = 'failed' AND card_of IS NOT NULL"),
            postgresql_where=sa.text("state = 'failed' AND card_of IS NOT NULL"),
        )
        batch_op.drop_index(
            "uq_outbox_card",
            sqlite_where=sa.text("card_of IS NOT NULL"),
            postgresql_where=sa.text("card_of IS NOT NULL"),
        )
        batch_op.drop_column("revision")
        batch_op.drop_column("card_for")
        batch_op.drop_column("card_of")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_column("accepted_at")

    with op.batch_alter_table("away_mode", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_away_mode_ends_at",
            sqlite_where=sa.text("ends_at IS NOT NULL"),
            postgresql_where=sa.text("ends_at IS NOT NULL"),
        )
        batch_op.drop_column("ends_at")

    op.drop_table("conversation_pass")
