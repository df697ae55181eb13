"""`/rotation`: whose turn it is, and what a team is (CONTRACT 6). Each verb's module has what it does."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from bot.domain.nearest import nearest
from bot.ids import Command
from bot.slack.blocks import rotation as says
from bot.slack.caller import caller
from bot.slack.listeners.commands import away, rotation_roster, rotation_teams
from bot.slack.listeners.commands.rotation_words import Typed
from bot.slack.services import Services
from bot.slack.text import Word, escape
from bot.usecases.errors import Mistake, NotAllowed
from bot.usecases.show import show

_LATER: Final = ("rules", "setup", "post", "why", "report", "log")


async def answer(services: Services, body: dict[str, Any], typed: list[Word], deadline: float) -> str:
    """Do what was typed after `/rotation`, and return what is now true.

    Raises:
        Mistake: it can't be done; nothing was changed. NotAllowed: not by this person.
    """
    verb = typed[0].typed.lower() if typed else "help"
    if verb == "away":
        return await away.answer_as(f"{Command.ROTATION} away", services, body, typed[1:], deadline)
    await services.configuration.follow()
    who = await caller(services, str(body.get("user_id") or ""), str(body.get("channel_id") or ""))
    if who.is_guest or who.is_stranger:
        raise NotAllowed("Guests, and people from other workspaces, can't use this: ask somebody of the team.")
    if verb not in VERBS:
        raise _not_understood(typed[0])
    said = await VERBS[verb](Typed(services, who, verb, typed[1:], deadline))
    await services.configuration.follow()
    return said


async def _show(typed: Typed) -> str:
    if len(typed.words) > 1:
        raise Mistake("`show` takes one team, or nothing for all of them.", typed.example())
    name = typed.team(typed.words[0]).name if typed.words else None
    services = typed.services
    view = await services.store.read(show, services.identity.workspace_id, name, services.clock.now())
    return says.shown(view, services.identity.url)


async def _help(_typed: Typed) -> str:
    return says.HELP


#: Every verb but `away`, which is the other command.
VERBS: Final[Mapping[str, Callable[[Typed], Awaitable[str]]]] = {
    "show": _show,
    "create": rotation_teams.create,
    "delete": rotation_teams.delete,
    "add": rotation_roster.add,
    "remove": rotation_roster.remove,
    "join": rotation_roster.join,
    "leave": rotation_roster.leave,
    "on": rotation_teams.on,
    "off": rotation_teams.off,
    "listen": rotation_teams.listen,
    "help": _help,
}


def _not_understood(word: Word) -> Mistake:
    if word.typed.lower() in _LATER:
        return Mistake(f"`{word.typed.lower()}` doesn't work yet.", f"{Command.ROTATION} help")
    verbs = (*VERBS, "away")
    near = nearest(word.typed, (*verbs, *_LATER))
    meant = f"did you mean `{near}`?" if near else f"it can be {', '.join(f'`{verb}`' for verb in verbs)}."
    return Mistake(f"I don't understand `{escape(word.typed[:80])}`; {meant}", f"{Command.ROTATION} {near or 'help'}")
