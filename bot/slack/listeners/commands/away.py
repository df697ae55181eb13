"""`/away`: out of every rotation, and back in (CONTRACT 6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog

from bot.domain import whens
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

_ENDS: Final = ("until", "for")
#: Every first word that is understood.
VERBS: Final = ("on", *_ENDS, "off", "back", "status")


@dataclass(frozen=True, slots=True)
class _Said:
    """What was typed: the command's own name, who typed it, whom it is about, and the words after that."""

    called: str
    by: str
    about: str
    verb: str
    words: Sequence[Word]

    def example(self, form: str) -> str:
        """Return a command that works, of the form that was meant."""
        whose = "" if self.about == self.by else "@maria "
        return f"{self.called} {whose}{form}"


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
    said = await _said(called, services, body, typed)
    workspace_id, now, about_self = services.identity.workspace_id, services.clock.now(), said.about == said.by
    if said.verb in {"off", "back", "status"} and said.words:
        raise Mistake(f"`{said.verb}` takes nothing after it.", said.example(said.verb))
    if said.verb == "status":
        status = await services.store.read(away.status, workspace_id, said.about)
        return says.told(status, called, about_self=about_self)
    if said.verb in {"off", "back"}:
        status = await services.store.write(away.come_back, workspace_id, said.about, now, deadline=deadline)
        _log.info("away_off", user_id=said.about, by=said.by)
        return says.came_back(status, called, about_self=about_self)
    ends_at, words = await _end(services, said, now) if said.verb in _ENDS else (None, said.words)
    reason = clean(" ".join(word.typed for word in words), away.LONGEST_REASON)
    status = await services.store.write(
        away.go_away, workspace_id, said.about, said.by, reason, now, ends_at, deadline=deadline
    )
    _log.info("away_on", user_id=said.about, by=said.by, ends_at=ends_at)
    return says.went_away(status, called, about_self=about_self)


async def _said(called: str, services: Services, body: dict[str, Any], typed: list[Word]) -> _Said:
    """Find out whom a command is about, and which verb it has: `on` alone, and before `until` or `for`, says nothing."""
    by, channel = str(body.get("user_id") or ""), str(body.get("channel_id") or "")
    about, words = by, typed
    if words and (words[0].user_id or words[0].typed.startswith(("@", "<@"))):
        about = await _other(called, services, by, channel, words[0])
        words = words[1:]
    if not words:
        return _Said(called, by, about, "on" if about == by else "status", ())
    verb = words[0].typed.lower()
    if verb == "on" and len(words) > 1 and words[1].typed.lower() in _ENDS:
        words = words[1:]
        verb = words[0].typed.lower()
    said = _Said(called, by, about, verb, words[1:])
    if verb not in VERBS:
        near = nearest(verb, VERBS)
        meant = f"did you mean `{near}`?" if near else f"it can be {', '.join(f'`{word}`' for word in VERBS)}."
        form = {"until": "until friday", "for": "for 2h"}.get(near or "", near or "on")
        raise Mistake(f"I don't understand `{escape(words[0].typed[:80])}`; {meant}", said.example(form))
    return said


async def _end(services: Services, said: _Said, now: float) -> tuple[float, Sequence[Word]]:
    """Read when away mode is to end, in the time zone of whom it is about; return that, and the words of the reason."""
    typed = [word.typed for word in said.words]
    try:
        if said.verb == "for":
            when = whens.for_(typed, now)
        else:
            row = await people.find(
                services.store, services.directory, services.clock, services.identity.workspace_id, said.about
            )
            when = whens.until(typed, now, whens.zone_of(row.time_zone if row else ""))
    except whens.NotATime as wrong:
        raise Mistake(wrong.wrong.format(typed=escape(wrong.typed)), said.example(wrong.example)) from wrong
    return when.ends_at, said.words[len(said.words) - len(when.rest) :]


async def _other(called: str, services: Services, user_id: str, channel: str, word: Word) -> str:
    """Return the id of the person who is named; only a manager may name another."""
    if word.user_id is None:
        raise Mistake(
            f"I don't know who `{escape(word.typed[:80])}` is: pick the name from the list that Slack offers after `@`.",
            f"{called} @maria on",
        )
    if word.user_id == user_id:
        return user_id
    managers_only(await caller(services, user_id, channel), "say who else is away")
    workspace_id = services.identity.workspace_id
    row = await people.find(services.store, services.directory, services.clock, workspace_id, word.user_id)
    if row is None:
        raise Mistake(f"Slack knows nobody called `{escape(word.typed[:80])}`.", f"{called} @maria on")
    return word.user_id
