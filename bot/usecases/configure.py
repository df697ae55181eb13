"""Applying a configuration file: the tables are made to say what it says (CONTRACT 4, `leadwheel apply`)."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from typing import Any

from bot.domain.configuration import Configuration, ConfigurationFile, Method, Rule, Team, is_user_id
from bot.domain.listening import channel_of
from bot.domain.nearest import comparable
from bot.domain.rule_warnings import rule_warnings
from bot.domain.rule_words import RuleWarning
from bot.usecases import cards, roster, teams, waiting
from bot.usecases.configuration import load, named_definition, rule_definition
from bot.usecases.errors import Mistake
from storage.queries import configuration as rows
from storage.queries import conversation_lock, outbox_channel, person, team, team_availability, team_member, workspace
from storage.transaction import Transaction

#: Called with the teams and the qualifications that will be there. Returns the file with each reference spelled as
#: what it names; raises when it names something else.
ReferenceCheck = Callable[[Collection[str], Collection[str]], ConfigurationFile]


class DryRun(Exception):  # noqa: N818 - control flow
    """Undoes what an apply did. `changes` is what it would change, `warnings` what there would be to say of the rules."""

    def __init__(self, changes: tuple[str, ...], warnings: tuple[RuleWarning, ...]) -> None:
        super().__init__("dry run")
        self.changes = changes
        self.warnings = warnings


def apply(
    tx: Transaction,
    workspace_id: str,
    file: ConfigurationFile,
    check: ReferenceCheck,
    now: float,
    *,
    prune: bool = False,
    dry_run: bool = False,
) -> tuple[str, ...]:
    """Make each team, source, qualification and auto message that the file names as the file says.

    What the file doesn't name stays, unless `prune`. `rules` and `managers` are replaced as whole lists where named.

    Returns:
        What it changed, a line each, in words; empty: nothing to change.

    Raises:
        DryRun: with `dry_run`, after everything was tried; the transaction is undone.
        Mistake: a rule that stays needs a team that `prune` would take away. And whatever `check` raises.
    """
    workspace.ensure(tx, workspace_id, now)
    workspace.lock(tx, workspace_id)
    old = load(tx, workspace_id)
    named = {one.name for one in _own_spelling(file, old).teams}
    team.lock(tx, workspace_id, named | set(old.teams))
    conversation_lock.waiting(tx, workspace_id, old.teams.keys())  # what may be dealt, or go to the managers
    outbox_channel.lock(tx, workspace_id, None)  # it writes to several, team by team
    checked = check(
        named if prune else named | set(old.teams),
        {one.name for one in file.qualifications} | (set() if prune else set(old.qualifications)),
    )
    file = _own_spelling(checked, old)
    changes = [
        *_teams(tx, workspace_id, file, old, now),
        *_sources(tx, workspace_id, file, old),
        *_named(tx, workspace_id, "qualification", file.qualifications, old.qualifications, rows.keep_qualification),
        *_named(tx, workspace_id, "auto message", file.auto_messages, old.auto_messages, rows.keep_auto_message),
        *_rules(tx, workspace_id, file, old, prune=prune),
        *_managers(tx, workspace_id, file, old),
    ]
    if prune:
        changes += _prune(tx, workspace_id, file, old, now)
    if changes:
        workspace.raise_version(tx, workspace_id)
    if dry_run:
        raise DryRun(tuple(changes), warnings(tx, workspace_id))
    return tuple(changes)


def warnings(tx: Transaction, workspace_id: str) -> tuple[RuleWarning, ...]:
    """Return what is probably not meant so in the rules that are set up."""
    return rule_warnings(load(tx, workspace_id))


def _own_spelling(file: ConfigurationFile, old: Configuration) -> ConfigurationFile:
    """Call what is there already as it is called there."""
    team_name, message_name = _spelled(old.teams), _spelled(old.auto_messages)
    qualification_name = _spelled(old.qualifications)
    return replace(
        file,
        teams=tuple(replace(one, name=team_name(one.name)) for one in file.teams),
        qualifications=tuple(replace(one, name=qualification_name(one.name)) for one in file.qualifications),
        sources=tuple(
            replace(one, qualify=qualification_name(one.qualify)) if one.qualify else one for one in file.sources
        ),
        auto_messages=tuple(
            replace(one, name=message_name(one.name), replies_to=one.replies_to and team_name(one.replies_to))
            for one in file.auto_messages
        ),
        rules=None
        if file.rules is None
        # A person's id stays one, though a team be called so in other letters.
        else tuple(
            rule if is_user_id(rule.assign_to) else replace(rule, assign_to=team_name(rule.assign_to))
            for rule in file.rules
        ),
    )


def _spelled(known: Collection[str]) -> Callable[[str], str]:
    """Return what gives a name as what is known by it spells it."""
    own = {comparable(name): name for name in known}
    return lambda name: name if name in known else own.get(comparable(name), name)


def _teams(
    tx: Transaction, workspace_id: str, file: ConfigurationFile, old: Configuration, now: float
) -> Iterable[str]:
    for one in file.teams:
        values: dict[str, Any] = {
            "channel": one.channel,
            "method": one.method.value,
            "self_join": one.self_join,
            "waiting_burst": one.waiting_burst,
        }
        before = old.teams.get(one.name)
        if before is None:
            team.create(tx, workspace_id, {"name": one.name, **values})
            yield f"team {one.name}: made, {one.method}, in {one.channel}"
            before = Team(one.name, one.channel, one.method, (), one.self_join, one.waiting_burst)
        changed = {key: value for key, value in values.items() if value != _plain(getattr(before, key))}
        if changed:
            team.change(tx, workspace_id, one.name, changed)
            for key, value in changed.items():
                yield f"team {one.name}: {key} is {_word(value)}, was {_word(_plain(getattr(before, key)))}"
        moved = cards.move_waiting(tx, workspace_id, one.name, one.channel, now) if "channel" in changed else 0
        if moved:
            yield f"team {one.name}: cards of {moved} waiting conversation(s) are posted in {one.channel}"
        if changed.get("method") == Method.ROUND_ROBIN:
            team_availability.restart_bursts(tx, workspace_id, one.name, now)  # before `_members` deals what waits
        yield from _members(tx, workspace_id, one, before, now)
        if changed:
            waiting.settle(tx, workspace_id, [one.name], now)


def _members(tx: Transaction, workspace_id: str, one: Team, before: Team, now: float) -> Iterable[str]:
    wanted, present = set(one.teammates), set(before.teammates)
    gone = [user for user in before.teammates if user not in wanted]
    new = [user for user in one.teammates if user not in present]
    if gone:
        team_member.remove(tx, workspace_id, one.name, gone)
        yield f"team {one.name}: without {', '.join(gone)}"
    if new:
        roster.put(tx, workspace_id, one.name, new, now)
        yield f"team {one.name}: with {', '.join(new)}"


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Method) else value


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _sources(tx: Transaction, workspace_id: str, file: ConfigurationFile, old: Configuration) -> Iterable[str]:
    for one in file.sources:
        before = old.sources.get(one.channel)
        if before == one:
            continue
        rows.keep_source(tx, workspace_id, rows.SourceRow(one.channel, one.sender.value, one.qualify))
        how = f"from {one.sender}" + (f", qualify {one.qualify}" if one.qualify else "")
        yield f"source {one.channel}: {'made' if before is None else 'changed'}, {how}"


def _named(
    tx: Transaction, workspace_id: str, kind: str, wanted: Iterable[Any], old: Any, keep: Callable[..., None]
) -> Iterable[str]:
    for one in wanted:
        if old.get(one.name) != one:
            keep(tx, workspace_id, one.name, named_definition(one))
            yield f"{kind} {one.name}: {'changed' if one.name in old else 'made'}"


def _rules(
    tx: Transaction, workspace_id: str, file: ConfigurationFile, old: Configuration, *, prune: bool
) -> Iterable[str]:
    if file.rules is None or repr(file.rules) == repr(old.rules):  # 1 and True are equal to Python, not to a rule
        return
    rows.replace_rules(tx, workspace_id, [rule_definition(rule) for rule in file.rules])
    yield f"rules: {len(file.rules)} now, were {len(old.rules)}"
    for position, rule in enumerate(file.rules, start=1):
        if position > len(old.rules) or repr(old.rules[position - 1]) != repr(rule):
            yield f"rule {position}: {_rule(rule)}"
    yield from _no_longer_listened(file, old, prune=prune)


def _no_longer_listened(file: ConfigurationFile, old: Configuration, *, prune: bool) -> Iterable[str]:
    """Tell of pairs of a source and a rule, as `/rotation listen` makes them, whose rule the file's rules lack."""
    for rule in old.rules:
        channel = channel_of(rule)
        source = old.sources.get(channel or "")
        if channel is not None and source is not None and source.qualify is None and rule not in (file.rules or ()):
            told = f"source {channel}: its rule to {rule.assign_to}, as `/rotation listen` makes one, is removed"
            gone = prune and channel not in {one.channel for one in file.sources}
            yield told if gone else f"{told}; what comes in there goes by the rules that are left, else to the managers"


