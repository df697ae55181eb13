"""Slack fails in all ways at once, and nobody notices: each lead is dealt once and told of once (issue 6)."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable

import pytest

from bot.sandbox import SLACKS
from bot.sandbox.failing import ALL_KINDS
from bot.slack import asking
from bot.usecases.outbox_unsent import unsent
from bot.workers import outbox
from tests.conftest import EVERY_TRANSPORT
from tests.support.harness import Clock, Harness, Slack, payload
from tests.support.told import all_said, check
from tests.support.world import SALES, world_in

#: As many in `make soak`, else fewer: most of it is waiting for Slack.
LEADS_IN_ALL, FEWER = 200, 60


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Let the bot give up soon on a call that is never answered, and see soon that time has moved on."""
    monkeypatch.setattr(asking, "CALL_TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(outbox, "_LOOK_EVERY_SECONDS", 0.02)


async def until(slack: Slack, condition: Callable[[], object]) -> None:
    """Return once something is so; while nothing can go, the clocks are moved to when something can."""
    clock, world = Clock(slack.world), slack.world
    async with asyncio.timeout(100):
        while not condition():
            known = len(slack.calls())
            with contextlib.suppress(TimeoutError):
                await world.sandbox.wait_until(lambda known=known: len(slack.calls()) > known, 0.02)
                continue
            now = world.clock.now()
            next_at = [one.next_at for one in await world.read(unsent, now) if one.next_at is not None]
            if next_at and min(next_at) > now:
                clock.forward(seconds=min(next_at) - now)


async def all_is_said(slack: Slack, leads: int) -> None:
    """Return once all is said of so many leads."""
    await until(slack, lambda: all_said(slack, leads, leads))


async def test_with_two_of_five_calls_failing_in_every_way_each_lead_is_told_of_once(world, slack, lena):
    leads = LEADS_IN_ALL if EVERY_TRANSPORT else FEWER
    async with world.awake():
        world.sandbox.fail_share(0.4, ALL_KINDS, seed=6, seconds=0.1)
        world.sandbox.divert(late_seconds=0.5, doubled=0.2, unheard=0.2, seed=6)
        posts = await asyncio.gather(*(lena.writes(f"{n}") for n in range(leads)))
        await all_is_said(slack, leads)
        failed = Counter(call.outcome for call in slack.calls("chat.postMessage"))
        if leads == LEADS_IN_ALL:
            assert failed.keys() >= set(ALL_KINDS) - {"429"} | {"ok", "ratelimited"}
        slack.fails_no_more()
    await check(slack, {post.ts: 1 for post in posts}, in_order=False)


async def test_a_bot_without_a_pace_of_its_own_is_held_to_slacks_and_loses_and_repeats_nothing(database_url: str):
    """As many cards are posted, and then changed, as Slack takes in a minute, and some more."""
    async with world_in(database_url, limits=SLACKS) as world:
        harness = Harness(world)
        slack = harness.slack
        async with world.awake():
            posts = await harness.lena.writes_each(*(f"lead {n}" for n in range(60)))
            await all_is_said(slack, 60)
            announced = await slack.announced(60)
            assert [message.thread_ts for message in announced] == [post.ts for post in posts]
            teammate = {payload(one)["conversation_id"]: payload(one)["teammate"] for one in announced}
            for card in await slack.has_cards(SALES, 60):
                await slack.person(teammate[payload(card)["conversation_id"]]).presses("Accept", card)
            await until(slack, lambda: all("Accepted" in card.text for card in slack.cards(SALES)))
            refused = Counter(call.method for call in slack.calls() if call.outcome == "ratelimited")
            assert refused.keys() >= {"chat.postMessage", "chat.update"}
        await check(slack, {post.ts: 1 for post in posts})
