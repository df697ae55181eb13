"""Teams made, taken away and switched inside Slack (CONTRACT 6): `/rotation create`, `delete`, `on`, `off`."""

from dataclasses import dataclass

from bot.domain import listening
from bot.domain.configuration import DEFAULT_WAITING_BURST, Method
from bot.domain.nearest import comparable
from bot.usecases import announce, cards, waiting
from bot.usecases.configuration import load, rule_definition
from bot.usecases.errors import Mistake
from storage.queries import configuration as rows
from storage.queries import conversation, outbox, team, team_availability, workspace
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Deleted:
    """What went with a team: how many conversations `waiting` go to the managers, and the `channels` it listened to."""

    waiting: int
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Switched:
    """What is true after a switch. `changed`: the method was another. `dealt`: of what waited, at once."""

    changed: bool
    dealt: int
    waiting: int


def create(tx: Transaction, workspace_id: str, name: str, channel: str) -> None:
    """Make a team that deals by turn and has nobody in it yet.

    Raises:
        Mistake: there is one of that name, however it is written, or a rule assigns to what is called so.
    """
    workspace.lock(tx, workspace_id)
    taken = next((row for row in team.everyone(tx, workspace_id) if comparable(row.name) == comparable(name)), None)
    if taken is not None:
        raise Mistake(f"There is a team `{taken.name}` already.", f"/rotation show {taken.name}")
    rules = load(tx, workspace_id).rules
    named = next((at for at, rule in enumerate(rules, 1) if comparable(rule.assign_to) == comparable(name)), None)
    if named is not None:  # a person's id, or a team that is gone: its conversations would come here
        raise Mistake(f"Rule {named} assigns to `{rules[named - 1].assign_to}`: choose another name.", "/rotation help")
    values = {"self_join": False, "waiting_burst": DEFAULT_WAITING_BURST, "method": Method.ROUND_ROBIN.value}
    team.create(tx, workspace_id, {"name": name, "channel": channel, **values})
    workspace.raise_version(tx, workspace_id)


def delete(tx: Transaction, workspace_id: str, name: str, now: float) -> Deleted:
    """Take a team away, with the rules by which it listens to channels; what waits in it goes to the managers.

    What was assigned stays with whoever has it.

    Raises:
        Mistake: there is no such team any more, or another rule or an auto message needs it.
    """
    workspace.lock(tx, workspace_id)
    if not team.lock(tx, workspace_id, [name]):
        raise no_team(name)
    known = load(tx, workspace_id)
    pairs = [rule for rule in known.rules if rule.assign_to == name and listening.channel_of(rule) is not None]
    kept = [rule for rule in known.rules if rule not in pairs]
    needed = next((at for at, rule in enumerate(known.rules, 1) if rule.assign_to == name and rule in kept), None)
    message = next((one.name for one in known.auto_messages.values() if one.replies_to == name), None)
    if needed is not None or message is not None:
        what = f"rule {needed} assigns to it" if needed is not None else f"replies to auto message `{message}` go to it"
        raise Mistake(
            f"Team `{name}` can't be taken away: {what}. Whoever runs this bot changes that with `leadwheel apply FILE`.",
            f"/rotation off {name}",
        )
    if pairs:
        rows.replace_rules(tx, workspace_id, [rule_definition(rule) for rule in kept])
    left = take_away(tx, workspace_id, name, now)
    workspace.raise_version(tx, workspace_id)
    return Deleted(left, tuple(str(listening.channel_of(rule)) for rule in pairs))


def take_away(tx: Transaction, workspace_id: str, name: str, now: float) -> int:
    """Remove a team whose lock is held; return how many conversations waited in it, which go to the managers."""
    left = conversation.release_team(tx, workspace_id, name)
    cards.changed(tx, workspace_id, left, now)
    outbox.write(tx, workspace_id, [announce.unrouted(one, "team_gone") for one in left], now)
    team.remove(tx, workspace_id, name)
    return len(left)


def switch(tx: Transaction, workspace_id: str, name: str, method: Method, now: float) -> Switched:
    """Let a team deal by turn, or by hand (CONTRACT 5.8). Switched on, what waits is dealt, with new counts.

    Raises:
        Mistake: there is no such team any more.
    """
    workspace.lock(tx, workspace_id)
    row = team.lock(tx, workspace_id, [name]).get(name)
    if row is None:
        raise no_team(name)
    changed = row.method != method
    dealt = 0
    if changed:
        team.change(tx, workspace_id, name, {"method": method.value})
        if method == Method.ROUND_ROBIN:
            team_availability.restart_bursts(tx, workspace_id, name, now)
        dealt = waiting.settle(tx, workspace_id, [name], now)
        workspace.raise_version(tx, workspace_id)
    return Switched(changed, dealt, conversation.count_waiting(tx, workspace_id, name))


def no_team(name: str) -> Mistake:
    """Return the mistake of naming a team that is gone since."""
    return Mistake(f"There is no team `{name}` any more.", "/rotation show")
