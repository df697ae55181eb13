"""The first tables.

Revision 0001, after none. Deploy step: expand.
"""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import BIG_INTEGER, TEXT

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a database to this revision."""
    op.create_table(
        "outbox",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("outbox_id", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("thread_ts", TEXT, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("once_key", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempted_at", sa.Float(), nullable=True),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("sent_ts", TEXT, nullable=True),
        sa.Column("written_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "outbox_id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_held",
            ["workspace_id", "channel", "due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'pending' AND due_at > 0"),
            postgresql_where=sa.text("state = 'pending' AND due_at > 0"),
        )
        batch_op.create_index(
            "ix_outbox_pending",
            ["workspace_id", "channel", "position"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "uq_outbox_once_key",
            ["workspace_id", "once_key"],
            unique=True,
            sqlite_where=sa.text("once_key IS NOT NULL"),
            postgresql_where=sa.text("once_key IS NOT NULL"),
        )

    op.create_table(
        "workspace",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("config_version", sa.Integer(), nullable=False),
        sa.Column("collation_version", TEXT, nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "auto_message",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_auto_message_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_auto_message")),
    )
    op.create_table(
        "away_mode",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("since", sa.Float(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("set_by", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_away_mode_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_away_mode")),
    )
    op.create_table(
        "conversation",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("source_key", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("thread_ts", TEXT, nullable=False),
        sa.Column("lead_user_id", TEXT, nullable=True),
        sa.Column("lead_name", TEXT, nullable=True),
        sa.Column("lead_email", TEXT, nullable=True),
        sa.Column("lead_phone", TEXT, nullable=True),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("team", TEXT, nullable=True),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("waiting_since", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_conversation_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "conversation_id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("workspace_id", "source_key", name=op.f("uq_conversation_workspace_id_source_key")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_conversation_waiting",
            ["workspace_id", "team", "waiting_since", "conversation_id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "manager",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_manager_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_manager")),
    )
    op.create_table(
        "outbox_channel",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("last_position", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=True),
        sa.Column("silent_until", sa.Float(), nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("tokens_at", sa.Float(), nullable=False),
        sa.Column("holder", TEXT, nullable=True),
        sa.Column("lease_until", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_outbox_channel_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "channel", name=op.f("pk_outbox_channel")),
    )
    with op.batch_alter_table("outbox_channel", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_channel_due_at",
            ["workspace_id", "due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.create_table(
        "qualification",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_qualification_workspace_id")
        ),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_qualification")),
    )
    op.create_table(
        "rejection",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("rejection_id", TEXT, nullable=False),
        sa.Column("source_key", TEXT, nullable=False),
        sa.Column("request", TEXT, nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.Column("rejected_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_rejection_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "rejection_id", name=op.f("pk_rejection")),
    )
    op.create_table(
        "rule",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_rule_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "position", name=op.f("pk_rule")),
    )
    op.create_table(
        "slack_user",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("time_zone", TEXT, nullable=False),
        sa.Column("deactivated", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("is_owner", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_stranger", sa.Boolean(), nullable=False),
        sa.Column("updated", BIG_INTEGER, nullable=False),
        sa.Column("told_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_slack_user_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name=op.f("pk_slack_user")),
    )
    op.create_table(
        "source",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("sender", TEXT, nullable=False),
        sa.Column("qualify", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_source_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "channel", name=op.f("pk_source")),
    )
    op.create_table(
        "team",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("method", TEXT, nullable=False),
        sa.Column("self_join", sa.Boolean(), nullable=False),
        sa.Column("waiting_burst", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("place_sort_key", sa.LargeBinary(), nullable=True),
        sa.Column("place_user_id", TEXT, nullable=True),
        sa.Column("place_name", TEXT, nullable=True),
        sa.Column("nobody_told_at", sa.Float(), nullable=True),
        sa.Column("waiting_due_at", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.workspace_id"], name=op.f("fk_team_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_team")),
    )
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.create_index(
            "ix_team_waiting_due_at",
            ["waiting_due_at"],
            unique=False,
            sqlite_where=sa.text("waiting_due_at IS NOT NULL"),
            postgresql_where=sa.text("waiting_due_at IS NOT NULL"),
        )

    op.create_table(
        "assignment",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("assignment_id", TEXT, nullable=False),
        sa.Column("conversation_id", TEXT, nullable=False),
        sa.Column("team", TEXT, nullable=True),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("cause", TEXT, nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("assigned_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "conversation_id"],
            ["conversation.workspace_id", "conversation.conversation_id"],
            name=op.f("fk_assignment_workspace_id_conversation_id"),
        ),
        sa.PrimaryKeyConstraint("workspace_id", "assignment_id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_assignment_conversation", ["workspace_id", "conversation_id", "assignment_id"], unique=False
        )
        batch_op.create_index("ix_assignment_count", ["workspace_id", "team", "assigned_at", "user_id"], unique=False)

    op.create_table(
        "team_member",
        sa.Column("workspace_id", TEXT, nullable=False),
        sa.Column("team", TEXT, nullable=False),
        sa.Column("user_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("sort_key", sa.LargeBinary(), nullable=False),
        sa.Column("availability", TEXT, nullable=False),
        sa.Column("burst_started_at", sa.Float(), nullable=False),
        sa.Column("burst_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team"],
            ["team.workspace_id", "team.name"],
            name=op.f("fk_team_member_workspace_id_team"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace_id", "team", "user_id", name=op.f("pk_team_member")),
    )
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.create_index("ix_team_member_order", ["workspace_id", "team", "sort_key", "user_id"], unique=False)
        batch_op.create_index(
            "ix_team_member_turn", ["workspace_id", "team", "availability", "sort_key", "user_id"], unique=False
        )
        batch_op.create_index("ix_team_member_user", ["workspace_id", "user_id", "team", "availability"], unique=False)


def downgrade() -> None:
    """Bring a database back to the revision before."""
    with op.batch_alter_table("team_member", schema=None) as batch_op:
        batch_op.drop_index("ix_team_member_user")
        batch_op.drop_index("ix_team_member_turn")
        batch_op.drop_index("ix_team_member_order")

    op.drop_table("team_member")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_count")
        batch_op.drop_index("ix_assignment_conversation")

    op.drop_table("assignment")
    with op.batch_alter_table("team", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_team_waiting_due_at",
            sqlite_where=sa.text("waiting_due_at IS NOT NULL"),
            postgresql_where=sa.text("waiting_due_at IS NOT NULL"),
        )

    op.drop_table("team")
    op.drop_table("source")
    op.drop_table("slack_user")
    op.drop_table("rule")
    op.drop_table("rejection")
    op.drop_table("qualification")
    with op.batch_alter_table("outbox_channel", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_channel_due_at",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )

    op.drop_table("outbox_channel")
    op.drop_table("manager")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_conversation_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("conversation")
    op.drop_table("away_mode")
    op.drop_table("auto_message")
    op.drop_table("workspace")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_outbox_once_key",
            sqlite_where=sa.text("once_key IS NOT NULL"),
            postgresql_where=sa.text("once_key IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_outbox_pending",
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index(
            "ix_outbox_held",
            sqlite_where=sa.text("state = 'pending' AND due_at > 0"),
            postgresql_where=sa.text("state = 'pending' AND due_at > 0"),
        )

    op.drop_table("outbox")
