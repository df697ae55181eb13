"""`/rotation add`, `remove`, `join`, `leave`: who shares a team's conversations (CONTRACT 6)."""

import structlog

from bot.domain.configuration import Method, Team
from bot.slack.blocks import rotation_roster as says
from bot.slack.caller import managers_only
from bot.slack.listeners.commands.rotation_words import Typed
from bot.slack.text import mention
from bot.usecases import people, roster
from bot.usecases.errors import Mistake

_log = structlog.get_logger(__name__)


async def add(typed: Typed) -> str:
    """Add people to a team. Raises Mistake, NotAllowed."""
    managers_only(typed.who, "add teammates")
    services, who = typed.services, typed.who
    team, user_ids = typed.whom()
    deactivated = []
    for user_id in user_ids:
        row = await people.find(services.store, services.directory, services.clock, who.workspace_id, user_id)
        if row is None:
            raise _wrong_person(typed, f"Slack knows nobody with the id `{user_id}`.", team)
        if row.is_bot:
            raise _wrong_person(typed, f"{mention(user_id)} is an app, which can't answer leads.", team)
        if row.is_stranger:
            raise _wrong_person(typed, f"{mention(user_id)} is not of this workspace.", team)
        if row.deactivated:
            deactivated.append(user_id)
    change = await services.store.write(
        roster.add, who.workspace_id, team.name, user_ids, services.clock.now(), deadline=typed.deadline
    )
    _log.info("teammates_added", team=team.name, user_ids=change.changed, by=who.user_id)
    return says.added(change, tuple(deactivated))


async def remove(typed: Typed) -> str:
    """Take people out of a team. Raises Mistake, NotAllowed."""
    managers_only(typed.who, "take teammates out")
    team, user_ids = typed.whom()
    change = await typed.services.store.write(
        roster.remove, typed.who.workspace_id, team.name, user_ids, deadline=typed.deadline
    )
    _log.info("teammates_removed", team=team.name, user_ids=change.changed, by=typed.who.user_id)
    return says.removed(change)


async def join(typed: Typed) -> str:
    """Let whoever typed it into a team. Raises Mistake, NotAllowed."""
    team, who = typed.only_team(), typed.who
    change = await typed.services.store.write(
        roster.join, who.workspace_id, team.name, who.user_id, typed.services.clock.now(), deadline=typed.deadline
    )
    _log.info("teammate_joined", team=team.name, user_id=who.user_id, changed=bool(change.changed))
    return says.joined(change, by_turn=team.method == Method.ROUND_ROBIN)


async def leave(typed: Typed) -> str:
    """Let whoever typed it out of a team. Raises Mistake, NotAllowed."""
    team, who = typed.only_team(), typed.who
    change = await typed.services.store.write(
        roster.leave, who.workspace_id, team.name, who.user_id, deadline=typed.deadline
    )
    _log.info("teammate_left", team=team.name, user_id=who.user_id, changed=bool(change.changed))
    return says.left(change)


def _wrong_person(typed: Typed, wrong: str, team: Team) -> Mistake:
    return Mistake(wrong, typed.example(team))
