"""What the bot says in Slack, as plain words for a terminal."""

import re
from collections.abc import Mapping
from typing import Final

#: The bot puts it around signs that a lead typed, so that Slack doesn't take them for markup.
_ZERO_WIDTH_SPACE: Final = "\u200b"
_ANGLED: Final = re.compile(r"<([^<>\n]+)>")
_CODE: Final = re.compile(rf"(?<!{_ZERO_WIDTH_SPACE})`(?!{_ZERO_WIDTH_SPACE})([^`\n]+)`")
#: Bold, italic and struck words begin and end at the edge of a word; `snake_case` and `2 * 3 * 4` have none.
_FORMATTED: Final = tuple(
    re.compile(
        rf"(?<![\w{_ZERO_WIDTH_SPACE}]){sign}(?![\s{_ZERO_WIDTH_SPACE}])(.+?)(?<![\s{_ZERO_WIDTH_SPACE}]){sign}(?!\w)"
    )
    for sign in (r"\*", "_", "~")
)
_KEPT: Final = re.compile("\0([0-9]+)\0")


def plain(said: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Return Slack's markup as the words that its readers see.

    A mention becomes the name, a channel `#name`, a date its fallback, a link its label; bold, italic, struck and code
    lose their signs; what was escaped is as it was typed again, which may well look like markup.

    Args:
        said: the text, as Slack has it (https://docs.slack.dev/messaging/formatting-message-text).
        people: names by user id; somebody else is called by the label of the mention, else by the id.
        channels: names by channel id, without `#`.
    """
    kept: list[str] = []

    def keep(words: str) -> str:
        kept.append(words)
        return f"\0{len(kept) - 1}\0"

    # What stands in brackets and in code is put aside, so that nothing in it is taken for formatting.
    text = _ANGLED.sub(lambda found: keep(_named(found[1], people, channels)), said.replace("\0", ""))
    text = _CODE.sub(lambda found: keep(_typed(found[1])), text)
    for formatted in _FORMATTED:
        text = formatted.sub(r"\1", text)
    text = _typed(text)
    while _KEPT.search(text):  # a mention may stand in code
        text = _KEPT.sub(lambda found: kept[int(found[1])], text)
    return text


def _named(inner: str, people: Mapping[str, str], channels: Mapping[str, str]) -> str:
    """Return what a reader sees of `<inner>`."""
    what, _, label = inner.partition("|")
    label = _typed(label)
    if what.startswith("@"):
        return people.get(what[1:]) or label or what[1:]
    if what.startswith("#"):
        return f"#{channels.get(what[1:]) or label or what[1:]}"
    if what.startswith("!"):  # a date, a group of people, or @here
        return label or f"@{what[1:].rpartition('^')[2]}"
    return label or _typed(re.sub(r"^(?:mailto|tel):", "", what))


def _typed(text: str) -> str:
    text = text.replace(_ZERO_WIDTH_SPACE, "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
