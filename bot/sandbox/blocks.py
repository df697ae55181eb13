"""Block Kit, as far as Slack refuses it: shape and limits (https://docs.slack.dev/reference/block-kit)."""

from collections.abc import Iterator
from typing import Any, Final

from bot.sandbox.records import Json

MAX_BLOCKS: Final = 50
_ID_LENGTH: Final = 255
_HEADER_LENGTH: Final = 150
_SECTION_LENGTH: Final = 3_000
_FIELD_LENGTH: Final = 2_000
_FIELDS: Final = 10
_ELEMENTS: Final = {"actions": 25, "context": 10}
_BUTTON_LENGTH: Final = 75
_VALUE_LENGTH: Final = 2_000


def block_faults(blocks: Any) -> list[str]:
    """Return what Slack would refuse in a message's blocks, in words; an empty list when they are fine.

    The limits that the bot's own blocks can meet are checked; block types the sandbox doesn't know pass.
    """
    if not isinstance(blocks, list):
        return ["blocks must be an array"]
    if len(blocks) > MAX_BLOCKS:
        return [f"no more than {MAX_BLOCKS} items allowed [json-pointer:/blocks]"]
    faults: list[str] = []
    block_ids: list[str] = []
    for at, block in enumerate(blocks):
        if not isinstance(block, dict) or not isinstance(block.get("type"), str) or not block["type"]:
            faults.append(f"missing required field: type [json-pointer:/blocks/{at}]")
            continue
        faults += [f"{fault} [json-pointer:/blocks/{at}]" for fault in _one_block(block)]
        if block.get("block_id"):
            block_ids.append(str(block["block_id"]))
    if len(set(block_ids)) < len(block_ids):
        faults.append("block_id must be unique within the message [json-pointer:/blocks]")
    return faults


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


def _one_block(block: Json) -> Iterator[str]:
    yield from _too_long(block.get("block_id"), "block_id", _ID_LENGTH)
    match block["type"]:
        case "header":
            yield from _text(block.get("text"), "text", _HEADER_LENGTH, kinds=("plain_text",))
        case "section":
            yield from _section(block)
        case "actions" | "context" as kind:
            elements = block.get("elements")
            if not isinstance(elements, list) or not 1 <= len(elements) <= _ELEMENTS[kind]:
                yield f"elements must have 1 to {_ELEMENTS[kind]} items"
    for element in _elements(block):
        if element.get("type") == "button":
            yield from _button(element)


def _section(block: Json) -> Iterator[str]:
    fields = block.get("fields")
    if block.get("text") is None and not fields:
        yield "missing required field: text or fields"
    if block.get("text") is not None:
        yield from _text(block["text"], "text", _SECTION_LENGTH)
    if fields is not None:
        if not isinstance(fields, list) or len(fields) > _FIELDS:
            yield f"fields must have at most {_FIELDS} items"
            return
        for field in fields:
            yield from _text(field, "fields", _FIELD_LENGTH)


def _button(button: Json) -> Iterator[str]:
    yield from _text(button.get("text"), "button text", _BUTTON_LENGTH, kinds=("plain_text",))
    yield from _too_long(button.get("value"), "value", _VALUE_LENGTH)
    yield from _too_long(button.get("action_id"), "action_id", _ID_LENGTH)
    if button.get("style") not in {None, "primary", "danger"}:
        yield "style must be primary or danger"


def _text(text: Any, name: str, length: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds or not isinstance(text.get("text"), str):
        yield f"{name} must be a text object of type {' or '.join(kinds)}"
        return
    if not text["text"]:
        yield f"{name} must be more than 0 characters"
    yield from _too_long(text["text"], name, length)


def _too_long(value: Any, name: str, length: int) -> Iterator[str]:
    if value is not None and (not isinstance(value, str) or len(value) > length):
        yield f"{name} must be a string of at most {length} characters"
