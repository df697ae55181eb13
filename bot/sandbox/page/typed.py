"""What Slack's clients make of the text that a person types, before they send it."""

import re
from typing import Final

from bot.sandbox.mentions import escape_mentions
from bot.sandbox.workspace import Workspace

_ADDRESS: Final = re.compile(r"(?<![\w<|])(https?://[^\s<>|]*[^\s<>|.,;:!?'\")\]])")
_EMAIL: Final = re.compile(r"(?<![\w<|:/.+-])([\w.+-]+@[\w-]+(?:\.[\w-]+)+)(?![\w@])")
_BROADCAST: Final = re.compile(r"(?<![\w@/.])@(here|channel|everyone)\b")


def as_slack_sends(text: str, workspace: Workspace) -> str:
    """Return a typed text in Slack's form: `&`, `<`, `>` escaped, names, addresses and e-mails in angle brackets."""
    escaped = text.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = _EMAIL.sub(r"<mailto:\1|\1>", _ADDRESS.sub(r"<\1>", escaped))
    called = _BROADCAST.sub(r"<!\1>", linked)
    mentioned = escape_mentions(called, workspace.users.values(), workspace.channels.values())
    return re.sub(r"<@([UW]\w+)\|[^>]*>", r"<@\1>", mentioned)
