"""A lead, as cards and direct messages tell of it: who, where, what they wrote. All of it is data (CONTRACT 7)."""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import ContextBlock, SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from bot.slack.text import channel, cut, escape, mention, permalink

_LONGEST_QUOTE: Final = 300
_LONGEST_DETAIL: Final = 200
_MOST_TAGS: Final = 20
_LONGEST_SECTION: Final = 2900
_LONGEST_CONTEXT: Final = 1900


def who(content: Mapping[str, Any]) -> str:
    """Return the lead: a mention, or the name (else the e-mail, the phone) that was found in another app's post."""
    if content["lead_user_id"]:
        return mention(content["lead_user_id"])
    told = next((content[key] for key in ("lead_name", "lead_email", "lead_phone") if content[key]), "")
    return escape(cut(_one_line(told), _LONGEST_DETAIL)) or "somebody unknown"


def place(content: Mapping[str, Any], workspace_url: str) -> str:
    """Return where the conversation is, with a link to its thread."""
    link = permalink(workspace_url, content["channel"], content["thread_ts"])
    return f"in {channel(content['channel'])} (<{link}|open the thread>)"


def quote(content: Mapping[str, Any]) -> str:
    """Return what the lead wrote, on one quoted line; "" where there are no words."""
    said = escape(cut(_one_line(content["text"]), _LONGEST_QUOTE))
    return f">{said}" if said else ""


def details(content: Mapping[str, Any]) -> str:
    """Return what else is known of the lead, and the tags; "" where nothing is."""
    known = [
        f"*{label}* {escape(cut(_one_line(content[key]), _LONGEST_DETAIL))}"
        for label, key in (("Name", "lead_name"), ("E-mail", "lead_email"), ("Phone", "lead_phone"))
        if content[key]
    ]
    if content["tags"]:
        known.append("*Tags* " + ", ".join(escape(cut(_one_line(tag), 40)) for tag in content["tags"][:_MOST_TAGS]))
    return " · ".join(known)


def blocks(text: str, details_text: str) -> list[SectionBlock | ContextBlock]:
    """Return the blocks of such a message. Nothing in them is made a link by Slack itself (`verbatim`)."""
    made: list[SectionBlock | ContextBlock] = [
        SectionBlock(text=MarkdownTextObject(text=cut(text, _LONGEST_SECTION), verbatim=True))
    ]
    if details_text:
        element = MarkdownTextObject(text=cut(details_text, _LONGEST_CONTEXT), verbatim=True)
        made.append(ContextBlock(elements=[element]))
    return made


def lines(*parts: str) -> str:
    """Join the parts that say something, one a line."""
    return "\n".join(part for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())
