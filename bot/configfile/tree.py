"""YAML text -> a tree of values that know their line.

PyYAML composes the nodes; everything that could hurt (depth, aliases that multiply, foreign tags, twice the same key)
is met here, so that the readers of the sections see only mappings with text keys, lists and plain values.
"""

import bisect
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import yaml
from yaml.reader import Reader

from bot.configfile.mistakes import Notes, shown
from bot.configfile.yamlwords import RefusedError, in_plain_words

_MAX_DEPTH = 30
_MAX_EXPANDED = 100_000
_MAX_NUMBER = 10**15
_MAX_WRITTEN = 40

_TAG = "tag:yaml.org,2002:"
_TEXT_TAGS = {_TAG + name for name in ("str", "timestamp", "value", "merge")}
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9_]*)(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]{1,3})?")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One plain value. `text` is what stands in the file, `value` what YAML takes it for.

    Dates stay text, as they are written: nothing is lost, and they are ISO dates then. So do octal, hexadecimal and
    base-60 numbers, infinities and numbers of more than 15 digits: who writes `0612345678` or `12:30` means text.
    """

    line: int
    text: str
    value: str | int | float | bool | None
    size: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    line: int
    items: tuple["Node", ...]
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, with the line of the key."""

    key: str
    line: int
    value: "Node"


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; its keys are text and differ."""

    line: int
    entries: tuple[Entry, ...]
    size: int


Node = Scalar | Listing | Table


def parse(text: str, notes: Notes) -> Node | None:
    """Read YAML into a tree; what is wrong with it is noted. None: nothing stands there, or it can't be read."""
    breaks = [found.end() for found in re.finditer(r"\r\n|\n|\r", text)]

    def line_of(index: int) -> int:
        # YAML tells of what is missing at the end in the line after it.
        return bisect.bisect_right(breaks, min(index, len(text.rstrip()))) + 1

    unreadable = Reader.NON_PRINTABLE.search(text)
    if unreadable:
        code = f"U+{ord(unreadable[0]):04X}"
        notes.add(line_of(unreadable.start()), f"a character stands here that no text has ({code}): take it out")
        return None
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        tree = None if root is None else _Builder(notes, breaks).build(root)
    except yaml.MarkedYAMLError as error:
        mark, words = in_plain_words(error)
        notes.add(line_of(mark.index) if mark else None, words)
    except (ValueError, OverflowError):  # `"\UFFFFFFFF"`, `%YAML 1.999...`: PyYAML lets them through
        notes.add(line_of(loader.get_mark().index), "a number or a `\\U` here is larger than there is")
    else:
        return None if isinstance(tree, Scalar) and tree.value is None else tree  # `---` and comments: nothing
    return None


