"""The message in a conversation's thread that says who has it now (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import Block

from bot.ids import EventType
from bot.slack.blocks import operator
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
    """Say who has the conversation, of which team, and how it came to them; to a lead who was asked, who is with them."""
    team = content["team"]
    blocks: list[Block] = []
    if "words" in content:  # nothing of how a team works is said to a lead
        said = operator.introduction(content)
        text, blocks = f"Assigned to {mention(content['teammate'])}. {said.text}", said.blocks
    else:
        where = f" of *{escape(team)}*" if team else ""
        text = f"Assigned to {mention(content['teammate'])}{where}, {HOW[content['cause']]}."
    return Rendered(
        text=text,
        blocks=blocks,
        event_type=EventType.ASSIGNMENT,
        event_payload={
            "conversation_id": content["conversation_id"],
            "assignment_id": content["assignment_id"],
            "team": team or "",
            "teammate": content["teammate"],
            "cause": content["cause"],
        },
    )
