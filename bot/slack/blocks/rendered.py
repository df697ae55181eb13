"""A message, ready for Slack."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.models.blocks import Block


@dataclass(frozen=True, slots=True)
class Rendered:
    """`text` stands alone where blocks aren't shown; `ephemeral_to` is the one person who sees it, or None."""

    text: str
    event_type: str
    event_payload: dict[str, Any] = field(default_factory=dict)
    blocks: Sequence[Block] = ()
    ephemeral_to: str | None = None
