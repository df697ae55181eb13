"""The way of a lead, end to end."""

from tests.support.world import LEADS


async def test_leads_go_round_in_alphabetical_order_and_their_threads_say_so(world, slack, lena, alice, bob, carol):
    async with world.awake():
        posts = await lena.writes_each("one", "two", "three", "four")
        for post, who in zip(posts, (alice, bob, carol, alice), strict=True):
            await who.gets(post, "by turn")
        announced = await slack.announced(4)
        await slack.said_nothing_else()
    assert [message.metadata["event_payload"]["teammate"] for message in announced] == [alice, bob, carol, alice]
    assert [message.thread_ts for message in announced] == [post.ts for post in posts]
    assert announced[0].channel == LEADS
    assert announced[0].text.startswith(f"Assigned to <@{alice}>")
    payload = announced[0].metadata["event_payload"]
    assert payload["team"] == "sales"
    assert payload["cause"] == "round_robin"
    assert payload.keys() == {"delivery_id", "conversation_id", "assignment_id", "team", "teammate", "cause"}


async def test_who_goes_away_is_passed_over_and_comes_back_without_a_make_up_turn(
    world, slack, lena, alice, bob, carol
):
    async with world.awake():
        assert "away now (lunch)" in await bob.runs("/away on lunch")
        posts = await lena.writes_each("one", "two", "three")
        assert "back" in await bob.runs("/away back")
        posts += await lena.writes_each("four", "five", "six")
        for post, who in zip(posts, (alice, carol, alice, bob, carol, alice), strict=True):
            await who.gets(post)
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice, carol, alice, bob, carol, alice]


async def test_a_restart_keeps_the_place(world, slack, lena, alice, bob, carol):
    for text, who in (("one", alice), ("two", bob), ("three", carol), ("four", alice)):
        async with world.awake():
            await who.gets(await lena.writes(text))
            await slack.said_nothing_else()
    assert await world.dealt_to() == [alice, bob, carol, alice]


async def test_what_a_teammate_writes_is_no_lead(world, slack, lena, alice):
    async with world.awake():
        await alice.writes("shall we go for lunch?")
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice]
