"""Blocks, and on which surface each may stand (https://docs.slack.dev/reference/block-kit/blocks)."""

from typing import Final

from bot.sandbox.blockkit.cards import ALERT, CARD, CAROUSEL, PLAN, TASK_CARD, auth_provider, container
from bot.sandbox.blockkit.elements import (
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_MODAL_INPUT,
    IN_SECTION,
)
from bot.sandbox.blockkit.objects import (
    ID,
    MAX_ALT,
    MAX_ID,
    SECURE_URL,
    SLACK_FILE,
    URL,
    plain,
    words,
)
from bot.sandbox.blockkit.richtext import RICH_TEXT
from bot.sandbox.blockkit.rules import either, some_of, unlike_action_ids
from bot.sandbox.blockkit.tables import Kinds, Record, anything, items, kind, number, one_of, or_null, text, truth

MAX_MARKDOWN: Final = 12_000
MAX_TABLE_ROWS: Final = 100
MAX_TABLE_COLUMNS: Final = 20
_MAX_FIELDS: Final = 10
_MAX_ACTIONS: Final = 25
_MAX_CONTEXT: Final = 10
_MAX_CONTEXT_ACTIONS: Final = 5
_MAX_HEADER: Final = 150
_MAX_FIELD: Final = 2_000
_MAX_LABEL: Final = 2_000
#: Slack says "less than 200" and "less than 50" of these.
_MAX_VIDEO_TITLE: Final = 199
_MAX_VIDEO_AUTHOR: Final = 49
_MAX_VIDEO_DESCRIPTION: Final = 200

_TEXT: Final = words()

#: On every surface.
_EVERYWHERE: Final = {
    **kind(
        "section",
        may={
            "text": _TEXT,
            "fields": items(words(_MAX_FIELD), _MAX_FIELDS),
            "accessory": IN_SECTION,
            "expand": truth,
            "block_id": ID,
        },
        rules=[some_of("text", "fields")],
    ),
    **kind("divider", may={"block_id": ID}),
    **kind("header", {"text": plain(_MAX_HEADER)}, {"block_id": ID}),
    **kind(
        "image",
        {"alt_text": text(MAX_ALT)},
        {"image_url": URL, "slack_file": SLACK_FILE, "title": plain(MAX_ALT), "block_id": ID},
        either("image_url", "slack_file"),
    ),
    **kind("context", {"elements": items(Kinds(_TEXT.records, IMAGE), _MAX_CONTEXT)}, {"block_id": ID}),
    **kind(
        "actions",
        {"elements": items(IN_ACTIONS, _MAX_ACTIONS)},
        {"block_id": ID},
        [unlike_action_ids("elements")],
    ),
    **RICH_TEXT,
    **kind(
        "video",
        {"alt_text": text(MAX_ALT), "title": plain(_MAX_VIDEO_TITLE), "thumbnail_url": URL, "video_url": SECURE_URL},
        {
            "author_name": text(_MAX_VIDEO_AUTHOR),
            "description": plain(_MAX_VIDEO_DESCRIPTION),
            "provider_icon_url": URL,
            "provider_name": text(MAX_ID),
            "title_url": SECURE_URL,
            "block_id": ID,
        },
    ),
}


def _input(elements: Kinds) -> dict[str, Record]:
    """Return the `input` block, which holds other elements in a modal than elsewhere."""
    return kind(
        "input",
        {"label": plain(_MAX_LABEL), "element": elements},
        {"hint": plain(_MAX_LABEL), "optional": truth, "dispatch_action": truth, "block_id": ID},
    )


_CELL: Final = Kinds(
    kind("raw_text", {"text": text(MAX_MARKDOWN)}),
    kind("raw_number", {"value": number, "text": text(MAX_MARKDOWN)}),
    RICH_TEXT,
)
_COLUMN: Final = Record(may={"align": one_of("left", "center", "right"), "is_wrapped": truth})

#: On messages only.
_ON_MESSAGES: Final = {
    **kind("markdown", {"text": text(MAX_MARKDOWN)}, {"block_id": ID}),
    **kind(
        "table",
        {"rows": items(items(_CELL, MAX_TABLE_COLUMNS), MAX_TABLE_ROWS)},
        # A column that keeps its settings is null.
        {"column_settings": items(or_null(_COLUMN), MAX_TABLE_COLUMNS), "block_id": ID},
    ),
    **kind(
        "context_actions",
        {"elements": items(IN_CONTEXT_ACTIONS, _MAX_CONTEXT_ACTIONS)},
        {"block_id": ID},
        [unlike_action_ids("elements")],
    ),
    **kind("file", {"external_id": text(MAX_ID), "source": one_of("remote")}, {"block_id": ID}),
    **kind("call", {"call_id": text(MAX_ID)}, {"api_decoration_available": truth, "call": anything, "block_id": ID}),
    **PLAN,
    **TASK_CARD,
}


def _surface(*blocks: dict[str, Record]) -> Kinds:
    """Return what may stand on a surface: these blocks, and those that hold some of these in turn."""
    simple = Kinds(*blocks)
    return Kinds(simple.records, container(simple), auth_provider(simple))


MESSAGE: Final = _surface(_EVERYWHERE, _input(IN_INPUT), _ON_MESSAGES, CARD, CAROUSEL)
HOME: Final = _surface(_EVERYWHERE, _input(IN_INPUT), CARD, CAROUSEL)
MODAL: Final = _surface(_EVERYWHERE, _input(IN_MODAL_INPUT), ALERT)
