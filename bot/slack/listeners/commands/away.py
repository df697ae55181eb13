"""`/away`: out of every rotation, and back in (CONTRACT 6)."""

from typing import Any

import structlog

from bot.domain.nearest import nearest
from bot.domain.text import clean
from bot.ids import Command
from bot.slack.blocks import away as says
from bot.slack.caller import caller, managers_only
from bot.slack.services import Services
from bot.slack.text import Word, escape
from bot.usecases import away, people
from bot.usecases.errors import Mistake

_log = structlog.get_logger(__name__)

_VERBS = ("on", "off", "back", "status")
_LATER = ("until", "for")


async def answer(services: Services, body: dict[str, Any], typed: list[Word], deadline: float) -> str:
    """Do what was typed after `/away`, whatever its name is here, and return what is now true.

    Raises:
        Mistake: it can't be done; nothing was changed. NotAllowed: not by this person.
    """
    return await answer_as(str(body.get("command") or Command.AWAY), services, body, typed, deadline)


async def answer_as(called: str, services: Services, body: dict[str, Any], typed: list[Word], deadline: float) -> str:
    """Do what was typed after `called` (`/away`, or `/rotation away`), and return what is now true.

    Raises:
        Mistake: it can't be done; nothing was changed. NotAllowed: not by this person.
    """
    user_id, channel = str(body.get("user_id") or ""), str(body.get("channel_id") or "")
    about = user_id
    if typed and (typed[0].user_id or typed[0].typed.startswith(("@", "<@"))):
        about = await _other(called, services, user_id, channel, typed.pop(0))
    verb = typed[0].typed.lower() if typed else ("on" if about == user_id else "status")
    reason = " ".join(word.typed for word in typed[1:])
    _check(called, verb, typed, for_other=about != user_id)
    workspace_id, now = services.identity.workspace_id, services.clock.now()
    about_self = about == user_id
    if verb == "status":
        return says.told(await services.store.read(away.status, workspace_id, about), called, about_self=about_self)
    if verb == "on":
        status = await services.store.write(
            away.go_away, workspace_id, about, user_id, clean(reason, away.LONGEST_REASON), now, deadline=deadline
        )
        _log.info("away_on", user_id=about, by=user_id)
        return says.went_away(status, called, about_self=about_self)
    status = await services.store.write(away.come_back, workspace_id, about, now, deadline=deadline)
    _log.info("away_off", user_id=about, by=user_id)
    return says.came_back(status, called, about_self=about_self)


async def _other(called: str, services: Services, user_id: str, channel: str, word: Word) -> str:
    """Return the id of the person who is named; only a manager may name another."""
    if word.user_id is None:
        raise Mistake(
            f"I don't know who `{escape(word.typed)}` is: pick the name from the list that Slack offers after `@`.",
            f"{called} @maria on",
        )
    if word.user_id == user_id:
        return user_id
    managers_only(await caller(services, user_id, channel), "say who else is away")
    workspace_id = services.identity.workspace_id
    row = await people.find(services.store, services.directory, services.clock, workspace_id, word.user_id)
    if row is None:
        raise Mistake(f"Slack knows nobody called `{escape(word.typed)}`.", f"{called} @maria on")
    return word.user_id


def _check(called: str, verb: str, typed: list[Word], *, for_other: bool) -> None:
    """Return for a word that is understood."""
    whose = "@maria " if for_other else ""
    if verb in _VERBS:
        rest = " ".join(word.typed for word in typed[1:])
        if verb in {"off", "back", "status"} and rest:
            raise Mistake(f"`{verb}` takes nothing after it.", f"{called} {whose}{verb}")
        if verb == "on" and len(typed) > 1 and typed[1].typed.lower() in _LATER:
            verb, typed = typed[1].typed.lower(), typed[1:]  # an end, which nobody would bring about
        else:
            return
    if verb in _LATER:
        raise Mistake(
            f"Away mode with an end (`{verb}`) doesn't work yet: go away with `on`, and come back with `off`.",
            f"{called} {whose}on",
        )
    near = nearest(verb, (*_VERBS, *_LATER))
    meant = f"did you mean `{near}`?" if near else f"it can be {', '.join(f'`{word}`' for word in _VERBS)}."
    raise Mistake(f"I don't understand `{escape(typed[0].typed[:80])}`; {meant}", f"{called} {whose}{near or 'on'}")
