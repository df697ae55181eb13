"""Composition objects: texts, options, confirmations and the like, and the strings that have a form.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

import re
from datetime import date
from typing import Final

from bot.sandbox.blockkit.rules import either, some_of
from bot.sandbox.blockkit.tables import Kinds, Record, items, kind, matching, one_of, text, truth

MAX_ID: Final = 255
MAX_TEXT: Final = 3_000
MAX_URL: Final = 3_000
MAX_ALT: Final = 2_000
MAX_BUTTON_TEXT: Final = 75
MAX_BUTTON_VALUE: Final = 2_000
MAX_OPTIONS: Final = 100
_OPTION_TEXT: Final = 75
_OPTION_VALUE: Final = 150

#: Empty ids count as none: Slack makes its own.
ID: Final = text(MAX_ID, shortest=0)
STYLE: Final = one_of("primary", "danger")

_URL: Final = re.compile(r"(?i)https?://[^\s/?#]+\S*")
_SECURE_URL: Final = re.compile(r"(?i)https://[^\s/?#]+\S*")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _is_date(value: str) -> bool:
    if not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


URL: Final = matching(lambda value: _URL.fullmatch(value) is not None, "must be a valid url", MAX_URL)
SECURE_URL: Final = matching(
    lambda value: _SECURE_URL.fullmatch(value) is not None, "must be a valid https url", MAX_URL
)
DATE: Final = matching(_is_date, "must be a date in the format YYYY-MM-DD", MAX_ID)
TIME: Final = matching(lambda value: _TIME.fullmatch(value) is not None, "must be a time in the format HH:mm", MAX_ID)
NUMBER: Final = matching(lambda value: _NUMBER.fullmatch(value) is not None, "must be a number", MAX_ID)


def plain(longest: int = MAX_TEXT) -> Kinds:
    """A `plain_text` object of so many characters."""
    return Kinds(kind("plain_text", {"text": text(longest)}, {"emoji": truth}))


def words(longest: int = MAX_TEXT) -> Kinds:
    """A `plain_text` or `mrkdwn` object of so many characters."""
    return Kinds(
        kind("plain_text", {"text": text(longest)}, {"emoji": truth}),
        kind("mrkdwn", {"text": text(longest)}, {"verbatim": truth}),
    )


CONFIRM: Final = Record(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)

#: What every option has; what may be formatted is the business of where it stands.
OPTION: Final = Record(
    {"text": plain(_OPTION_TEXT), "value": text(_OPTION_VALUE)}, {"description": plain(_OPTION_TEXT)}
)
#: Checkboxes and radio buttons show formatted text.
FORMATTED_OPTION: Final = Record(
    {"text": words(_OPTION_TEXT), "value": text(_OPTION_VALUE)}, {"description": words(_OPTION_TEXT)}
)
#: An overflow menu's options may lead somewhere.
LINKED_OPTION: Final = Record(
    {"text": plain(_OPTION_TEXT), "value": text(_OPTION_VALUE)}, {"description": plain(_OPTION_TEXT), "url": URL}
)
OPTION_GROUP: Final = Record({"label": plain(_OPTION_TEXT), "options": items(OPTION, MAX_OPTIONS)})

DISPATCH: Final = Record(
    may={"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)},
)

FILTER: Final = Record(
    may={
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": truth,
        "exclude_bot_users": truth,
    },
    rules=[some_of("include", "exclude_external_shared_channels", "exclude_bot_users")],
)

SLACK_FILE: Final = Record(may={"id": text(MAX_ID), "url": URL}, rules=either("id", "url"))

#: An icon of Slack's own, by name.
SLACK_ICON: Final = Record({"name": text(MAX_ID)}, {"type": one_of("icon")})

_PARAMETER: Final = Record({"name": text(MAX_ID), "value": text(MAX_TEXT, shortest=0)})
_TRIGGER: Final = Record({"url": URL}, {"customizable_input_parameters": items(_PARAMETER, 100, least=0)})
WORKFLOW: Final = Record({"trigger": _TRIGGER})

FEEDBACK_BUTTON: Final = Record(
    {"text": plain(MAX_BUTTON_TEXT), "value": text(MAX_BUTTON_VALUE)},
    {"accessibility_label": text(MAX_BUTTON_TEXT)},
)
