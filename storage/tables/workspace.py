"""Workspaces and their managers."""

from sqlmodel import Field

from storage.tables.base import Row


class Workspace(Row, table=True):
    """A Slack workspace. `config_version` grows with each change of its configuration."""

    __tablename__ = "workspace"

    workspace_id: str = Field(primary_key=True)
    config_version: int = 0
    #: With which collation the sort keys were made; "" before the first.
    collation_version: str = ""
    created_at: float


class Manager(Row, table=True):
    """A person whom the configuration file makes a manager."""

    __tablename__ = "manager"

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    user_id: str = Field(primary_key=True)
