"""Single values as YAML that a person would write, and that nothing reads as something else."""

import re
import unicodedata
from typing import Any, Final

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from bot.domain.configuration import is_name

_STR: Final = "tag:yaml.org,2002:str"
_RESOLVER: Final[Any] = Resolver()  # its stubs have no types
#: Text to PyYAML, and a switch to others who read YAML 1.1.
_SWITCHES: Final = frozenset({"y", "n"})
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: Not printable, but what holds an emoji or a word together: they turn nothing around and hide nothing.
_JOINERS: Final = frozenset("\u200c\u200d")
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_LONGEST_COMMENT: Final = 80


def word(text: str) -> str:
    """Write text on one line: bare where it is a word (or words joined by dots), else in quotes."""
    if _is_bare(text):
        return text
    if '"' in text or "\\" in text:  # easier to read without backslashes, where it can be
        single = f"'{text}'"
        if "'" not in text and _is_clear(text):
            return single
    return '"' + "".join(map(_escaped, text)) + '"'


def date(text: str) -> str:
    """Write a date, bare, as nobody quotes one where only a date can stand."""
    return text if _DATE.fullmatch(text) else word(text)


def number(value: float) -> str:
    """Write a number, true or false."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    if "e" in text and "." not in text:
        text = text.replace("e", ".0e")  # to YAML 1.1, 1e-7 is text
    return text


def literal(text: str) -> tuple[str, ...] | None:
    """Write text of several lines as a block: its header and its lines, without indentation; None: it can't be one."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    first, last = lines[0], lines[-1]
    if len(lines) == 1 or not first.strip() or first.startswith(" ") or not last:
        return None
    if any(line.endswith(" ") or not _is_clear(line) for line in lines):  # editors take away what ends a line
        return None
    return ("|" if body != text else "|-", *lines)


def comment(name: str) -> str:
    """Make a name one that can stand in a comment: on one line, visible, not too long; "" when nothing is left."""
    seen = "".join(char if char.isprintable() or char in _JOINERS else " " for char in name)
    short = " ".join(seen.split())
    if not short.strip("".join(_JOINERS) + " "):
        return ""
    return short if len(short) <= _LONGEST_COMMENT else short[: _LONGEST_COMMENT - 1].rstrip() + "…"


def _is_bare(text: str) -> bool:
    if not text or not unicodedata.category(text[0]).startswith("L") or text.lower() in _SWITCHES:
        return False
    return all(map(is_name, text.split("."))) and _RESOLVER.resolve(ScalarNode, text, (True, False)) == _STR


def _is_clear(text: str) -> bool:
    """Say whether text can be written without escapes: without what breaks lines, is invisible or turns text around."""
    return all(char.isprintable() or char in _JOINERS for char in text)


def _escaped(char: str) -> str:
    code = ord(char)
    if char in _ESCAPES:
        return _ESCAPES[char]
    if _is_clear(char):
        return char
    if code <= 0xFF:  # noqa: PLR2004 - as many digits as each escape has
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - likewise
