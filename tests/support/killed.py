"""A Leadwheel that dies at a named step, as by `kill -9`.

The program is the real one: its functions are wrapped, so that the nth passage of the step ends the process.
"""

import os
import signal
from collections.abc import Callable
from contextvars import ContextVar
from enum import StrEnum
from itertools import count
from typing import Any, NamedTuple

import aiohttp

import bot.main
from bot.slack.gateway import SlackGateway
from bot.usecases import configure
from bot.usecases.assign import take
from bot.usecases.deal import deal_batch
from bot.usecases.deliver_step import advance
from bot.usecases.delivery import Attempted, Send
from bot.usecases.pass_on import pass_on
from bot.usecases.ports import Message, Sent
from storage.database import Database
from storage.queries import outbox_channel


class Step(StrEnum):
    """Where a process can die."""

    DEALT = "dealt, before the commit"
    COMMITTED = "committed, before the 200"
    CLAIMED = "claimed"
    MARKED = "attempt marked, before the call"
    POSTED = "posted and not yet known"
    LOOKED = "looked up and not yet noted"
    KNOWN = "known and not yet marked"
    NOTED = "marked, before the commit"
    ANNOUNCED = "after the thread, before the direct message"
    TOLD_POSTED = "direct message posted and not yet known"
    TOLD_KNOWN = "direct message known and not yet marked"
    TOLD = "after the direct message, before the card"
    CARD_POSTED = "card posted and not yet known"
    CARD_KNOWN = "card known and not yet marked"
    PASSED = "passed on, before the commit"
    PASS_COMMITTED = "passed on, before the 200"
    CARD_UPDATED = "card updated and not yet known"
    CARD_UPDATE_KNOWN = "card updated and not yet marked"
    TAKEN = "taken, before the commit"
    TAKE_COMMITTED = "taken, before the 200"
    APPLIED = "applied, before the commit"
    APPLY_COMMITTED = "applied, before it is said"


class _Write(NamedTuple):
    """A step of a transaction: of which work, inside it or after its commit, and which of its calls count."""

    work: Callable[..., Any]
    inside: bool
    counts: Callable[[tuple[Any, ...], Any], bool] = lambda args, result: True


class _Call(NamedTuple):
    """A step of a call to Slack: of which kind of message, posted or updated, and whether its answer was understood."""

    kind: str
    known: bool
    update: bool = False


def _noted(kind: str) -> Callable[[tuple[Any, ...], Any], bool]:
    return lambda args, result: isinstance(args[1], Attempted) and args[1].step.message.content["kind"] == kind


_WRITES = {
    Step.DEALT: _Write(deal_batch, inside=True),
    Step.COMMITTED: _Write(deal_batch, inside=False),
    Step.CLAIMED: _Write(outbox_channel.claim, inside=False, counts=lambda args, channels: bool(channels)),
    Step.MARKED: _Write(
        advance,
        inside=False,
        counts=lambda args, step: isinstance(step, Send) and step.message.content["kind"] == "assignment",
    ),
    Step.NOTED: _Write(advance, inside=True, counts=_noted("assignment")),
    Step.ANNOUNCED: _Write(advance, inside=False, counts=_noted("assignment")),
    Step.TOLD: _Write(advance, inside=False, counts=_noted("direct_message")),
    Step.PASSED: _Write(pass_on, inside=True),
    Step.PASS_COMMITTED: _Write(pass_on, inside=False),
    Step.TAKEN: _Write(take, inside=True),
    Step.TAKE_COMMITTED: _Write(take, inside=False),
    Step.APPLIED: _Write(configure.apply, inside=True),
    Step.APPLY_COMMITTED: _Write(configure.apply, inside=False),
}

_CALLS = {
    Step.POSTED: _Call("assignment", known=False),
    Step.KNOWN: _Call("assignment", known=True),
    Step.TOLD_POSTED: _Call("direct_message", known=False),
    Step.TOLD_KNOWN: _Call("direct_message", known=True),
    Step.CARD_POSTED: _Call("card", known=False),
    Step.CARD_KNOWN: _Call("card", known=True),
    Step.CARD_UPDATED: _Call("card", known=False, update=True),
    Step.CARD_UPDATE_KNOWN: _Call("card", known=True, update=True),
}

#: The message that this task is sending.
_sending: ContextVar[Message | None] = ContextVar("sending", default=None)


def die_at(step: Step, nth: int) -> None:
    """Let this process die at the `nth` passage of a step, counted from 1."""
    passages = count(1)

    def passage() -> None:
        if next(passages) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    if step in _WRITES:
        _watch_writes(_WRITES[step], passage)
    elif step in _CALLS:
        _watch_calls(_CALLS[step], passage)
    else:
        _watch_looks(passage)


def _watch_writes(watched: _Write, passage: Callable[[], None]) -> None:
    write = Database.write

    async def writing(self: Database, work: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if getattr(work, "func", work) is not watched.work:  # it may be a partial
            return await write(self, work, *args, **options)

        def inside(tx: Any, *args: Any) -> Any:
            result = work(tx, *args)
            if watched.inside and watched.counts(args, result):
                passage()
            return result

        result = await write(self, inside, *args, **options)
        if not watched.inside and watched.counts(args, result):
            passage()
        return result

    Database.write = writing


def _watch_calls(watched: _Call, passage: Callable[[], None]) -> None:
    send, slack_session = SlackGateway.send, bot.main.slack_session

    def is_watched(message: Message | None) -> bool:
        return (
            message is not None
            and message.content["kind"] == watched.kind
            and (message.ts is not None) is watched.update
        )

    async def sending(self: SlackGateway, message: Message) -> Any:
        _sending.set(message)
        outcome = await send(self, message)
        if watched.known and is_watched(message) and isinstance(outcome, Sent):
            passage()
        return outcome

    async def answered(session: Any, context: Any, params: aiohttp.TraceRequestEndParams) -> None:
        """Slack has done what it was asked; nobody has read its answer yet."""
        if not watched.known and is_watched(_sending.get()) and "/chat." in params.url.path:
            passage()

    def watched_session() -> aiohttp.ClientSession:
        session, trace = slack_session(), aiohttp.TraceConfig()
        trace.on_request_end.append(answered)
        trace.freeze()
        session.trace_configs.append(trace)
        return session

    SlackGateway.send, bot.main.slack_session = sending, watched_session


def _watch_looks(passage: Callable[[], None]) -> None:
    look_for = SlackGateway.look_for

    async def looking(self: SlackGateway, *args: Any) -> dict[str, str]:
        found = await look_for(self, *args)
        passage()
        return found

    SlackGateway.look_for = looking
