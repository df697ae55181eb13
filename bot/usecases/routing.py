"""Where a conversation goes: by the first rule that matches, to a team, to a person, or to the managers (CONTRACT 4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.configuration import Configuration, Note, Rule, Trigger, is_user_id
from bot.domain.rules import AttributeValue, first_match


@dataclass(frozen=True, slots=True)
class Route:
    """Where a conversation goes: to a team, to a person, or (neither) to the managers.

    Attributes:
        team: The team's name, or None.
        user_id: The person's, or None.
        rule: The rule that matched, as a reason keeps it; None: none did.
        tags: What the rule tags the conversation with.
        note: What the rule posts beside it, or None.
        why: Why it goes to the managers, where it does; see `announce.unrouted`.
    """

    team: str | None = None
    user_id: str | None = None
    rule: Mapping[str, Any] | None = None
    tags: tuple[str, ...] = ()
    note: Note | None = None
    why: str = "no_rule"


def route(configuration: Configuration, trigger: Trigger, attributes: Mapping[str, AttributeValue]) -> Route:
    """Return where a conversation goes of which these attributes are known."""
    match = first_match(configuration.rules, trigger, attributes)
    if match is None:
        return Route()
    rule = match.rule
    told = _told(rule, match.position)
    if rule.assign_to in configuration.teams:
        return Route(rule.assign_to, None, told, rule.tags, rule.note)
    if is_user_id(rule.assign_to):
        return Route(None, rule.assign_to, told, rule.tags, rule.note, why="deactivated")
    return Route(None, None, told, rule.tags, rule.note, why="team_gone")


def _told(rule: Rule, position: int) -> dict[str, Any]:
    """Tell a rule as a reason keeps it: it may be changed later."""
    conditions = [[one.attribute, one.operator, one.value] for one in rule.conditions]
    return {"position": position, "when": rule.when, "if": conditions, "assign_to": rule.assign_to}
