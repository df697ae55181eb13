"""The Operator where Slack fails, and where leads are who one doesn't expect: nobody is lost (issue 8)."""

import pytest

from bot.sandbox import User
from tests.scenarios.test_qualification import INBOUND
from tests.support.world import ALICE, LEADS, WORKSPACE


@pytest.fixture
async def inbound(world):
    await world.apply(INBOUND)
    return world


async def test_a_lead_of_whom_slack_tells_nothing_is_asked_and_heard(inbound, slack, lena, alice):
    slack.fails("users.info", "500", times=99)
    async with inbound.awake():
        lead = await lena.writes("lena@acme.com here")
        await lena.presses("1-50", await lena.reads(lead, "How many people"))
        await lena.reads(lead, "✓ *1-50*")
        await lena.presses("Skip", await lena.reads(lead, "How many seats"))
        await lena.reads(lead, "Skipped")
        slack.fails_no_more()
        await alice.gets(lead, "Company size: 1-50")
        await slack.said_nothing_else()


@pytest.mark.parametrize("error", ["channel_not_found", "msg_too_long", "not_in_channel"])
async def test_a_lead_whose_question_slack_refuses_is_routed_at_the_time_out(inbound, slack, clock, lena, error):
    async with inbound.awake():
        slack.fails("chat.postMessage", error)
        await lena.writes("hello")
        await slack.until(lambda: slack.calls("chat.postMessage"))
        await slack.all_is_said()
        clock.forward(minutes=3, seconds=1)
        await slack.announced(1)
    (row,) = await inbound.assignments()
    assert row.cause == "round_robin"


async def test_what_slack_refuses_for_its_blocks_is_said_in_words_alone(inbound, slack, lena, alice):
    async with inbound.awake():
        slack.fails("chat.postMessage", "invalid_blocks")
        lead = await lena.writes("lena@acme.com here")
        size = await lena.reads(lead, "How many people")
        assert not size.blocks
        await lena.answers(lead, "51-500")
        await lena.reads(lead, "✓ *51-500*")
        seats = await lena.reads(lead, "How many seats")
        await slack.all_is_said()
        slack.fails("chat.postMessage", "invalid_blocks")  # the picture of who is introduced, say
        await lena.presses("Skip", seats)
        await lena.reads(lead, "Skipped")
        await alice.gets(lead, "Company size: 51-500")
        await slack.said_nothing_else()


async def test_a_lead_in_a_channel_that_the_bot_was_taken_out_of_is_routed_at_the_time_out(
    inbound, slack, clock, lena, alice
):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
        await slack.all_is_said()
        await alice.takes_the_bot_out(LEADS)
        clock.forward(minutes=3, seconds=1)
        await slack.card(lead, "has this conversation")
    assert len(await inbound.assignments()) == 1


async def test_a_lead_who_is_deactivated_is_routed_at_the_time_out(inbound, slack, clock, lena, alice):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
        await slack.all_is_said()
        await lena.is_deactivated()
        clock.forward(minutes=3, seconds=1)
        await alice.gets(lead)
        await slack.said_nothing_else()


async def test_a_teammate_who_is_the_lead_answers_and_takes_nothing(inbound, slack, alice, bob):
    await inbound.apply(f"workspace: {WORKSPACE}\nsources: [{{channel: {LEADS}, qualify: inbound, from: anyone}}]")
    async with inbound.awake():
        lead = await bob.writes("hello")
        await bob.reads(lead, "What's your work email?")
        await bob.answers(lead, "bob@acme.com")
        size = await bob.reads(lead, "How many people")
        other = await alice.writes("alice@acme.com here")
        theirs = await alice.reads(other, "How many people")
        await alice.presses("1-50", size)
        await alice.is_told("for whom it was asked")
        await alice.answers(lead, "I'll help you, Bob")
        await alice.gets(lead, "who took it", "bob@acme.com")
        assert "actions" not in str((await bob.reads(lead, "How many people")).blocks)
        await alice.presses("1-50", theirs)
        await alice.reads(other, "✓ *1-50*")
        await alice.reads(other, "How many seats")
        await slack.said_nothing_else()
    assert [(row.user_id, row.cause) for row in await inbound.assignments()] == [(ALICE, "manual")]


@pytest.mark.parametrize("how", [{"is_restricted": True}, {"team_id": "T99OTHER"}], ids=["a guest", "a stranger"])
async def test_a_guest_and_a_stranger_are_asked_as_anybody_is(inbound, slack, alice, how):
    guest = slack.adds(User(id="U70GUEST", name="guest", real_name="Guest", **how))
    async with inbound.awake():
        lead = await guest.writes("g@acme.com here")
        await guest.presses("1-50", await guest.reads(lead, "How many people"))
        await guest.reads(lead, "✓ *1-50*")
        await guest.presses("Skip", await guest.reads(lead, "How many seats"))
        await guest.reads(lead, "Skipped")
        await alice.gets(lead, "Company size: 1-50")
        await slack.said_nothing_else()
