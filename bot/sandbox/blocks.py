"""Where things stand in the blocks of a message."""

from collections.abc import Iterator

from bot.sandbox.records import Json


def find_button(blocks: list[Json] | None, action_id: str) -> tuple[Json, Json] | None:
    """Return the first button with that `action_id` and the block it stands in; None when there is none."""
    for block in blocks or ():
        for element in _elements(block):
            if element.get("type") == "button" and element.get("action_id") == action_id:
                return element, block
    return None


def _elements(block: Json) -> Iterator[Json]:
    accessory = block.get("accessory")
    yield from (element for element in block.get("elements") or () if isinstance(element, dict))
    if isinstance(accessory, dict):
        yield accessory
