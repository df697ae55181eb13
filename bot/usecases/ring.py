"""Reading what the rotation needs of a team, and no more: also with 10,000 members (DESIGN 1.3)."""

from bot.domain.rotation import TOLD, Availability, Candidate, Place
from storage.queries import team, team_member
from storage.queries.team import TeamRow
from storage.queries.team_member import MemberRow
from storage.transaction import Transaction

#: Above this many members beyond what is dealt, only the neighbourhood of the place is read.
_SMALL = 3 * TOLD


def place_of(row: TeamRow) -> Place | None:
    """Return where the team's rotation stands; None: nobody was ever dealt to."""
    if row.place_sort_key is None or row.place_user_id is None:
        return None
    return Place(row.place_sort_key, row.place_user_id)


def members(
    tx: Transaction, workspace_id: str, row: TeamRow, count: int, room: tuple[int, float] | None = None
) -> list[MemberRow]:
    """Read the members that dealing `count` conversations depends on, under the team's lock.

    Args:
        tx: the transaction.
        workspace_id: whose.
        row: the team's.
        count: how many conversations are dealt.
        room: (burst, since) where waiting ones are dealt: at least those of the next who have room are read.

    Returns:
        All members of a small team. Of a large one the next `count` + 1 who can be dealt to, and for the reason the
        nearest neighbours of the place on either side.
    """
    if row.size <= count + _SMALL:
        return team_member.all_of(tx, workspace_id, row.name)
    place = place_of(row)
    found = team_member.after(tx, workspace_id, row.name, place, count + 1, available=True, room=room)
    found += team_member.after(tx, workspace_id, row.name, place, TOLD)
    found += team_member.before(tx, workspace_id, row.name, place, TOLD)
    return list({member.user_id: member for member in found}.values())


def candidates(found: list[MemberRow]) -> list[Candidate]:
    """Turn members into candidates without a bound on what they take."""
    return [Candidate(one.sort_key, one.user_id, one.availability) for one in found]


def anybody_available(found: list[MemberRow]) -> bool:
    """Say whether anybody among the members can be dealt to."""
    return any(one.availability == Availability.AVAILABLE for one in found)


def move(tx: Transaction, workspace_id: str, name: str, found: list[MemberRow], place: Place) -> None:
    """Move a team's rotation on to the place of somebody among `found`."""
    called = next(one.name for one in found if one.user_id == place.user_id)
    team.move_place(tx, workspace_id, [(name, place.sort_key, place.user_id, called)])
