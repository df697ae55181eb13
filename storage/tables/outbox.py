"""What is to be said in Slack: written with the decision, sent by a worker (DESIGN 1.8)."""

from typing import Any

from sqlalchemy import JSON, Index, text
from sqlmodel import Field

from storage.tables.base import Row

_PENDING = text("state = 'pending'")
_HELD = text("state = 'pending' AND due_at > 0")


class OutboxChannel(Row, table=True):
    """A channel that is posted to. A worker claims the channel, then sends its messages oldest first."""

    __tablename__ = "outbox_channel"
    __table_args__ = (
        Index("ix_outbox_channel_due_at", "workspace_id", "due_at", sqlite_where=text("due_at IS NOT NULL"),
              postgresql_where=text("due_at IS NOT NULL")),
    )  # fmt: skip

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    #: A Slack channel id, a user id (a direct message), or `managers`.
    channel: str = Field(primary_key=True)
    #: The position of the last message written for the channel, from 1.
    last_position: int = 0
    #: When something can be sent next; NULL: nothing is pending.
    due_at: float | None = None
    #: Nothing goes before then: Slack asked for silence (HTTP 429), or the pace does.
    silent_until: float = 0.0
    #: The pace: how many messages may go at once, as counted at `tokens_at`.
    tokens: float
    tokens_at: float = 0.0
    #: Who sends, and until when the claim holds.
    holder: str | None = None
    lease_until: float = 0.0


class OutboxMessage(Row, table=True):
    """A message to be sent. Its `outbox_id` is the `delivery_id` in the message's metadata."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_pending", "workspace_id", "channel", "position",
              sqlite_where=_PENDING, postgresql_where=_PENDING),
        # Only what failed once has a time to wait for: few rows.
        Index("ix_outbox_held", "workspace_id", "channel", "due_at",
              sqlite_where=_HELD, postgresql_where=_HELD),
        Index("uq_outbox_once_key", "workspace_id", "once_key", unique=True,
              sqlite_where=text("once_key IS NOT NULL"), postgresql_where=text("once_key IS NOT NULL")),
        # Cards that could not be posted: few rows.
        Index("ix_outbox_failed_card", "workspace_id", "channel",
              sqlite_where=text("state = 'failed' AND card_of IS NOT NULL"),
              postgresql_where=text("state = 'failed' AND card_of IS NOT NULL")),
        Index("uq_outbox_card", "workspace_id", "card_of", "card_for", unique=True,
              sqlite_where=text("card_of IS NOT NULL"), postgresql_where=text("card_of IS NOT NULL")),
    )  # fmt: skip

    workspace_id: str = Field(primary_key=True)
    outbox_id: str = Field(primary_key=True)
    channel: str
    position: int
    #: "" for a message that stands in the channel itself.
    thread_ts: str = ""
    #: What it is about: `kind`, and facts. How it looks is decided when it is sent (docs/adr/0001).
    content: dict[str, Any] = Field(sa_type=JSON)
    #: A second message with the same key is not written; NULL: no such bound.
    once_key: str | None = None
    #: The conversation whose card it is, and the team (`sales`), person (`@U1`) or manager (`manager@U1`) that it is
    #: shown to; NULL: any other message.
    #: There is one row for each card: a card that changes is pending again, and updates the message `sent_ts`.
    card_of: str | None = None
    card_for: str | None = None
    #: Grows each time what the message shows changes: what was sent before that is to be updated.
    revision: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    #: `pending`, `sent`, `failed` (it will never be sent as things are) or `dropped` (whoever runs the bot gave it up).
    state: str = "pending"
    attempts: int = 0
    #: When it was last handed to Slack without a known outcome; NULL: it certainly isn't in Slack.
    attempted_at: float | None = None
    #: Not before then; 0: at once.
    due_at: float = 0.0
    error: str | None = None
    #: Slack's timestamp of the message; NULL: Slack doesn't have it, or it has none.
    sent_ts: str | None = None
    written_at: float
