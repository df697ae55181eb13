"""Away mode ends by itself, through the clock and whatever happens meanwhile (CONTRACT 6)."""

from tests.support.harness import Person
from tests.support.world import SALES


async def test_when_it_ends_what_waited_is_dealt_and_nothing_is_said_of_it(
    world, slack, clock, lena, alice, bob, carol
):
    async with world.awake():
        for who, how in ((alice, "for 2h"), (bob, "for 4h"), (carol, "on")):
            await who.runs(f"/away {how}")
        waiting = await lena.writes_each("one", "two")
        await slack.says(SALES, "nobody is available")
        assert await world.dealt_to() == []
        await slack.all_is_said()
        clock.forward(hours=2, seconds=1)
        for post in waiting:
            await alice.gets(post, "as it waited")
        assert await world.dealt_to() == [alice, alice]
        await alice.gets(await lena.writes("three"))
        clock.forward(hours=2)
        assert "not away" in await away_ended(bob)
        await bob.gets(await lena.writes("four"))
        assert await world.dealt_to() == [alice, alice, alice, bob]
        await slack.said_nothing_else()


async def away_ended(who: Person) -> str:
    """Return what the status says once it isn't "away"."""
    for _ in range(200):
        said = await who.runs("/away status")
        if "not away" in said:
            return said
    return said


async def test_it_ends_though_the_bot_slept_through_it(world, slack, clock, lena, alice, bob, carol):
    async with world.awake():
        for who in (alice, bob, carol):
            await who.runs("/away for 2h")
        post = await lena.writes("one")
        await slack.says(SALES, "nobody is available")
    clock.forward(seconds=8000)
    async with world.awake():
        await alice.gets(post)
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice]


async def test_who_comes_back_early_is_not_brought_back_again_later(world, slack, clock, lena, alice, bob):
    async with world.awake():
        await alice.runs("/away for 1h")
        await alice.runs("/away back")
        await alice.runs("/away on")
        clock.forward(seconds=4000)
        await bob.gets(await lena.writes("one"))
        assert "You are away" in await alice.runs("/away status")
        await slack.said_nothing_else()
    assert await world.dealt_to() == [bob]
