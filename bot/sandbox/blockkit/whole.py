"""What the blocks of one message or view owe each other. It is asked of blocks that are fine by themselves."""

from collections.abc import Iterator
from typing import Any, Final

from bot.sandbox.blockkit.blocks import MAX_MARKDOWN
from bot.sandbox.blockkit.tables import Fault
from bot.sandbox.records import Json

#: Blocks of which a message has one at most.
_ONLY_ONE: Final = ("table", "plan")
#: Where blocks hold others that have ids of their own.
_WITHIN: Final = {"container": "child_blocks", "carousel": "elements"}


def together(blocks: list[Json]) -> list[Fault]:
    """Return what is wrong with blocks that stand together; pointers begin at the array."""
    faults: list[Fault] = []
    known: set[str] = set()
    kinds: dict[str, int] = {}
    markdown = 0
    for pointer, block in _every(blocks):
        kind, block_id = block["type"], block.get("block_id")
        if block_id:
            if block_id in known:
                faults.append(Fault(f'`block_id` "{block_id}" already exists', f"{pointer}/block_id"))
            known.add(block_id)
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind == "markdown":
            markdown += len(block["text"])
        elif kind in _ONLY_ONE and kinds[kind] > 1:
            faults.append(Fault(f"cannot have more than 1 {kind} block", pointer))
    if markdown > MAX_MARKDOWN:
        faults.append(Fault(f"markdown blocks must be less than {MAX_MARKDOWN + 1} characters together"))
    return faults


def focused(blocks: list[Json]) -> list[str]:
    """Return the pointers to all elements of a view that would have the cursor when it opens."""
    return [
        f"{pointer}/{name}"
        for pointer, block in _every(blocks)
        for name, element in _elements(block)
        if element.get("focus_on_load")
    ]


def inputs(blocks: list[Json]) -> list[str]:
    """Return the pointers to the blocks that a person fills in."""
    return [pointer for pointer, block in _every(blocks) if block["type"] == "input"]


def _every(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    for at, block in enumerate(blocks):
        yield f"/{at}", block
        within = _WITHIN.get(block["type"])
        if within:
            for below, child in enumerate(block[within]):
                yield f"/{at}/{within}/{below}", child


def _elements(block: Json) -> Iterator[tuple[str, Any]]:
    for name in ("element", "accessory"):
        if name in block:
            yield name, block[name]
    if block["type"] == "actions":
        for at, element in enumerate(block["elements"]):
            yield f"elements/{at}", element
