"""The configuration as it is in the tables, and as every process follows it."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import TypeAdapter

from bot.domain.configuration import (
    AutoMessage,
    Configuration,
    Method,
    Qualification,
    Rule,
    Sender,
    Source,
    Team,
)
from bot.usecases.errors import ConfigurationMoved
from bot.usecases.ports import Store
from storage.queries import configuration as rows
from storage.queries import person, team, workspace
from storage.transaction import Transaction

T = TypeVar("T")

_RULE = TypeAdapter(Rule)
_QUALIFICATION = TypeAdapter(Qualification)
_AUTO_MESSAGE = TypeAdapter(AutoMessage)


def load(tx: Transaction, workspace_id: str) -> Configuration:
    """Read the whole configuration of a workspace; version 0 and empty when the workspace is unknown."""
    members = rows.memberships(tx, workspace_id)
    return Configuration(
        workspace_id=workspace_id,
        version=workspace.config_version(tx, workspace_id),
        managers=frozenset(person.managers(tx, workspace_id)),
        teams=MappingProxyType(
            {
                one.name: Team(
                    name=one.name,
                    channel=one.channel,
                    method=Method(one.method),
                    teammates=tuple(members.get(one.name, ())),
                    self_join=one.self_join,
                    waiting_burst=one.waiting_burst,
                )
                for one in team.everyone(tx, workspace_id)
            }
        ),
        sources=MappingProxyType(
            {
                one.channel: Source(one.channel, Sender(one.sender), one.qualify)
                for one in rows.sources(tx, workspace_id)
            }
        ),
        qualifications=MappingProxyType(_named(_QUALIFICATION, rows.qualifications(tx, workspace_id))),
        auto_messages=MappingProxyType(_named(_AUTO_MESSAGE, rows.auto_messages(tx, workspace_id))),
        rules=tuple(_RULE.validate_python(one) for one in rows.rules(tx, workspace_id)),
        teammates=frozenset(user for users in members.values() for user in users),
    )


def qualification(tx: Transaction, workspace_id: str, name: str) -> Qualification | None:
    """Return a qualification as it is now; None: there is none of that name (any more)."""
    definition = rows.qualification(tx, workspace_id, name)
    return None if definition is None else _QUALIFICATION.validate_python({"name": name, **definition})


def _named(kind: TypeAdapter[Any], definitions: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: kind.validate_python({"name": name, **rest}) for name, rest in definitions.items()}


def rule_definition(rule: Rule) -> dict[str, Any]:
    """Return a rule as JSON."""
    definition: dict[str, Any] = _RULE.dump_python(rule, mode="json")
    return definition


def named_definition(one: Qualification | AutoMessage) -> dict[str, Any]:
    """Return a qualification or an auto message as JSON, without its name."""
    kind: TypeAdapter[Any] = _QUALIFICATION if isinstance(one, Qualification) else _AUTO_MESSAGE
    definition: dict[str, Any] = kind.dump_python(one, mode="json")
    del definition["name"]
    return definition


class FollowedConfiguration:
    """The configuration of the workspace, kept in memory and read anew when its version has moved."""

    def __init__(self, store: Store, workspace_id: str) -> None:
        self._store = store
        self.current = Configuration(workspace_id=workspace_id, version=0)

    async def refresh(self) -> Configuration:
        """Read the configuration anew and return it."""
        fresh = await self._store.read(load, self.current.workspace_id)
        if fresh.version >= self.current.version:  # another reading may have ended first, though it began later
            self.current = fresh
        return self.current

    async def write(self, store: Store, work: Callable[..., T], *args: Any, deadline: float | None = None) -> T:
        """Run `work(transaction, configuration, *args)` and commit; where the configuration moved, again with the newer one."""
        while True:
            try:
                return await store.write(work, self.current, *args, deadline=deadline)
            except ConfigurationMoved:
                await self.refresh()

    async def follow(self) -> bool:
        """Read the configuration anew if another process changed it; say whether it did."""
        version = await self._store.read(workspace.config_version, self.current.workspace_id)
        if version == self.current.version:
            return False
        await self.refresh()
        return True
