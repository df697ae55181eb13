"""Slack as the outbox sees it: what is posted is there, what is updated changes, and failures can be planned."""

from dataclasses import dataclass, field
from typing import Any

from bot.usecases.deliver_step import advance
from bot.usecases.delivery import Attempted, Claim, Looked, LookUp, Pace, Result
from bot.usecases.ports import NotSent, Sent, Unknown
from storage.queries import outbox_channel

_STEPS = 10_000


@dataclass
class Posted:
    """A message as it looks now; `versions` counts from 1."""

    channel: str
    thread_ts: str
    delivery_id: str
    content: dict[str, Any]
    versions: int = 1


@dataclass
class Postman:
    """Sends what an office's outbox holds, one step at a time."""

    workspace_id: str
    messages: dict[str, Posted] = field(default_factory=dict)
    #: Outcomes of the next sends, None: sent as usual; a pair of True and an outcome: done all the same.
    plans: list[Any] = field(default_factory=list)

    def deliver(self, office) -> None:
        """Send everything that can go by now."""
        for _ in range(_STEPS):
            now = office.now
            channels = office.run(outbox_channel.claim, self.workspace_id, "me", now, now + 10, 1)
            if not channels:
                return
            claim, result = Claim(self.workspace_id, channels[0], "me"), None
            while (step := office.run(advance, claim, result, Pace(rate=0), now, 0.0)) is not None:
                result = self.look(step) if isinstance(step, LookUp) else self.send(step)
        raise AssertionError("the outbox never comes to rest")

    def send(self, step) -> Result:
        outcome = self.plans.pop(0) if self.plans else None
        done, outcome = outcome if isinstance(outcome, tuple) else (outcome is None, outcome)
        message = step.message
        ts = message.ts or f"{len(self.messages) + 1}.9"
        if done and message.ts is not None:
            self.messages[ts].content = dict(message.content)
            self.messages[ts].versions += 1
        elif done:
            posted = Posted(message.channel, message.thread_ts, message.delivery_id, dict(message.content))
            self.messages[ts] = posted
        assert outcome is None or isinstance(outcome, NotSent | Unknown)
        return Attempted(step, outcome or Sent(ts))

    def look(self, step: LookUp) -> Looked:
        wanted = {message.delivery_id for message in step.messages}
        return Looked(step, {one.delivery_id: ts for ts, one in self.messages.items() if one.delivery_id in wanted})

    def of_kind(self, kind: str, channel: str | None = None) -> list[Posted]:
        """Return the messages of a kind as they look now, in order of posting."""
        return [one for one in self.messages.values() if one.content["kind"] == kind and channel in {None, one.channel}]

    def kinds(self) -> list[str]:
        """Return the kinds of all that was posted, in order."""
        return [one.content["kind"] for one in self.messages.values()]
