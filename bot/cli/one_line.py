"""What others wrote, as a terminal may show it."""

import re
from typing import Final

#: What breaks lines, moves the cursor, or turns text around.
_UNREADABLE: Final = re.compile(r"[\s\x00-\x20\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


def one_line(words: str) -> str:
    """Return words on one line, without what a terminal would take for an order; "" when nothing is left."""
    return _UNREADABLE.sub(" ", words).strip()
