"""A mapping of the file whose keys are known words (a team, a source, a rule), or names (the teams)."""

from collections.abc import Iterator

from bot.configfile import values
from bot.configfile.mistakes import Notes, shown
from bot.configfile.tree import Entry, Node, Scalar, Table, what_yaml_reads
from bot.domain.nearest import comparable


def read_table(notes: Notes, node: Node, what: str, example: str) -> tuple[Entry, ...]:
    """Read a mapping, whatever its keys are."""
    if isinstance(node, Table):
        return node.entries
    given = f"only {shown(node.text)} stands here" if isinstance(node, Scalar) and node.text else what_yaml_reads(node)
    notes.add(node.line, f"{what} must have keys, like `{example}`, but {given}")
    return ()


def read_named(notes: Notes, node: Node, section: str, kind: str) -> Iterator[tuple[str, Entry]]:
    """Read a mapping from names to what they name; two names that differ only in case are refused.

    Args:
        notes: Where mistakes go.
        node: The mapping.
        section: Its key, `teams`.
        kind: What one of them is called, "a team".

    Yields:
        The name ("" when it can't be one) and its entry.
    """
    first: dict[str, int] = {}
    for entry in read_table(notes, node, f"`{section}`", "name: {...}"):
        name = values.read_name(notes, entry.key, entry.line, kind)
        form = comparable(name)
        if name and form in first:
            notes.add(entry.line, f"{shown(name)} differs from {kind} in line {first[form]} only in how it is written")
        first.setdefault(form, entry.line)
        yield name, entry


class Block:
    """One mapping with known keys: notes unknown and missing ones, then gives the values, or None where a key isn't."""

    def __init__(
        self,
        notes: Notes,
        node: Node,
        where: str,
        keys: tuple[str, ...],
        *,
        required: tuple[str, ...] = (),
        line: int | None = None,
    ) -> None:
        self.notes = notes
        self._where = where
        self._nodes: dict[str, Node] = {}
        entries = read_table(notes, node, where or "the file", f"{(required or keys)[0]}: ...")
        for entry in entries:
            if entry.key in keys:
                self._nodes[entry.key] = entry.value
            else:
                notes.add(entry.line, values.unknown_key(entry.key, where, keys))
        if isinstance(node, Table):
            for key in required:
                if key not in self._nodes:
                    notes.add(line or node.line, f"{where} has no `{key}`")

    def get(self, key: str) -> tuple[Node, str] | None:
        """Give the value of a key, and what a message calls it."""
        node = self._nodes.get(key)
        if node is None:
            return None
        return node, f"`{key}` of {self._where}" if self._where else f"`{key}`"

    def channel(self, key: str) -> str:
        """Read a channel id; "" when there is none."""
        found = self.get(key)
        return values.read_channel(self.notes, *found) if found else ""

    def text(self, key: str, most: int) -> str:
        """Read text of several lines; "" when there is none."""
        found = self.get(key)
        return values.read_text(self.notes, *found, most, lines=True) if found else ""

    def switch(self, key: str, *, default: bool) -> bool:
        """Read true or false."""
        found = self.get(key)
        return values.read_switch(self.notes, *found) if found else default

    def word(self, key: str, default: values.Word) -> values.Word:
        """Read one word of the set that the default is in."""
        found = self.get(key)
        return (found and values.read_word(self.notes, *found, type(default))) or default

    def users(self, key: str) -> tuple[str, ...]:
        """Read a list of user ids; empty when there is none."""
        found = self.get(key)
        return values.read_users(self.notes, *found) if found else ()

    def items(self, key: str, least: int = 0, most: int = values.MAX_ITEMS) -> tuple[Node, ...]:
        """Read a list of whatever; empty when there is none."""
        found = self.get(key)
        return values.read_list(self.notes, *found, least, most) if found else ()
