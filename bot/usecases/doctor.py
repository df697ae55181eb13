"""What `leadwheel doctor` finds: one value for each line, and what it says of them together (CONTRACT 2)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TIME: Final = "time"

#: A clock that is wrong by more is told; Slack's signatures are refused beyond 5 minutes.
CLOCK_TOLERATED_SECONDS: Final = 60.0
SIGNATURES_REFUSED_SECONDS: Final = 300.0

_MINUTE: Final = 60
_SET_THE_CLOCK: Final = "let it follow a time server (with systemd: `timedatectl set-ntp true`)"


class State(StrEnum):
    """How it stands with what was checked; a note is nothing that keeps the bot from working."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `check`: what was looked at, in a word or two; `mend`: how it is mended, "" where nothing need be done."""

    check: str
    state: State
    says: str
    mend: str = ""


def ok(check: str, says: str) -> Finding:
    """Say that it is well."""
    return Finding(check, State.OK, says)


def note(check: str, says: str, mend: str = "") -> Finding:
    """Say what may be as it should be, or could not be checked."""
    return Finding(check, State.NOTE, says, mend)


def wrong(check: str, says: str, mend: str) -> Finding:
    """Say what is wrong, and how to mend it."""
    return Finding(check, State.WRONG, says, mend)


def not_checked(check: str, why: str, mend: str = "") -> Finding:
    """Say that something could not be checked."""
    return note(check, f"not checked: {why}", mend)


def faults(findings: Iterable[Finding]) -> int:
    """Return how much is wrong."""
    return sum(one.state is State.WRONG for one in findings)


def summary(findings: Sequence[Finding]) -> str:
    """Return the last line."""
    count = faults(findings)
    return "all is well" if count == 0 else "1 fault" if count == 1 else f"{count} faults"


def listed(words: Sequence[str], most: int = 8) -> str:
    """Return words with commas between, and how many there were more than `most`."""
    rest = len(words) - most
    return ", ".join(words[:most]) + (f" and {rest} more" if rest > 0 else "")


def judge_clock(slack_ahead_seconds: float, *, http: bool) -> Finding:
    """Judge by how much Slack's clock is ahead of this machine's; `http`: Slack's signatures are checked by it."""
    if abs(slack_ahead_seconds) <= CLOCK_TOLERATED_SECONDS:
        return ok(TIME, "this machine's clock is right, by Slack's")
    says = f"this machine's clock is {_off(-slack_ahead_seconds)} Slack's"
    if http and abs(slack_ahead_seconds) > SIGNATURES_REFUSED_SECONDS:
        says += ": the bot refuses all that Slack sends (401), as signed more than 5 minutes before or after"
    return wrong(TIME, says, f"Set this machine's clock, and {_SET_THE_CLOCK}.")


def judge_database_clock(database_ahead_seconds: float, slack_ahead_seconds: float | None) -> Finding:
    """Judge the database's clock by Slack's, or by this machine's where Slack's isn't known. Away modes end by it."""
    ahead = database_ahead_seconds - (slack_ahead_seconds or 0.0)
    whose = "this machine's" if slack_ahead_seconds is None else "Slack's"
    if abs(ahead) <= CLOCK_TOLERATED_SECONDS:
        return ok(TIME, f"the database's clock is right, by {whose}")
    return wrong(
        TIME,
        f"the database's clock is {_off(ahead)} {whose}: away modes end at the wrong time",
        f"Set the clock of PostgreSQL's machine, and {_SET_THE_CLOCK}.",
    )


def _off(ahead_seconds: float) -> str:
    seconds = round(abs(ahead_seconds))
    long = f"{seconds} seconds" if seconds < 2 * _MINUTE else f"{seconds / _MINUTE:.0f} minutes"
    return f"{long} {'ahead of' if ahead_seconds > 0 else 'behind'}"
