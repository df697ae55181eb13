"""Nobody is available: conversations wait, and are dealt when somebody comes back (CONTRACT 5.5)."""

from storage.queries import conversation
from tests.support.harness import payload
from tests.support.world import SALES, WORKSPACE


async def test_what_waits_is_said_once_and_dealt_oldest_first_to_who_comes_back(world, slack, lena, alice, bob, carol):
    async with world.awake():
        for who in (alice, bob, carol):
            await who.runs("/away on")
        posts = await lena.writes_each("one", "two", "three")
        await slack.says(SALES, "nobody is available")
        await bob.runs("/away off")
        for post in posts:
            await bob.gets(post, "as it waited")
        announced = await slack.announced(3)
        assert [message.thread_ts for message in announced] == [post.ts for post in posts]
        assert {payload(message)["cause"] for message in announced} == {"waiting"}
        await bob.runs("/away on")
        four = await lena.writes("four")
        await slack.says(SALES, "nobody is available")
        await slack.card(four, "Nobody has this conversation", of=SALES)
        await slack.said_nothing_else()
    assert await world.dealt_to() == [bob, bob, bob]


async def test_who_comes_back_first_gets_five_and_the_rest_waits_ten_minutes_or_for_the_next(
    world, slack, clock, lena, alice, bob, carol
):
    async with world.awake():
        for who in (alice, bob, carol):
            await who.runs("/away on")
        posts = await lena.writes_each(*(f"lead {n}" for n in range(13)))
        await slack.says(SALES, "nobody is available")
        await bob.runs("/away off")
        assert await world.dealt_to() == [bob] * 5
        await bob.gets(await lena.writes("a new lead is dealt at once"), "by turn")
        assert await world.dealt_to() == [bob] * 6
        await carol.runs("/away off")
        assert await world.dealt_to() == [bob] * 6 + [carol] * 5
        assert await world.read(conversation.count_waiting, WORKSPACE, "sales") == 3
        await slack.all_is_said()
        clock.forward(minutes=10, seconds=1)
        for post, who in zip(posts, [bob] * 5 + [carol] * 5 + [bob, carol, bob], strict=True):
            await who.gets(post, "as it waited")
        await slack.said_nothing_else()
    assert len(await world.dealt_to()) == 14
    assert (await world.dealt_to())[-3:] == [bob, carol, bob]


async def test_a_teammate_who_writes_in_the_thread_takes_the_conversation(world, slack, lena, bob, carol):
    async with world.awake():
        post = await lena.writes("the app is broken")  # for support, which assigns by hand
        assert await world.dealt_to() == []
        await lena.answers(post, "hello?")
        assert await world.dealt_to() == []
        await carol.answers(post, "I'm on it")
        await bob.answers(post, "me too")
        await carol.gets(post, "who took it")
        await slack.said_nothing_else()
    (row,) = await world.assignments()
    assert (row.user_id, row.cause, row.team) == (carol, "manual", "support")


async def test_taking_by_hand_does_not_move_the_rotation(world, slack, lena, alice, bob):
    async with world.awake():
        await alice.gets(await lena.writes("lead"))
        broken = await lena.writes("broken")
        await bob.answers(broken, "mine")
        await bob.gets(broken)
        await bob.gets(await lena.writes("lead"))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice, bob, bob]


async def test_waiting_survives_a_restart(world, slack, lena, alice, bob, carol):
    async with world.awake():
        for who in (alice, bob, carol):
            await who.runs("/away on")
        posts = await lena.writes_each("one", "two")
    async with world.awake():
        await carol.runs("/away off")
        for post in posts:
            await carol.gets(post)
        await slack.says(SALES, "nobody is available")
        await slack.said_nothing_else()
    assert await world.dealt_to() == [carol, carol]
