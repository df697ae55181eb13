"""How values stand on lines: what is short on one line in brackets, what is long or has names beside it on several."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bot.configfile import scalars

#: What would be longer, its indentation included, is written on several lines; comments don't count.
_WIDTH: Final = 120
_STEP: Final = "  "


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value, written as YAML already. `name` is what it stands for, and goes into a comment; "": nothing."""

    text: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Literal:
    """Text of several lines, as `scalars.literal` writes it."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list. `tall`: an item a line, however short; an empty one is `[]` all the same."""

    items: tuple["Node", ...]
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping, its keys written as YAML already. `tall` as in Items."""

    entries: tuple[tuple[str, "Node"], ...]
    tall: bool = False


Node = Leaf | Literal | Items | Keys


def text_node(text: str) -> Leaf | Literal:
    """Give text, as a block where it has several lines."""
    lines = scalars.literal(text)
    return Leaf(scalars.word(text)) if lines is None else Literal(lines)


def lines_of(node: Keys, indent: str = "") -> Iterator[str]:
    """Write a mapping, an entry a line or more."""
    for key, value in node.entries:
        yield from _begun(f"{indent}{key}:", value, indent + _STEP)


def _begun(start: str, node: Node, indent: str) -> Iterator[str]:
    """Write a value after what begins its first line; what doesn't fit there stands below, further in."""
    flow = _flow(node)
    if flow is not None and (isinstance(node, Leaf) or len(start) + 1 + len(flow) <= _WIDTH):
        names = ", ".join(dict.fromkeys(_names(node)))
        yield f"{start} {flow}" + (f"  # {names}" if names else "")
    elif isinstance(node, Literal):
        header, *lines = node.lines
        yield f"{start} {header}"
        yield from (indent + line if line else "" for line in lines)
    elif isinstance(node, Items):
        yield start
        for item in node.items:
            yield from _item(item, indent)
    elif isinstance(node, Keys):
        yield start
        yield from lines_of(node, indent)


def _item(node: Node, indent: str) -> Iterator[str]:
    start = f"{indent}-"
    if isinstance(node, Keys):
        flow = _flow(node)
        if flow is None or len(start) + 1 + len(flow) > _WIDTH:
            # The first key stands beside the dash, the others below it.
            first, *others = lines_of(node, indent + _STEP)
            yield f"{start} {first.lstrip(' ')}"
            yield from others
            return
    yield from _begun(start, node, indent + _STEP)


def _flow(node: Node) -> str | None:
    """Write a value on one line; None: it can't be."""
    if isinstance(node, Leaf):
        return node.text
    if isinstance(node, Literal):
        return None
    if isinstance(node, Items):
        items = [_flow(item) for item in node.items]
        return None if None in items or (node.tall and items) else f"[{', '.join(map(str, items))}]"
    entries = [(key, _flow(value)) for key, value in node.entries]
    if node.tall or any(value is None for _, value in entries):
        return None
    return f"{{{', '.join(f'{key}: {value}' for key, value in entries)}}}"


def _names(node: Node) -> Iterator[str]:
    if isinstance(node, Leaf):
        if node.name:
            yield node.name
    elif isinstance(node, Items):
        for item in node.items:
            yield from _names(item)
    elif isinstance(node, Keys):
        for _, value in node.entries:
            yield from _names(value)
