"""Words that a configuration may change, and what can stand in them: `{teammate}` (issue 8)."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bot.domain.configuration import Wording

#: What is said where the configuration says nothing else.
DEFAULTS: Final = Wording(
    assigned="Thanks — {teammate} will be with you.",
    waiting="Thanks — somebody will be with you soon.",
    handed_on="{teammate} will be with you.",
)

#: The placeholders of each of the Operator's words.
PLACEHOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "greeting": ("lead",),
    "assigned": ("teammate", "lead"),
    "waiting": ("lead",),
    "handed_on": ("teammate", "lead"),
}

#: Those of a rule's note; the attributes of the conversation are others.
NOTE_PLACEHOLDERS: Final = ("lead", "assigned_to", "link")

_PLACEHOLDER: Final = re.compile(r"\{([^{}\n]{0,80})\}")


def placeholders(text: str) -> Iterator[str]:
    """Yield the placeholders of a text, in their order, without their braces."""
    for found in _PLACEHOLDER.finditer(text):
        yield found[1].strip()


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values where their placeholders stand; one that has no value stands for nothing."""
    return _PLACEHOLDER.sub(lambda found: values.get(found[1].strip(), ""), text)


def words(wording: Wording, key: str) -> str:
    """Return what is said by this key of `Wording`; "" where nothing is."""
    text: str | None = getattr(wording, key) or getattr(DEFAULTS, key)
    return text or ""
