"""Questions and answers of conversations; language, picture and e-mail of people.

Revision 0004, after 0003. Deploy step: expand.
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import TEXT

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database to this revision."""
    op.create_table(
        "conversation_answer",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("attribute", TEXT, nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("origin", TEXT, nullable=False),
        sa.Column("said_ts", TEXT, nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "conversation_id"],
            ["conversation.workspace_id", "conversation.conversation_id"],
            name=op.f("fk_conversation_answer_workspace_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "conversation_id", "attribute", name=op.f("pk_conversation_answer")),
    )
    op.create_table(
        "conversation_qualification",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("qualification", TEXT, nullable=False),
        sa.Column("asked", TEXT, nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("heard", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("ended", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id", "conversation_id"],
            ["conversation.workspace_id", "conversation.conversation_id"],
            name=op.f("fk_conversation_qualification_workspace_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "conversation_id", name=op.f("pk_conversation_qualification")),
    )
    with op.batch_alter_table("conversation_qualification", schema=None) as batch_op:
        batch_op.create_index(
            "ix_conversation_qualification_due_at",
            ["workspace_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_conversation_lead_email",
            ["workspace_id", "lead_email", "created_at"],
            unique=False,
            sqlite_where=sa.text("lead_email IS NOT NULL"),
            postgresql_where=sa.text("lead_email IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_conversation_lead_user_id",
            ["workspace_id", "lead_user_id", "created_at"],
            unique=False,
            sqlite_where=sa.text("lead_user_id IS NOT NULL"),
            postgresql_where=sa.text("lead_user_id IS NOT NULL"),
        )

    with op.batch_alter_table("slack_user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("locale", TEXT, nullable=True))
        batch_op.add_column(sa.Column("image", TEXT, server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("email", TEXT, server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    """Bring a database back to the revision before."""
    with op.batch_alter_table("slack_user", schema=None) as batch_op:
        batch_op.drop_column("email")
        batch_op.drop_column("image")
        batch_op.drop_column("locale")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_conversation_lead_user_id",
            sqlite_where=sa.text("lead_user_id IS NOT NULL"),
            postgresql_where=sa.text("lead_user_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_conversation_lead_email",
            sqlite_where=sa.text("lead_email IS NOT NULL"),
            postgresql_where=sa.text("lead_email IS NOT NULL"),
        )

    with op.batch_alter_table("conversation_qualification", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_conversation_qualification_due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("conversation_qualification")
    op.drop_table("conversation_answer")
