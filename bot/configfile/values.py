"""Readers of single values. Each notes what is wrong and gives a harmless stand-in, so that reading goes on.

`what` is how a message calls the value: "`channel` of team `sales`".
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from bot.configfile.mistakes import Notes, did_you_mean, listed, shown
from bot.configfile.tree import Listing, Node, Scalar, Table, what_yaml_reads
from bot.domain.configuration import MAX_NAME, NAME_RULE, is_name, is_user_id, nearest_name
from bot.domain.nearest import comparable, nearest

Word = TypeVar("Word", bound=StrEnum)

MAX_ITEMS = 100_000
_MAX_ID = 40
_MAX_TIMEOUT = 7 * 24 * 3600
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_COMMENT = " (what follows ` #` is a comment)"
_USER_HELP = (
    "give the member ID, like `U01ALICE` (in Slack: open the person's profile, then the three dots, Copy member ID)"
)
_CHANNEL_HELP = "give the channel ID, like `C02SALES` (in Slack: click the channel's name; the ID ends the About page)"


def read_text(notes: Notes, node: Node, what: str, most: int, *, lines: bool = False) -> str:
    """Read text of 1 to `most` characters; line breaks and tabs only where `lines`. A mistake gives ""."""
    if not isinstance(node, Scalar) or node.value is None:
        notes.add(node.line, f"{what} must be text, but {what_yaml_reads(node)}")
    elif not isinstance(node.value, str):
        notes.add(node.line, f"{what} must be text: {what_yaml_reads(node)}")
    elif not node.text.strip():
        notes.add(node.line, f"{what} is empty")
    elif len(node.text) > most:
        notes.add(node.line, f"{what} has {len(node.text)} characters; it can have {most}")
    elif not lines and re.search(r"[\n\t]", node.text):
        notes.add(node.line, f"{what} must be on one line, without tabs")
    else:
        return node.text
    return ""


def read_switch(notes: Notes, node: Node, what: str) -> bool:
    """Read true or false."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    quoted = f" without quotes, not {shown(node.text)}" if isinstance(node, Scalar) and node.text else ""
    notes.add(node.line, f"{what} must be `true` or `false`{quoted}")
    return False


def read_whole_number(notes: Notes, node: Node, what: str, least: int, most: int) -> int:
    """Read a whole number in a range."""
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        return value
    given = f", not {shown(node.text)}" if isinstance(node, Scalar) and node.text else ""
    notes.add(node.line, f"{what} must be a whole number from {least} to {most}{given}")
    return least


def read_word(notes: Notes, node: Node, what: str, words: type[Word]) -> Word | None:
    """Read one word of a fixed set."""
    if isinstance(node, Scalar) and node.text:
        if node.text in [word.value for word in words]:
            return words(node.text)
        notes.add(node.line, f"{what} can't be {shown(node.text)}{did_you_mean(node.text, words)}")
    else:
        notes.add(node.line, f"{what} must be {listed(words)}, but {what_yaml_reads(node)}")
    return None


def read_list(notes: Notes, node: Node, what: str, least: int = 0, most: int = MAX_ITEMS) -> tuple[Node, ...]:
    """Read a list of so many items."""
    if not isinstance(node, Listing):
        given = "it is a mapping" if isinstance(node, Table) else f"it is {shown(node.text)}"
        if isinstance(node, Scalar) and node.value is None:
            given = "nothing stands here (write `[]` for none)" if least == 0 else "nothing stands here"
        notes.add(node.line, f"{what} must be a list, like `[one, two]`, but {given}")
        return ()
    if not least <= len(node.items) <= most:
        bounds = f"at least {least}" if len(node.items) < least else f"at most {most}"
        count = "1 item" if len(node.items) == 1 else f"{len(node.items)} items"
        notes.add(node.line, f"{what} has {count}; it needs {bounds}")
    return node.items


def read_texts(notes: Notes, node: Node, what: str, most: int, *, items: tuple[int, int]) -> tuple[str, ...]:
    """Read a list of texts on one line each, none of them twice."""
    nodes = read_list(notes, node, what, *items)
    texts = [(read_text(notes, item, f"item {at} in {what}", most), item.line) for at, item in enumerate(nodes, 1)]
    refuse_doubles(notes, texts, what)
    return tuple(text for text, _ in texts)


def read_users(notes: Notes, node: Node, what: str) -> tuple[str, ...]:
    """Read a list of Slack user ids, none of them twice."""
    nodes = read_list(notes, node, what)
    users = [(read_user(notes, item, f"item {at} in {what}"), item.line) for at, item in enumerate(nodes, 1)]
    refuse_doubles(notes, users, what)
    return tuple(user for user, _ in users)


def refuse_doubles(notes: Notes, words: Iterable[tuple[str, int]], what: str) -> None:
    """Note each word that stands for the second time (as names compare); "" stands for an earlier mistake."""
    first: dict[str, int] = {}
    for word, line in words:
        form = comparable(word)
        if form and form in first:
            notes.add(line, f"{shown(word)} stands twice in {what}: the first is in line {first[form]}")
        first.setdefault(form, line)


