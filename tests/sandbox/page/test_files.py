"""The page is made of the package's own files, and nothing else is loaded or run."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.sandbox import page

ROOT = Path(__file__).resolve().parents[3]
STATIC = Path(page.__file__).parent / "static"
FILES = sorted(path.name for path in STATIC.iterdir())
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@pytest.mark.parametrize("name", FILES)
async def test_each_file_is_served_as_what_it_is(sandbox, session, address, name):
    async with session.get(address(sandbox, f"page/static/{name}")) as response:
        assert response.status == 200
        assert response.content_type == TYPES[Path(name).suffix]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert await response.read() == (STATIC / name).read_bytes()


async def test_the_front_is_the_page_and_runs_no_script_that_stands_in_it(sandbox, session, address):
    async with session.get(address(sandbox)) as response:
        policy = response.headers["Content-Security-Policy"]
        assert "<title>Leadwheel sandbox</title>" in await response.text()
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["..%2froutes.py", "%2e%2e%2froutes.py", "nothing.js", "..", "%2fetc%2fpasswd"])
async def test_no_other_file_is_served(sandbox, session, address, name):
    async with session.get(address(sandbox, f"page/static/{name}")) as response:
        assert response.status == 404


def test_all_are_in_the_wheel():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "bot" in wheel["packages"]  # with all that lies in it
    assert "exclude" not in wheel
    assert STATIC.is_relative_to(ROOT / "bot")
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert not [line for line in ignored if Path(line).suffix in TYPES]


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_fetched_from_elsewhere_and_no_text_becomes_html(name):
    text = (STATIC / name).read_text(encoding="utf-8")
    loaded = re.findall(r"""(?:from|import|src=|href=|url\()\s*["'(]?\s*(https?:[^"')]*)""", text)
    assert loaded == []
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)


@pytest.mark.parametrize("name", FILES)
def test_each_stays_short_and_says_what_it_is_for(name):
    text = (STATIC / name).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    assert text.startswith({".js": "// ", ".css": "/* "}.get(Path(name).suffix, "<"))


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_scripts_import_what_there_is(name):
    for other in re.findall(r'from "\./([^"]+)"', (STATIC / name).read_text(encoding="utf-8")):
        assert other in FILES


def test_the_page_names_each_stylesheet():
    page = (STATIC / "page.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r"/page/static/(\w+\.css)", page)) == [name for name in FILES if name.endswith(".css")]
