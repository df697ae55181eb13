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

#: So long a lead may be silent where a qualification has no `timeout`: nobody waits for ever (issue 8).
DEFAULT_TIMEOUT_SECONDS = 600

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
class Note:
    """What a rule posts to a channel beside assigning. `text` may have the placeholders of `bot.domain.wording`."""

    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Trigger and conditions -> team or teammate. `assign_to` is a team's name or a Slack user id."""

    when: Trigger
    assign_to: str
    conditions: tuple[Condition, ...] = ()
    tags: tuple[str, ...] = ()
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a qualification.

    Attributes:
        attribute: What the answer is kept as.
        ask: The question's words.
        kind: What answer it expects.
        choices: Empty but for the kinds that need it.
        required: False: the lead may skip it.
        remember: Whether an answer given before by the same lead serves.
        conditions: It is asked only where all of them hold (the key `if`); of attributes that are known by then.
        ask_again: What is said of a wrong answer, before what is expected; None: words of our own.
        timeout_seconds: How long the lead may be silent here; None: as in the whole qualification.
    """

    attribute: str
    ask: str
    kind: QuestionKind = QuestionKind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = True
    remember: bool = True
    conditions: tuple[Condition, ...] = ()
    ask_again: str | None = None
    timeout_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Wording:
    """What the Operator says to a lead beside its questions; None: words of our own (`bot.domain.wording`).

    Attributes:
        greeting: Before the first question, in the same message.
        assigned: When the questions are over and somebody has the conversation.
        waiting: When the questions are over and nobody has it yet.
        handed_on: When somebody (else) gets it later.
    """

    greeting: str | None = None
    assigned: str | None = None
    waiting: str | None = None
    handed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Qualification:
    """An ordered list of questions.

    Attributes:
        name: How sources name it.
        questions: In the order in which they are asked.
        timeout_seconds: Silent that long: the lead is routed with what is known. None: DEFAULT_TIMEOUT_SECONDS.
        ask_after_seconds: So long a teammate has to answer before the first question.
        use_profile_email: Whether the address of the lead's Slack profile counts as known.
        wording: What is said beside the questions.
    """

    name: str
    questions: tuple[Question, ...]
    timeout_seconds: int | None = None
    ask_after_seconds: int = 0
    use_profile_email: bool = False
    wording: Wording = Wording()


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
