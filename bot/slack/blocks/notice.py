"""Notices: to a team's channel, to the managers, to one person."""

import re
from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, ButtonElement, SectionBlock
from slack_sdk.models.blocks.basic_components import MarkdownTextObject, PlainTextObject

from bot.ids import Action, Command, EventType
from bot.slack.blocks.rendered import Rendered
from bot.slack.text import channel, cut, escape, mention, permalink

_WORDS = {
    "already_yours": "You have this conversation already.",
    "already_taken": "Somebody else has this conversation already. Thank you all the same!",
    "not_allowed": "Only members of its team and managers can take this conversation.",
    "unknown": "This conversation isn't here any more.",
}

_WHY = {
    "no_rule": "no rule matched it",
    "deactivated": "the person whom its rule names is deactivated in Slack",
    "team_gone": "its team was taken away",
}


def nobody_available(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Say in a team's channel that what comes in waits."""
    team = escape(content["team"])
    why = "everybody is away" if content["size"] else "it has no teammates"
    how = (
        f"It is dealt as soon as somebody is back (`{Command.AWAY} off`)."
        if content["size"]
        else f"A manager can add some: `{Command.ROTATION} add {team} @name`."
    )
    return _notice(
        f"A conversation for *{team}* waits: nobody is available, {why}. {how} Whoever writes in its thread takes it."
    )


def unrouted(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Bring a conversation without a team to a manager, with the button that takes it."""
    link = permalink(workspace_url, content["channel"], content["thread_ts"])
    who = mention(content["lead_user_id"]) if content["lead_user_id"] else _named(content)
    said = f"\n>{cut(escape(_one_line(content['text'])), 300)}" if content["text"] else ""
    text = (
        f"A conversation has no team, because {_WHY[content['why']]}: {who} in {channel(content['channel'])} "
        f"(<{link}|open the thread>).{said}\nTake it, or write in its thread."
    )
    return _notice(
        text,
        blocks=[
            SectionBlock(text=MarkdownTextObject(text=cut(text, 2900))),
            ActionsBlock(
                elements=[
                    ButtonElement(
                        action_id=Action.CONVERSATION_TAKE,
                        value=content["conversation_id"],
                        text=PlainTextObject(text="Take it"),
                        style="primary",
                    )
                ]
            ),
        ],
    )


def _named(content: Mapping[str, Any]) -> str:
    told = [content[key] for key in ("lead_name", "lead_email", "lead_phone") if content[key]]
    return escape(cut(_one_line(", ".join(told)), 200)) or "somebody unknown"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def rejected(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Tell a manager of a message that could not be stored."""
    link = permalink(workspace_url, content["channel"], content["thread_ts"])
    return _notice(
        f"<{link}|A message> in {channel(content['channel'])} could not be stored as a conversation, so nobody was "
        "assigned. Please look at it yourself; what came in is kept for whoever runs this bot."
    )


def undeliverable(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Tell a manager that the bot can't post somewhere."""
    where = content["channel"]
    place = mention(where) if where.startswith(("U", "W")) else channel(where)
    return _notice(
        f"I can't post to {place}: Slack says `{_error_word(content['error'])}`. {_mend(content['error'])} "
        "Who got which conversation is kept all the same."
    )


def _error_word(error: str) -> str:
    """Return Slack's error word, which is letters, digits and underscores, as code."""
    return re.sub(r"[^A-Za-z0-9_]", "", error)[:100]


def _mend(error: str) -> str:
    return {
        "not_in_channel": "Invite me there: `/invite @Leadwheel`.",
        "channel_not_found": "Invite me there if it is private, or name another channel in the configuration.",
        "is_archived": "The channel is archived: name another in the configuration.",
        "missing_scope": "The app needs to be installed again with the scopes of its manifest.",
        "restricted_action": "An admin restricts who may post there.",
    }.get(error, "Whoever runs this bot can look it up in Slack's documentation.")


def word(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Say something to one person alone."""
    return Rendered(_WORDS[content["says"]], EventType.NOTICE, {}, (), content["to"])


def _notice(text: str, blocks: list[Any] | None = None) -> Rendered:
    return Rendered(cut(text), EventType.NOTICE, {}, blocks or ())
