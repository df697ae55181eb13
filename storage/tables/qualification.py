"""How far the questions of a conversation are, and what was answered (issue 8)."""

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, text
from sqlmodel import Field

from storage.tables.base import Row


class ConversationQualification(Row, table=True):
    """A conversation whose lead is, or was, asked questions. The conversation's row is its lock."""

    __tablename__ = "conversation_qualification"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "conversation_id"], ["conversation.workspace_id", "conversation.conversation_id"]
        ),
        Index("ix_conversation_qualification_due_at", "workspace_id", "due_at",
              sqlite_where=text("due_at IS NOT NULL"), postgresql_where=text("due_at IS NOT NULL")),
    )  # fmt: skip

    workspace_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    #: The qualification's name: its questions are those of the configuration as it is now.
    qualification: str
    #: The attribute of the question that was asked last; NULL: none yet.
    asked: str | None = None
    #: How many wrong answers it had.
    wrong: int = 0
    #: The attributes that the lead skipped, or took back.
    skipped: list[str] = Field(default_factory=list, sa_type=JSON)
    #: The timestamps of the lead's last messages: what Slack delivers again is not heard again.
    heard: list[str] = Field(default_factory=list, sa_type=JSON)
    #: When it goes on by itself: with the first question, or by the silence of the lead; NULL: it is over.
    due_at: float | None = None
    #: Grows with each change: what was decided from an older one is decided again.
    revision: int = 0
    #: Why it is over: `answered`, `timeout` or `taken`; NULL: it isn't.
    ended: str | None = None


class ConversationAnswer(Row, table=True):
    """What is known of a lead by a question's attribute."""

    __tablename__ = "conversation_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["workspace_id", "conversation_id"], ["conversation.workspace_id", "conversation.conversation_id"]
        ),
    )

    workspace_id: str = Field(primary_key=True)
    conversation_id: str = Field(primary_key=True)
    attribute: str = Field(primary_key=True)
    #: Text, number, true or false, or a list of choices.
    value: Any = Field(sa_type=JSON)
    #: How it is known: `lead`, `message` (the first one), `profile`, `remembered` or `person` (who set it by hand).
    origin: str
    #: The timestamp of the message that says it, whose edits and deletion count; NULL: none does.
    said_ts: str | None = None
    #: Whether it came after the questions were over.
    late: bool = False
    answered_at: float
