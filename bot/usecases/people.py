"""Following people as they change in Slack: names, time zones, deactivation (DESIGN 1.1, CONTRACT 5)."""

import asyncio
import contextlib
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from bot.domain.names import COLLATION_VERSION, sort_key
from bot.domain.people import Person
from bot.usecases import waiting
from bot.usecases.errors import SlackUnavailable
from bot.usecases.ports import Clock, Directory, Store
from storage.queries import person, team, team_availability, team_member, workspace
from storage.queries.person import PersonRow
from storage.transaction import Transaction

#: With more people than that, reading the whole list costs Slack and us less.
_ASKED_ONE_BY_ONE: Final = 50

#: Slack waits 3 seconds in all for an answer to a lead's message.
_ACQUAINTED_WITHIN_SECONDS: Final = 1.0

#: How many people are written in one transaction.
_FOLLOWED_AT_ONCE: Final = 50


def lock_teams_of(tx: Transaction, workspace_id: str, user_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Lock every team that any of these people is in; return the names of each one's teams, sorted.

    Who is in which team stays as it is until the transaction ends: otherwise somebody could be made away while they
    are added to a team that doesn't know of it yet.
    """
    workspace.lock_shared(tx, workspace_id)
    teams = {user: tuple(team_member.teams_of(tx, workspace_id, user)) for user in user_ids}
    team.lock(tx, workspace_id, {name for names in teams.values() for name in names})
    return teams


def follow(tx: Transaction, workspace_id: str, people: Sequence[Person], told_at: float, now: float) -> None:
    """Take over what Slack tells of people: new names and places in the order, deactivation, reactivation.

    Whoever is renamed is met at the new place, and nobody else's turn changes. Whoever becomes available is dealt
    what waits. `told_at`: when Slack was asked, or told us, UTC seconds; news that is older than what we know (a list
    that was read while somebody changed, an event that came again) is left aside.
    """
    teams = lock_teams_of(tx, workspace_id, [one.user_id for one in people])
    back: set[str] = set()
    person.lock(tx, workspace_id, [one.user_id for one in people])
    for one in sorted(people, key=lambda one: one.user_id):  # those whom nobody knew, too, are locked in one order
        row = person.find(tx, workspace_id, one.user_id)
        if row is not None and _is_older(one, told_at, row):
            continue
        key = sort_key(one.name)
        locale = row.locale if row is not None and one.locale is None else one.locale  # an event may not tell
        person.keep(tx, workspace_id, [{**asdict(one), "locale": locale, "sort_key": key, "told_at": told_at}])
        if teams[one.user_id]:
            team_member.rename(tx, workspace_id, one.user_id, one.name, key)
            back |= team_availability.follow_availability(tx, workspace_id, now, user_id=one.user_id).keys()
    waiting.settle(tx, workspace_id, back, now)


def _is_older(one: Person, told_at: float, row: PersonRow) -> bool:
    """Say whether the news is older than what we know: by Slack's own clock where it tells, else by ours."""
    if one.updated and row.updated:
        return (one.updated, told_at) < (row.updated, row.told_at)
    return told_at < row.told_at


def _is_followed(tx: Transaction, workspace_id: str, one: Person) -> bool:
    """Say whether a person matters here: a teammate, somebody met before, or an admin or owner (a manager)."""
    return (
        one.is_admin
        or one.is_owner
        or person.find(tx, workspace_id, one.user_id) is not None
        or bool(team_member.teams_of(tx, workspace_id, one.user_id))
    )


def follow_change(tx: Transaction, workspace_id: str, one: Person, now: float) -> bool:
    """Take over a `user_change` or `team_join`; False: nobody whom the workspace's teams know."""
    followed = _is_followed(tx, workspace_id, one)
    if followed:
        follow(tx, workspace_id, [one], now, now)
    return followed


def changed_people(tx: Transaction, workspace_id: str, everybody: Sequence[Person]) -> list[Person]:
    """Return those of a whole `users.list` of whom something is to be written: who changed, and matters here.

    Members whom Slack no longer lists are left as they are: a list can be cut short, a deactivation is told.
    """
    known = {row.user_id: row for row in person.everyone(tx, workspace_id)}
    members = set(person.unknown_members(tx, workspace_id))
    return [
        one
        for one in everybody
        if _differs(known.get(one.user_id), one)
        and (one.user_id in known or one.user_id in members or one.is_admin or one.is_owner)
    ]


def _differs(row: PersonRow | None, one: Person) -> bool:
    if row is None:
        return True
    facts: dict[str, Any] = asdict(one)
    return any(getattr(row, name) != value for name, value in facts.items() if name not in {"updated", "locale"}) or (
        one.locale is not None and one.locale != row.locale
    )


async def find(store: Store, directory: Directory, clock: Clock, workspace_id: str, user_id: str) -> PersonRow | None:
    """Return a person: from our table, else from Slack, and then kept. None: Slack knows nobody of that id.

    Raises:
        SlackUnavailable: the table doesn't know them and Slack can't be asked.
    """
    row = await store.read(person.find, workspace_id, user_id)
    if row is not None:
        return row
    asked_at = clock.now()
    asked = await directory.person(user_id)
    if asked is None:
        return None
    await store.write(follow, workspace_id, [asked], asked_at, clock.now())
    return await store.read(person.find, workspace_id, user_id)


async def acquaint(store: Store, directory: Directory, clock: Clock, workspace_id: str, user_id: str) -> None:
    """Learn a lead's language, time zone and address from Slack where they aren't known; after a moment, without.

    Raises:
        StorageUnavailable: what was learnt could not be kept.
    """
    row = await store.read(person.find, workspace_id, user_id)
    if row is not None and row.locale is not None:
        return
    asked_at = clock.now()
    with contextlib.suppress(SlackUnavailable, TimeoutError):
        async with asyncio.timeout(_ACQUAINTED_WITHIN_SECONDS):
            asked = await directory.person(user_id)
        if asked is not None:
            asked = replace(asked, locale=asked.locale or "")  # where Slack tells none, it isn't asked each time
            await store.write(follow, workspace_id, [asked], asked_at, clock.now())


def collate(tx: Transaction, workspace_id: str) -> bool:
    """Compute all sort keys and places anew if they were made with another collation; say whether they were.

    Teams are locked, and what is stored by name (people, members, the last dealt to) gives the new keys (DESIGN 1.10).
    """
    if workspace.collation_version(tx, workspace_id) == COLLATION_VERSION:
        return False
    workspace.lock(tx, workspace_id)
    rows = team.everyone(tx, workspace_id)
    team.lock(tx, workspace_id, [row.name for row in rows])
    for one in person.everyone(tx, workspace_id):
        person.keep(tx, workspace_id, [{**one._asdict(), "sort_key": sort_key(one.name)}])
    for row in team.everyone(tx, workspace_id):
        for member in team_member.all_of(tx, workspace_id, row.name):
            team_member.rename(tx, workspace_id, member.user_id, member.name, sort_key(member.name))
        if row.place_name is not None:
            team.change(tx, workspace_id, row.name, {"place_sort_key": sort_key(row.place_name)})
    workspace.set_collation_version(tx, workspace_id, COLLATION_VERSION)
    return True


async def fetch_unknown(store: Store, directory: Directory, clock: Clock, workspace_id: str) -> int:
    """Ask Slack about members and managers of whom it never told; return how many were found.

    Until then they are sorted by their user id. Raises SlackUnavailable.
    """
    unknown = await store.read(person.unknown_members, workspace_id)
    if len(unknown) > _ASKED_ONE_BY_ONE:
        return await read_everyone(store, directory, clock, workspace_id)
    asked_at = clock.now()
    found = [one for one in [await directory.person(user) for user in unknown] if one is not None]
    await _follow_in_parts(store, clock, workspace_id, found, asked_at)
    return len(found)


async def read_everyone(store: Store, directory: Directory, clock: Clock, workspace_id: str) -> int:
    """Read Slack's whole list of people and take over what changed; return how many did. Raises SlackUnavailable."""
    asked_at = clock.now()
    everybody = await directory.everyone()
    changed = await store.read(changed_people, workspace_id, everybody)
    await _follow_in_parts(store, clock, workspace_id, changed, asked_at)
    return len(changed)


async def _follow_in_parts(
    store: Store, clock: Clock, workspace_id: str, people: Sequence[Person], asked_at: float
) -> None:
    """Take over many people without keeping leads waiting for the one writer."""
    for begin in range(0, len(people), _FOLLOWED_AT_ONCE):
        part = people[begin : begin + _FOLLOWED_AT_ONCE]
        await store.write(follow, workspace_id, part, asked_at, clock.now())
