"""What can happen to a conversation: its states, the causes of its assignments, and who may do what with it.

The buttons of a card come late, twice and from anybody (CONTRACT 7): what a press does is decided here, from what is
true when it is carried out, and not from what the presser saw.
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a conversation is (CONTRACT 1)."""

    NEW = "new"
    QUALIFYING = "qualifying"
    WAITING = "waiting"
    ASSIGNED = "assigned"
    CLOSED = "closed"


#: Nobody has the conversation: whoever takes it ends its questions (CONTRACT 7).
UNASSIGNED = frozenset({State.WAITING, State.QUALIFYING})


class Cause(StrEnum):
    """Why a conversation was assigned (CONTRACT 7)."""

    ROUND_ROBIN = "round_robin"
    WAITING = "waiting"
    RULE = "rule"
    MANUAL = "manual"
    PASSED = "passed"
    REASSIGNED = "reassigned"


class Pressed(StrEnum):
    """What a press of a card's button comes to; all but the first three change nothing, and are answered in words."""

    TAKEN = "taken"
    ACCEPTED = "accepted"
    PASSED = "passed"
    ALREADY_YOURS = "already_yours"
    ALREADY_TAKEN = "already_taken"
    ALREADY_ACCEPTED = "already_accepted"
    ALREADY_PASSED = "already_passed"
    NOT_YOURS = "not_yours"
    NOBODYS = "nobodys"
    MOVED_ON = "moved_on"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN = "unknown"


#: The presses that change something.
CHANGES = frozenset({Pressed.TAKEN, Pressed.ACCEPTED, Pressed.PASSED})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a conversation stands. `teammate`: who has it, or had it last; None: nobody ever.

    `accepted`: whether they accepted it. `passed_by`: user ids of all who passed it on.
    """

    state: str
    teammate: str | None = None
    accepted: bool = False
    passed_by: frozenset[str] = frozenset()

    def is_with(self, user_id: str) -> bool:
        """Say whether this person has the conversation now."""
        return self.state == State.ASSIGNED and self.teammate == user_id


def take(standing: Standing, user_id: str, *, may_take: bool) -> Pressed:
    """Decide what `conversation_take` does: members of the team and managers (`may_take`) take what nobody has."""
    if not may_take:
        return Pressed.NOT_ALLOWED
    if standing.state in UNASSIGNED:
        return Pressed.TAKEN
    return Pressed.ALREADY_YOURS if standing.is_with(user_id) else Pressed.ALREADY_TAKEN


def accept(standing: Standing, user_id: str, *, stale: bool = False) -> Pressed:
    """Decide what `conversation_accept` does: the assignee accepts, once.

    `stale`: the button was of an earlier assignment than the one that holds now.
    """
    if not standing.is_with(user_id):
        return _of_somebody_else(standing, user_id)
    if stale:
        return Pressed.MOVED_ON
    return Pressed.ALREADY_ACCEPTED if standing.accepted else Pressed.ACCEPTED


def pass_on(standing: Standing, user_id: str, *, stale: bool = False) -> Pressed:
    """Decide what `conversation_pass` does: the assignee passes, also what was accepted. See `accept` for `stale`."""
    if not standing.is_with(user_id):
        return _of_somebody_else(standing, user_id)
    return Pressed.MOVED_ON if stale else Pressed.PASSED


def _of_somebody_else(standing: Standing, user_id: str) -> Pressed:
    if user_id in standing.passed_by:
        return Pressed.ALREADY_PASSED
    return Pressed.NOT_YOURS if standing.state == State.ASSIGNED else Pressed.NOBODYS
