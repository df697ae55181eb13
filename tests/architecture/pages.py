"""What the pages for people tell them to type, and what they say comes of it."""

import re
import shlex
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "manifests/README.md")
}

#: What stands for something of one's own, and what is typed for it here; the first that is found in a word.
PLACEHOLDERS = (
    (r"@(?:a|you|name)\b", "@maria"),
    (r"@b\b", "@tom"),
    (r"#channel\b", "#leads"),
    (r"\bTEAM\b", "sales"),
    (r"\b20\d\d-\d\d-\d\d\b", "{soon}"),  # a date of the page is past one day
    (r"^FILE$", "leadwheel.yaml"),
    (r"^URL$", "https://bots.example.com"),
    (r"^/NAME$", "/out"),
    (r"^(?:FROM|TO)$", "sqlite+aiosqlite:///leadwheel.db"),
)

_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`]+)`")
_SLASH = re.compile(r"/(?:away|rotation)\b")


class Told(NamedTuple):
    """Something that a page has in code."""

    page: str
    text: str


class Example(NamedTuple):
    """What somebody does in Slack, and what a page says that they see then."""

    page: str
    does: str
    sees: str


def meant(text: str, soon: str = "") -> str:
    """Return what is typed for a line of a page."""
    words = []
    for word in text.split(" "):
        made = word
        for placeholder, instead in PLACEHOLDERS:
            made = re.sub(placeholder, instead.format(soon=soon), made)
        words.append(made)
    return " ".join(words)


def slash_commands() -> list[Told]:
    """Find every slash command in the prose of the pages, each once a page; examples have a test of their own."""
    found = []
    for page, text in PAGES.items():
        prose = _FENCED.sub("", text)
        found += [Told(page, " ".join(code.split())) for code in _INLINE.findall(prose) if _SLASH.match(code)]
    return list(dict.fromkeys(found))


def is_name(command: str) -> bool:
    """Say whether a command's name is meant, and not what is typed: `/rotation join`, `/rotation away ...`."""
    words = command.split()
    bare = len(words) <= 2 and words[-1] not in {"show", "help"}
    return words[-1] in {"...", "…"} or (words[0] == "/rotation" and (bare or words[1] == "…"))


def terminal_commands() -> list[Told]:
    """Find every `leadwheel ...` that stands in a block of a terminal: without the program's name."""
    found = []
    for page, text in PAGES.items():
        blocks = [body for kind, body in _FENCED.findall(text) if kind in {"sh", "console"}]
        indented = "\n".join(re.findall(r"^ {4,}\S.*$", _FENCED.sub("", text), re.MULTILINE))
        found += [Told(page, one) for block in (*blocks, indented) for one in _lines(block)]
    return list(dict.fromkeys(found))


def _lines(block: str) -> list[str]:
    found = []
    for line in block.replace("\\\n", " ").splitlines():
        for part in line.strip().removeprefix("$ ").split("&&"):
            try:
                words = shlex.split(part, comments=True)
            except ValueError:  # prose with an apostrophe
                continue
            if words[:2] == ["sudo", "-u"]:
                words = words[3:]
            while words and re.match(r"[A-Z_]+=", words[0]):
                words = words[1:]
            if words and words[0].rpartition("/")[2] == "leadwheel" and len(words) > 1:
                until = next((at for at, word in enumerate(words) if word in {">", "|"}), None)
                found.append(shlex.join(words[1:until]))
    return found


def named_commands() -> list[Told]:
    """Find every `leadwheel ...` in the prose; `[--so]` may be left out, of `ID...` there can be several."""
    return list(
        dict.fromkeys(
            Told(page, re.sub(r"[\[\]]|\.\.\.", "", " ".join(code.split())).partition("leadwheel ")[2])
            for page, text in PAGES.items()
            for code in _INLINE.findall(_FENCED.sub("", text))
            if re.match(r"(?:\S*/)?leadwheel \S", code)
        )
    )


def examples() -> list[tuple[Example, ...]]:
    """Find the examples of Slack: blocks of ```slack, in which somebody does something, and `>` is what they see."""
    found = []
    for page, text in PAGES.items():
        for kind, body in _FENCED.findall(text):
            steps: list[Example] = []
            for line in body.splitlines() if kind == "slack" else ():
                if not line.startswith(">"):
                    steps.append(Example(page, line.strip(), ""))
                else:
                    last = steps.pop()
                    steps.append(last._replace(sees=f"{last.sees} {line[1:].strip()}".strip()))
            found += [tuple(steps)] if steps else []
    return found
