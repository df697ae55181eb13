"""A lead, as cards and direct messages tell of it: who, where, what they wrote. All of it is data (CONTRACT 7)."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.models.blocks import ContextBlock, SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject

from bot.domain.configuration import Question, QuestionKind
from bot.slack.blocks.answer_words import shown
from bot.slack.text import channel, cut, escape, mention, permalink

#: What stands in Slack's markup of a link as it is.
_PLAIN_URL: Final = re.compile(r"https?://[\w.:/~?#@%+,;=-]{1,1000}")
_LONGEST_QUOTE: Final = 300
_LONGEST_DETAIL: Final = 200
_MOST_TAGS: Final = 20
_LONGEST_SECTION: Final = 2900
_LONGEST_CONTEXT: Final = 1900
#: https://docs.slack.dev/reference/block-kit/blocks/section-block
_MOST_FIELDS: Final = 10
_MOST_ANSWERS: Final = 50


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
    answered = {one["attribute"] for one in content["answers"]}
    said = {one["value"].lower() for one in content["answers"] if isinstance(one["value"], str)}
    known = [
        f"*{label}* {escape(cut(_one_line(content[key]), _LONGEST_DETAIL))}"
        for label, key in (("Name", "lead_name"), ("E-mail", "lead_email"), ("Phone", "lead_phone"))
        if content[key] and key.removeprefix("lead_") not in answered and content[key].lower() not in said
    ]
    if content["tags"]:
        known.append("*Tags* " + ", ".join(escape(cut(_one_line(tag), 40)) for tag in content["tags"][:_MOST_TAGS]))
    return " · ".join(known)


def answers(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is known by questions: label and answer, both ready to be shown."""
    return [
        (_label(one), _linked(one) or said_back(one["attribute"], one["question_kind"], one["value"]))
        for one in content["answers"]
    ]


def _linked(told: Mapping[str, Any]) -> str | None:
    """Return a web address as the link that it is, under its own name; None: it is something else."""
    is_url = told["question_kind"] == QuestionKind.URL and isinstance(told["value"], str)
    return f"<{told['value']}>" if is_url and _PLAIN_URL.fullmatch(told["value"]) else None


def _label(told: Mapping[str, Any]) -> str:
    name = escape(cut(told["attribute"].replace("_", " ").strip().capitalize() or told["attribute"], 60))
    return f"{name} (late)" if told["late"] else name


def said_back(attribute: str, kind: str | None, value: Any) -> str:
    """Return an answer as a person reads it, on one line, as data. `kind` None: its question isn't asked any more."""
    asked = Question(attribute, "", QuestionKind(kind or QuestionKind.TEXT))
    plain = shown(asked, tuple(value) if isinstance(value, list) else value)
    return escape(cut(_one_line(plain), _LONGEST_DETAIL))


def earlier(content: Mapping[str, Any], workspace_url: str) -> str:
    """Return links to the lead's earlier conversations; "" where there are none."""
    links = [
        f"<{permalink(workspace_url, one['channel'], one['thread_ts'])}|{_day(one['created_at'])}>"
        for one in content["earlier"]
    ]
    return f"*Earlier* {', '.join(links)}" if links else ""


def _day(at: float) -> str:
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%-d %B %Y, %H:%M UTC")


def blocks(content: Mapping[str, Any], text: str, workspace_url: str) -> list[SectionBlock | ContextBlock]:
    """Return the blocks of such a message: `text`, the answers as a table, what else is known, earlier conversations.

    Nothing in them is made a link by Slack itself (`verbatim`).
    """
    made: list[SectionBlock | ContextBlock] = [SectionBlock(text=_data(cut(text, _LONGEST_SECTION)))]
    table = [_data(f"*{label}*\n{answer}") for label, answer in answers(content)[:_MOST_ANSWERS]]
    made += [SectionBlock(fields=table[at : at + _MOST_FIELDS]) for at in range(0, len(table), _MOST_FIELDS)]
    for below in (details(content), earlier(content, workspace_url)):
        if below:
            made.append(ContextBlock(elements=[_data(cut(below, _LONGEST_CONTEXT))]))
    return made


def plain(content: Mapping[str, Any], text: str, workspace_url: str) -> str:
    """Return such a message where blocks aren't shown."""
    told = [f"{label}: {answer}" for label, answer in answers(content)]
    return cut(lines(text, earlier(content, workspace_url), details(content), *told))


def _data(text: str) -> MarkdownTextObject:
    return MarkdownTextObject(text=text, verbatim=True)


def lines(*parts: str) -> str:
    """Join the parts that say something, one a line."""
    return "\n".join(part for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())
