"""People: what Slack says of them, and their away mode."""

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from storage.tables.base import BIG_INTEGER, Row


class SlackUser(Row, table=True):
    """What Slack last told of a user (https://docs.slack.dev/reference/objects/user-object)."""

    __tablename__ = "slack_user"

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    user_id: str = Field(primary_key=True)
    #: Display name, else real name, else user name.
    name: str
    sort_key: bytes = Field(sa_type=LargeBinary)
    #: IANA name of the time zone; "" where Slack gave none.
    time_zone: str = ""
    deactivated: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    is_bot: bool = False
    #: From another workspace, through a shared channel.
    is_stranger: bool = False
    #: Slack's word for language and region, `en-US`; "": Slack has none, NULL: it was never asked.
    locale: str | None = None
    #: The address of their picture; "": none is known.
    image: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    #: The address of their profile; "": none is known.
    email: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    #: When Slack last changed the user, as it says itself; 0: it didn't say.
    updated: int = Field(default=0, sa_type=BIG_INTEGER)
    #: When Slack was asked, or told us: what it said earlier never replaces what it said later.
    told_at: float


class AwayMode(Row, table=True):
    """A teammate who is away from every rotation; no row: not away."""

    __tablename__ = "away_mode"
    __table_args__ = (
        Index("ix_away_mode_ends_at", "workspace_id", "ends_at", sqlite_where=text("ends_at IS NOT NULL"),
              postgresql_where=text("ends_at IS NOT NULL")),
    )  # fmt: skip

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    user_id: str = Field(primary_key=True)
    since: float
    reason: str = ""
    #: Who set it: the teammate, or a manager.
    set_by: str
    #: When it ends by itself; NULL: when they come back.
    ends_at: float | None = None
