"""What `/rotation add`, `remove`, `join` and `leave` answer: who is in the team now."""

from bot.slack.text import escape, mention, people
from bot.usecases.roster import RosterChange

#: How many members are told by name.
_MOST_TOLD = 30


def added(change: RosterChange, deactivated: tuple[str, ...]) -> str:
    """Say who was added, and who is in the team now."""
    return _changed(change, "is in", "are in", "was in it already", "were in it already") + (
        f" {people(deactivated)} can't be dealt to while deactivated in Slack." if deactivated else ""
    )


def removed(change: RosterChange) -> str:
    """Say who was taken out, and who is in the team now."""
    return _changed(change, "is no longer in", "are no longer in", "was not in it", "were not in it")


def joined(change: RosterChange, *, by_turn: bool) -> str:
    """Say to somebody that they are in the team now, or were."""
    said = "You are in" if change.changed else "You were already in"
    how = "its conversations come to you by turn" if by_turn else "you take its conversations by their cards"
    return f"{said} *{escape(change.team)}*: {how}. {_order(change)}"


def left(change: RosterChange) -> str:
    """Say to somebody that they are out of the team now, or were."""
    said = "You are no longer in" if change.changed else "You were not in"
    keep = " What you have stays yours." if change.changed else ""
    return f"{said} *{escape(change.team)}*.{keep} {_order(change)}"


def _changed(change: RosterChange, one: str, many: str, idle_one: str, idle_many: str) -> str:
    said = []
    name = f"*{escape(change.team)}*"
    if change.changed:
        said.append(f"{people(change.changed)} {one if len(change.changed) == 1 else many} {name} now.")
    if change.unchanged:
        where = "" if change.changed else f" ({name})"
        said.append(f"{people(change.unchanged)} {idle_one if len(change.unchanged) == 1 else idle_many}{where}.")
    return " ".join([*said, _order(change)])


def _order(change: RosterChange) -> str:
    order = _listed_members(change.members)
    return f"Its order: {order}." if order else "It has no teammates now."


def _listed_members(members: tuple[str, ...]) -> str:
    told = members[:_MOST_TOLD]
    more = f" and {len(members) - len(told)} more" if len(members) > len(told) else ""
    return ", ".join(mention(user) for user in told) + more
