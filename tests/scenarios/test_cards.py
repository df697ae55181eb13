"""A conversation's card, told with people who press its buttons (CONTRACT 7)."""

import asyncio
import copy

import pytest

from tests.support.world import ALICE, BOB, CAROL, GUEST, LEADS, LENA, MANAGER, SALES, SUPPORT, World


async def ephemeral(world: World, user: str, number: int = 1) -> str:
    await world.sandbox.wait_until(lambda: len(world.sandbox.ephemerals(user)) >= number)
    return world.sandbox.ephemerals(user)[-1].text


def buttons(message) -> list[str]:
    return [one["action_id"] for block in message.blocks if block["type"] == "actions" for one in block["elements"]]


async def test_thread_then_direct_message_then_card_tell_of_a_lead(world: World):
    async with world.awake():
        (ts,) = await world.say("What would 40 seats cost?")
        card = await world.card(SALES, f"<@{ALICE}> has this conversation")
        thread, direct, last = world.sandbox.bot_messages()
    assert last.ts == card.ts
    assert thread.text.startswith(f"Assigned to <@{ALICE}>")
    assert direct.channel == world.sandbox.direct_channel(ALICE)
    assert ts.replace(".", "") in direct.text
    for told in (direct, card):
        assert f"<@{LENA}>" in told.text
        assert "What would 40 seats cost?" in told.text
    assert buttons(card) == ["conversation_accept", "conversation_pass"]
    ids = {one.metadata["event_payload"]["delivery_id"] for one in world.sandbox.bot_messages()}
    assert len(ids) == 3


async def test_accepting_is_shown_on_the_card_which_keeps_passing(world: World):
    async with world.awake():
        await world.say("hello")
        card = await world.card(SALES, ALICE)
        assert await world.sandbox.press(ALICE, card, "conversation_accept") == 200
        card = await world.card(SALES, "Accepted")
        assert buttons(card) == ["conversation_pass"]
        await world.sandbox.press(ALICE, card, "conversation_pass")
        card = await world.card(
            SALES, f"<@{BOB}> has this conversation, as it was passed on", f"Passed on by <@{ALICE}>"
        )
        assert buttons(card) == ["conversation_accept", "conversation_pass"]
        announced = await world.wait_announced(2)
    assert [one.metadata["event_payload"]["cause"] for one in announced] == ["round_robin", "passed"]
    assert len(world.cards(SALES)) == 1


async def test_when_all_have_passed_the_team_is_told_and_somebody_takes_it(world: World):
    async with world.awake():
        await world.say("hello")
        for user in (ALICE, BOB, CAROL):
            card = await world.card(SALES, f"<@{user}> has this conversation")
            await world.sandbox.press(user, card, "conversation_pass")
        card = await world.card(SALES, "Nobody has this conversation")
        await world.sandbox.wait_until(lambda: world.notices(SALES))
        assert "so has everybody else who is available" in world.notices(SALES)[0].text
        await world.sandbox.press(BOB, card, "conversation_take")
        await world.card(SALES, f"<@{BOB}> has this conversation, who took it")
    assert [row.cause for row in await world.assignments()] == ["round_robin", "passed", "passed", "manual"]
    assert len(world.notices(SALES)) == 1


async def test_two_people_press_take_at_once_and_one_gets_it(world: World):
    async with world.awake():
        await world.say("it is broken")
        card = await world.card(SUPPORT, "Nobody has this conversation")
        seen = copy.copy(card)
        statuses = await asyncio.gather(
            *(world.sandbox.press(user, seen, "conversation_take") for user in (BOB, MANAGER, BOB))
        )
        assert statuses == [200] * 3
        (row,) = await world.assignments()
        loser = MANAGER if row.user_id == BOB else BOB
        assert "has this conversation already" in await ephemeral(world, loser)
        await world.card(SUPPORT, f"<@{row.user_id}> has this conversation")
    assert row.cause == "manual"


async def test_accept_and_pass_at_once_by_a_shaky_finger_end_in_one_pass(world: World):
    async with world.awake():
        await world.say("hello")
        card = copy.copy(await world.card(SALES, ALICE))
        await asyncio.gather(
            *(world.sandbox.press(ALICE, card, f"conversation_{what}") for what in ("pass", "pass", "accept", "pass"))
        )
        await world.card(SALES, f"<@{BOB}> has this conversation")
    assert await world.dealt_to() == [ALICE, BOB]


async def test_a_late_click_on_a_card_that_has_moved_on_is_answered_kindly(world: World):
    async with world.awake():
        await world.say("hello")
        card = copy.copy(await world.card(SALES, ALICE))
        await world.sandbox.press(ALICE, card, "conversation_pass")
        await world.card(SALES, f"<@{BOB}> has this conversation")
        await world.sandbox.press(ALICE, card, "conversation_accept")
        assert await ephemeral(world, ALICE) == f"You have passed this conversation on already: <@{BOB}> has it now."
        assert await world.dealt_to() == [ALICE, BOB]


@pytest.mark.parametrize(("who", "button"), [(LENA, "accept"), (GUEST, "pass"), (MANAGER, "pass"), (BOB, "accept")])
async def test_who_does_not_have_it_changes_nothing(world: World, who: str, button: str):
    async with world.awake():
        await world.say("hello")
        card = await world.card(SALES, ALICE)
        await world.sandbox.press(who, card, f"conversation_{button}")
        assert (await ephemeral(world, who)).startswith(f"<@{ALICE}> has this conversation")
    assert await world.dealt_to() == [ALICE]


async def test_a_card_survives_a_restart_and_is_not_posted_again(world: World):
    async with world.awake():
        await world.say("hello")
        await world.card(SALES, ALICE)
    async with world.awake():
        await world.sandbox.press(ALICE, world.cards(SALES)[0], "conversation_accept")
        await world.card(SALES, "Accepted")
    assert len(world.cards(SALES)) == 1


async def test_each_of_what_waits_has_a_card_that_takes_it(world: World):
    async with world.awake():
        for user in (ALICE, BOB, CAROL):
            await world.sandbox.run_command(user, "/away", "on", channel=LEADS)
        await world.say("one", "two", "three")
        card = await world.card(SALES, "two", number=1)
        await world.sandbox.press(CAROL, card, "conversation_take")  # who is away may take all the same
        await world.card(SALES, f"<@{CAROL}> has this conversation", number=1)
        assert [buttons(one) for one in world.cards(SALES)] == [
            ["conversation_take"], ["conversation_accept", "conversation_pass"], ["conversation_take"],
        ]  # fmt: skip
    assert len(world.notices(SALES)) == 1


async def test_when_a_card_can_not_be_updated_for_a_while_it_shows_the_truth_in_the_end(world: World):
    async with world.awake():
        await world.say("hello")
        card = await world.card(SALES, ALICE)
        world.sandbox.fail("chat.update", "500", times=2)
        await world.sandbox.press(ALICE, card, "conversation_accept")
        await world.card(SALES, "Accepted")
    assert len(world.cards(SALES)) == 1