class _Loader(yaml.SafeLoader):
    """Stops at a depth that no configuration has, long before Python's stack ends."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise RefusedError(
                problem=f"what stands here is nested more than {_MAX_DEPTH} levels deep",
                problem_mark=parent.start_mark if parent else None,
            )
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node


class _Builder:
    """Turns PyYAML's nodes into ours. What an alias repeats is built once, and counted each time."""

    def __init__(self, notes: Notes, breaks: list[int]) -> None:
        self._notes = notes
        self._breaks = breaks
        self._built: dict[int, Node] = {}
        self._open: set[int] = set()
        self._expanded = 0

    def build(self, node: yaml.Node) -> Node:
        known = self._built.get(id(node))
        if known is not None:
            self._expanded += known.size
            if self._expanded > _MAX_EXPANDED:
                raise RefusedError(
                    problem="the aliases (`*`) of what begins here repeat too much: write less of it",
                    problem_mark=node.start_mark,
                )
            return known
        if id(node) in self._open:
            raise RefusedError(
                problem="what begins here contains an alias (`*`) of itself", problem_mark=node.start_mark
            )
        self._open.add(id(node))
        built = self._new(node)
        self._built[id(node)] = built
        self._open.remove(id(node))
        return built

    def _new(self, node: yaml.Node) -> Node:
        line = self._line(node)
        if isinstance(node, yaml.MappingNode):
            if node.tag != _TAG + "map":
                self._refuse_tag(node)
            entries = tuple(self._entries(node))
            return Table(line, entries, 1 + sum(1 + entry.value.size for entry in entries))
        if isinstance(node, yaml.SequenceNode):
            if node.tag != _TAG + "seq":
                self._refuse_tag(node)
            items = tuple(self.build(item) for item in node.value)
            return Listing(line, items, 1 + sum(item.size for item in items))
        return self._scalar(node, line)

    def _scalar(self, node: yaml.Node, line: int) -> Scalar:
        text: str = node.value
        control = _CONTROL.search(text)
        if control:
            self._notes.add(line, f"{shown(text)} contains a control character (U+{ord(control[0]):04X})")
        value: str | float | bool | None = text
        if node.tag == _TAG + "null":
            value = None
        elif node.tag == _TAG + "bool" and text.lower() in yaml.SafeLoader.bool_values:
            value = yaml.SafeLoader.bool_values[text.lower()]
        elif node.tag in (_TAG + "int", _TAG + "float"):
            number = number_in(text)
            value = text if number is None else number
        elif node.tag not in _TEXT_TAGS:
            self._refuse_tag(node)
        return Scalar(line, text, value)

    def _entries(self, node: yaml.MappingNode) -> Iterator[Entry]:
        own: dict[str, int] = {}
        merged: list[Entry] = []
        for key_node, value_node in node.value:
            key, value = self.build(key_node), self.build(value_node)
            if key_node.tag == _TAG + "merge":
                merged += self._merged(value)
            elif not isinstance(key, Scalar):
                self._notes.add(key.line, "a key must be a word, not a list or a mapping")
            elif not isinstance(key.value, str):
                self._notes.add(key.line, f"a key must be a word: {what_yaml_reads(key)}")
            elif key.text in own:
                self._notes.add(key.line, f"the key {shown(key.text)} stands in line {own[key.text]} already")
            else:
                own[key.text] = key.line
                yield Entry(key.text, key.line, value)
        for entry in merged:  # own keys win, then what was merged first
            if entry.key not in own:
                own[entry.key] = entry.line
                yield entry

    def _merged(self, value: Node) -> list[Entry]:
        parts = value.items if isinstance(value, Listing) else (value,)
        entries: list[Entry] = []
        for part in parts:
            if isinstance(part, Table):
                entries += part.entries
            else:
                self._notes.add(part.line, "`<<` takes in a mapping, or a list of mappings (like `<<: *name`)")
        return entries

    def _refuse_tag(self, node: yaml.Node) -> None:
        tag = node.tag.replace(_TAG, "!!")
        self._notes.add(
            self._line(node), f"the YAML tag {shown(tag)} means nothing here: leave it out, or put the text in quotes"
        )

    def _line(self, node: yaml.Node) -> int:
        return bisect.bisect_right(self._breaks, node.start_mark.index) + 1


def number_in(text: str) -> int | float | None:
    """Read a decimal number of at most 15 digits; None: it isn't one."""
    if len(text) > _MAX_WRITTEN or not _NUMBER.fullmatch(text):
        return None
    plain = text.replace("_", "")
    number = int(plain) if plain.lstrip("+-").isdigit() else float(plain)
    return number if math.isfinite(number) and abs(number) <= _MAX_NUMBER else None


def what_yaml_reads(node: Node) -> str:
    """Say what a value is, to who expected text; with the cure."""
    if isinstance(node, Listing):
        return "this is a list"
    if isinstance(node, Table):
        return "this is a mapping"
    if node.value is None:
        return "nothing stands here"
    kind = "true or false" if isinstance(node.value, bool) else "a number"
    return f'YAML reads {shown(node.text)} as {kind}, so put it in quotes: "{node.text}"'
