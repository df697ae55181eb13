"""Every log line of level warning and above is explained in docs/operating.md, and no other."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
LEVELS = {"warning", "warn", "error", "exception", "critical", "fatal", "log"}


def logged(source):
    """Yield what each call of a logger is given as its event, with its line; None: no text that could be looked up."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
            continue
        if "log" in ast.unparse(node.func.value).lower():
            first = node.args[0] if node.args else None
            text = isinstance(first, ast.Constant) and isinstance(first.value, str) and node.func.attr != "log"
            yield first.value if text else None, node.lineno


def in_the_source():
    return {
        f"{path.relative_to(ROOT)}:{line}": name
        for folder in ("bot", "storage")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name, line in logged(path.read_text(encoding="utf-8"))
    }


def rows():
    """Return the cells of each row of the section's tables."""
    section = PAGE.partition("\n## Log lines\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in cells] for cells in lines]


def in_the_page():
    return [name for first, *_ in rows() for name in re.findall(r"`(\w+)`", first)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('_log.warning("a", error=1)', ["a"]),
        ('self._log.exception(\n    "b",\n)', ["b"]),
        ('structlog.get_logger(__name__).error("c")', ["c"]),
        ("_log.error(name)", [None]),
        ('_log.error(f"{d}")', [None]),
        ('_log.log(40, "e")', [None]),
        ("logging.getLogger('x').critical('f %s', 1)", ["f %s"]),
        ('_log.info("g")\nparser.error("h")', []),
    ],
)
def test_the_search_is_not_blind(source, found):
    assert [name for name, _ in logged(source)] == found


def test_every_line_has_a_name_that_can_be_looked_up():
    unnamed = [where for where, name in in_the_source().items() if name is None or not re.fullmatch(r"[a-z_]+", name)]
    assert unnamed == []


def test_every_line_of_the_source_is_in_the_page_and_every_line_of_the_page_in_the_source():
    source, page = set(in_the_source().values()), in_the_page()
    assert sorted(page) == sorted(source)


@pytest.mark.parametrize("cells", rows(), ids=lambda cells: cells[0].strip("`"))
def test_it_says_what_a_line_means_and_what_to_do(cells):
    assert len(cells) == 3
    assert all(cells)
