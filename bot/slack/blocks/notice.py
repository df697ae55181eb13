"""Notices: to a team's channel, to the managers, to one person."""

import re
from collections.abc import Mapping
from typing import Any, Final

from bot.ids import Command, EventType
from bot.slack.blocks.card import WHY
from bot.slack.blocks.refusals import how_to_mend
from bot.slack.blocks.rendered import Rendered
from bot.slack.text import channel, cut, escape, mention, permalink

#: The gateway's word for a message that could not even be made.
_OUR_OWN: Final = "cannot_render"

#: How a manager is told of a channel that the bot isn't in, by Slack's error word.
_ABSENT: Final = {"not_in_channel": "I'm not in {}"}
_CLOSED: Final = "{} is archived"
_MOST_TEAMS: Final = 10

#: What the one who pressed a button is told, by what it came to; `{who}` has the conversation.
_WORDS: Final = {
    "already_yours": "You have this conversation already.",
    "already_taken": "{who} has this conversation already. Thank you all the same!",
    "already_accepted": "You have accepted this conversation already.",
    "already_passed": "You have passed this conversation on already: {who} has it now.",
    "not_yours": "{who} has this conversation, and nobody else can accept it or pass it on.",
    "nobodys": "Nobody has this conversation just now: its card has a button to take it.",
    "moved_on": "This conversation has moved on since then, so nothing was changed: please look at its card again.",
    "not_allowed": "Only members of its team and managers can take this conversation.",
    "unknown": "This conversation isn't here any more.",
    "not_the_lead": "This question is for whom it was asked. A teammate who answers in the thread takes the conversation.",
    "answered_before": "This question is answered already. Thank you!",
    "questions_over": "No more questions: you are in good hands now.",
    "kept_late": "Thank you! We have noted it.",
    "nothing_chosen": "Please choose something first.",
    "question_gone": "This question isn't asked any more, so nothing was changed.",
}


def nobody_available(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Say in a team's channel that what comes in waits."""
    team = escape(content["team"])
    if content["size"]:
        why = "all of its teammates are away, or deactivated in Slack"
        how = f"It is dealt as soon as somebody is back (`{Command.AWAY} off`)."
    else:
        why = "it has no teammates"
        how = f"A manager can add some: `{Command.ROTATION} add {team} @name`."
    take = "Until then, the button of its card takes it, and so does an answer in its thread."
    return _notice(f"A conversation for *{team}* waits: nobody is available, {why}. {how} {take}")


def passed(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Say in a team's channel that a conversation was passed on and waits."""
    link = permalink(workspace_url, content["channel"], content["thread_ts"])
    who = f"{mention(content['by'])} passed on <{link}|a conversation> of *{escape(content['team'])}*"
    if content["by_turn"]:
        return _notice(
            f"{who}, and so has everybody else who is available. It waits until somebody takes it, or until "
            "somebody else is back."
        )
    return _notice(f"{who}. It waits until somebody takes it.")


def came_back(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Tell a manager of a conversation that is without a team again."""
    link = permalink(workspace_url, content["channel"], content["thread_ts"])
    return _notice(
        f"<{link}|A conversation> in {channel(content['channel'])} has come back to the managers, because "
        f"{WHY[content['why']]}. Nobody has it: your card of it, further up, has the button that takes it."
    )


def rejected(content: Mapping[str, Any], workspace_url: str) -> Rendered:
    """Tell a manager of a message that could not be stored."""
    link = permalink(workspace_url, content["channel"], content["thread_ts"])
    return _notice(
        f"<{link}|A message> in {channel(content['channel'])} could not be stored as a conversation, so nobody was "
        "assigned. Please look at it yourself; what came in is kept for whoever runs this bot."
    )


def undeliverable(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Tell a manager that the bot can't post somewhere (or hear), what mends it, and how what is missing is sent then."""
    where, error = content["channel"], content["error"]
    place = mention(where) if where.startswith(("U", "W")) else channel(where)
    role = content.get("role")
    if role is not None:
        refused = f"{_ABSENT.get(error, _CLOSED).format(place)} (`{_code(error)}`): {_lost(role)}."
    elif error == _OUR_OWN:
        refused = f"I can't make a message for {place}."
    else:
        refused = f"I can't post to {place}: Slack says `{_code(error)}`."
    mend = how_to_mend(error) or "Whoever runs this bot can look it up in Slack's documentation."
    if role is not None and not role["inbox_of"]:
        return _notice(f"{refused} {mend}")
    return _notice(
        f"{refused} {mend} Who got which conversation is kept all the same. "
        f"Whoever runs this bot then sends what is missing: `leadwheel outbox retry --all --channel {_code(where)}`"
    )


def _lost(role: Mapping[str, Any]) -> str:
    """Say what is lost while the bot isn't in a channel that is for something."""
    lost = [] if role["sender"] is None else ["no new message there becomes a conversation"]
    if role["inbox_of"]:
        names, more = role["inbox_of"][:_MOST_TEAMS], len(role["inbox_of"]) - _MOST_TEAMS
        teams = ", ".join(f"*{escape(name)}*" for name in names) + (f" and {more} more" if more > 0 else "")
        lost.append(f"no card of {teams} is posted there")
    return ", and ".join(lost)


def _code(word: str) -> str:
    """Return Slack's error word or an id, which are letters, digits and underscores, so that it can stand as code."""
    return re.sub(r"[^A-Za-z0-9_]", "", word)[:100]


def word(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Say something to one person alone."""
    teammate = content.get("teammate")
    said = _WORDS[content["says"]].format(who=mention(teammate) if teammate else "nobody")
    return Rendered(said[0].upper() + said[1:], EventType.NOTICE, {}, (), content["to"])


def _notice(text: str) -> Rendered:
    return Rendered(cut(text), EventType.NOTICE)
