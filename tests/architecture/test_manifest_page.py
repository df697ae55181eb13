"""What stands beside the manifest: its page, its icon, and a place in the wheel."""

import re
import struct
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bot import manifest
from bot.slack.scopes import NEEDED_FOR

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "manifests"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
LOADED = manifest.load()

TABLES = {
    "scope": LOADED["oauth_config"]["scopes"]["bot"],
    "event": LOADED["settings"]["event_subscriptions"]["bot_events"],
}


def table(head):
    """Return the rows of the page's table with this heading: the names of each, and what it says of them."""
    lines = PAGE.partition(f"| {head} | needed for |\n| --- | --- |\n")[2].partition("\n\n")[0].splitlines()
    rows = [re.fullmatch(r"\| (.+?) \| (.+) \|", line).groups() for line in lines]
    return [(re.findall(r"`([^`]+)`", names), said) for names, said in rows]


@pytest.mark.parametrize("head", TABLES)
def test_the_page_explains_each_once_and_nothing_else(head):
    explained = [name for names, _ in table(head) for name in names]
    assert sorted(explained) == sorted(TABLES[head])


@pytest.mark.parametrize("head", TABLES)
def test_each_row_of_the_page_says_what_it_is_for(head):
    assert table(head)
    assert all(len(said) >= 10 for _, said in table(head))


def test_what_each_scope_is_for_is_said_by_the_doctor_in_the_same_words():
    said = {name: words for names, words in table("scope") for name in names}
    assert said == NEEDED_FOR


def test_every_file_beside_it_is_on_the_page():
    for path in FOLDER.glob("[!.]*"):
        assert path.name == "README.md" or f"`{path.name}`" in PAGE


def test_the_wheel_has_the_manifests():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for path in FOLDER.glob("*.json"):
        assert included[f"manifests/{path.name}"] == f"bot/manifests/{path.name}"


def test_the_icon_is_one_that_slack_takes():
    picture = (FOLDER / "icon.png").read_bytes()
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert width == height
    assert 512 <= width <= 2_000
    assert len(picture) < 60_000


def test_the_icon_is_drawn_on_the_manifests_colour_with_nothing_from_elsewhere():
    text = (FOLDER / "icon.svg").read_text(encoding="utf-8")
    drawn = ET.fromstring(text)
    ground = drawn.find("{http://www.w3.org/2000/svg}rect")
    assert ground.get("fill") == LOADED["display_information"]["background_color"]
    assert drawn.get("viewBox") == f"0 0 {ground.get('width')} {ground.get('height')}"
    assert text.count("http") == 1  # the name of SVG itself
    assert "href" not in text
