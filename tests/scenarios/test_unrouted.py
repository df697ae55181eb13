"""No rule matched: the conversation goes to the managers (CONTRACT 7)."""

import asyncio

from storage.queries import person
from tests.support.harness import Clock
from tests.support.world import ALICE, BOB, GUEST, MANAGER, WORKSPACE, World

NO_RULES = f"""
workspace: {WORKSPACE}
teams:
  sales: {{channel: C02SALES, teammates: [{ALICE}, {BOB}]}}
rules: []
"""


async def owners_are_known(world: World, clock: Clock) -> None:
    """Let time go by: a bot that has just started knows nobody yet, and tries again 5 seconds later."""
    async with asyncio.timeout(20):
        while not await world.read(person.owners, WORKSPACE):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    clock.forward(seconds=5)


async def test_each_manager_gets_a_direct_message_and_the_first_press_takes_it(world, slack, lena, mia, olga):
    await world.apply(NO_RULES)
    async with world.awake():
        post = await lena.writes("what about <!channel> & <@U02BOB>?")
        message = await mia.is_told("no rule matched")
        assert "<!channel>" not in message.text
        assert f"<@{lena}>" in message.text
        await mia.presses("Take it", message)
        await mia.gets(post)
        (announced,) = await slack.announced(1)
        assert announced.thread_ts == post.ts
        await mia.presses("Take it", message)
        assert (await mia.is_told("already")).ephemeral_to == mia
        await slack.said_nothing_else()
    assert not olga.direct_messages
    (row,) = await world.assignments()
    assert (row.user_id, row.cause, row.team) == (mia, "manual", None)


async def test_where_no_managers_are_set_the_owners_get_it(world, slack, clock, lena, mia, olga):
    await world.apply(NO_RULES + "managers: []\n")
    async with world.awake():
        await lena.writes("hello")
        await owners_are_known(world, clock)
        await olga.is_told("no rule matched")
        await slack.said_nothing_else()
    assert not mia.direct_messages


async def test_where_the_only_manager_has_left_the_owners_get_it(world, slack, clock, lena, mia, olga):
    await world.apply(NO_RULES)
    async with world.awake():
        await mia.is_deactivated()
        await lena.writes("hello")
        await owners_are_known(world, clock)
        await olga.is_told("no rule matched")
        await slack.said_nothing_else()


async def test_show_lists_what_has_no_team_and_a_teammates_reply_gives_it_their_first_team(
    world, slack, lena, mia, bob
):
    await world.apply(NO_RULES)
    async with world.awake():
        post = await lena.writes("hello")
        shown = await mia.runs("/rotation show")
        assert "Without a team" in shown
        assert post.link in shown
        await mia.is_told("no rule matched")
        await bob.answers(post, "hi!")
        assert "Without a team" not in await mia.runs("/rotation show")
        await bob.gets(post)
        await slack.said_nothing_else()
    (row,) = await world.assignments()
    assert (row.user_id, row.team) == (bob, "sales")


async def test_a_guest_whom_the_file_calls_a_manager_reads_nothing_and_the_owners_do(
    world, slack, clock, lena, gus, olga
):
    await world.apply(NO_RULES + f"managers: [{GUEST}]\n")
    async with world.awake():
        await lena.writes("hello")
        await owners_are_known(world, clock)
        await olga.is_told("no rule matched")
        await slack.said_nothing_else()
    assert not gus.direct_messages


async def test_who_passed_on_what_a_rule_gave_them_sees_no_button_that_would_refuse_them(
    world, slack, lena, alice, mia
):
    await world.apply(f"rules: [{{when: new_conversation, assign_to: {ALICE}}}]")
    async with world.awake():
        post = await lena.writes("hello")
        await alice.presses("Pass on", await alice.gets(post, "by a rule"))
        card = await slack.card(post, "Nobody has this conversation", of=alice)
        assert not any(block["type"] == "actions" for block in card.blocks)
        await mia.presses("Take it", await slack.card(post, "it was passed on", of=mia))
        await mia.gets(post)
        await slack.card(post, f"<@{mia}> has this conversation", of=alice)
        await slack.said_nothing_else()


async def test_a_manager_who_passed_on_what_a_rule_gave_them_can_take_it_back(world, slack, lena, mia):
    await world.apply(f"rules: [{{when: new_conversation, assign_to: {MANAGER}}}]")
    async with world.awake():
        post = await lena.writes("hello")
        own = await mia.gets(post, "by a rule")
        await mia.presses("Pass on", own)
        card = await mia.is_told("it was passed on", "Managers can take it")
        assert card.ts != own.ts
        await mia.presses("Take it", card)
        await slack.announced(2)
        await mia.gets(post)
        await slack.said_nothing_else()
