"""Words with placeholders in them, like `{teammate}`: each must be one that has a value there."""

import re
from collections.abc import Collection

from bot.configfile.block import Block
from bot.configfile.mistakes import did_you_mean, shown
from bot.domain.configuration import MAX_NAME
from bot.domain.nearest import nearest
from bot.domain.wording import placeholders

MAX_WORDS = 3_000


def read_words(block: Block, key: str, known: Collection[str], *, attributes: bool = False) -> str | None:
    """Read text of several lines with placeholders; None: there is no such key.

    `known`: what can stand in it; an unknown one is a mistake, as a lead would read a gap. `attributes`: so can attributes,
    of which others may be asked for by what is set up already; what is nearly a known one is a mistake all the same.
    """
    found = block.get(key)
    text = block.text(key, MAX_WORDS)
    if not found or not text:
        return None
    node, what = found
    for name in dict.fromkeys(placeholders(text)):
        is_attribute = re.fullmatch(f"[a-z0-9_]{{1,{MAX_NAME}}}", name) is not None
        if name not in known and not (attributes and is_attribute and nearest(name, known) is None):
            meant = did_you_mean(name, known)
            block.notes.add(node.line, f"{what} has an unknown placeholder {shown('{' + name + '}')}{meant}")
    return text
