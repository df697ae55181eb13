"""The card of a conversation: who has it, whose it is to take, and the buttons for that (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement
from slack_sdk.models.blocks.basic_components import PlainTextObject

from bot.ids import Action, EventType
from bot.slack.blocks import lead
from bot.slack.blocks.assignment import HOW
from bot.slack.blocks.rendered import Rendered
from bot.slack.text import escape, people

#: Why a conversation goes to the managers.
WHY: Final = {
    "no_rule": "no rule matched it",
    "deactivated": "the person whom its rule names is deactivated in Slack",
    "passed": "it was passed on, and it has no team whose turn it could be",
    "team_gone": "its team was taken away",
}
#: What stands on the buttons.
LABELS: Final = {
    Action.CONVERSATION_TAKE: "Take it",
    Action.CONVERSATION_ACCEPT: "Accept",
    Action.CONVERSATION_PASS: "Pass on",
}
_SEPARATOR: Final = "/"
_MOST_PASSERS: Final = 20


def card(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Show a conversation as it is: `content` is what `bot.usecases.cards.facts` returns."""
    head = lead.lines(
        _standing(content), f"{lead.who(content)} {lead.place(content, workspace_url)}", lead.quote(content)
    )
    blocks: list[Block] = [*lead.blocks(content, head, workspace_url)]
    if content["buttons"] is not None:
        blocks.append(ActionsBlock(elements=_buttons(content)))
    return Rendered(
        lead.plain(content, head, workspace_url),
        EventType.CARD,
        {"conversation_id": content["conversation_id"]},
        blocks,
    )


def _standing(content: Mapping[str, Any]) -> str:
    """Say who has the conversation, or why nobody has."""
    team = f"*{escape(content['team'])}* · " if content["team"] else ""
    passed = content["passed_by"][:_MOST_PASSERS]
    by = f" Passed on by {people(passed)}." if passed else ""
    if content["teammate"] is not None:
        has = f"{team}{people([content['teammate']])} has this conversation, {HOW[content['cause']]}."
        return f"{has}{' *Accepted.*' if content['accepted'] else ''}{by}"
    if content["team"]:
        return f"{team}Nobody has this conversation yet.{by}"
    why = f", because {WHY[content['why']]}" if content.get("why") else " now, and no team"
    return (
        f"Nobody has this conversation{why}.{by} Managers can take it; so does any teammate who writes in its thread."
    )


def _buttons(content: Mapping[str, Any]) -> list[ButtonElement]:
    """Make the buttons: who has it accepts (once) and passes, the others take what nobody has."""
    value = content["conversation_id"]
    if content["buttons"] == "waiting":
        return [_button(Action.CONVERSATION_TAKE, value, "primary")]
    value += _SEPARATOR + content["assignment_id"]
    accept = [] if content["accepted"] else [_button(Action.CONVERSATION_ACCEPT, value, "primary")]
    return [*accept, _button(Action.CONVERSATION_PASS, value)]


def _button(action: Action, value: str, style: str | None = None) -> ButtonElement:
    return ButtonElement(action_id=action, value=value, text=PlainTextObject(text=LABELS[action]), style=style)


def pressed_value(value: object) -> tuple[str, str | None]:
    """Return the conversation and the assignment that a pressed button's `value` names; "" and None where it doesn't."""
    if not (isinstance(value, str) and value.isascii() and value.isprintable()):
        return "", None
    conversation_id, _, assignment_id = value.partition(_SEPARATOR)
    return conversation_id, assignment_id or None
