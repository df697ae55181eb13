"""The message in a conversation's thread that says who has it now (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any, Final

from bot.ids import EventType
from bot.slack.blocks.rendered import Rendered
from bot.slack.text import escape, mention

#: How a conversation came to who has it, by cause.
HOW: Final = {
    "round_robin": "by turn",
    "waiting": "as it waited and it is their turn",
    "rule": "by a rule",
    "manual": "who took it",
    "passed": "as it was passed on",
}


def assignment(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Say who has the conversation, of which team, and how it came to them."""
    team = content["team"]
    how = HOW[content["cause"]]
    where = f" of *{escape(team)}*" if team else ""
    return Rendered(
        text=f"Assigned to {mention(content['teammate'])}{where}, {how}.",
        event_type=EventType.ASSIGNMENT,
        event_payload={
            "conversation_id": content["conversation_id"],
            "assignment_id": content["assignment_id"],
            "team": team or "",
            "teammate": content["teammate"],
            "cause": content["cause"],
        },
    )
