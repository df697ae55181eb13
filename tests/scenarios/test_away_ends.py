"""Away mode ends by itself, through the clock and whatever happens meanwhile (CONTRACT 6)."""

from tests.support.world import ALICE, BOB, CAROL, LEADS, World


async def away(world: World, user: str, text: str) -> str:
    return (await world.sandbox.run_command(user, "/away", text, channel=LEADS)).text


async def test_when_it_ends_what_waited_is_dealt_and_nothing_is_said_of_it(world: World):
    async with world.awake():
        for user, text in ((ALICE, "for 2h"), (BOB, "for 4h"), (CAROL, "on")):
            await away(world, user, text)
        await world.say("one", "two")
        assert await world.dealt_to() == []
        world.clock.forward(7201)
        await world.wait_announced(2)
        assert await world.dealt_to() == [ALICE, ALICE]
        await world.say("three")
        world.clock.forward(7200)
        assert "not away" in await away_ended(world, BOB)
        await world.say("four")
        assert await world.dealt_to() == [ALICE, ALICE, ALICE, BOB]


async def away_ended(world: World, user: str) -> str:
    """Return what the status says once it isn't "away"."""
    for _ in range(200):
        said = await away(world, user, "status")
        if "not away" in said:
            return said
    return said


async def test_it_ends_though_the_bot_slept_through_it(world: World):
    async with world.awake():
        for user in (ALICE, BOB, CAROL):
            await away(world, user, "for 2h")
        await world.say("one")
    world.clock.forward(8000)
    async with world.awake():
        await world.wait_announced(1)
    assert await world.dealt_to() == [ALICE]


async def test_who_comes_back_early_is_not_brought_back_again_later(world: World):
    async with world.awake():
        await away(world, ALICE, "for 1h")
        await away(world, ALICE, "back")
        await away(world, ALICE, "on")
        world.clock.forward(4000)
        await world.say("one")
        assert "You are away" in await away(world, ALICE, "status")
    assert await world.dealt_to() == [BOB]
