"""Conversations, assignments, who passed what on, and what could not become a conversation."""

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import Row


class Conversation(Row, table=True):
    """One lead's thread. Who has it is said by its latest assignment."""

    __tablename__ = "conversation"
    __table_args__ = (
        # What makes a second delivery of the same message nothing.
        UniqueConstraint("workspace_id", "source_key"),
        Index("ix_conversation_waiting", "workspace_id", "team", "waiting_since", "conversation_id",
              sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")),
        # The conversations of one lead: what they answered before, and their earlier threads.
        Index("ix_conversation_lead_user_id", "workspace_id", "lead_user_id", "created_at",
              sqlite_where=text("lead_user_id IS NOT NULL"), postgresql_where=text("lead_user_id IS NOT NULL")),
        Index("ix_conversation_lead_email", "workspace_id", "lead_email", "created_at",
              sqlite_where=text("lead_email IS NOT NULL"), postgresql_where=text("lead_email IS NOT NULL")),
    )  # fmt: skip

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    conversation_id: str = Field(primary_key=True)
    source_key: str
    #: How it came: `message`.
    source: str
    channel: str
    #: Timestamp of the thread's first message, as Slack writes it.
    thread_ts: str
    lead_user_id: str | None = None
    lead_name: str | None = None
    lead_email: str | None = None
    lead_phone: str | None = None
    #: What the lead wrote, at most 8,000 characters.
    text: str = ""
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    state: str
    #: NULL: no team (no rule matched, or a rule assigned it to a person).
    team: str | None = None
    created_at: float
    #: Since when nobody has it; NULL when somebody has.
    waiting_since: float | None = None
    #: When the teammate who has it accepted it; NULL: not yet.
    accepted_at: float | None = None


class Assignment(Row, table=True):
    """One decision: this conversation to this teammate. Never edited, only followed by another."""

    __tablename__ = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "conversation_id"], ["conversation.workspace_id", "conversation.conversation_id"]
        ),
        Index("ix_assignment_conversation", "workspace_id", "conversation_id", "assignment_id"),
        Index("ix_assignment_count", "workspace_id", "team", "assigned_at", "user_id"),
    )

    workspace_id: str = Field(primary_key=True)
    assignment_id: str = Field(primary_key=True)
    conversation_id: str
    team: str | None = None
    user_id: str
    cause: str
    reason: dict[str, Any] = Field(sa_type=JSON)
    assigned_at: float


class ConversationPass(Row, table=True):
    """A teammate passed this conversation on: it is never dealt to them again (CONTRACT 5.6)."""

    __tablename__ = "conversation_pass"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "conversation_id"], ["conversation.workspace_id", "conversation.conversation_id"]
        ),
    )

    workspace_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    passed_at: float


class Rejection(Row, table=True):
    """A request that the database refused for its values: kept, told to managers, never lost (DESIGN 1.3)."""

    __tablename__ = "rejection"

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    rejection_id: str = Field(primary_key=True)
    source_key: str
    #: The request as ASCII JSON.
    request: str
    error: str
    rejected_at: float
