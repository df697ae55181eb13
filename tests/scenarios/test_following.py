"""A running bot follows what changes: the configuration, and people in Slack."""

from bot.sandbox import User
from tests.support.waiting import until
from tests.support.world import ALICE, BOB, CAROL, LEADS, MANAGER, WORKSPACE, World


async def test_a_running_bot_follows_an_apply_within_a_second(world: World):
    async with world.awake() as bot:
        await world.say("one")
        await world.apply(f"workspace: {WORKSPACE}\nrules:\n  - {{when: new_conversation, assign_to: {CAROL}}}\n")
        await world.say("two")  # the batch itself notices that the configuration moved
        assert await world.dealt_to() == [ALICE, CAROL]
        await world.apply(f"workspace: {WORKSPACE}\nsources: [{{channel: C03VIP}}]\n")
        followed = bot.services.configuration
        await until(lambda: "C03VIP" in followed.current.sources, timeout_seconds=1)
        await world.say("three", channel="C03VIP")
    assert await world.dealt_to() == [ALICE, CAROL, CAROL]


async def test_who_is_renamed_is_met_at_the_new_place_and_nobody_elses_turn_changes(world: World):
    async with world.awake():
        await world.say("one")
        await world.sandbox.change_user(ALICE, real_name="Zoë Archer")
        await world.say("two", "three", "four", "five")
    assert await world.dealt_to() == [ALICE, BOB, CAROL, ALICE, BOB]


async def test_who_is_deactivated_is_skipped_and_reactivated_gets_what_waits(world: World):
    async with world.awake():
        for user in (ALICE, BOB, CAROL):
            await world.sandbox.change_user(user, deleted=True)
        await world.say("one")
        assert await world.dealt_to() == []
        await world.sandbox.change_user(BOB, deleted=False)
        assert await world.dealt_to() == [BOB]
        await world.say("two")
    assert await world.dealt_to() == [BOB, BOB]


async def test_a_teammate_whom_slack_did_not_know_yet_gets_a_name_when_they_join(world: World):
    async with world.awake():
        await world.apply(
            f"workspace: {WORKSPACE}\nteams: {{sales: {{channel: C02SALES, teammates: [{BOB}, U00NEW]}}}}\n"
        )
        await world.sandbox.join_workspace(User(id="U00NEW", name="nia", real_name="Nia New"))
        await world.say("one", "two")
    assert await world.dealt_to() == [BOB, "U00NEW"]


async def test_a_manager_adds_and_removes_teammates_while_leads_come(world: World):
    async with world.awake():
        await world.say("one")
        answer = await world.sandbox.run_command(MANAGER, "/rotation", "remove sales @bob", channel=LEADS)
        assert "is no longer in *sales*" in answer.text
        await world.say("two")
        answer = await world.sandbox.run_command(MANAGER, "/rotation", "add SALES @bob @lena", channel=LEADS)
        assert "are in *sales* now" in answer.text
        await world.say("three", "four", "five", user="U06GUEST")
    assert await world.dealt_to() == [ALICE, CAROL, "U05LENA", ALICE, BOB]
