"""What the bot says of itself: to whoever invites it into a channel, or writes to it."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.domain.configuration import Sender, is_user_id
from bot.ids import Command, EventType
from bot.slack.blocks.rendered import Rendered
from bot.slack.text import channel, cut, escape, mention

#: Whose messages in a source are none of ours, by its `from`.
_DO_NOT_COUNT: Final = {
    Sender.ANYONE: "",
    Sender.PEOPLE: " Those of apps don't count.",
    Sender.APPS: " Those of people don't count.",
    Sender.NOT_TEAMMATES: " Those of teammates don't count.",
}
_MOST_NAMES: Final = 10


def introduction(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Tell whoever invited the bot into a channel what it does there, or how to let it do something."""
    role = content["role"]
    text = _takes_no_part(content) if role is None else " ".join(_does(role, content["channel"]))
    return Rendered(cut(text), EventType.NOTICE, ephemeral_to=content["to"])


def directions(content: Mapping[str, Any], _workspace_url: str) -> Rendered:
    """Tell whoever wrote to the bot what they can do."""
    return Rendered(cut("\n".join(_directions(content))), EventType.NOTICE)


def _directions(content: Mapping[str, Any]) -> Iterable[str]:
    teams, outside = content["teams"], content["outside"]
    yield (
        "I share new conversations evenly in a team: each goes to the next available teammate. "
        "What is written to me here nobody reads; I only know commands."
    )
    if teams:
        yield f"Conversations of {_teams(teams)} come to you. Their cards have buttons to accept them and to pass them on."
        yield f"• `{Command.AWAY}`, `{Command.AWAY} until monday` — none come to you; `{Command.AWAY} off` — you are back"
    elif outside:
        yield "For a question of yours, write in the channel where the team is, or ask somebody of the team."
    else:
        yield "You are in no team, so none come to you."
    if not outside:
        yield f"• `{Command.ROTATION} show` — whose turn is next, who is away, what waits"
    if content["may_join"]:
        yield f"• `{Command.ROTATION} join TEAM` — be in a team: {_teams(content['may_join'])}"
    if content["manager"]:
        yield f"• `{Command.ROTATION} create TEAM #channel`, `{Command.ROTATION} add TEAM @name` — make a team, and fill it"
        yield f"• `{Command.ROTATION} listen #channel TEAM` — new messages there go to the team"
    if not outside:
        yield f"• `{Command.ROTATION} help` — all commands"


def _does(role: Mapping[str, Any], channel_id: str) -> Iterable[str]:
    """Say what the bot does in a channel."""
    if role["sender"] is not None:
        whom = [*map(_whom, role["goes_to"][:_MOST_NAMES]), *(["the managers"] if role["else_managers"] else [])]
        by_rules = ", by the rules" if len(whom) > 1 else ""
        yield f"New messages here go to {' or '.join(whom)}{by_rules}.{_DO_NOT_COUNT[Sender(role['sender'])]}"
        yield "Each goes to the next available teammate, and its thread says who that is."
    if role["inbox_of"]:
        yield f"The cards of {_teams(role['inbox_of'])} are posted in {channel(channel_id)}, to accept, pass on and take."


def _takes_no_part(content: Mapping[str, Any]) -> str:
    # No code: Slack shows a channel's name only outside of it.
    where, teams = channel(content["channel"]), content["teams"]
    which = f" The teams are {_teams(teams)}." if teams else ""
    return (
        "Hello! I share new conversations evenly in a team: each goes to the next available teammate. "
        f"{where} takes no part in that yet.\n"
        f"• Let its new messages go to a team: {Command.ROTATION} listen {where} TEAM{which}\n"
        f"• Make it the inbox of a new team, where its cards are posted: {Command.ROTATION} create TEAM\n"
        "Managers can do that: admins and owners of this workspace, and whom the configuration names. "
        f"All commands: `{Command.ROTATION} help`"
    )


def _whom(name: str) -> str:
    return mention(name) if is_user_id(name) else f"*{escape(name)}*"


def _teams(names: list[str]) -> str:
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return ", ".join(f"*{escape(name)}*" for name in names[:_MOST_NAMES]) + more
