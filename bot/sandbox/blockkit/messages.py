"""The blocks of a message."""

from typing import Any, Final

from bot.sandbox.blockkit.blocks import MESSAGE
from bot.sandbox.blockkit.tables import Faults, items
from bot.sandbox.blockkit.whole import together

MAX_BLOCKS: Final = 50

_BLOCKS: Final = items(MESSAGE, MAX_BLOCKS, least=0)


def message_faults(blocks: Any) -> list[str]:
    """Return what Slack would refuse in a message's blocks, in its words; an empty list when they are fine."""
    return in_words("/blocks", _BLOCKS(blocks) or together(blocks))


def in_words(begins: str, faults: Faults) -> list[str]:
    """Return faults as Slack tells them; `begins` is the pointer to what was checked."""
    return [f"{fault.words} [json-pointer:{begins}{fault.pointer}]" for fault in faults]
