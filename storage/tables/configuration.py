"""Sources, qualifications, auto messages and assignment rules, as the configuration file describes them."""

from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field

from storage.tables.base import Row


class Source(Row, table=True):
    """A channel whose new top-level messages are conversations."""

    __tablename__ = "source"

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    channel: str = Field(primary_key=True)
    sender: str
    qualify: str | None = None


class Qualification(Row, table=True):
    """An ordered list of questions; `definition` is the whole of it but the name."""

    __tablename__ = "qualification"

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    name: str = Field(primary_key=True)
    definition: dict[str, Any] = Field(sa_type=JSON)


class AutoMessage(Row, table=True):
    """A message that the bot posts by itself; `definition` is the whole of it but the name."""

    __tablename__ = "auto_message"

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    name: str = Field(primary_key=True)
    definition: dict[str, Any] = Field(sa_type=JSON)


class Rule(Row, table=True):
    """An assignment rule; the first that matches, by `position` from 1, wins."""

    __tablename__ = "rule"

    workspace_id: str = Field(primary_key=True, foreign_key="workspace.workspace_id")
    position: int = Field(primary_key=True)
    definition: dict[str, Any] = Field(sa_type=JSON)
