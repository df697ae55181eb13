"""`/rotation create`, `delete`, `on`, `off`, `listen`: teams, and the channels whose messages go to them (CONTRACT 6)."""

import time
import unicodedata
from typing import Final

import structlog

from bot.domain.configuration import NAME_RULE, Method, is_name, nearest_name
from bot.ids import Command
from bot.slack.blocks import rotation_teams as says
from bot.slack.caller import managers_only
from bot.slack.listeners.commands.rotation_words import Typed
from bot.slack.text import escape
from bot.usecases import teams
from bot.usecases.errors import Mistake
from bot.usecases.listen import listen as listen_to

_log = structlog.get_logger(__name__)

#: What was done is said in time, whatever else is asked: so long before the deadline.
_ANSWERED_WITHIN_SECONDS: Final = 0.8


async def create(typed: Typed) -> str:
    """Make a team. Raises Mistake, NotAllowed."""
    managers_only(typed.who, "make teams")
    name, channel = _name_and_channel(typed)
    await typed.services.store.write(teams.create, typed.who.workspace_id, name, channel, deadline=typed.deadline)
    _log.info("team_created", team=name, channel=channel, by=typed.who.user_id)
    return says.created(name, channel, has_bot=await _has_bot(typed, channel))


def _name_and_channel(typed: Typed) -> tuple[str, str]:
    words = typed.words
    example = f"{Command.ROTATION} create sales #sales"
    channels = [word for word in words if word.channel_id or word.typed.startswith("#")]
    named = " ".join(word.typed for word in words if word not in channels)
    if not named or len(channels) > 1:
        raise Mistake("`create` takes a name for the team, then its channel (or none: this one).", example)
    name = unicodedata.normalize("NFC", named)
    near = nearest_name(name)
    place = " #sales" if channels else ""
    if not is_name(name):
        meant = f"; did you mean `{near}`?" if near else ""
        shown = escape(name[:80])
        raise Mistake(
            f"`{shown}` can't name a team: {NAME_RULE}{meant}", f"{Command.ROTATION} create {near or 'sales'}{place}"
        )
    if channels:
        if channels[0].channel_id is None:
            raise typed.unknown_channel(channels[0], f"{Command.ROTATION} create {name} #sales")
        return name, channels[0].channel_id
    if not typed.who.channel.startswith(("C", "G")):
        raise Mistake(
            "Here is no channel that could be the team's: name one.", f"{Command.ROTATION} create {name} #sales"
        )
    return name, typed.who.channel


async def delete(typed: Typed) -> str:
    """Take a team away. Raises Mistake, NotAllowed."""
    managers_only(typed.who, "take teams away")
    team = typed.only_team()
    gone = await typed.services.store.write(
        teams.delete, typed.who.workspace_id, team.name, typed.services.clock.now(), deadline=typed.deadline
    )
    _log.info("team_deleted", team=team.name, by=typed.who.user_id)
    return says.deleted(team.name, gone)


async def on(typed: Typed) -> str:
    """Let a team deal by turn. Raises Mistake, NotAllowed."""
    return await _switch(typed, Method.ROUND_ROBIN)


async def off(typed: Typed) -> str:
    """Let a team assign by hand. Raises Mistake, NotAllowed."""
    return await _switch(typed, Method.MANUAL)


async def _switch(typed: Typed, method: Method) -> str:
    managers_only(typed.who, "switch a rotation on and off")
    team = typed.only_team()
    now = typed.services.clock.now()
    switched = await typed.services.store.write(
        teams.switch, typed.who.workspace_id, team.name, method, now, deadline=typed.deadline
    )
    _log.info("team_switched", team=team.name, method=method, changed=switched.changed, by=typed.who.user_id)
    return says.switched(team.name, method, switched)


async def listen(typed: Typed) -> str:
    """Let a channel's new messages go to a team. Raises Mistake, NotAllowed."""
    managers_only(typed.who, "say which channel a team listens to")
    if len(typed.words) != 2 or typed.words[1].channel_id:  # noqa: PLR2004 - a channel, and a team
        raise Mistake("`listen` takes a channel, then the team that its new messages go to.", typed.example())
    where, team = typed.words[0], typed.team(typed.words[1])
    if where.channel_id is None:
        raise typed.unknown_channel(where, typed.example(team))
    listening = await typed.services.store.write(
        listen_to, typed.who.workspace_id, where.channel_id, team.name, deadline=typed.deadline
    )
    _log.info("listening", channel=where.channel_id, team=team.name, by=typed.who.user_id)
    return says.listening(where.channel_id, team.name, listening, has_bot=await _has_bot(typed, where.channel_id))


async def _has_bot(typed: Typed, channel: str) -> bool | None:
    """Say whether the bot is in a channel; None: Slack doesn't say so within the time that an answer may still take."""
    left = typed.deadline - time.monotonic() - _ANSWERED_WITHIN_SECONDS
    return await typed.services.channels.has_bot(channel, left) if left > 0 else None
