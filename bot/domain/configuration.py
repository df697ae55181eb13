"""What a workspace has set up: teams, sources, qualifications, auto messages, assignment rules.

The configuration file, the commands and the tables all speak in these values (CONTRACT 4).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Method(StrEnum):
    """How a team's conversations are assigned: by hand, or by turn."""

    MANUAL = "manual"
    ROUND_ROBIN = "round_robin"


class Sender(StrEnum):
    """Whose messages in a source channel are leads (the key `from` of a source)."""

    ANYONE = "anyone"
    PEOPLE = "people"
    APPS = "apps"
    NOT_TEAMMATES = "not_teammates"  # people and apps, but nobody who is in a team of the workspace


class Trigger(StrEnum):
    """What makes an assignment rule look at a conversation (the key `when` of a rule)."""

    NEW_CONVERSATION = "new_conversation"
    AUTO_MESSAGE_REPLY = "auto_message_reply"
    QUALIFIED = "qualified"


class Operator(StrEnum):
    """How a condition compares an attribute with its value (CONTRACT 4)."""

    IS = "is"
    IS_NOT = "is_not"
    ANY_OF = "any_of"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    ENDS_WITH = "ends_with"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BEFORE = "before"
    AFTER = "after"
    IS_SET = "is_set"
    IS_EMPTY = "is_empty"
    EMAIL_DOMAIN = "email_domain"


class QuestionKind(StrEnum):
    """What answer a question expects."""

    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    DATE = "date"
    YES_NO = "yes_no"
    URL = "url"


#: Attributes that every conversation has, also before any question was answered.
STANDING_ATTRIBUTES = ("channel", "source", "text", "email", "name")

DEFAULT_WAITING_BURST = 5

#: What can name a team, a qualification or an auto message.
MAX_NAME = 40
NAME_RULE = f"a name has 1 to {MAX_NAME} letters, digits, `-` or `_`"

_SHORTEST_USER_ID = 3

#: A condition's right-hand side: one value, several (`any_of`, or any operator given a list), or a switch.
ConditionValue = str | int | float | bool | tuple[str | int | float | bool, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A named group of teammates who share leads. `teammates` are Slack user ids, in any order."""

    name: str
    channel: str
    method: Method = Method.ROUND_ROBIN
    teammates: tuple[str, ...] = ()
    self_join: bool = False
    waiting_burst: int = DEFAULT_WAITING_BURST


@dataclass(frozen=True, slots=True)
class Source:
    """A channel whose new top-level messages are conversations. `qualify` names a qualification, or is None."""

    channel: str
    sender: Sender = Sender.NOT_TEAMMATES
    qualify: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a rule: all conditions of a rule must hold."""

    attribute: str
    operator: Operator
    value: ConditionValue


@dataclass(frozen=True, slots=True)
class Rule:
    """Trigger and conditions -> team or teammate. `assign_to` is a team's name or a Slack user id."""

    when: Trigger
    assign_to: str
    conditions: tuple[Condition, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a qualification; `choices` is empty but for the kinds that need it."""

    attribute: str
    ask: str
    kind: QuestionKind = QuestionKind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = True
    remember: bool = True


@dataclass(frozen=True, slots=True)
class Qualification:
    """An ordered list of questions. `timeout_seconds` None: wait for an answer without end."""

    name: str
    questions: tuple[Question, ...]
    timeout_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class AutoMessage:
    """A message that the bot posts by itself; replies go to the team `replies_to` when no rule matches."""

    name: str
    channel: str
    text: str
    replies_to: str | None = None


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """What one configuration file says. None for `managers` or `rules`: the file doesn't name them."""

    workspace: str | None = None
    managers: tuple[str, ...] | None = None
    teams: tuple[Team, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    sources: tuple[Source, ...] = ()
    auto_messages: tuple[AutoMessage, ...] = ()
    rules: tuple[Rule, ...] | None = None


@dataclass(frozen=True, slots=True)
class Configuration:
    """A workspace's whole configuration, as the bot follows it: one version, read at once.

    `sources` is by channel, `teams`, `qualifications` and `auto_messages` by name. `teammates` holds the ids of all
    who are in a team of the workspace.
    """

    workspace_id: str
    version: int
    managers: frozenset[str] = frozenset()
    teams: Mapping[str, Team] = field(default_factory=lambda: MappingProxyType({}))
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    qualifications: Mapping[str, Qualification] = field(default_factory=lambda: MappingProxyType({}))
    auto_messages: Mapping[str, AutoMessage] = field(default_factory=lambda: MappingProxyType({}))
    rules: tuple[Rule, ...] = ()
    teammates: frozenset[str] = frozenset()


def is_user_id(word: str) -> bool:
    """Say whether a rule's `assign_to` names a person (a Slack user id) instead of a team."""
    long_enough = len(word) >= _SHORTEST_USER_ID
    return long_enough and word[0] in "UW" and word.isascii() and word.isalnum() and word == word.upper()


def is_name(name: str) -> bool:
    """Say whether a text (NFC-normalised) can name a team, a qualification or an auto message (CONTRACT 6)."""
    # Marks (M) belong to the letters that they stand on: Hindi and Thai have no composed forms.
    return 0 < len(name) <= MAX_NAME and all(
        char in "-_" or unicodedata.category(char)[0] in "LM" or unicodedata.category(char) == "Nd" for char in name
    )


def nearest_name(text: str) -> str | None:
    """Return the name that was probably meant by a text that can't be one; None: there is none."""
    better = re.sub(r"[^\w-]+", "-", unicodedata.normalize("NFC", text)).strip("-")
    return better if better != text and is_name(better) else None
