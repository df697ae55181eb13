"""Settings in a file like `.env`: some are changed, and every other byte stays."""

import re
from collections.abc import Mapping
from typing import Final

#: What stands above each setting that is new in the file.
_SAID: Final = {
    "SLACK_BOT_TOKEN": "The app's Bot User OAuth Token: its page OAuth & Permissions.",
    "SLACK_APP_TOKEN": "For Socket Mode: an app-level token (connections:write), from the page Basic Information.",
    "SLACK_SIGNING_SECRET": "Proves that a request comes from Slack: the page Basic Information.",
}
_HEAD: Final = "# Leadwheel's settings. Keep this file secret: whoever has it can act as the bot."

#: A setting's line, as dotenv reads it: a value in quotes may go over several lines, and hold a `#`.
_LINE: Final = r"""(?imx)
    ^(?P<head>[^\S\r\n]*(?:export[^\S\r\n]+)?(?P<quote>'?){name}(?P=quote)[^\S\r\n]*=[^\S\r\n]*)
    (?P<value>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\r\n]*?)
    (?P<tail>(?:[^\S\r\n]+\#[^\r\n]*)?[^\S\r\n]*)(?=\r?$)
"""


def changed(text: str, values: Mapping[str, str]) -> str:
    """Return a file's text in which these settings have these values; an empty value unsets one that is there.

    A setting that is there keeps its place and its comment; others come at the end, each with a comment of its own.
    Values are letters, digits, and signs that need no quotes.
    """
    end = "\r\n" if "\r\n" in text else "\n"
    added = []
    for name, value in values.items():
        line = re.compile(_LINE.replace("{name}", re.escape(name)))
        literal = value.replace("\\", r"\\")
        text, found = line.subn(rf"\g<head>{literal}\g<tail>", text)
        if not found and value:
            added += ["", f"# {_SAID[name]}", f"{name}={value}"] if name in _SAID else [f"{name}={value}"]
    if not added:
        return text
    if not text:
        return "\n".join([_HEAD, *added]) + "\n"
    return text + ("" if text.endswith("\n") else end) + end.join(added) + end
