"""A conversation's card, told with people who press its buttons (CONTRACT 7)."""

import asyncio

import pytest

from tests.support.harness import buttons
from tests.support.world import SALES, SUPPORT


def action_ids(card) -> list[str]:
    return list(buttons(card).values())


async def test_thread_then_direct_message_then_card_tell_of_a_lead(world, slack, lena, alice):
    async with world.awake():
        post = await lena.writes("What would 40 seats cost?")
        card = await alice.gets(post)
        thread, direct, last = world.sandbox.bot_messages()
        await slack.said_nothing_else()
    assert last == card
    assert card.channel == SALES
    assert thread.text.startswith(f"Assigned to <@{alice}>")
    assert alice.direct_messages == [direct]
    assert post.link in direct.text
    for told in (direct, card):
        assert f"<@{lena}>" in told.text
        assert "What would 40 seats cost?" in told.text
    assert action_ids(card) == ["conversation_accept", "conversation_pass"]
    ids = {one.metadata["event_payload"]["delivery_id"] for one in (thread, direct, card)}
    assert len(ids) == 3


async def test_accepting_is_shown_on_the_card_which_keeps_passing(world, slack, lena, alice, bob):
    async with world.awake():
        post = await lena.writes("hello")
        await alice.presses("Accept", await alice.gets(post))
        card = await slack.card(post, "Accepted")
        assert action_ids(card) == ["conversation_pass"]
        await alice.presses("Pass on", card)
        card = await bob.gets(post, "as it was passed on", f"Passed on by <@{alice}>")
        assert action_ids(card) == ["conversation_accept", "conversation_pass"]
        announced = await slack.announced(2)
        await slack.said_nothing_else()
    assert [one.metadata["event_payload"]["cause"] for one in announced] == ["round_robin", "passed"]
    assert len(slack.cards(SALES)) == 1


async def test_when_all_have_passed_the_team_is_told_and_somebody_takes_it(world, slack, lena, alice, bob, carol):
    async with world.awake():
        post = await lena.writes("hello")
        for who in (alice, bob, carol):
            await who.presses("Pass on", await who.gets(post))
        card = await slack.card(post, "Nobody has this conversation", of=SALES)
        await slack.says(SALES, "so has everybody else who is available")
        await bob.presses("Take it", card)
        await bob.gets(post, "who took it")
        await slack.said_nothing_else()
    assert [row.cause for row in await world.assignments()] == ["round_robin", "passed", "passed", "manual"]


async def test_two_people_press_take_at_once_and_one_gets_it(world, slack, lena, bob, mia):
    async with world.awake():
        post = await lena.writes("it is broken")
        seen = await slack.card(post, "Nobody has this conversation", of=SUPPORT)
        await asyncio.gather(*(who.presses("Take it", seen) for who in (bob, mia, bob)))
        (row,) = await world.assignments()
        winner, loser = (mia, bob) if row.user_id == mia else (bob, mia)
        await loser.is_told("has this conversation already")
        await winner.gets(post)
        await bob.is_told("You have this" if winner == bob else "has this conversation already")  # by the second press
        await slack.said_nothing_else()
    assert row.cause == "manual"


async def test_accept_and_pass_at_once_by_a_shaky_finger_end_in_one_pass(world, slack, lena, alice, bob):
    async with world.awake():
        post = await lena.writes("hello")
        seen = await alice.gets(post)
        await asyncio.gather(*(alice.presses(label, seen) for label in ("Pass on", "Pass on", "Accept", "Pass on")))
        await bob.gets(post)
    assert await world.dealt_to() == [alice, bob]


async def test_a_late_click_on_a_card_that_has_moved_on_is_answered_kindly(world, slack, lena, alice, bob):
    async with world.awake():
        post = await lena.writes("hello")
        seen = await alice.gets(post)
        await alice.presses("Pass on", seen)
        await bob.gets(post)
        await alice.presses("Accept", seen)
        told = await alice.is_told("passed")
        assert told.text == f"You have passed this conversation on already: <@{bob}> has it now."
        assert told.ephemeral_to == alice
        await slack.said_nothing_else()
        assert await world.dealt_to() == [alice, bob]


@pytest.mark.parametrize(
    ("who", "button"), [("lena", "Accept"), ("gus", "Pass on"), ("mia", "Pass on"), ("bob", "Accept")]
)
async def test_who_does_not_have_it_changes_nothing(world, slack, harness, lena, alice, who: str, button: str):
    async with world.awake():
        somebody = getattr(harness, who)
        await somebody.presses(button, await alice.gets(await lena.writes("hello")))
        told = await somebody.is_told("has this conversation")
        assert told.text.startswith(f"<@{alice}> has this conversation")
        assert told.ephemeral_to == somebody
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice]


async def test_a_card_survives_a_restart_and_is_not_posted_again(world, slack, lena, alice):
    async with world.awake():
        post = await lena.writes("hello")
        card = await alice.gets(post)
    async with world.awake():
        await alice.presses("Accept", card)
        assert (await slack.card(post, "Accepted")).ts == card.ts
        await slack.said_nothing_else()
    assert len(slack.cards(SALES)) == 1


async def test_each_of_what_waits_has_a_card_that_takes_it(world, slack, lena, alice, bob, carol):
    async with world.awake():
        for who in (alice, bob, carol):
            await who.runs("/away on")
        posts = await lena.writes_each("one", "two", "three")
        await slack.says(SALES, "nobody is available")
        # Who is away may take all the same.
        await carol.presses("Take it", await slack.card(posts[1], "two", of=SALES))
        await carol.gets(posts[1])
        assert [action_ids(one) for one in await slack.has_cards(SALES, 3)] == [
            ["conversation_take"], ["conversation_accept", "conversation_pass"], ["conversation_take"],
        ]  # fmt: skip
        await slack.said_nothing_else()


async def test_when_a_card_can_not_be_updated_for_a_while_it_shows_the_truth_in_the_end(
    world, slack, clock, lena, alice
):
    async with world.awake():
        post = await lena.writes("hello")
        card = await alice.gets(post)
        slack.fails("chat.update", "500", times=2)
        await alice.presses("Accept", card)
        for times in (1, 2):
            await slack.until(lambda times=times: len(slack.calls("chat.update")) == times)
            await slack.all_is_said()
            assert "Accepted" not in slack.cards(SALES)[0].text
            clock.forward(seconds=10)  # until its retry
        await slack.card(post, "Accepted")
        await slack.said_nothing_else()
    assert len(slack.cards(SALES)) == 1
