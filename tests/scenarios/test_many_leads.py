"""Many leads at once, delivered more than once, while people come and go."""

import asyncio
import random
from collections import Counter

from storage.queries import conversation, team_member
from tests.support.harness import Person, payload
from tests.support.world import WORKSPACE


async def test_200_leads_at_once_each_delivered_three_times_are_each_dealt_once(world, slack, lena):
    slack.delivers_each(times=3)
    slack.ledger.longest_seconds = 100.0  # it takes 15 on a quiet machine
    async with world.awake():
        posts = await asyncio.gather(*(lena.writes(f"lead {n}") for n in range(200)))
        announced = await slack.announced(200)
    stamps = sorted(post.ts for post in posts)
    rows = await world.assignments()
    assert sorted(row.thread_ts for row in rows) == stamps
    counts = Counter(row.user_id for row in rows)
    assert max(counts.values()) - min(counts.values()) <= 1
    assert sorted(message.thread_ts for message in announced) == stamps
    # Announcements keep the order of dealing where nothing fails (CONTRACT 7).
    assert [payload(message)["assignment_id"] for message in announced] == [row.assignment_id for row in rows]
    assert len({payload(message)["delivery_id"] for message in announced}) == 200


async def test_nobody_is_dealt_to_between_the_answer_to_their_away_and_their_coming_back(
    world, lena, alice, bob, carol
):
    """Away, back and dealing at the same moment, from all sides."""
    loop = asyncio.get_running_loop()
    quiet: dict[str, list[tuple[float, float]]] = {alice: [], bob: [], carol: []}
    sent: dict[str, tuple[float, float]] = {}
    chance = random.Random(7)
    going = True

    async def come_and_go(who: Person) -> None:
        for _ in range(12):
            await who.runs("/away on")
            answered = loop.time()
            for _ in range(chance.randrange(1, 6)):
                await who.runs("/away status")
            quiet[who].append((answered, loop.time()))
            await who.runs("/away off")

    async def write_leads() -> None:
        while going:
            begun = loop.time()
            post = await lena.writes("a lead")
            sent[post.ts] = (begun, loop.time())

    async with world.awake():
        writers = [asyncio.create_task(write_leads()) for _ in range(4)]
        await asyncio.gather(*map(come_and_go, (alice, bob, carol)))
        going = False
        await asyncio.gather(*writers)
        waiting = await world.read(conversation.count_waiting, WORKSPACE, "sales")
        # Everybody is back: only a burst may hold something back.
        if waiting:
            members = await world.read(team_member.all_of, WORKSPACE, "sales")
            assert all(member.burst_count >= 5 for member in members)
    rows = await world.assignments()
    assert len({row.conversation_id for row in rows}) == len(rows)
    assert len(rows) + waiting == len(sent)
    for row in rows:
        begun, answered = sent[row.thread_ts]
        if row.cause == "round_robin":
            during = [span for span in quiet[row.user_id] if span[0] <= begun and answered <= span[1]]
            assert not during, f"{row.user_id} was dealt to while away"


async def test_a_restart_between_any_two_leads_keeps_the_place_and_says_nothing_twice(
    world, slack, lena, alice, bob, carol
):
    for number, who in enumerate((alice, bob, carol, alice, bob)):
        async with world.awake():
            await who.gets(await lena.writes(f"lead {number}"))
            await slack.announced(number + 1)
            await slack.said_nothing_else()
    assert await world.dealt_to() == [alice, bob, carol, alice, bob]


async def test_the_spread_stays_at_most_one_over_any_run_of_assignments(world, lena, alice, bob, carol):
    async with world.awake():
        for size in (1, 7, 30, 2, 11):
            await asyncio.gather(*(lena.writes("lead") for _ in range(size)))
    dealt = await world.dealt_to()
    for begin in range(len(dealt)):
        for end in range(begin + 1, len(dealt) + 1):
            counts = Counter(dealt[begin:end])
            assert max(counts.values()) - min(counts.get(user, 0) for user in (alice, bob, carol)) <= 1
