"""`/rotation listen`: a channel's new messages go to a team, by a source and a rule put in the right place (CONTRACT 6)."""

from collections.abc import Sequence
from typing import Final

from bot.domain.configuration import Condition, Operator, Rule, Trigger
from bot.domain.rules import holds

#: What the conversations of a source are, beside their channel (CONTRACT 4).
_SOURCE: Final = "message"


def rule_for(channel: str, team: str) -> Rule:
    """Return the rule of a pair: new conversations of the channel go to the team."""
    return Rule(Trigger.NEW_CONVERSATION, team, (Condition("channel", Operator.IS, channel),))


def channel_of(rule: Rule) -> str | None:
    """Return the channel of a rule that has the form of `rule_for`; None: it has another."""
    if len(rule.conditions) != 1:
        return None
    channel = rule.conditions[0].value
    return channel if isinstance(channel, str) and rule == rule_for(channel, rule.assign_to) else None


def may_catch(rule: Rule, channel: str, when: Trigger = Trigger.NEW_CONVERSATION) -> bool:
    """Say whether a rule could match some new message in the channel; `when`: what has happened to it."""
    known = {"channel": channel, "source": _SOURCE}
    return rule.when is when and all(
        holds(condition, known[condition.attribute])
        for condition in rule.conditions
        if condition.attribute in known  # whatever else it asks may be so
    )


def always_catches(rule: Rule, channel: str, when: Trigger = Trigger.NEW_CONVERSATION) -> bool:
    """Say whether a rule matches every new message in the channel that no rule before it has matched."""
    asked = {condition.attribute for condition in rule.conditions}
    return may_catch(rule, channel, when) and asked <= {"channel", "source"}


def listening(rules: Sequence[Rule], channel: str, team: str) -> tuple[tuple[Rule, ...], int]:
    """Return the rules with which new messages in the channel go to the team, and the position (from 1) of the new one.

    It stands before the first rule that could catch them, else last. An earlier one of the same form for this channel
    is replaced; the others keep their order.
    """
    kept = [rule for rule in rules if channel_of(rule) != channel]
    at = next((index for index, rule in enumerate(kept) if may_catch(rule, channel)), len(kept))
    return (*kept[:at], rule_for(channel, team), *kept[at:]), at + 1
