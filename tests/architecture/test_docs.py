"""What there is, is in the docs: keys of the configuration file, commands of both kinds."""

import re
import textwrap
from pathlib import Path

import pytest
import typer

from bot.cli import app
from bot.configfile import load
from bot.configfile.block import Block
from bot.configfile.writing import write
from bot.domain.configuration import Method, Operator, QuestionKind, Sender, Trigger
from bot.ids import Action
from bot.slack.blocks.card import LABELS
from bot.slack.listeners.commands import away, rotation
from tests.configfile.conftest import CONTRACT_BLOCK

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
OPERATING = (ROOT / "docs/operating.md").read_text(encoding="utf-8")


def code(page: str) -> set[str]:
    """Return the words in backticks of a page, outside its examples."""
    prose = re.sub(r"```.*?```", "", page, flags=re.DOTALL)
    return {word for piece in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"[\w-]+", piece)}


def keys_of_the_file() -> set[str]:
    """Read a file that has a bit of everything, and note which keys its reader knows."""
    known: set[str] = set()
    made = Block.__init__

    def noting(self, notes, node, where, keys, **named):
        known.update(keys)
        made(self, notes, node, where, keys, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Block, "__init__", noting)
        load(CONTRACT_BLOCK, "leadwheel.yaml")
    return known


def test_the_search_for_keys_is_not_blind():
    assert {"workspace", "waiting_burst", "qualify", "remember", "replies_to", "assign_to"} <= keys_of_the_file()


@pytest.mark.parametrize("key", sorted(keys_of_the_file()))
def test_every_key_of_the_configuration_file_is_described(key):
    assert key in code(CONFIGURATION)


@pytest.mark.parametrize("word", sorted({*Method, *Sender, *Trigger, *Operator, *QuestionKind}))
def test_every_word_that_a_key_can_have_is_described(word):
    assert word in code(CONFIGURATION)


def test_the_examples_of_the_docs_are_right():
    examples = [
        textwrap.dedent(text)
        for page in (README, CONFIGURATION)
        for text in re.findall(r" *```yaml\n(.*?) *```", page, re.DOTALL)
    ]
    assert len(examples) == 3
    for text in examples:
        assert load(text, "docs").configuration.teams


def test_the_example_of_an_export_is_what_is_exported():
    section = CONFIGURATION.partition("\n## The file of what is set up\n")[2]
    example = section.partition("```yaml\n")[2].partition("```")[0]
    names = dict(re.findall(r"\b([A-Z][0-9][0-9A-Z]+)\}?  # (.+)$", example, re.MULTILINE))
    names["C06HELP"] = "#help"
    assert write(load(example, "docs").configuration, names) == example


def commands() -> dict[str, list[str]]:
    found = {}
    for name, command in typer.main.get_command(app).commands.items():
        parts = getattr(command, "commands", None)
        named = {name: command} if parts is None else {f"{name} {part}": one for part, one in parts.items()}
        for whole, one in named.items():
            found[whole] = [option for param in one.params for option in param.opts if option.startswith("--")]
    return found


@pytest.mark.parametrize("name", sorted(commands()))
def test_every_command_of_the_terminal_is_described_with_its_options(name):
    row = next(line for line in OPERATING.splitlines() if line.startswith(f"| `leadwheel {name}"))
    for option in commands()[name]:
        assert re.search(rf"(?<!\S)\[?{option}\b", row)


@pytest.mark.parametrize("verb", sorted({*rotation.VERBS, "away"}))
def test_every_verb_of_rotation_is_in_the_readme(verb):
    assert verb == "away" or re.search(rf"`/rotation {verb}\b", README)


@pytest.mark.parametrize("verb", away.VERBS)
def test_every_verb_of_away_is_in_the_readme(verb):
    assert re.search(rf"`/away {verb}\b", README)


@pytest.mark.parametrize("action", sorted(Action))
def test_every_button_is_in_the_readme(action):
    assert f"| **{LABELS[action]}** |" in README
