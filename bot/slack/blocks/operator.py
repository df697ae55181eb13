"""What the Operator says to leads beside its questions, and what rules post (issue 8)."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from slack_sdk.models.blocks import Block, ImageElement, SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from bot.domain.wording import fill
from bot.ids import EventType
from bot.slack.blocks.rendered import Rendered
from bot.slack.text import cut, escape, mention, permalink

_LONGEST: Final = 2900
_LONGEST_VALUE: Final = 300
_LONGEST_NAME: Final = 100


class Introduction(NamedTuple):
    """How a teammate is introduced: in words, and with their picture where there is one."""

    text: str
    blocks: list[Block]


def introduction(content: Mapping[str, Any]) -> Introduction:
    """Introduce who has the conversation to its lead, by name and picture."""
    name = escape(cut(content["name"], _LONGEST_NAME)) or mention(content["teammate"])
    said = _filled(content, {"teammate": f"*{name}*"})
    text = f"Assigned to {mention(content['teammate'])}. {said}"
    picture = (
        ImageElement(image_url=content["image"], alt_text=cut(content["name"] or "picture", _LONGEST_NAME))
        if content["image"]
        else None
    )
    return Introduction(said, [_section(text, picture)])


def thanks(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Tell a lead whom nobody has yet what happens next."""
    said = _filled(content, {})
    return Rendered(said, EventType.NOTICE, {"conversation_id": content["conversation_id"]}, [_section(said)])


def note(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Post what a rule says; what the lead typed stands in it as data, one line each."""
    link = permalink(workspace_url, content["channel"], content["thread_ts"])
    values = {name: _line(text) for name, text in content["attributes"].items()}
    lead = mention(content["lead_user_id"]) if content["lead_user_id"] else ""
    values["lead"] = lead or values.get("name") or values.get("email") or "somebody"
    team = f"*{escape(content['team'])}*" if content["team"] else "the managers"
    values["assigned_to"] = mention(content["teammate"]) if content["teammate"] else team
    values["link"] = f"<{link}|the thread>"
    said = cut(fill(content["text"], values), _LONGEST)
    return Rendered(said, EventType.NOTICE, {}, [_section(said)])


def _filled(content: Mapping[str, Any], values: Mapping[str, str]) -> str:
    lead = mention(content["lead_user_id"]) if content["lead_user_id"] else ""
    return cut(fill(escape(content["words"]), {"lead": lead, **values}), _LONGEST)


def _line(text: str) -> str:
    return escape(cut(" ".join(text.split()), _LONGEST_VALUE))


def _section(text: str, picture: ImageElement | None = None) -> SectionBlock:
    return SectionBlock(text=MarkdownTextObject(text=text, verbatim=True), accessory=picture)
