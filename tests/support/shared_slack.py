"""A Slack for several processes: what is posted is a file, so that all see it. It answers at once, and fails now and then."""

import contextlib
import json
import random
import secrets
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.usecases.delivery import Attempted, Looked, LookUp, Result
from bot.usecases.ports import Message, NotSent, Sent, Unknown

HEALS = NotSent("service_unavailable", heals=True)
NEVER = NotSent("channel_not_found", heals=False)
LOST = Unknown("TimeoutError")


@dataclass
class SharedSlack:
    """One process's way into it; a `Messenger`, and for an office what its postman is.

    `trouble`: how often something fails, from 0 to 1.
    """

    folder: Path
    chance: random.Random
    trouble: float = 0.0

    async def send(self, message: Message) -> Sent | NotSent | Unknown:
        return self.answer(message)

    async def look_for(
        self, channel: str, thread_ts: str, between: tuple[float, float], delivery_ids: Collection[str]
    ) -> dict[str, str]:
        return self.found(delivery_ids)

    def deliver_step(self, step: Any) -> Result:
        """Do what a step of delivering asks for, and say what came of it."""
        if isinstance(step, LookUp):
            return Looked(step, self.found([one.delivery_id for one in step.messages]))
        return Attempted(step, self.answer(step.message))

    def answer(self, message: Message) -> Sent | NotSent | Unknown:
        bad = self.chance.random() < self.trouble
        outcome = self.chance.choice((HEALS, HEALS, LOST, LOST, NEVER)) if bad else None
        # An answer that is lost may be that of a message which Slack took.
        if outcome is None or (outcome is LOST and self.chance.random() < 0.5):
            self._take(message)
        return outcome or Sent(_ts(message.delivery_id))

    def found(self, delivery_ids: Collection[str]) -> dict[str, str]:
        return {one: _ts(one) for one in delivery_ids if (self.folder / one).exists()}

    def _take(self, message: Message) -> None:
        path = self.folder / message.delivery_id
        if message.ts is None:
            with (self.folder / "posted").open("a", encoding="ascii") as posted:  # short lines: each is whole
                posted.write(f"{message.delivery_id}\n")
        parcel = self.folder / f"new-{secrets.token_hex(8)}"
        parcel.write_text(json.dumps(dict(message.content)), encoding="utf-8")
        parcel.replace(path)

    # What it looks like in the end

    def content(self, delivery_id: str) -> dict[str, Any] | None:
        """Return what a message shows; None: it isn't there."""
        with contextlib.suppress(FileNotFoundError):
            return json.loads((self.folder / delivery_id).read_text(encoding="utf-8"))
        return None

    def posted(self) -> Counter[str]:
        """Return how often each delivery was posted."""
        path = self.folder / "posted"
        return Counter(path.read_text(encoding="ascii").split() if path.exists() else ())


def _ts(delivery_id: str) -> str:
    return f"{delivery_id}.9"
