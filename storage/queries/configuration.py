"""Sources, qualifications, auto messages and rules, as rows."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select

from storage.queries.dialect import insert as upsert
from storage.tables import AutoMessage, Qualification, Rule, Source, TeamMember, table
from storage.transaction import Transaction

_source = table(Source)
_qualification = table(Qualification)
_auto_message = table(AutoMessage)
_rule = table(Rule)
_member = table(TeamMember)


class SourceRow(NamedTuple):
    """See `storage.tables.Source`."""

    channel: str
    sender: str
    qualify: str | None


def sources(tx: Transaction, workspace_id: str) -> list[SourceRow]:
    """Return the sources by channel."""
    rows = tx.execute(
        select(_source.c.channel, _source.c.sender, _source.c.qualify)
        .where(_source.c.workspace_id == workspace_id)
        .order_by(_source.c.channel)
    )
    return [SourceRow(*row) for row in rows]


def keep_source(tx: Transaction, workspace_id: str, row: SourceRow) -> None:
    """Insert or replace a source."""
    statement = upsert(tx.dialect.name, _source).values(workspace_id=workspace_id, **row._asdict())
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "channel"], set_={"sender": row.sender, "qualify": row.qualify}
        )
    )


def remove_source(tx: Transaction, workspace_id: str, channel: str) -> None:
    """Take a source away."""
    tx.execute(delete(_source).where(_source.c.workspace_id == workspace_id, _source.c.channel == channel))


def qualifications(tx: Transaction, workspace_id: str) -> dict[str, dict[str, Any]]:
    """Return the qualifications' definitions by name."""
    return _definitions(tx, _qualification, workspace_id)


def qualification(tx: Transaction, workspace_id: str, name: str) -> dict[str, Any] | None:
    """Return a qualification's definition; None: there is none of that name."""
    definition: dict[str, Any] | None = tx.scalar(
        select(_qualification.c.definition).where(
            _qualification.c.workspace_id == workspace_id, _qualification.c.name == name
        )
    )
    return definition


def auto_messages(tx: Transaction, workspace_id: str) -> dict[str, dict[str, Any]]:
    """Return the auto messages' definitions by name."""
    return _definitions(tx, _auto_message, workspace_id)


def keep_qualification(tx: Transaction, workspace_id: str, name: str, definition: Mapping[str, Any]) -> None:
    """Insert or replace a qualification."""
    _keep(tx, _qualification, workspace_id, name, definition)


def keep_auto_message(tx: Transaction, workspace_id: str, name: str, definition: Mapping[str, Any]) -> None:
    """Insert or replace an auto message."""
    _keep(tx, _auto_message, workspace_id, name, definition)


def remove_qualification(tx: Transaction, workspace_id: str, name: str) -> None:
    """Take a qualification away."""
    _remove(tx, _qualification, workspace_id, name)


def remove_auto_message(tx: Transaction, workspace_id: str, name: str) -> None:
    """Take an auto message away."""
    _remove(tx, _auto_message, workspace_id, name)


def _definitions(tx: Transaction, named: Any, workspace_id: str) -> dict[str, dict[str, Any]]:
    rows = tx.execute(
        select(named.c.name, named.c.definition).where(named.c.workspace_id == workspace_id).order_by(named.c.name)
    )
    return {row.name: row.definition for row in rows}


def _keep(tx: Transaction, named: Any, workspace_id: str, name: str, definition: Mapping[str, Any]) -> None:
    statement = upsert(tx.dialect.name, named).values(workspace_id=workspace_id, name=name, definition=dict(definition))
    tx.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace_id", "name"], set_={"definition": statement.excluded.definition}
        )
    )


def _remove(tx: Transaction, named: Any, workspace_id: str, name: str) -> None:
    tx.execute(delete(named).where(named.c.workspace_id == workspace_id, named.c.name == name))


def rules(tx: Transaction, workspace_id: str) -> list[dict[str, Any]]:
    """Return the definitions of the rules, in their order."""
    return list(
        tx.scalars(select(_rule.c.definition).where(_rule.c.workspace_id == workspace_id).order_by(_rule.c.position))
    )


def replace_rules(tx: Transaction, workspace_id: str, definitions: Sequence[Mapping[str, Any]]) -> None:
    """Replace the whole list of rules."""
    tx.execute(delete(_rule).where(_rule.c.workspace_id == workspace_id))
    if definitions:
        tx.execute(
            insert(_rule),
            [
                {"workspace_id": workspace_id, "position": position, "definition": dict(definition)}
                for position, definition in enumerate(definitions, start=1)
            ],
        )


def memberships(tx: Transaction, workspace_id: str) -> dict[str, list[str]]:
    """Return the user ids of each team's members, sorted by id."""
    found: dict[str, list[str]] = {}
    rows = tx.execute(
        select(_member.c.team, _member.c.user_id)
        .where(_member.c.workspace_id == workspace_id)
        .order_by(_member.c.team, _member.c.user_id)
    )
    for team, user in rows:
        found.setdefault(team, []).append(user)
    return found
