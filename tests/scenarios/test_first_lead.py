"""The way of a lead, end to end."""

from tests.support.world import ALICE, BOB, CAROL, LEADS, LENA, World


async def test_leads_go_round_in_alphabetical_order_and_their_threads_say_so(world: World):
    async with world.awake():
        stamps = await world.say("one", "two", "three", "four")
        announced = await world.wait_announced(4)
    assert [message.metadata["event_payload"]["teammate"] for message in announced] == [ALICE, BOB, CAROL, ALICE]
    assert [message.thread_ts for message in announced] == stamps
    assert announced[0].channel == LEADS
    assert announced[0].text.startswith(f"Assigned to <@{ALICE}>")
    payload = announced[0].metadata["event_payload"]
    assert payload["team"] == "sales"
    assert payload["cause"] == "round_robin"
    assert payload.keys() == {"delivery_id", "conversation_id", "assignment_id", "team", "teammate", "cause"}


async def test_who_goes_away_is_passed_over_and_comes_back_without_a_make_up_turn(world: World):
    async with world.awake():
        answer = await world.sandbox.run_command(BOB, "/away", "on lunch", channel=LEADS)
        assert answer.status == 200
        assert answer.response_type == "ephemeral"
        assert "away now (lunch)" in answer.text
        await world.say("one", "two", "three")
        answer = await world.sandbox.run_command(BOB, "/away", "back", channel=LEADS)
        assert "back" in answer.text
        await world.say("four", "five", "six")
    assert await world.dealt_to() == [ALICE, CAROL, ALICE, BOB, CAROL, ALICE]


async def test_a_restart_keeps_the_place(world: World):
    for text in ("one", "two", "three", "four"):
        async with world.awake():
            await world.say(text)
    assert await world.dealt_to() == [ALICE, BOB, CAROL, ALICE]


async def test_what_a_teammate_writes_is_no_lead(world: World):
    async with world.awake():
        await world.say("shall we go for lunch?", user=ALICE)
        await world.say("a lead", user=LENA)
    assert await world.dealt_to() == [ALICE]
