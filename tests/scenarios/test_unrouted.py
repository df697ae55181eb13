"""No rule matched: the conversation goes to the managers (CONTRACT 7)."""

from tests.support.world import ALICE, BOB, GUEST, LEADS, LENA, MANAGER, WORKSPACE, World

NO_RULES = f"""
workspace: {WORKSPACE}
teams:
  sales: {{channel: C02SALES, teammates: [{ALICE}, {BOB}]}}
rules: []
"""


async def direct_message(world: World, user: str):
    await world.sandbox.wait_until(lambda: len(world.sandbox.direct_messages(user)) > 0)
    return world.sandbox.direct_messages(user)[-1]


async def test_each_manager_gets_a_direct_message_and_the_first_press_takes_it(world: World):
    await world.apply(NO_RULES)
    async with world.awake():
        (ts,) = await world.say("what about <!channel> & <@U02BOB>?")
        message = await direct_message(world, MANAGER)
        assert "no rule matched" in message.text
        assert "<!channel>" not in message.text
        assert f"<@{LENA}>" in message.text
        assert not world.sandbox.direct_messages("U07OWNER")
        assert await world.sandbox.press(MANAGER, message, "conversation_take") == 200
        (announced,) = await world.wait_announced(1)
        assert announced.thread_ts == ts
        assert await world.sandbox.press(MANAGER, message, "conversation_take") == 200
        await world.sandbox.wait_until(lambda: len(world.sandbox.ephemerals(MANAGER)) == 1)
        assert "already" in world.sandbox.ephemerals(MANAGER)[0].text
    (row,) = await world.assignments()
    assert (row.user_id, row.cause, row.team) == (MANAGER, "manual", None)


async def test_where_no_managers_are_set_the_owners_get_it(world: World):
    await world.apply(NO_RULES + "managers: []\n")
    async with world.awake():
        await world.say("hello")
        message = await direct_message(world, "U07OWNER")
        assert "no rule matched" in message.text
    assert not world.sandbox.direct_messages(MANAGER)


async def test_where_the_only_manager_has_left_the_owners_get_it(world: World):
    await world.apply(NO_RULES)
    async with world.awake():
        await world.sandbox.change_user(MANAGER, deleted=True)
        await world.say("hello")
        message = await direct_message(world, "U07OWNER")
        assert "no rule matched" in message.text


async def test_show_lists_what_has_no_team_and_a_teammates_reply_gives_it_their_first_team(world: World):
    await world.apply(NO_RULES)
    async with world.awake():
        (ts,) = await world.say("hello")
        answer = await world.sandbox.run_command(MANAGER, "/rotation", "show", channel=LEADS)
        assert "Without a team" in answer.text
        assert ts.replace(".", "") in answer.text
        await world.sandbox.write(BOB, LEADS, "hi!", thread_ts=ts)
        answer = await world.sandbox.run_command(MANAGER, "/rotation", "show", channel=LEADS)
        assert "Without a team" not in answer.text
    (row,) = await world.assignments()
    assert (row.user_id, row.team) == (BOB, "sales")


async def test_a_guest_whom_the_file_calls_a_manager_reads_nothing_and_the_owners_do(world: World):
    await world.apply(NO_RULES + f"managers: [{GUEST}]\n")
    async with world.awake():
        await world.say("hello")
        await direct_message(world, "U07OWNER")
    assert not world.sandbox.direct_messages(GUEST)


async def test_who_passed_on_what_a_rule_gave_them_sees_no_button_that_would_refuse_them(world: World):
    await world.apply(f"rules: [{{when: new_conversation, assign_to: {ALICE}}}]")
    async with world.awake():
        await world.say("hello")
        card = await world.card(ALICE, "has this conversation, by a rule")
        await world.sandbox.press(ALICE, card, "conversation_pass")
        card = await world.card(ALICE, "Nobody has this conversation")
        assert not any(block["type"] == "actions" for block in card.blocks)
        card = await world.card(MANAGER, "it was passed on")
        await world.sandbox.press(MANAGER, card, "conversation_take")
        await world.card(ALICE, f"<@{MANAGER}> has this conversation")


async def test_a_manager_who_passed_on_what_a_rule_gave_them_can_take_it_back(world: World):
    await world.apply(f"rules: [{{when: new_conversation, assign_to: {MANAGER}}}]")
    async with world.awake():
        await world.say("hello")
        await world.sandbox.press(MANAGER, await world.card(MANAGER, "by a rule"), "conversation_pass")
        card = await world.card(MANAGER, "it was passed on", number=1)
        await world.sandbox.press(MANAGER, card, "conversation_take")
        await world.wait_announced(2)
