"""docs/permissions.md as a test reads it: its tables cell by cell, and what it quotes of the bot's words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

PAGE: Final = (Path(__file__).resolve().parents[3] / "docs/permissions.md").read_text(encoding="utf-8")
WORDS: Final = ("yes", "no", "already", "—")


class Cell(NamedTuple):
    """One cell of the page: `word` without the mark of its footnote."""

    section: str
    action: str
    column: str
    word: str


def plain(text: str) -> str:
    return re.sub(r"[`*¹²³⁴⁵⁶⁷⁸⁹]", "", text).strip()


def sections() -> dict[str, str]:
    return dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))


def cells() -> Iterator[Cell]:
    for section, text in sections().items():
        rows = [[plain(cell) for cell in line.strip("|\n").split("|")] for line in text.splitlines() if line[:1] == "|"]
        head, _, *body = rows
        for action, *words in body:
            for column, word in zip(head[1:], words, strict=True):
                yield Cell(section, action, column, word)


def said_on_the_page(section: str, told: str) -> bool:
    """Say whether the section quotes what somebody was told; `…` on the page stands for anything."""
    said = re.sub(r"<@\w+>", "@…", told.partition("\nExample: ")[0])
    quoted = (re.escape(one).replace("…", ".+?") for one in re.findall("“(.+?)”", sections()[section]))
    return any(re.fullmatch(one, said) for one in quoted)
