"""What the fields of one object owe each other. They are asked of objects whose fields are fine by themselves."""

from decimal import Decimal
from typing import Any

from bot.sandbox.blockkit.tables import FINE, Fault, Faults, Rule
from bot.sandbox.records import Json


def some_of(*names: str) -> Rule:
    """At least one of these fields is there."""

    def rule(value: Json) -> Faults:
        for name in names:
            if name in value:
                return FINE
        words = " or ".join(f"`{name}`" for name in names)
        # Slack points at the type of the block.
        return (Fault(f"must define either {words}", "/type" if "type" in value else ""),)

    return rule


def not_both(one: str, other: str) -> Rule:
    """Of two fields, not both are there."""

    def rule(value: Json) -> Faults:
        if one in value and other in value:
            return (Fault(f"cannot define both `{one}` and `{other}`"),)
        return FINE

    return rule


def either(one: str, other: str) -> tuple[Rule, Rule]:
    """Of two fields, exactly one is there."""
    return some_of(one, other), not_both(one, other)


def in_order(least: str, most: str) -> Rule:
    """Where both are there, the one number is not above the other; strings that are numbers will do."""

    def rule(value: Json) -> Faults:
        if least in value and most in value and Decimal(value[least]) > Decimal(value[most]):
            return (Fault(f"`{least}` cannot be greater than `{most}`", f"/{least}"),)
        return FINE

    return rule


def among_options(initial: str) -> Rule:
    """What is chosen at first, an option or several, is word for word among the options."""

    def rule(value: Json) -> Faults:
        if initial not in value:
            return FINE
        chosen = value[initial]
        offered = _options(value)
        if all(option in offered for option in (chosen if isinstance(chosen, list) else [chosen])):
            return FINE
        return (Fault("must be one of the provided options", f"/{initial}"),)

    return rule


def unlike_action_ids(name: str) -> Rule:
    """No two elements of the array `name` have one `action_id`."""

    def rule(value: Json) -> Faults:
        known: set[str] = set()
        faults: list[Fault] = []
        for at, element in enumerate(value.get(name, ())):
            action_id = element.get("action_id")
            if not action_id:
                continue
            if action_id in known:
                faults.append(Fault(f'`action_id` "{action_id}" already exists', f"/{name}/{at}/action_id"))
            known.add(action_id)
        return faults

    return rule


def never_both_true(one: str, other: str) -> Rule:
    """Of two truths, not both are so."""

    def rule(value: Json) -> Faults:
        if value.get(one) and value.get(other):
            return (Fault(f"`{one}` cannot be set when `{other}` is true", f"/{one}"),)
        return FINE

    return rule


def _options(value: Json) -> list[Any]:
    groups = value.get("option_groups", ())
    return [*value.get("options", ()), *(option for group in groups for option in group["options"])]
