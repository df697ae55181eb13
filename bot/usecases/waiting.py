"""What waits in a team's inbox, and when it is dealt (CONTRACT 5.5)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.domain import rotation
from bot.domain.configuration import Method
from bot.domain.lifecycle import Cause
from bot.domain.rotation import Availability, Candidate
from bot.usecases import announce, ring
from bot.usecases.dealing import assignment_row
from storage.queries import (
    assignment,
    conversation,
    conversation_lock,
    conversation_pass,
    outbox,
    team,
    team_availability,
    team_member,
)
from storage.queries.outbox import Draft
from storage.queries.team import TeamRow
from storage.queries.team_member import MemberRow
from storage.transaction import Transaction, is_alone

#: The burst is counted anew after so long.
BURST_WINDOW_SECONDS: Final = 600.0

#: How much of a long queue is dealt in one transaction; the clock goes on with the rest at once.
_MOST_AT_ONCE: Final = 500


def settle(tx: Transaction, workspace_id: str, names: Iterable[str], now: float) -> int:
    """Bring teams whose lock is held to rest: deal what waits to whoever has room.

    Called by whatever changed who is available, or a team's queue or method, before the lock is released: otherwise a
    lead could wait beside somebody who just came back (DESIGN 1.5).

    Returns:
        How many conversations were dealt.
    """
    rows = team.lock(tx, workspace_id, set(names))
    _lock_queues(tx, workspace_id, rows, now)
    drafts: list[Draft] = []  # written together, at last: the channels of all teams are locked in one order
    dealt = sum(_settle(tx, workspace_id, row, now, drafts) for row in rows.values())
    outbox.write(tx, workspace_id, drafts, now)
    return dealt


def _lock_queues(tx: Transaction, workspace_id: str, rows: Mapping[str, TeamRow], now: float) -> None:
    """Lock what will be dealt in several teams, all in one order; what one team deals is locked so by itself."""
    if len(rows) > 1 and not is_alone(tx):
        dealt: list[str] = []
        for row in rows.values():
            queue = conversation.dealable(tx, workspace_id, row.name, _MOST_AT_ONCE, _room(row, now))
            dealt += [one.conversation_id for one in queue]
        conversation_lock.these(tx, workspace_id, dealt)


def _room(row: TeamRow, now: float) -> tuple[int, float]:
    return row.waiting_burst, now - BURST_WINDOW_SECONDS


def settle_due(tx: Transaction, workspace_id: str, now: float) -> int:
    """Deal what waits in the teams whose time has come; return how many conversations were dealt."""
    return settle(tx, workspace_id, team.due(tx, workspace_id, now), now)


def _settle(tx: Transaction, workspace_id: str, row: TeamRow, now: float, drafts: list[Draft]) -> int:
    changes: dict[str, Any] = {}
    dealt = 0
    due_at: float | None = None
    if team_member.anybody_available(tx, workspace_id, row.name):
        if row.nobody_told_at is not None:
            changes["nobody_told_at"] = None
        if row.method == Method.ROUND_ROBIN:
            dealt = _deal(tx, workspace_id, row, now, drafts)
            if conversation.dealable(tx, workspace_id, row.name, 1):  # what all have passed on waits for others
                due_at = _due_at(tx, workspace_id, row, now)
    elif (
        row.method == Method.ROUND_ROBIN
        and row.nobody_told_at is None
        and conversation.count_waiting(tx, workspace_id, row.name)  # it dealt by hand until now, say
    ):
        drafts.append(announce.nobody_available(row.name, row.channel, row.size))
        changes["nobody_told_at"] = now
    if due_at != row.waiting_due_at:
        changes["waiting_due_at"] = due_at
    if changes:
        team.change(tx, workspace_id, row.name, changes)
    return dealt


def _deal(tx: Transaction, workspace_id: str, row: TeamRow, now: float, drafts: list[Draft]) -> int:
    room = _room(row, now)
    queue = conversation.dealable(tx, workspace_id, row.name, _MOST_AT_ONCE, room)
    if not queue:
        return 0
    passed = conversation_pass.of(tx, workspace_id, [one.conversation_id for one in queue])
    # Who passed something on may stand between the place and who gets it.
    wanted = len(queue) + len(frozenset().union(*passed.values()))
    found = ring.members(tx, workspace_id, row, wanted, room=room)
    counted = {one.user_id: _counted(one, now) for one in found}
    people = [_candidate(one, row.waiting_burst - counted[one.user_id][1]) for one in found]
    skips = [passed.get(one.conversation_id, frozenset()) for one in queue] if passed else ()
    dealt = rotation.deal(ring.place_of(row), people, len(queue), row.size, skips)
    if not dealt.turns or dealt.place is None:
        return 0
    assignments = []
    after = assignment.last_id(tx, workspace_id, [one.conversation_id for one in queue])
    for turn in dealt.turns:
        one = queue[turn.number]
        decision = (turn.teammate, Cause.WAITING, {"rule": None, **turn.reason})
        made = assignment_row(workspace_id, one.conversation_id, row.name, decision, now, after)
        assignments.append(made)
        drafts.append(announce.assignment(made, one.channel, one.thread_ts))
        started, had = counted[turn.teammate]
        counted[turn.teammate] = (started, had + 1)
    conversation.set_assigned(tx, workspace_id, [made["conversation_id"] for made in assignments], row.name)
    assignment.insert_all(tx, assignments)
    served: Mapping[str, tuple[float, int]] = {turn.teammate: counted[turn.teammate] for turn in dealt.turns}
    team_availability.count_bursts(tx, workspace_id, row.name, served)
    ring.move(tx, workspace_id, row.name, found, dealt.place)
    return len(dealt.turns)


def _counted(member: MemberRow, now: float) -> tuple[float, int]:
    """Return since when a member's burst is counted, and how many they have had; windows follow one another."""
    over = now - member.burst_started_at
    if over < BURST_WINDOW_SECONDS:
        return member.burst_started_at, member.burst_count
    return member.burst_started_at + over // BURST_WINDOW_SECONDS * BURST_WINDOW_SECONDS, 0


def _candidate(member: MemberRow, room: int) -> Candidate:
    available = member.availability == Availability.AVAILABLE
    return Candidate(member.sort_key, member.user_id, member.availability, room if available else None)


def _due_at(tx: Transaction, workspace_id: str, row: TeamRow, now: float) -> float | None:
    """Return when more may be dealt; at once where only the size of a transaction stopped us.

    None: not by the clock, as all who are available have passed on what they have room for.
    """
    room = _, since = _room(row, now)
    if conversation.dealable(tx, workspace_id, row.name, 1, room):
        return now
    earliest = team_availability.earliest_full_burst(tx, workspace_id, row.name, row.waiting_burst, since)
    return None if earliest is None else earliest + BURST_WINDOW_SECONDS
