"""One of everything that Block Kit has, with every field that it can have: what limits and mutations are tried on."""

LINK = "https://leads.example/a?b=c#d"


def plain(text="Go"):
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text="*Go*"):
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(value="1", kind=plain):
    return {"text": kind(), "value": value, "description": kind("what it is")}


def numbered(count, make):
    return [make(str(number)) for number in range(count)]


CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain("Yes"), "deny": plain("No"), "style": "danger"}
DISPATCH = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}
FILTER = {"include": ["im", "public"], "exclude_external_shared_channels": True, "exclude_bot_users": True}
WORKFLOW = {"trigger": {"url": LINK, "customizable_input_parameters": [{"name": "a", "value": "b"}]}}
OPTIONS = [option("1"), option("2")]
GROUPS = [{"label": plain("some"), "options": OPTIONS}]
FORMATTED = [option("1", mrkdwn), option("2")]

_CLICKED = {"action_id": "go", "confirm": CONFIRM}
_PICKED = {**_CLICKED, "focus_on_load": True, "placeholder": plain("choose")}
_MANY = {**_PICKED, "max_selected_items": 2}
_TYPED = {
    "action_id": "go",
    "placeholder": plain("write"),
    "focus_on_load": True,
    "dispatch_action_config": DISPATCH,
}
_CHOSEN = {**_CLICKED, "focus_on_load": True}

