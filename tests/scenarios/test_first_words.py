"""The bot explains itself in Slack: where it is invited."""

import pytest

from tests.support.waiting import until
from tests.support.world import ALICE, GUEST, LEADS, LENA, MANAGER, SALES, SUPPORT, VIP, World

NEW = "C10NEW"


async def invited(world: World, channel: str, inviter: str = LENA) -> str:
    """Invite the bot, and return what it says to who did; to nobody else it says anything."""
    before = len(world.sandbox.ephemerals(inviter))
    await world.sandbox.invite(inviter, channel)
    await world.sandbox.wait_until(lambda: len(world.sandbox.ephemerals(inviter)) > before)
    told = world.sandbox.ephemerals(inviter)[-1]
    assert told.channel == channel
    return told.text


async def test_in_a_channel_that_takes_no_part_who_invited_it_is_told_how_to_let_it(world: World):
    world.sandbox.add_channel(NEW, "new", [LENA, MANAGER], bot_is_member=False)
    async with world.awake():
        said = await invited(world, NEW)
        assert f"/rotation listen <#{NEW}> TEAM" in said
        assert "*sales*, *support*" in said
        assert "/rotation create TEAM" in said
        assert "Managers can do that: admins and owners" in said
        assert "/rotation help" in said
        await world.sandbox.run_command(MANAGER, "/rotation", "listen #new sales", channel=NEW)
        assert (await invited(world, NEW)).startswith(
            "New messages here go to *sales*. Those of teammates don't count."
        )
    assert world.sandbox.bot_messages() == []


async def test_in_a_source_or_an_inbox_it_says_what_it_does_there(world: World):
    await world.apply(f"""
rules:
  - {{when: new_conversation, if: {{channel: {VIP}}}, assign_to: sales}}
  - {{when: new_conversation, if: {{text: broken}}, assign_to: support}}
  - {{when: new_conversation, if: {{text: {{contains: pay}}}}, assign_to: {ALICE}}}
sources: [{{channel: {SUPPORT}, from: anyone}}]
""")
    async with world.awake():
        said = await invited(world, LEADS)
        assert said.startswith(f"New messages here go to *support* or <@{ALICE}> or the managers, by the rules.")
        assert (
            await invited(world, SALES)
            == f"The cards of *sales* are posted in <#{SALES}>, to accept, pass on and take."
        )
        both = await invited(world, SUPPORT)
        assert both.startswith("New messages here go to *support*")
        assert "don't count" not in both
        assert f"The cards of *support* are posted in <#{SUPPORT}>" in both


async def test_it_is_said_once_however_often_the_event_comes(world: World):
    async with world.awake():
        world.sandbox.duplicate = 2
        await invited(world, VIP)
        world.sandbox.duplicate = 1
        event = world.sandbox.deliveries[-1].payload["event"]
        assert event["type"] == "member_joined_channel"
        await world.sandbox.deliver(event)
        await world.say("a lead")
        await world.wait_announced(1)
        assert len(world.sandbox.ephemerals(LENA)) == 1
        await invited(world, VIP)  # taken out, and invited anew
        assert len(world.sandbox.ephemerals(LENA)) == 2


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "not_in_channel"])
async def test_what_could_not_be_said_surely_is_not_said_twice_and_managers_hear_nothing_of_it(
    world: World, fault: str
):
    async with world.awake():
        world.sandbox.fail("chat.postEphemeral", fault)
        await world.sandbox.invite(LENA, LEADS)
        await until(lambda: any(call.method == "chat.postEphemeral" for call in world.sandbox.calls))
        await world.say("a lead")
        await world.wait_announced(1)
        world.clock.forward(5)
        await world.say("another")
        await world.wait_announced(2)
    assert sum(call.method == "chat.postEphemeral" for call in world.sandbox.calls) == 1
    assert not world.of_type("leadwheel_notice")


async def test_nobody_is_told_when_nobody_invited_it_or_somebody_else_joins(world: World):
    async with world.awake():
        await world.sandbox.invite(None, VIP)
        event = world.sandbox.deliveries[-1].payload["event"]
        for other in (
            event | {"user": GUEST, "inviter": MANAGER},
            event | {"inviter": ["?"]},
            event | {"channel": None},
        ):
            assert (await world.sandbox.deliver(other)).acknowledged
        await world.say("a lead")
        await world.wait_announced(1)
    assert not any(call.method == "chat.postEphemeral" for call in world.sandbox.calls)
