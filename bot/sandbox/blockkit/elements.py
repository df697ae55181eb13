"""Block elements but the menus: buttons, pickers, inputs, images (https://docs.slack.dev/reference/block-kit/block-elements)."""

from typing import Final

from bot.sandbox.blockkit.menus import MENUS, MENUS_WITH_RESPONSE_URL
from bot.sandbox.blockkit.objects import (
    CONFIRM,
    DATE,
    DISPATCH,
    FEEDBACK_BUTTON,
    FORMATTED_OPTION,
    ID,
    LINKED_OPTION,
    MAX_ALT,
    MAX_BUTTON_TEXT,
    MAX_BUTTON_VALUE,
    MAX_ID,
    MAX_TEXT,
    NUMBER,
    SLACK_FILE,
    STYLE,
    TIME,
    URL,
    WORKFLOW,
    plain,
)
from bot.sandbox.blockkit.richtext import RICH_TEXT
from bot.sandbox.blockkit.rules import among_options, either, in_order
from bot.sandbox.blockkit.tables import Check, Kinds, items, kind, text, truth, whole

_MAX_PROMPT: Final = 4_000
_MAX_CHOICES: Final = 10
_MAX_OVERFLOW: Final = 5
_MAX_FILES: Final = 10
_MAX_FILE_TYPES: Final = 100
_MAX_LINES: Final = 1_000
#: Unix times of ten digits.
_EARLIEST: Final = 1_000_000_000
_LATEST: Final = 9_999_999_999

_LABEL: Final = text(MAX_BUTTON_TEXT)
_SOME_USERS: Final = items(text(MAX_ID), 10)
_PLACEHOLDER: Final = plain(150)

_CLICKED: Final[dict[str, Check]] = {"action_id": ID, "confirm": CONFIRM}
_CHOSEN: Final[dict[str, Check]] = {**_CLICKED, "focus_on_load": truth}
_PICKED: Final[dict[str, Check]] = {**_CHOSEN, "placeholder": _PLACEHOLDER}
_TYPED: Final[dict[str, Check]] = {
    "action_id": ID,
    "placeholder": _PLACEHOLDER,
    "focus_on_load": truth,
    "dispatch_action_config": DISPATCH,
}

IMAGE: Final = kind(
    "image",
    {"alt_text": text(MAX_ALT)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    either("image_url", "slack_file"),
)

BUTTON: Final = kind(
    "button",
    {"text": plain(MAX_BUTTON_TEXT)},
    {
        **_CLICKED,
        "url": URL,
        "value": text(MAX_BUTTON_VALUE, shortest=0),
        "style": STYLE,
        "accessibility_label": _LABEL,
        "agent_prompt": text(_MAX_PROMPT),
        "agent_prompt_display": text(_MAX_PROMPT),
        "visible_to_user_ids": _SOME_USERS,
    },
)

OVERFLOW: Final = kind("overflow", {"options": items(LINKED_OPTION, _MAX_OVERFLOW)}, _CLICKED)

#: What stands wherever something can be clicked or chosen: in sections, actions and, but the buttons, inputs.
_CHOICES: Final = Kinds(
    kind(
        "checkboxes",
        {"options": items(FORMATTED_OPTION, _MAX_CHOICES)},
        {**_CHOSEN, "initial_options": items(FORMATTED_OPTION, _MAX_CHOICES)},
        [among_options("initial_options")],
    ),
    kind(
        "radio_buttons",
        {"options": items(FORMATTED_OPTION, _MAX_CHOICES)},
        {**_CHOSEN, "initial_option": FORMATTED_OPTION},
        [among_options("initial_option")],
    ),
    kind("datepicker", may={**_PICKED, "initial_date": DATE}),
    kind("timepicker", may={**_PICKED, "initial_time": TIME, "timezone": text(MAX_ID)}),
)

_DATETIMEPICKER: Final = kind("datetimepicker", may={**_CHOSEN, "initial_date_time": whole(_EARLIEST, _LATEST)})

_WORKFLOW_BUTTON: Final = kind(
    "workflow_button",
    {"text": plain(MAX_BUTTON_TEXT), "workflow": WORKFLOW},
    {"action_id": ID, "style": STYLE, "accessibility_label": _LABEL},
)

_RICH_TEXT_INPUT: Final = kind(
    "rich_text_input",
    may={
        **_TYPED,
        "initial_value": Kinds(RICH_TEXT),
        "min_lines": whole(1, _MAX_LINES),
        "max_lines": whole(1, _MAX_LINES),
    },
    rules=[in_order("min_lines", "max_lines")],
)

_INPUTS: Final = Kinds(
    kind(
        "plain_text_input",
        may={
            **_TYPED,
            "initial_value": text(MAX_TEXT, shortest=0),
            "multiline": truth,
            "min_length": whole(0, MAX_TEXT),
            "max_length": whole(1, MAX_TEXT),
        },
        rules=[in_order("min_length", "max_length")],
    ),
    kind("email_text_input", may={**_TYPED, "initial_value": text(MAX_TEXT, shortest=0)}),
    kind("url_text_input", may={**_TYPED, "initial_value": text(MAX_TEXT, shortest=0)}),
    kind(
        "number_input",
        {"is_decimal_allowed": truth},
        {**_TYPED, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        [
            in_order("min_value", "max_value"),
            in_order("min_value", "initial_value"),
            in_order("initial_value", "max_value"),
        ],
    ),
    _RICH_TEXT_INPUT,
)

_FILE_INPUT: Final = kind(
    "file_input",
    may={"action_id": ID, "filetypes": items(text(MAX_ID), _MAX_FILE_TYPES), "max_files": whole(1, _MAX_FILES)},
)

#: What may stand beside a section.
IN_SECTION: Final = Kinds(BUTTON, OVERFLOW, _WORKFLOW_BUTTON, IMAGE, _CHOICES.records, MENUS)
IN_ACTIONS: Final = Kinds(
    BUTTON, OVERFLOW, _WORKFLOW_BUTTON, _CHOICES.records, _DATETIMEPICKER, _RICH_TEXT_INPUT, MENUS
)
IN_INPUT: Final = Kinds(_CHOICES.records, _DATETIMEPICKER, _INPUTS.records, MENUS)
#: Only a modal takes files, and gives a `response_url` for a channel that was chosen in it.
IN_MODAL_INPUT: Final = Kinds(IN_INPUT.records, _FILE_INPUT, MENUS_WITH_RESPONSE_URL)
IN_CONTEXT_ACTIONS: Final = Kinds(
    kind(
        "feedback_buttons", {"positive_button": FEEDBACK_BUTTON, "negative_button": FEEDBACK_BUTTON}, {"action_id": ID}
    ),
    kind(
        "icon_button",
        {"icon": text(MAX_ID), "text": plain(MAX_BUTTON_TEXT)},
        {
            **_CLICKED,
            "value": text(MAX_BUTTON_VALUE, shortest=0),
            "accessibility_label": _LABEL,
            "visible_to_user_ids": _SOME_USERS,
        },
    ),
)
