"""The blocks that hold a whole thing each: cards, tasks, alerts, containers, sign-ins.

They are the youngest ones, and Slack tells least about them.
"""

from typing import Final

from bot.sandbox.blockkit.elements import BUTTON, IMAGE, OVERFLOW
from bot.sandbox.blockkit.objects import ID, MAX_ID, MAX_TEXT, SECURE_URL, SLACK_ICON, URL, plain, words
from bot.sandbox.blockkit.richtext import RICH_TEXT
from bot.sandbox.blockkit.rules import never_both_true, not_both, some_of, unlike_action_ids
from bot.sandbox.blockkit.tables import Kinds, Record, items, kind, one_of, text, truth

_MAX_TITLE: Final = 150
_MAX_BODY: Final = 200
_MAX_ALERT: Final = 200
_MAX_BUTTONS: Final = 3
_MAX_CARDS: Final = 10
_MAX_CHILDREN: Final = 10
_MAX_TASKS: Final = 50
_MAX_SOURCES: Final = 100
_MAX_NAME: Final = 75
_MAX_DESCRIPTION: Final = 150
_MAX_FALLBACK: Final = 50

_TITLE: Final = words(_MAX_TITLE)
_IMAGE: Final = Kinds(IMAGE)
_RICH_TEXT: Final = Kinds(RICH_TEXT)

ALERT: Final = kind(
    "alert",
    {"text": words(_MAX_ALERT)},
    {"level": one_of("default", "info", "warning", "error", "success"), "block_id": ID},
)

CARD: Final = kind(
    "card",
    may={
        "hero_image": _IMAGE,
        "icon": _IMAGE,
        "slack_icon": SLACK_ICON,
        "title": _TITLE,
        "subtitle": _TITLE,
        "body": words(_MAX_BODY),
        "subtext": words(_MAX_BODY),
        "actions": items(Kinds(BUTTON), _MAX_BUTTONS),
        "block_id": ID,
    },
    rules=[
        some_of("hero_image", "title", "actions", "body"),
        not_both("icon", "slack_icon"),
        unlike_action_ids("actions"),
    ],
)

CAROUSEL: Final = kind("carousel", {"elements": items(Kinds(CARD), _MAX_CARDS)}, {"block_id": ID})

_SOURCE: Final = Kinds(kind("url", {"url": URL, "text": text(MAX_TEXT)}))

TASK_CARD: Final = kind(
    "task_card",
    {
        "task_id": text(MAX_ID),
        # A string, where other blocks have a text object.
        "title": text(MAX_TEXT),
        "status": one_of("pending", "in_progress", "complete", "error"),
    },
    {"details": _RICH_TEXT, "output": _RICH_TEXT, "sources": items(_SOURCE, _MAX_SOURCES, least=0), "block_id": ID},
)

PLAN: Final = kind(
    "plan",
    {"title": text(MAX_TEXT)},
    {"tasks": items(Kinds(TASK_CARD), _MAX_TASKS, least=0), "block_id": ID},
)

_NAME: Final = plain(_MAX_NAME)


def auth_provider(fallback: Kinds) -> dict[str, Record]:
    """Return the `auth_provider` block; clients that don't know it show other blocks in its place."""
    return kind(
        "auth_provider",
        {"value": text(_MAX_DESCRIPTION), "name": _NAME, "is_connected": truth},
        {
            "description": plain(_MAX_DESCRIPTION),
            "icon_url": SECURE_URL,
            "auth_url": SECURE_URL,
            "disconnect_url": SECURE_URL,
            "connected_identity": _NAME,
            "connected_context": _NAME,
            "accessory": Kinds(OVERFLOW),
            "fallback": items(fallback, _MAX_FALLBACK, least=0),
            "block_id": ID,
        },
    )


def container(children: Kinds) -> dict[str, Record]:
    """Return the `container` block; it holds no container."""
    return kind(
        "container",
        {"child_blocks": items(children, _MAX_CHILDREN)},
        {
            "title": plain(_MAX_TITLE),
            "rich_text_title": _RICH_TEXT,
            "subtitle": _TITLE,
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": _IMAGE,
            "is_collapsible": truth,
            "default_collapsed": truth,
            "has_header_divider": truth,
            "block_id": ID,
        },
        [some_of("title", "rich_text_title"), never_both_true("has_header_divider", "is_collapsible")],
    )