STYLE = {"bold": True, "italic": True, "strike": True, "code": True, "underline": True}
INLINE = [
    {"type": "text", "text": "hi", "style": STYLE},
    {"type": "link", "url": LINK, "text": "there", "style": STYLE},
    {"type": "user", "user_id": "U1", "style": STYLE},
    {"type": "usergroup", "usergroup_id": "S1", "style": STYLE},
    {"type": "channel", "channel_id": "C1", "style": STYLE},
    {"type": "team", "team_id": "T1", "style": STYLE},
    {"type": "emoji", "name": "wave", "unicode": "1f44b", "skin_tone": 2, "style": STYLE},
    {"type": "broadcast", "range": "here", "style": STYLE},
    {"type": "color", "value": "#aabbcc", "style": STYLE},
    {"type": "date", "timestamp": 1, "format": "{date}", "url": LINK, "fallback": "then", "style": STYLE},
]
SECTION = {"type": "rich_text_section", "elements": INLINE}
_LINE = {"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}
RICH_TEXT = {
    "type": "rich_text",
    "block_id": "rich",
    "elements": [
        SECTION,
        {"type": "rich_text_list", "style": "bullet", "elements": [_LINE], "indent": 1, "offset": 1, "border": 1},
        {"type": "rich_text_quote", "elements": INLINE[:1], "border": 1},
        {"type": "rich_text_preformatted", "elements": INLINE[:1], "border": 1},
    ],
}
#: Where other things have rich text in them.
RICH_LINE = {"type": "rich_text", "elements": [_LINE]}

IMAGE = {"type": "image", "image_url": LINK, "alt_text": "a wheel"}
BUTTON = {
    **_CLICKED,
    "type": "button",
    "text": plain(),
    "url": LINK,
    "value": "1",
    "style": "primary",
    "accessibility_label": "go on",
    "agent_prompt": "go",
    "agent_prompt_display": "go",
    "visible_to_user_ids": ["U1"],
}
OVERFLOW = {**_CLICKED, "type": "overflow", "options": [{**option(), "url": LINK}]}
WORKFLOW_BUTTON = {
    "type": "workflow_button",
    "action_id": "go",
    "text": plain(),
    "workflow": WORKFLOW,
    "style": "danger",
    "accessibility_label": "go on",
}
CHECKBOXES = {**_CHOSEN, "type": "checkboxes", "options": FORMATTED, "initial_options": FORMATTED[:1]}
RADIO_BUTTONS = {**_CHOSEN, "type": "radio_buttons", "options": FORMATTED, "initial_option": FORMATTED[1]}
DATEPICKER = {**_PICKED, "type": "datepicker", "initial_date": "2028-02-29"}
TIMEPICKER = {**_PICKED, "type": "timepicker", "initial_time": "23:59", "timezone": "Europe/Berlin"}
DATETIMEPICKER = {**_CHOSEN, "type": "datetimepicker", "initial_date_time": 1_800_000_000}
STATIC_SELECT = {**_PICKED, "type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[1]}
GROUPED_SELECT = {**_PICKED, "type": "static_select", "option_groups": GROUPS, "initial_option": OPTIONS[0]}
MULTI_SELECT = {**_MANY, "type": "multi_static_select", "options": OPTIONS, "initial_options": OPTIONS}
EXTERNAL_SELECT = {**_PICKED, "type": "external_select", "initial_option": option(), "min_query_length": 0}
CONVERSATIONS_SELECT = {
    **_PICKED,
    "type": "conversations_select",
    "initial_conversation": "C1",
    "default_to_current_conversation": True,
    "filter": FILTER,
}
CHANNELS_SELECT = {**_PICKED, "type": "channels_select", "initial_channel": "C1"}
MENUS = [
    STATIC_SELECT,
    GROUPED_SELECT,
    MULTI_SELECT,
    EXTERNAL_SELECT,
    {**_MANY, "type": "multi_external_select", "initial_options": OPTIONS, "min_query_length": 3},
    {**_PICKED, "type": "users_select", "initial_user": "U1"},
    {**_MANY, "type": "multi_users_select", "initial_users": ["U1", "U2"]},
    CONVERSATIONS_SELECT,
    {
        **_MANY,
        "type": "multi_conversations_select",
        "initial_conversations": ["C1"],
        "default_to_current_conversation": True,
        "filter": FILTER,
    },
    CHANNELS_SELECT,
    {**_MANY, "type": "multi_channels_select", "initial_channels": ["C1"]},
]
RICH_TEXT_INPUT = {**_TYPED, "type": "rich_text_input", "initial_value": RICH_LINE, "min_lines": 1, "max_lines": 3}
PLAIN_TEXT_INPUT = {
    **_TYPED,
    "type": "plain_text_input",
    "initial_value": "hi",
    "multiline": True,
    "min_length": 1,
    "max_length": 9,
}
NUMBER_INPUT = {
    **_TYPED,
    "type": "number_input",
    "is_decimal_allowed": True,
    "initial_value": "2.5",
    "min_value": "-1",
    "max_value": "10",
}
FILE_INPUT = {"type": "file_input", "action_id": "go", "filetypes": ["pdf"], "max_files": 10}
INPUTS = [
    PLAIN_TEXT_INPUT,
    {**_TYPED, "type": "email_text_input", "initial_value": "ada@leads.example"},
    {**_TYPED, "type": "url_text_input", "initial_value": LINK},
    NUMBER_INPUT,
    RICH_TEXT_INPUT,
]
CHOICES = [CHECKBOXES, RADIO_BUTTONS, DATEPICKER, TIMEPICKER]
BUTTONS = [BUTTON, OVERFLOW, WORKFLOW_BUTTON]

#: What each block takes as its elements.
IN_SECTION = [*BUTTONS, IMAGE, *CHOICES, *MENUS]
IN_ACTIONS = [*BUTTONS, *CHOICES, DATETIMEPICKER, RICH_TEXT_INPUT, *MENUS]
IN_INPUT = [*CHOICES, DATETIMEPICKER, *INPUTS, *MENUS]
FEEDBACK_BUTTON = {"text": plain(), "value": "1", "accessibility_label": "go on"}
FEEDBACK_BUTTONS = {
    "type": "feedback_buttons",
    "action_id": "go",
    "positive_button": FEEDBACK_BUTTON,
    "negative_button": FEEDBACK_BUTTON,
}
ICON_BUTTON = {
    "type": "icon_button",
    "action_id": "away",
    "icon": "trash",
    "text": plain(),
    "value": "1",
    "accessibility_label": "go on",
    "visible_to_user_ids": ["U1"],
    "confirm": CONFIRM,
}
#: Of a modal alone.
IN_MODAL_INPUT = [
    FILE_INPUT,
    {**CHANNELS_SELECT, "response_url_enabled": True},
    {**CONVERSATIONS_SELECT, "response_url_enabled": True},
]
EVERY_ELEMENT = [*IN_SECTION, *IN_INPUT, FEEDBACK_BUTTONS, ICON_BUTTON, FILE_INPUT]


def named(element, name):
    """An element under another `action_id`, so that many can stand together."""
    return {**element, "action_id": name} if "action_id" in element else element


def section(**more):
    return {"type": "section", "text": mrkdwn()} | more


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def entry(element, **more):
    return {"type": "input", "label": plain("Name"), "element": element} | more


CARD = {
    "type": "card",
    "block_id": "card",
    "hero_image": IMAGE,
    "icon": IMAGE,
    "title": mrkdwn(),
    "subtitle": plain(),
    "body": mrkdwn(),
    "subtext": mrkdwn(),
    "actions": [BUTTON],
}
TASK_CARD = {
    "type": "task_card",
    "block_id": "task",
    "task_id": "1",
    "title": "Look",
    "status": "pending",
    "details": RICH_LINE,
    "output": RICH_LINE,
    "sources": [{"type": "url", "url": LINK, "text": "there"}],
}
TABLE = {
    "type": "table",
    "block_id": "table",
    "rows": [
        [{"type": "raw_text", "text": "a"}, {"type": "raw_number", "value": 1.5, "text": "1.5"}, RICH_LINE],
    ],
    "column_settings": [{"align": "right", "is_wrapped": True}, None],
}
CONTAINER = {
    "type": "container",
    "block_id": "container",
    "title": plain(),
    "rich_text_title": RICH_LINE,
    "subtitle": mrkdwn(),
    "child_blocks": [section()],
    "width": "wide",
    "icon": IMAGE,
    "is_collapsible": True,
    "default_collapsed": True,
    "has_header_divider": False,
}
AUTH_PROVIDER = {
    "type": "auth_provider",
    "block_id": "sign-in",
    "value": "crm",
    "name": plain("CRM"),
    "is_connected": True,
    "description": plain(),
    "icon_url": LINK,
    "auth_url": LINK,
    "disconnect_url": LINK,
    "connected_identity": plain(),
    "connected_context": plain(),
    "accessory": OVERFLOW,
    "fallback": [section()],
}
VIDEO = {
    "type": "video",
    "block_id": "video",
    "alt_text": "a film",
    "title": plain("A film"),
    "thumbnail_url": LINK,
    "video_url": LINK,
    "title_url": LINK,
    "description": plain(),
    "provider_icon_url": LINK,
    "provider_name": "films",
    "author_name": "Ada",
}
IMAGE_BLOCK = {**IMAGE, "block_id": "image", "title": plain()}
SLACK_IMAGE = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a wheel"}
CONTEXT = {"type": "context", "block_id": "context", "elements": [plain(), mrkdwn(), IMAGE]}
CONTEXT_ACTIONS = {"type": "context_actions", "block_id": "more", "elements": [FEEDBACK_BUTTONS, ICON_BUTTON]}
MARKDOWN = {"type": "markdown", "text": "# hi", "block_id": "markdown"}
ALERT = {"type": "alert", "text": mrkdwn(), "level": "info", "block_id": "alert"}
FILE = {"type": "file", "external_id": "1", "source": "remote", "block_id": "file"}
CALL = {"type": "call", "call_id": "R1", "api_decoration_available": True, "call": {"v1": {}}, "block_id": "call"}
PLAN = {"type": "plan", "title": "Look", "tasks": [TASK_CARD], "block_id": "plan"}
CAROUSEL = {"type": "carousel", "elements": [CARD], "block_id": "carousel"}
HEADER = {"type": "header", "text": plain(), "block_id": "header"}
DIVIDER = {"type": "divider", "block_id": "divider"}

SECTIONS = [section(accessory=element) for element in IN_SECTION]
ACTIONS = [actions(element) for element in IN_ACTIONS]
ENTRIES = [entry(element, hint=plain(), optional=True, dispatch_action=True, block_id="entry") for element in IN_INPUT]
SIMPLE = [
    section(fields=[plain(), mrkdwn()], expand=True, block_id="section"),
    DIVIDER,
    HEADER,
    IMAGE_BLOCK,
    SLACK_IMAGE,
    CONTEXT,
    RICH_TEXT,
    VIDEO,
    CONTAINER,
    AUTH_PROVIDER,
]
EVERYWHERE = [*SIMPLE, *SECTIONS, *ACTIONS, *ENTRIES]
ON_MESSAGES = [MARKDOWN, TABLE, CONTEXT_ACTIONS, FILE, CALL, PLAN, TASK_CARD]
ON_MESSAGES_AND_HOME = [CARD, CAROUSEL]
ON_MODALS = [ALERT, *(entry(element) for element in IN_MODAL_INPUT)]


def modal(*blocks, **more):
    return {"type": "modal", "title": plain("Leads"), "submit": plain("Save"), "blocks": list(blocks)} | more


def home(*blocks, **more):
    return {"type": "home", "blocks": list(blocks)} | more
