"""The section `rules`: triggers, conditions, and to whom a conversation goes."""

from collections.abc import Collection

from bot.configfile import values
from bot.configfile.block import Block
from bot.configfile.conditions import ConditionReader
from bot.configfile.mistakes import Notes
from bot.configfile.placeholders import read_words
from bot.configfile.references import Reference
from bot.configfile.sections import read_reference
from bot.configfile.tree import Node, Scalar
from bot.domain.configuration import (
    STANDING_ATTRIBUTES,
    Note,
    Qualification,
    Rule,
    Trigger,
    is_user_id,
)
from bot.domain.nearest import comparable
from bot.domain.wording import NOTE_PLACEHOLDERS

_KEYS = ("when", "if", "assign_to", "tag", "note")
_TAGS = (1, 20)
_MAX_TAG = 50


class RuleReader:
    """Reads rules, knowing what else the file sets up.

    Args:
        notes: Where mistakes go.
        references: Where the teams go that the rules name.
        teams: The names of the file's teams.
        qualifications: The file's qualifications, for the attributes that they ask for.
    """

    def __init__(
        self,
        notes: Notes,
        references: list[Reference],
        teams: Collection[str],
        qualifications: Collection[Qualification],
    ) -> None:
        self._notes = notes
        self._references = references
        self._teams = {comparable(team) for team in teams}
        questions = [question for one in qualifications for question in one.questions]
        self._conditions = ConditionReader(notes, questions)
        asked = dict.fromkeys(question.attribute for question in questions)
        self._placeholders = tuple(dict.fromkeys((*NOTE_PLACEHOLDERS, *STANDING_ATTRIBUTES, *asked)))

    def read(self, node: Node) -> tuple[Rule, ...]:
        """Read the whole list, in its order."""
        nodes = values.read_list(self._notes, node, "`rules`")
        return tuple(self._rule(item, f"rule {at}") for at, item in enumerate(nodes, 1))

    def _rule(self, node: Node, where: str) -> Rule:
        block = Block(self._notes, node, where, _KEYS, required=("when", "assign_to"))
        conditions = block.get("if")
        tags = block.get("tag")
        return Rule(
            when=block.word("when", Trigger.NEW_CONVERSATION),
            assign_to=self._assign_to(block),
            conditions=self._conditions.read(*conditions, where) if conditions else (),
            tags=values.read_texts(self._notes, *tags, _MAX_TAG, items=_TAGS) if tags else (),
            note=self._note(block, where),
        )

    def _note(self, block: Block, where: str) -> Note | None:
        found = block.get("note")
        if not found:
            return None
        inner = Block(self._notes, found[0], f"the note of {where}", ("channel", "text"), required=("channel", "text"))
        return Note(inner.channel("channel"), read_words(inner, "text", self._placeholders, attributes=True) or "")

    def _assign_to(self, block: Block) -> str:
        found = block.get("assign_to")
        if not found:
            return ""
        node, what = found
        text = node.text if isinstance(node, Scalar) and isinstance(node.value, str) else ""
        if text.startswith("@") or (is_user_id(text) and comparable(text) not in self._teams):
            return values.read_user(self._notes, node, what)
        return read_reference(block, "assign_to", "team", self._references) or ""
