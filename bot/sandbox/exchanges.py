"""What went to and fro between the local Slack and the bot lately, for whoever looks on."""

import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from bot.sandbox.records import Json, Reply

_KEPT: Final = 200
_LONGEST_NAME: Final = 60


class Answer(NamedTuple):
    """What came back.

    Attributes:
        outcome: An HTTP status or why there is none; for a call `ok`, Slack's error word or the fault's kind.
        seconds: How long it took.
        text: The body, as it came.
        fine: Whether it is what the asking side wants.
    """

    outcome: str
    seconds: float
    text: str
    fine: bool


@dataclass(eq=False)
class Exchange:
    """Something that was sent, with its answers so far.

    Attributes:
        number: Counts them, from 1.
        at: Unix time of the sending, in seconds.
        kind: `event`, `command` or `interaction`, which go to the bot; `call`, which comes from it.
        what: The event's, command's, interaction's or method's name.
        sent: The payload or the arguments.
        answers: One for each attempt, in the order in which they ended.
    """

    number: int
    at: float
    kind: str
    what: str
    sent: Json
    answers: list[Answer] = field(default_factory=list)

    def replied(self, reply: Reply) -> None:
        """Note what the bot answered."""
        outcome = reply.reason or "no answer" if reply.status is None else str(reply.status)
        self.answers.append(Answer(outcome, reply.seconds, reply.text, reply.status in range(200, 300)))


class Exchanges:
    """The last ones."""

    def __init__(self) -> None:
        self._kept: deque[Exchange] = deque(maxlen=_KEPT)
        self._begun = 0

    def begin(self, kind: str, what: str, sent: Json) -> Exchange:
        """Note that something is sent."""
        self._begun += 1
        exchange = Exchange(self._begun, time.time(), kind, what, sent)
        self._kept.append(exchange)
        return exchange

    def find(self, number: int) -> Exchange | None:
        """Return one; None when it is too long ago, or never was."""
        return next((exchange for exchange in self._kept if exchange.number == number), None)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._kept)


def name_of_event(event: Json) -> str:
    """Return what an event is called in a list."""
    return str(event.get("subtype") or event["type"])


def name_of_command(fields: Mapping[str, str]) -> str:
    """Return what somebody typed, as long as it is short."""
    typed = f"{fields['command']} {fields['text']}".strip()
    return typed if len(typed) <= _LONGEST_NAME else f"{typed[:_LONGEST_NAME]}…"


def name_of_interaction(payload: Json) -> str:
    """Return what an interaction is called in a list: its type, and the id of what was used."""
    view = payload.get("view") or {}
    ids = [one.get("action_id") for one in payload.get("actions") or ()]
    used = next(
        (one for one in [*ids, payload.get("action_id"), payload.get("callback_id"), view.get("callback_id")] if one),
        "",
    )
    return f"{payload['type']} {used}".rstrip()
