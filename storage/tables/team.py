"""Teams and their members: what a rotation is made of."""

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, text
from sqlmodel import Field

from storage.tables.base import Row


class Team(Row, table=True):
    """A named group of teammates who share leads, and the place that its rotation has reached.

    This row is the lock of the team: whoever changes its members' availability, its queue or its place takes it first.
    """

    __tablename__ = "team"
    __table_args__ = (
        Index("ix_team_waiting_due_at", "waiting_due_at", sqlite_where=text("waiting_due_at IS NOT NULL"),
              postgresql_where=text("waiting_due_at IS NOT NULL")),
    )  # fmt: skip

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    name: str = Field(primary_key=True)
    channel: str
    method: str
    self_join: bool = False
    waiting_burst: int
    #: How many members it has; kept by the one function that adds and removes them.
    size: int = 0
    #: The place: sort key, id and name of the last teammate dealt to, as they were then; NULL before the first.
    place_sort_key: bytes | None = Field(default=None, sa_type=LargeBinary)
    place_user_id: str | None = None
    place_name: str | None = None
    #: When the team was told that nobody is available; NULL: not since somebody was.
    nobody_told_at: float | None = None
    #: When conversations that wait may be dealt again (CONTRACT 5.5); NULL: nothing waits for the clock.
    waiting_due_at: float | None = None


class TeamMember(Row, table=True):
    """A teammate's membership of one team, in the order of the rotation."""

    __tablename__ = "team_member"
    __table_args__ = (
        ForeignKeyConstraint(["workspace_id", "team"], ["team.workspace_id", "team.name"], ondelete="CASCADE"),
        # The order of the rotation among those who can be dealt to: a seek here skips thousands who are away.
        Index("ix_team_member_turn", "workspace_id", "team", "availability", "sort_key", "user_id"),
        Index("ix_team_member_order", "workspace_id", "team", "sort_key", "user_id"),
        Index("ix_team_member_user", "workspace_id", "user_id", "team", "availability"),
    )

    workspace_id: str = Field(primary_key=True)
    team: str = Field(primary_key=True)
    user_id: str = Field(primary_key=True)
    name: str
    sort_key: bytes = Field(sa_type=LargeBinary)
    #: `available`, `away` or `deactivated`: a copy of away_mode and slack_user, written by one function only.
    availability: str
    #: Since when the waiting conversations dealt to them are counted, and how many there were (CONTRACT 5.5).
    burst_started_at: float = 0.0
    burst_count: int = 0
