"""Who is in a team (CONTRACT 6, `/rotation add` and `remove`)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.names import sort_key
from bot.usecases import waiting
from bot.usecases.errors import NotAllowed
from bot.usecases.teams import no_team
from storage.queries import person, team, team_availability, team_member, workspace
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RosterChange:
    """What a change of a team's members did: user ids, and who is in it now in the order of the rotation."""

    team: str
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    members: tuple[str, ...]


def add(tx: Transaction, workspace_id: str, name: str, user_ids: Sequence[str], now: float) -> RosterChange:
    """Add people to a team; those who are in it already stay as they are. Nobody's turn changes.

    Raises:
        Mistake: there is no such team any more.
    """
    before = _lock(tx, workspace_id, name)
    new = [user for user in dict.fromkeys(user_ids) if user not in before]
    put(tx, workspace_id, name, new, now)
    return _changed(tx, workspace_id, name, user_ids, new)


def remove(tx: Transaction, workspace_id: str, name: str, user_ids: Sequence[str]) -> RosterChange:
    """Take people out of a team; what they were assigned stays theirs. Nobody else's turn changes.

    Raises:
        Mistake: there is no such team any more.
    """
    before = _lock(tx, workspace_id, name)
    gone = [user for user in dict.fromkeys(user_ids) if user in before]
    team_member.remove(tx, workspace_id, name, gone)
    if gone:
        workspace.raise_version(tx, workspace_id)
    return _changed(tx, workspace_id, name, user_ids, gone)


def join(tx: Transaction, workspace_id: str, name: str, user_id: str, now: float) -> RosterChange:
    """Let somebody join a team by themselves.

    Raises:
        Mistake: there is no such team any more. NotAllowed: its teammates don't join by themselves.
    """
    _check_self_join(tx, workspace_id, name, f"/rotation add {name} @you")
    return add(tx, workspace_id, name, [user_id], now)


def leave(tx: Transaction, workspace_id: str, name: str, user_id: str) -> RosterChange:
    """Let somebody leave a team by themselves; what they were assigned stays theirs.

    Raises:
        Mistake: there is no such team any more. NotAllowed: its teammates don't leave by themselves.
    """
    _check_self_join(tx, workspace_id, name, f"/rotation remove {name} @you")
    return remove(tx, workspace_id, name, [user_id])


def _check_self_join(tx: Transaction, workspace_id: str, name: str, by_a_manager: str) -> None:
    workspace.lock(tx, workspace_id)
    row = team.lock(tx, workspace_id, [name]).get(name)
    if row is None:
        raise no_team(name)
    if not row.self_join:
        raise NotAllowed(
            f"In `{name}` teammates don't join and leave by themselves. A manager does it: `{by_a_manager}`."
        )


def put(tx: Transaction, workspace_id: str, name: str, user_ids: Sequence[str], now: float) -> None:
    """Make people, who are not in it, members of a team whose lock is held; what waits there is dealt.

    Somebody of whom Slack has not told yet is sorted by user id until it does.
    """
    if not user_ids:
        return
    known = {row.user_id: row for row in person.everyone(tx, workspace_id)}
    rows = [
        (user, known[user].name, known[user].sort_key) if user in known else (user, user, sort_key(user))
        for user in user_ids
    ]
    team_member.add(tx, workspace_id, name, rows)
    team_availability.follow_availability(tx, workspace_id, now, team=name)
    waiting.settle(tx, workspace_id, [name], now)
    workspace.raise_version(tx, workspace_id)


def _lock(tx: Transaction, workspace_id: str, name: str) -> set[str]:
    workspace.lock(tx, workspace_id)
    if not team.lock(tx, workspace_id, [name]):
        raise no_team(name)
    return {member.user_id for member in team_member.all_of(tx, workspace_id, name)}


def _changed(
    tx: Transaction, workspace_id: str, name: str, asked: Sequence[str], changed: Sequence[str]
) -> RosterChange:
    members = sorted(team_member.all_of(tx, workspace_id, name))
    unchanged = tuple(user for user in dict.fromkeys(asked) if user not in changed)
    return RosterChange(name, tuple(changed), unchanged, tuple(member.user_id for member in members))
