"""The words in Slack's blocks, in reading order, whatever an app has put there.

What is read is bounded in depth, number and length: a hostile post costs no more than a long one.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.domain.text import clean, link_text, plain

#: How many parts of one post are looked at, how many characters of it are read, and how deep.
_MOST_PARTS: Final = 2_000
_MOST_CHARACTERS: Final = 24_000
_MOST_DEEP: Final = 8
_LARGEST_NUMBER: Final = 10**18

_CODE_POINTS: Final = re.compile(r"[0-9A-Fa-f]{1,5}(?:-[0-9A-Fa-f]{1,5}){0,15}")

#: Blocks that hold controls instead of words.
_WORDLESS: Final = frozenset({"actions", "context_actions", "divider", "file", "input"})
#: Where the other kinds of blocks (section, header, image, video, markdown, card) keep their words, in reading order.
_WORD_KEYS: Final = ("title", "subtitle", "text", "body", "description", "alt_text")

#: What stands before a word of rich text, and where the word is kept; the other kinds keep it in `text`.
_INLINE: Final = {
    "user": ("@", "user_id"),
    "usergroup": ("@", "usergroup_id"),
    "broadcast": ("@", "range"),
    "channel": ("#", "channel_id"),
    "date": ("", "fallback"),
    "color": ("", "value"),
}


class Reader:
    """Reads the words of one post, within one budget for all of it."""

    __slots__ = ("_characters", "_parts")

    def __init__(self) -> None:
        self._parts = _MOST_PARTS
        self._characters = _MOST_CHARACTERS

    def each(self, value: object) -> Iterator[Any]:
        """Go through a list as far as the budget reaches; what isn't a list is an empty one."""
        if isinstance(value, list):
            for item in value:
                if self._parts <= 0 or self._characters <= 0:
                    return
                self._parts -= 1
                yield item

    def text(self, value: object, *, markup: bool = True) -> str:
        """Read one text: a string, a number or a text object (`{"type": "mrkdwn", "text": ...}`).

        Args:
            value: What stands there; anything else is `""`.
            markup: Whether Slack's markup is to be spelled out. Rich text has none: there, `&amp;` was typed.
        """
        if isinstance(value, Mapping):
            value = value.get("text", value.get("value"))
        if isinstance(value, str):
            raw = value[: self._characters]
            self._characters -= len(raw)
            return clean(plain(raw) if markup else raw, _MOST_CHARACTERS)
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < _LARGEST_NUMBER:
            return str(value)
        return ""

    def lines(self, value: object) -> list[str]:
        """Read one text as its lines."""
        words = self.text(value).strip()
        return words.split("\n") if words else []

    def field(self, label: object, value: object) -> list[str]:
        """Read a label and its value as `label: value`, with the value's further lines below."""
        name, words = self.text(label).strip(), self.text(value).strip()
        if not name or not words:
            return [line for line in (name, words) if line]
        if name.endswith("?"):
            return [name, *words.split("\n")]
        return f"{name.rstrip(':')}: {words}".split("\n")

    def blocks(self, value: object, depth: int = 0) -> list[str]:
        """Read the words of a list of blocks."""
        return [line for block in self.each(value) for line in self._block(block, depth)]

    def _block(self, block: object, depth: int) -> list[str]:
        """Read one block; of an unknown kind, what is kept where blocks keep their words."""
        if not isinstance(block, Mapping) or depth > _MOST_DEEP:
            return []
        kind = block.get("type")
        if isinstance(kind, str) and kind in _WORDLESS:
            return []
        if kind == "rich_text":
            return self._rich(block.get("elements"), depth)
        if kind == "context":
            return self._context(block)
        if kind == "table":
            return self._table(block)
        found: list[str] = []
        for key in _WORD_KEYS:
            found += [line for line in self.lines(block.get(key)) if line not in found]
        for part in self.each(block.get("fields")):
            found += _as_field(self.lines(part))
        found += self.blocks(block.get("elements"), depth + 1)
        accessory = block.get("accessory")
        if isinstance(accessory, Mapping) and accessory.get("type") == "image":
            found += self.lines(accessory.get("alt_text"))
        return found

    def _context(self, block: Mapping[str, Any]) -> list[str]:
        """Read a context block, whose small texts and pictures stand in one line."""
        found: list[str] = []
        for part in self.each(block.get("elements")):
            is_image = isinstance(part, Mapping) and part.get("type") == "image"
            found += self.lines(part.get("alt_text") if is_image else part)
        return found

    def _table(self, block: Mapping[str, Any]) -> list[str]:
        """Read a table: each row a line, its cells parted by bars."""
        found: list[str] = []
        for row in self.each(block.get("rows")):
            cells = [self._cell(cell) for cell in self.each(row)]
            if any(cells):
                found.append(" | ".join(cells))
        return found

    def _cell(self, cell: object) -> str:
        """Read one cell of a table as one line."""
        if isinstance(cell, Mapping) and cell.get("type") == "rich_text":
            return " ".join(self._rich(cell.get("elements"), 0))
        return " ".join(self.text(cell, markup=False).split())

    def _rich(self, elements: object, depth: int) -> list[str]:
        """Read the sections, lists, quotes and code of rich text."""
        found: list[str] = []
        if depth > _MOST_DEEP:
            return found
        for element in self.each(elements):
            if not isinstance(element, Mapping):
                continue
            if element.get("type") == "rich_text_list":
                for item in self.each(element.get("elements")):
                    parts = item.get("elements") if isinstance(item, Mapping) else None
                    found += [f"• {line}" for line in self._run(parts, depth + 1)]
            else:
                found += self._run(element.get("elements"), depth + 1)
        return found

    def _run(self, elements: object, depth: int) -> list[str]:
        """Read what runs on in one paragraph as its lines; a section inside one (no app should) has its own."""
        words: list[str] = []
        for element in self.each(elements):
            if not isinstance(element, Mapping):
                continue
            if isinstance(element.get("elements"), list):
                words.append("\n" + "\n".join(self._rich([element], depth + 1)) + "\n")
            else:
                words.append(self._inline(element))
        run = "".join(words).strip()
        return run.split("\n") if run else []

    def _inline(self, element: Mapping[str, Any]) -> str:
        """Read a word of rich text: text, link, mention, emoji, date."""

        def read(key: str) -> str:
            return self.text(element.get(key), markup=False)

        kind = element.get("type")
        if kind == "link":
            return link_text(read("url"), read("text"))
        if kind == "emoji":
            return _emoji(read("name"), read("unicode"))
        sign, key = _INLINE.get(kind, ("", "text")) if isinstance(kind, str) else ("", "text")
        return sign + read(key)


def _as_field(lines: list[str]) -> list[str]:
    """Bring a section's field that is a label above a value to one line, so that neither is taken for a text of its own."""
    if len(lines) != 2:  # noqa: PLR2004 - a label and a value
        return lines
    label, value = lines[0].strip(), lines[1].strip()
    if label.rstrip("*_ ").endswith(":"):
        return [f"{label} {value}"]
    if len(label) > 2 and label[0] == label[-1] == "*":  # noqa: PLR2004 - the two asterisks
        return [f"{label}: {value}"]
    return lines


def _emoji(name: str, code_points: str) -> str:
    """Say an emoji: its characters (`code_points` like `1f44b-1f3fd`), else `:name:`."""
    if _CODE_POINTS.fullmatch(code_points) is not None:
        return clean("".join([chr(int(digits, 16)) for digits in code_points.split("-")]), len(code_points))
    return f":{name}:" if name else ""
