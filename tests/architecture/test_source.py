"""Habits of the house that no linter knows."""

import ast
import re
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def sources(*folders):
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def calls(path):
    """Yield the name and line of every call in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_only_the_command_line_prints():
    allowed = ROOT / "bot" / "cli"
    printing = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources("bot", "storage")
        if allowed not in path.parents and path != ROOT / "storage/migrations/revise.py"
        for name, line in calls(path)
        if name == "print"
    ]
    assert printing == []


def test_settings_are_read_in_one_place():
    reading = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources("bot", "storage")
        if path.name != "settings.py"
        for name, line in calls(path)
        if name in {"os.getenv", "os.environ.get", "getenv"}
    ]
    assert reading == []


def test_no_module_is_called_utils():
    assert [path for path in sources("bot", "storage") if path.stem in {"utils", "util", "helpers", "common"}] == []


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_described_for_people(name):
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    words = {word for page in pages for word in re.findall(r"[A-Z][A-Z_]+", page.read_text(encoding="utf-8"))}
    assert name.upper() in words


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_says_what_it_is(name):
    description = Settings.model_fields[name].description
    assert description
    assert description.endswith(".")
