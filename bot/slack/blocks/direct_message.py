"""The direct message that tells a teammate of a conversation that is theirs (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any, Final

from bot.ids import EventType
from bot.slack.blocks import lead
from bot.slack.blocks.rendered import Rendered
from bot.slack.text import escape

_HOW: Final = {
    "round_robin": "it is your turn",
    "waiting": "it waited, and it is your turn",
    "rule": "a rule names you",
    "manual": "you took it",
    "passed": "it was passed on, and it is your turn",
}


def direct_message(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Tell whose lead it is, of which team, with a link to the thread."""
    team = f" of *{escape(content['team'])}*" if content["team"] else ""
    how = f": {_HOW[content['cause']]}" if content["cause"] else ""
    head = lead.lines(
        f"You have a conversation{team}{how}.",
        f"{lead.who(content)} {lead.place(content, workspace_url)}",
        lead.quote(content),
    )
    return Rendered(
        lead.plain(content, head, workspace_url),
        EventType.DIRECT_MESSAGE,
        {"conversation_id": content["conversation_id"], "assignment_id": content["assignment_id"]},
        lead.blocks(content, head, workspace_url),
    )
