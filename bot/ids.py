"""Every command, action and metadata id of the app, once.

Listeners, blocks, the manifest and the sandbox name them from here, so that none is typed twice.
"""

from enum import StrEnum
from typing import Final


class Command(StrEnum):
    """Slash commands, as `manifests/slack.json` declares them."""

    AWAY = "/away"
    ROTATION = "/rotation"


class Action(StrEnum):
    """`action_id`s of the buttons."""

    CONVERSATION_TAKE = "conversation_take"
    CONVERSATION_ACCEPT = "conversation_accept"
    CONVERSATION_PASS = "conversation_pass"  # noqa: S105 - to pass on
    #: Of a question's buttons and menus; what follows tells those of one message apart.
    QUALIFICATION_ANSWER = "qualification_answer"
    #: Choices that are ticked, and count once the button beside them is pressed.
    QUALIFICATION_PICK = "qualification_pick"
    QUALIFICATION_SKIP = "qualification_skip"


class EventType(StrEnum):
    """`event_type`s of the Slack message metadata that each message of the bot's carries."""

    ASSIGNMENT = "leadwheel_assignment"
    CARD = "leadwheel_card"
    DIRECT_MESSAGE = "leadwheel_direct_message"
    NOTICE = "leadwheel_notice"
    QUESTION = "leadwheel_question"


#: The key in a message's metadata payload that says which delivery it is (CONTRACT 7).
DELIVERY_ID: Final = "delivery_id"
