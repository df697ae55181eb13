"""The bot explains itself in Slack: where it is invited."""

import pytest

from tests.support.harness import Person
from tests.support.world import ALICE, LEADS, LENA, MANAGER, SALES, SUPPORT, VIP

NEW = "C10NEW"


async def invited(channel: str, inviter: Person) -> str:
    """Let somebody invite the bot; return what it tells them alone."""
    await inviter.invites_the_bot(channel)
    told = await inviter.is_told()
    assert (told.channel, told.ephemeral_to) == (channel, inviter)
    return told.text


async def test_in_a_channel_that_takes_no_part_who_invited_it_is_told_how_to_let_it(world, slack, lena, mia):
    slack.adds_channel(NEW, [LENA, MANAGER])
    async with world.awake():
        said = await invited(NEW, lena)
        assert f"/rotation listen <#{NEW}> TEAM" in said
        assert "*sales*, *support*" in said
        assert "/rotation create TEAM" in said
        assert "Managers can do that: admins and owners" in said
        assert "/rotation help" in said
        await mia.runs("/rotation listen #new sales", NEW)
        assert (await invited(NEW, lena)).startswith("New messages here go to *sales*. Those of teammates don't count.")
        await slack.said_nothing_else()


async def test_in_a_source_or_an_inbox_it_says_what_it_does_there(world, slack, lena):
    await world.apply(f"""
rules:
  - {{when: new_conversation, if: {{channel: {VIP}}}, assign_to: sales}}
  - {{when: new_conversation, if: {{text: broken}}, assign_to: support}}
  - {{when: new_conversation, if: {{text: {{contains: pay}}}}, assign_to: {ALICE}}}
sources: [{{channel: {SUPPORT}, from: anyone}}]
""")
    async with world.awake():
        said = await invited(LEADS, lena)
        assert said.startswith(f"New messages here go to *support* or <@{ALICE}> or the managers, by the rules.")
        assert (
            await invited(SALES, lena) == f"The cards of *sales* are posted in <#{SALES}>, to accept, pass on and take."
        )
        both = await invited(SUPPORT, lena)
        assert both.startswith("New messages here go to *support*")
        assert "don't count" not in both
        assert f"The cards of *support* are posted in <#{SUPPORT}>" in both
        await slack.said_nothing_else()


async def test_it_is_said_once_however_often_the_event_comes(world, slack, lena, alice):
    async with world.awake():
        slack.delivers_each(times=2)
        await invited(VIP, lena)
        slack.delivers_each(times=1)
        event = slack.deliveries()[-1].payload["event"]
        assert event["type"] == "member_joined_channel"
        await slack.delivers(event)
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()
        await invited(VIP, lena)  # taken out, and invited anew
        await slack.said_nothing_else()


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "not_in_channel"])
async def test_what_could_not_be_said_surely_is_not_said_twice_and_managers_hear_nothing_of_it(
    world, slack, clock, lena, alice, bob, fault: str
):
    async with world.awake():
        slack.fails("chat.postEphemeral", fault)
        await lena.invites_the_bot(LEADS)
        if fault == "drop_after":
            await lena.is_told("New messages here go to")
        await slack.until(lambda: slack.calls("chat.postEphemeral"))
        await alice.gets(await lena.writes("a lead"))
        clock.forward(seconds=5)
        await bob.gets(await lena.writes("another"))
        await slack.said_nothing_else()
    assert len(slack.calls("chat.postEphemeral")) == 1


async def test_nobody_is_told_when_nobody_invited_it_or_somebody_else_joins(world, slack, lena, gus, mia, alice):
    async with world.awake():
        await slack.invites_the_bot(VIP)
        event = slack.deliveries()[-1].payload["event"]
        for other in (event | {"user": gus, "inviter": mia}, event | {"inviter": ["?"]}, event | {"channel": None}):
            assert (await slack.delivers(other)).acknowledged
        await alice.gets(await lena.writes("a lead"))
        await slack.said_nothing_else()
    assert not slack.calls("chat.postEphemeral")