def _rule(rule: Rule) -> str:
    conditions = " and ".join(f"{one.attribute} {one.operator} {one.value!r}" for one in rule.conditions)
    return f"when {rule.when}{' if ' + conditions if conditions else ''}, assign to {rule.assign_to}"


def _managers(tx: Transaction, workspace_id: str, file: ConfigurationFile, old: Configuration) -> Iterable[str]:
    if file.managers is None or frozenset(file.managers) == old.managers:
        return
    person.replace_managers(tx, workspace_id, sorted(set(file.managers)))
    yield f"managers: {', '.join(sorted(set(file.managers))) or 'none'}"


def _prune(
    tx: Transaction, workspace_id: str, file: ConfigurationFile, old: Configuration, now: float
) -> Iterable[str]:
    kept_rules = old.rules if file.rules is None else file.rules
    for name in sorted(set(old.teams) - {one.name for one in file.teams}):
        needed = next((place for place, rule in enumerate(kept_rules, start=1) if rule.assign_to == name), None)
        if needed is not None:
            raise Mistake(f"team {name} can't be taken away: rule {needed} assigns to it.", "leadwheel apply FILE")
        yield from _take_away(tx, workspace_id, name, now)
    for channel in sorted(set(old.sources) - {one.channel for one in file.sources}):
        rows.remove_source(tx, workspace_id, channel)
        yield f"source {channel}: taken away"
    for name in sorted(set(old.qualifications) - {one.name for one in file.qualifications}):
        rows.remove_qualification(tx, workspace_id, name)
        yield f"qualification {name}: taken away"
    for name in sorted(set(old.auto_messages) - {one.name for one in file.auto_messages}):
        rows.remove_auto_message(tx, workspace_id, name)
        yield f"auto message {name}: taken away"


def _take_away(tx: Transaction, workspace_id: str, name: str, now: float) -> Iterable[str]:
    left = teams.take_away(tx, workspace_id, name, now)
    if left:
        yield f"team {name}: {left} waiting conversation(s) go to the managers"
    yield f"team {name}: taken away"
