"""Rich text: `rich_text` blocks and what stands in them (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block).

It stands alone, in table cells and tasks, and is what a rich text input begins with.
"""

from typing import Final

from bot.sandbox.blockkit.objects import ID, MAX_ID, URL
from bot.sandbox.blockkit.tables import Kinds, Record, items, kind, one_of, text, truth, whole

#: Slack tells no limit of its own; a message of 40,000 characters is the most there is.
_MAX_TEXT: Final = 40_000
_MAX_ITEMS: Final = 10_000
_MAX_INDENT: Final = 8
_MAX_OFFSET: Final = 1_000_000
_LATEST: Final = 9_999_999_999
_BORDER: Final = whole(0, 1)

_STYLE: Final = Record(
    may=dict.fromkeys(
        ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink"), truth
    )
)
_NAME: Final = text(MAX_ID)

INLINE: Final = Kinds(
    kind("text", {"text": text(_MAX_TEXT)}, {"style": _STYLE}),
    kind("link", {"url": text(_MAX_TEXT)}, {"text": text(_MAX_TEXT, shortest=0), "unsafe": truth, "style": _STYLE}),
    kind("user", {"user_id": _NAME}, {"style": _STYLE}),
    kind("usergroup", {"usergroup_id": _NAME}, {"style": _STYLE}),
    kind("channel", {"channel_id": _NAME}, {"style": _STYLE}),
    kind("team", {"team_id": _NAME}, {"style": _STYLE}),
    kind("emoji", {"name": _NAME}, {"unicode": _NAME, "skin_tone": whole(1, 6), "style": _STYLE}),
    kind("broadcast", {"range": one_of("here", "channel", "everyone")}, {"style": _STYLE}),
    kind("color", {"value": _NAME}, {"style": _STYLE}),
    kind(
        "date",
        {"timestamp": whole(0, _LATEST), "format": text(_MAX_TEXT)},
        {"url": URL, "fallback": text(_MAX_TEXT), "style": _STYLE},
    ),
)

_SECTION: Final = kind("rich_text_section", {"elements": items(INLINE, _MAX_ITEMS, least=0)})

#: Lists hold sections only: a list in a list is a list of its own with `indent`.
PARTS: Final = Kinds(
    _SECTION,
    kind(
        "rich_text_list",
        {"style": one_of("bullet", "ordered"), "elements": items(Kinds(_SECTION), _MAX_ITEMS, least=0)},
        {"indent": whole(0, _MAX_INDENT), "offset": whole(0, _MAX_OFFSET), "border": _BORDER},
    ),
    kind("rich_text_quote", {"elements": items(INLINE, _MAX_ITEMS, least=0)}, {"border": _BORDER}),
    kind(
        "rich_text_preformatted",
        {"elements": items(INLINE.only("text", "link"), _MAX_ITEMS, least=0)},
        {"border": _BORDER, "language": _NAME},
    ),
)

RICH_TEXT: Final = kind("rich_text", {"elements": items(PARTS, _MAX_ITEMS)}, {"block_id": ID})
