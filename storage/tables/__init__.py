"""The tables, one module an aggregate. Importing this package declares them all."""

from storage.tables.base import Row, compare_bytewise, table
from storage.tables.configuration import AutoMessage, Qualification, Rule, Source
from storage.tables.conversation import Assignment, Conversation, ConversationPass, Rejection
from storage.tables.outbox import OutboxChannel, OutboxMessage
from storage.tables.qualification import ConversationAnswer, ConversationQualification
from storage.tables.schema import SchemaServes
from storage.tables.team import Team, TeamMember
from storage.tables.teammate import AwayMode, SlackUser
from storage.tables.workspace import Manager, Workspace

compare_bytewise(Row.metadata)

__all__ = [
    "Assignment",
    "AutoMessage",
    "AwayMode",
    "Conversation",
    "ConversationAnswer",
    "ConversationPass",
    "ConversationQualification",
    "Manager",
    "OutboxChannel",
    "OutboxMessage",
    "Qualification",
    "Rejection",
    "Row",
    "Rule",
    "SchemaServes",
    "SlackUser",
    "Source",
    "Team",
    "TeamMember",
    "Workspace",
    "table",
]
