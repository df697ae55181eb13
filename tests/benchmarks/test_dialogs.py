"""From a lead's answer to the next question, and what open dialogs cost. Prints; asserts nothing of speed."""

import statistics
import time

import pytest

from bot.usecases.due import _next
from storage.queries import conversation_qualification
from tests.support.world import LEADS, LENA, WORKSPACE, World

pytestmark = pytest.mark.benchmark

DIALOGS, OPEN, LOOKS = 60, 1_000, 300

ASKING = f"""
workspace: {WORKSPACE}
qualifications:
  inbound:
    questions:
      - {{attribute: email, ask: "What's your work email?", kind: email, remember: false}}
      - {{attribute: size, ask: "How many people work there?", kind: number, remember: false}}
sources:
  - {{channel: {LEADS}, qualify: inbound}}
rules:
  - {{when: qualified, assign_to: sales}}
"""


async def seconds_until_said(world: World, lead: str, text: str, count: int) -> float:
    """Answer in a lead's thread; return how long it took until the bot had said something more there."""
    begun = time.perf_counter()
    await world.sandbox.write(LENA, LEADS, text, thread_ts=lead)
    await world.sandbox.wait_until(lambda: len(world.sandbox.thread(LEADS, lead)) >= count)
    return time.perf_counter() - begun


async def test_from_an_answer_to_the_next_question_beside_a_lead_that_is_only_asked(
    world: World, capsys: pytest.CaptureFixture[str]
):
    await world.apply(ASKING)
    firsts, nexts = [], []
    async with world.awake():
        for number in range(DIALOGS):
            begun = time.perf_counter()
            lead = await world.sandbox.write(LENA, LEADS, f"Hello {number}")
            await world.sandbox.wait_until(lambda lead=lead: world.sandbox.thread(LEADS, lead))
            firsts.append(time.perf_counter() - begun)
            nexts.append(await seconds_until_said(world, lead, "lena@acme.com", 3))
    first, following = (1000 * statistics.median(values) for values in (firsts, nexts))
    database = world.settings.leadwheel_database_url.partition("+")[0]
    with capsys.disabled():
        print(
            f"\n{database}: answer to next question {following:.1f} ms at the median ({1000 * max(nexts):.0f} at worst), "
            f"{following / first:.2f} times a lead to its first question ({first:.1f} ms)"
        )


async def test_a_look_at_what_is_due_with_a_thousand_open_dialogs_beside_none(
    world: World, capsys: pytest.CaptureFixture[str]
):
    await world.apply(ASKING)

    async def look_seconds() -> float:
        seconds = []
        for _ in range(LOOKS):
            begun = time.perf_counter()
            await world.read(_next, WORKSPACE)
            seconds.append(time.perf_counter() - begun)
        return statistics.median(seconds)

    none = await look_seconds()
    async with world.awake():
        for number in range(OPEN):
            await world.sandbox.write(LENA, LEADS, f"Hello {number}")
        await world.sandbox.delivered()
    assert len(await world.read(conversation_qualification.due, WORKSPACE, time.time() + 3600, 2 * OPEN)) == OPEN
    many = await look_seconds()
    database = world.settings.leadwheel_database_url.partition("+")[0]
    with capsys.disabled():
        print(
            f"\n{database}: a look with {OPEN:,} open dialogs {many / none:.2f} times one with none ({1000 * none:.2f} ms)"
        )
