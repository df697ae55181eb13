"""`/rotation listen`: new messages in a channel go to a team (CONTRACT 6)."""

from dataclasses import dataclass

from bot.domain.configuration import Sender
from bot.domain.listening import channel_of, listening
from bot.usecases.configuration import load, rule_definition
from bot.usecases.errors import Mistake
from bot.usecases.teams import no_team
from storage.queries import configuration as rows
from storage.queries import team, workspace
from storage.queries.configuration import SourceRow
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Listening:
    """What is true now.

    `position`: of the channel's rule, from 1, among `rules`. `before`: the team that the channel's messages went to by
    such a rule before; None: to none.
    """

    changed: bool
    position: int
    rules: int
    before: str | None


def listen(tx: Transaction, workspace_id: str, channel: str, name: str) -> Listening:
    """Make the channel a source, unless it is one, and put a rule to the team before the first that would catch it.

    Raises:
        Mistake: there is no such team any more, or the channel's conversations are asked questions first.
    """
    workspace.lock(tx, workspace_id)
    if not team.lock(tx, workspace_id, [name]):
        raise no_team(name)
    known = load(tx, workspace_id)
    source = known.sources.get(channel)
    if source is not None and source.qualify is not None:
        raise Mistake(
            f"Conversations there have the questions `{source.qualify}`, and go by the rules on their answers "
            "(`when: qualified`). Whoever runs this bot changes them with `leadwheel apply FILE`.",
            "/rotation show",
        )
    rules, position = listening(known.rules, channel, name)
    if source is None:
        rows.keep_source(tx, workspace_id, SourceRow(channel, Sender.NOT_TEAMMATES.value, None))
    if rules != known.rules:
        rows.replace_rules(tx, workspace_id, [rule_definition(rule) for rule in rules])
    changed = source is None or rules != known.rules
    if changed:
        workspace.raise_version(tx, workspace_id)
    before = next((rule.assign_to for rule in known.rules if channel_of(rule) == channel), None)
    return Listening(changed, position, len(rules), before)