def read_user(notes: Notes, node: Node, what: str) -> str:
    """Read a Slack user id."""
    text = _id_text(notes, node, what, _USER_HELP)
    if text and not (is_user_id(text) and len(text) <= _MAX_ID):
        notes.add(node.line, f"{what}: {shown(text)} isn't a member ID{_instead(text, 'UW', _USER_HELP)}")
        return ""
    return text


def read_channel(notes: Notes, node: Node, what: str, first_letters: str = "CG") -> str:
    """Read a Slack channel id."""
    text = _id_text(notes, node, what, _CHANNEL_HELP)
    if text and not _is_id(text, first_letters):
        notes.add(node.line, f"{what}: {shown(text)} isn't a channel ID{_instead(text, 'CG', _CHANNEL_HELP)}")
        return ""
    return text


def read_workspace(notes: Notes, node: Node, what: str) -> str:
    """Read a Slack workspace id."""
    help_text = (
        "give the workspace's ID, like `T01TEST` (in a browser, it is in the address: app.slack.com/client/T01TEST)"
    )
    text = _id_text(notes, node, what, help_text)
    if text and not _is_id(text, "TE"):
        notes.add(node.line, f"{what}: {shown(text)} isn't a workspace ID{_instead(text, 'TE', help_text)}")
        return ""
    return text


def _id_text(notes: Notes, node: Node, what: str, help_text: str) -> str:
    if isinstance(node, Scalar) and node.value is None:  # `channel: #sales` is how most people get here
        notes.add(node.line, f"{what} is empty{_COMMENT}: {help_text}")
        return ""
    return read_text(notes, node, what, 200)


def _is_id(text: str, first_letters: str) -> bool:
    return len(text) <= _MAX_ID and re.fullmatch(f"[{first_letters}][A-Z0-9]+", text) is not None


def _instead(text: str, first_letters: str, help_text: str) -> str:
    """Find the id that was meant in what was given (other case, a link, a mention), else say where ids are found."""
    inside = re.search(rf"(?<![A-Z0-9])[{first_letters}][A-Z0-9]{{5,}}(?![A-Z0-9])", text.upper())
    if inside and re.search(r"[0-9]", inside[0]):
        return f"; did you mean `{inside[0]}`?"
    kinds = {"@": "a person's name", "#": "a channel's name"}
    kind = kinds.get(text[0])
    return f" but {kind}: {help_text}" if kind else f": {help_text}"


def read_duration(notes: Notes, node: Node, what: str) -> int | None:
    """Read a span of time, like `90s`, `3m`, `2h` or `1d`, in seconds."""
    text = node.text if isinstance(node, Scalar) else ""
    found = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
    if not found:
        near = re.fullmatch(r"([0-9]{1,9})\s*(?:([smhd])[a-z]*)?", text.strip().lower())
        example = f"{near[1].lstrip('0') or '3'}{near[2] or 's'}" if near else "3m"
        given = f", not {shown(text)}" if text else ""
        notes.add(node.line, f"{what} must be a time with its unit (`s`, `m`, `h` or `d`), like `{example}`{given}")
        return None
    seconds = int(found[1]) * _SECONDS[found[2]]
    if not 0 < seconds <= _MAX_TIMEOUT:
        notes.add(node.line, f"{what} must be more than 0 and at most `7d`, not {shown(text)}")
        return None
    return seconds


def read_name(notes: Notes, name: str, line: int, kind: str) -> str:
    """Check the name of a team, a qualification or an auto message, and give it NFC-normalised. A mistake gives ""."""
    name = unicodedata.normalize("NFC", name)
    if is_name(name):
        return name
    better = nearest_name(name)
    meant = f"; did you mean `{better}`?" if better else ""
    notes.add(line, f"{shown(name)} can't name {kind}: {NAME_RULE}{meant}")
    return ""


def read_attribute(notes: Notes, word: str, line: int, what: str) -> str:
    """Check the name of an attribute."""
    if re.fullmatch(f"[a-z0-9_]{{1,{MAX_NAME}}}", word):
        return word
    better = re.sub(r"[^a-z0-9]+", "_", word.lower()).strip("_")[:MAX_NAME]
    meant = f", like {shown(better)}" if better else ""
    notes.add(
        line,
        f"{what} can't be {shown(word)}: an attribute has 1 to {MAX_NAME} small letters, digits or `_`{meant}",
    )
    return ""


def unknown_key(key: str, where: str, known: Iterable[str]) -> str:
    """Say that a mapping has a key that it can't have, with the nearest that it can."""
    known = tuple(known)
    place = f" in {where}" if where else ""
    near = nearest(key, known)
    return f"unknown key {shown(key)}{place}" + (f"; did you mean `{near}`?" if near else f"; known: {listed(known)}")
