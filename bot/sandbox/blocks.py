"""Block Kit, as far as Slack refuses it: shape and limits (https://docs.slack.dev/reference/block-kit)."""

from collections.abc import Iterator
from typing import Any, Final

from bot.sandbox.records import Json

MAX_BLOCKS: Final = 50
_ID_LENGTH: Final = 255
_HEADER_LENGTH: Final = 150
_TEXT_LENGTH: Final = 3_000
_FIELD_LENGTH: Final = 2_000
_FIELDS: Final = 10
_ELEMENTS: Final = {"actions": 25, "context": 10}
_BUTTON_LENGTH: Final = 75
_CONFIRM_TITLE_LENGTH: Final = 100
_CONFIRM_TEXT_LENGTH: Final = 300
_CONFIRM_BUTTON_LENGTH: Final = 30
_VALUE_LENGTH: Final = 2_000
_PLAIN: Final = ("plain_text",)
_TEXTS: Final = ("plain_text", "mrkdwn")
_STYLES: Final = (None, "primary", "danger")


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


def _one_block(block: Json) -> Iterator[str]:
    yield from _too_long(block.get("block_id"), "block_id", _ID_LENGTH)
    match block["type"]:
        case "header":
            yield from _text(block.get("text"), "text", _HEADER_LENGTH, kinds=_PLAIN)
        case "section":
            yield from _section(block)
        case "actions" | "context" as kind:
            elements = block.get("elements")
            if not isinstance(elements, list) or not 1 <= len(elements) <= _ELEMENTS[kind]:
                yield f"elements must have 1 to {_ELEMENTS[kind]} items"
                return
            yield from _context(elements) if kind == "context" else _actions(elements)


def _context(elements: list[Any]) -> Iterator[str]:
    for element in elements:
        if not isinstance(element, dict) or element.get("type") != "image":
            yield from _text(element, "a context element that is no image", _TEXT_LENGTH)


def _actions(elements: list[Any]) -> Iterator[str]:
    known: set[str] = set()
    for element in elements:
        yield from _interactive(element)
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if not isinstance(action_id, str):
            continue
        if action_id in known:
            yield f'`action_id` "{action_id}" already exists'
        known.add(action_id)


def _section(block: Json) -> Iterator[str]:
    fields = block.get("fields")
    if block.get("text") is None and not fields:
        yield "missing required field: text or fields"
    if block.get("text") is not None:
        yield from _text(block["text"], "text", _TEXT_LENGTH)
    if block.get("accessory") is not None:
        yield from _interactive(block["accessory"])
    if fields is not None:
        if not isinstance(fields, list) or len(fields) > _FIELDS:
            yield f"fields must have at most {_FIELDS} items"
            return
        for field in fields:
            yield from _text(field, "fields", _FIELD_LENGTH)


def _interactive(element: Any) -> Iterator[str]:
    if not isinstance(element, dict) or not isinstance(element.get("type"), str) or element["type"] in _TEXTS:
        yield "an element must be an object with the type of a button, a menu or the like"
        return
    yield from _too_long(element.get("action_id"), "action_id", _ID_LENGTH)
    if element["type"] == "button":
        yield from _text(element.get("text"), "button text", _BUTTON_LENGTH, kinds=_PLAIN)
        yield from _too_long(element.get("value"), "value", _VALUE_LENGTH)
        if element.get("style") not in _STYLES:
            yield "style must be primary or danger"
    if element.get("confirm") is not None:
        yield from _confirm(element["confirm"])


def _confirm(dialog: Any) -> Iterator[str]:
    if not isinstance(dialog, dict):
        yield "confirm must be an object"
        return
    yield from _text(dialog.get("title"), "confirm title", _CONFIRM_TITLE_LENGTH, kinds=_PLAIN)
    yield from _text(dialog.get("text"), "confirm text", _CONFIRM_TEXT_LENGTH)
    for name in ("confirm", "deny"):
        yield from _text(dialog.get(name), f"confirm {name}", _CONFIRM_BUTTON_LENGTH, kinds=_PLAIN)
    if dialog.get("style") not in _STYLES:
        yield "confirm style must be primary or danger"


def _text(text: Any, name: str, length: int, kinds: tuple[str, ...] = _TEXTS) -> Iterator[str]:
    if not isinstance(text, dict) or text.get("type") not in kinds or not isinstance(text.get("text"), str):
        yield f"{name} must be a text object of type {' or '.join(kinds)}"
        return
    if not text["text"]:
        yield f"{name} must be more than 0 characters"
    yield from _too_long(text["text"], name, length)


def _too_long(value: Any, name: str, length: int) -> Iterator[str]:
    if value is not None and (not isinstance(value, str) or len(value) > length):
        yield f"{name} must be a string of at most {length} characters"
