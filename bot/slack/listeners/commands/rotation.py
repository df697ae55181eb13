"""`/rotation`: whose turn it is, and who shares a team's conversations (CONTRACT 6)."""

from typing import Any

import structlog

from bot.domain.configuration import Team
from bot.domain.nearest import comparable, nearest
from bot.domain.people import Caller
from bot.ids import Command
from bot.slack.blocks import rotation as says
from bot.slack.caller import caller, managers_only
from bot.slack.listeners.commands import away
from bot.slack.services import Services
from bot.slack.text import Word, escape, mention
from bot.usecases import people, roster
from bot.usecases.errors import Mistake, NotAllowed
from bot.usecases.show import show

_log = structlog.get_logger(__name__)

_VERBS = ("show", "add", "remove", "away", "help")
_LATER = ("create", "delete", "join", "leave", "on", "off", "listen", "rules", "setup", "post", "why", "report", "log")


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
    if verb == "help":
        return says.HELP
    if verb == "show":
        return await _show(services, typed[1:])
    if verb == "add":
        return await _add(services, who, typed[1:], deadline)
    if verb == "remove":
        return await _remove(services, who, typed[1:], deadline)
    raise _not_understood(typed[0])


def _not_understood(word: Word) -> Mistake:
    if word.typed.lower() in _LATER:
        return Mistake(f"`{word.typed.lower()}` doesn't work yet.", f"{Command.ROTATION} help")
    near = nearest(word.typed, (*_VERBS, *_LATER))
    meant = f"did you mean `{near}`?" if near else f"it can be {', '.join(f'`{verb}`' for verb in _VERBS)}."
    return Mistake(f"I don't understand `{escape(word.typed[:80])}`; {meant}", f"{Command.ROTATION} {near or 'help'}")


async def _show(services: Services, typed: list[Word]) -> str:
    if len(typed) > 1:
        raise Mistake("`show` takes one team, or nothing for all of them.", f"{Command.ROTATION} show")
    name = _team(services, typed[0], "show").name if typed else None
    view = await services.store.read(show, services.identity.workspace_id, name, services.clock.now())
    return says.shown(view, services.identity.url)


async def _add(services: Services, who: Caller, typed: list[Word], deadline: float) -> str:
    managers_only(who, "add teammates")
    team, user_ids = _team_and_people(services, typed, "add")
    deactivated = []
    for user_id in user_ids:
        row = await people.find(services.store, services.directory, services.clock, who.workspace_id, user_id)
        if row is None:
            raise _wrong_person(f"Slack knows nobody with the id `{user_id}`.", team, "add")
        if row.is_bot:
            raise _wrong_person(f"{mention(user_id)} is an app, which can't answer leads.", team, "add")
        if row.is_stranger:
            raise _wrong_person(f"{mention(user_id)} is not of this workspace.", team, "add")
        if row.deactivated:
            deactivated.append(user_id)
    change = await services.store.write(
        roster.add, who.workspace_id, team.name, user_ids, services.clock.now(), deadline=deadline
    )
    _log.info("teammates_added", team=team.name, user_ids=change.changed, by=who.user_id)
    await services.configuration.follow()
    return says.added(change, tuple(deactivated))


async def _remove(services: Services, who: Caller, typed: list[Word], deadline: float) -> str:
    managers_only(who, "take teammates out")
    team, user_ids = _team_and_people(services, typed, "remove")
    change = await services.store.write(roster.remove, who.workspace_id, team.name, user_ids, deadline=deadline)
    _log.info("teammates_removed", team=team.name, user_ids=change.changed, by=who.user_id)
    await services.configuration.follow()
    return says.removed(change)


def _team_and_people(services: Services, typed: list[Word], verb: str) -> tuple[Team, list[str]]:
    if not typed or typed[0].user_id is not None:
        raise Mistake(f"`{verb}` takes a team, then people.", _example(services, verb))
    team = _team(services, typed[0], verb)
    if len(typed) == 1:
        raise Mistake(f"Whom shall I {verb}? Name one or more people after the team.", _example(services, verb, team))
    user_ids = []
    for word in typed[1:]:
        if word.user_id is None:
            raise _wrong_person(
                f"I don't know who `{escape(word.typed[:80])}` is: pick the name from the list that Slack offers after `@`.",
                team,
                verb,
            )
        user_ids.append(word.user_id)
    return team, user_ids


def _wrong_person(wrong: str, team: Team, verb: str) -> Mistake:
    return Mistake(wrong, f"{Command.ROTATION} {verb} {team.name} @maria")


def _team(services: Services, word: Word, verb: str) -> Team:
    """Find a team by what was typed, whatever its case."""
    teams = services.configuration.current.teams
    by_form = {comparable(name): team for name, team in teams.items()}
    found = by_form.get(comparable(word.typed))
    if found is not None:
        return found
    if not teams:
        raise Mistake(
            "There are no teams yet: whoever runs this bot makes them with `leadwheel apply FILE`.",
            f"{Command.ROTATION} help",
        )
    near = nearest(word.typed, teams)
    names = ", ".join(f"`{name}`" for name in sorted(teams)[:10])
    meant = f"did you mean `{near}`?" if near else f"the teams are {names}."
    raise Mistake(
        f"There is no team `{escape(word.typed[:80])}`; {meant}",
        _example(services, verb, teams[near] if near else None),
    )


def _example(services: Services, verb: str, team: Team | None = None) -> str:
    name = team.name if team else next(iter(sorted(services.configuration.current.teams)), "sales")
    return f"{Command.ROTATION} {verb} {name}" + ("" if verb == "show" else " @maria")
