"""The Operator asks a lead questions in the thread, one at a time, and routes by the answers (CONTRACT 7, issue 8)."""

import pytest

from tests.support.world import CAROL, LEADS, VIP, WORKSPACE

INBOUND = f"""
workspace: {WORKSPACE}
teams:
  vip: {{channel: {VIP}, teammates: [{CAROL}]}}
qualifications:
  inbound:
    timeout: 3m
    questions:
      - {{attribute: email, ask: "What's your work email?", kind: email}}
      - {{attribute: company_size, ask: "How many people work there?", kind: choice, choices: ["1-50", "51-500", "500+"]}}
      - {{attribute: seats, ask: "How many seats do you need?", kind: number, required: false, remember: false}}
sources:
  - {{channel: {LEADS}, qualify: inbound}}
rules:
  - {{when: qualified, if: {{company_size: "500+"}}, assign_to: vip, tag: [enterprise]}}
  - {{when: qualified, assign_to: sales}}
"""


@pytest.fixture
async def inbound(world):
    await world.apply(INBOUND)
    return world


async def test_a_lead_answers_one_question_after_the_other_and_is_routed_by_the_answers(inbound, slack, lena, carol):
    async with inbound.awake():
        lead = await lena.writes("What would 40 seats cost?")
        await lena.reads(lead, "What's your work email?")
        await lena.answers(lead, "it is jane@acme.com")
        size = await lena.reads(lead, "Got it: *jane@acme.com*.", "How many people work there?")
        await lena.presses("500+", size)
        await lena.reads(lead, "✓ *500+*")
        seats = await lena.reads(lead, "Got it: *500+*.", "How many seats do you need?")
        await lena.presses("Skip", seats)
        await lena.reads(lead, "seats", "Skipped")
        card = await carol.gets(lead, "*vip*", "Email: jane@acme.com", "Company size: 500+", "enterprise")
        assert "Seats" not in card.text
        await slack.said_nothing_else()
    (row,) = await inbound.assignments()
    assert row.reason["rule"]["position"] == 1


async def test_a_wrong_answer_is_asked_again_with_what_is_expected(inbound, slack, lena, alice):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
        await lena.answers(lead, "jane at acme")
        await lena.reads(lead, "jane@", "What's your work email?")
        await lena.answers(lead, "jane@acme.com")
        size = await lena.reads(lead, "How many people work there?")
        await lena.answers(lead, "a lot")
        again = await lena.reads(lead, "1-50", "How many people work there?")
        await lena.presses("1-50", size)
        assert (await lena.reads(lead, "✓ *1-50*")).ts == size.ts
        assert (await lena.reads(lead, "✓ *1-50*")).ts == again.ts
        await lena.reads(lead, "How many seats")
        await lena.answers(lead, "about 40")
        await lena.reads(lead, "40", "How many seats")
        await lena.answers(lead, "40 seats")
        for _ in range(2):
            await lena.reads(lead, "✓ *40*")
        await alice.gets(lead, "Seats: 40")
        await slack.said_nothing_else()


async def test_what_somebody_else_writes_or_presses_is_no_answer(inbound, slack, lena, gus, alice):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
        await gus.answers(lead, "gus@acme.com")
        await lena.answers(lead, "lena@acme.com")
        size = await lena.reads(lead, "Got it: *lena@acme.com*.")
        await gus.presses("500+", size)
        await gus.is_told("for whom it was asked")
        await lena.presses("51-500", size)
        await lena.presses("500+", size)
        await lena.is_told("answered already")
        await lena.reads(lead, "✓ *51-500*")
        await lena.answers(lead, "skip")
        await lena.reads(lead, "Got it: *51-500*")
        await lena.reads(lead, "Skipped")
        await alice.gets(lead, "51-500")
        await slack.said_nothing_else()


async def test_a_teammate_who_answers_ends_the_questions_and_takes_the_conversation(inbound, slack, lena, bob):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
        await lena.answers(lead, "lena@acme.com")
        size = await lena.reads(lead, "How many people")
        await bob.answers(lead, "Hi Lena, I'm Bob. Let me help.")
        await bob.gets(lead, "who took it", "Email: lena@acme.com")
        assert "actions" not in str((await lena.reads(lead, "How many people")).blocks)
        await lena.answers(lead, "500+")
        await lena.presses("500+", size)
        await lena.is_told("good hands")
        await slack.said_nothing_else()
    assert [row.cause for row in await inbound.assignments()] == ["manual"]


async def test_a_silent_lead_is_routed_with_what_is_known_and_a_late_answer_is_shown_to_the_teammate(
    inbound, slack, clock, lena, alice
):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
        await lena.answers(lead, "lena@acme.com")
        size = await lena.reads(lead, "How many people")
        await slack.all_is_said()
        clock.forward(minutes=3, seconds=1)
        await lena.reads(lead, "How many people")
        card = await alice.gets(lead, "Email: lena@acme.com")
        assert "Company" not in card.text
        await lena.presses("500+", size)
        await lena.is_told("We have noted it")
        await lena.reads(lead, "✓ *500+*")
        await alice.gets(lead, "Company size (late): 500+")
        await slack.said_nothing_else()
    assert len(await inbound.assignments()) == 1


async def test_what_the_first_message_says_is_not_asked(inbound, slack, lena, alice):
    async with inbound.awake():
        lead = await lena.writes("I'm lena@acme.com\nCompany size: 51-500\nSeats: 12\nHello!")
        await alice.gets(lead, "Email: lena@acme.com", "Company size: 51-500", "Seats: 12")
        await slack.said_nothing_else()


async def test_another_apps_post_is_routed_at_once_with_what_is_known(inbound, slack, carol):
    async with inbound.awake():
        fields = [{"title": "Email", "value": "jo@acme.com"}, {"title": "Company size", "value": "500+"}]
        post = await slack.app("Webform").posts("", LEADS, attachments=[{"fields": fields}])
        await carol.gets(post, "*vip*", "jo@acme.com")
        await slack.said_nothing_else()


async def test_an_answer_of_the_last_90_days_is_not_asked_for_again(inbound, slack, clock, lena, alice, bob, carol):
    async with inbound.awake():
        first = await lena.writes("lena@acme.com here")
        await lena.presses("51-500", await lena.reads(first, "How many people"))
        await lena.reads(first, "✓")
        await lena.answers(first, "7")
        await lena.reads(first, "seats", "Got it")
        await lena.reads(first, "✓ *7*")
        await alice.gets(first)
        second = await lena.writes("me again")
        await lena.reads(second, "How many seats")
        await lena.answers(second, "8")
        await lena.reads(second, "✓ *8*")
        card = await bob.gets(second, "Email: lena@acme.com", "Company size: 51-500", "Seats: 8")
        assert first.link in str(card.blocks)
        await slack.all_is_said()
        clock.forward(days=91)
        await lena.reads(await lena.writes("long ago"), "What's your work email?")
        await slack.said_nothing_else()


async def test_who_gives_an_address_that_answered_before_is_asked_no_more(inbound, slack, lena, gus, alice, bob):
    async with inbound.awake():
        first = await lena.writes("lena@acme.com here")
        await lena.presses("51-500", await lena.reads(first, "How many people"))
        await lena.presses("Skip", await lena.reads(first, "How many seats"))
        await lena.reads(first, "✓")
        await lena.reads(first, "Skipped")
        await alice.gets(first)
        second = await gus.writes("a colleague")
        await gus.reads(second, "What's your work email?")
        await gus.answers(second, "lena@acme.com")
        await gus.presses("Skip", await gus.reads(second, "Got it", "How many seats"))
        await gus.reads(second, "Skipped")
        await bob.gets(second, "Company size: 51-500")
        await slack.said_nothing_else()


async def test_a_restart_between_two_steps_asks_nothing_again(inbound, slack, lena, alice):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
    async with inbound.awake():
        await lena.answers(lead, "lena@acme.com")
        size = await lena.reads(lead, "How many people")
    async with inbound.awake():
        await lena.presses("1-50", size)
        await lena.reads(lead, "✓")
        seats = await lena.reads(lead, "How many seats")
        await slack.said_nothing_else()
    async with inbound.awake():
        await lena.presses("Skip", seats)
        await lena.reads(lead, "Skipped")
        await alice.gets(lead)
        await slack.said_nothing_else()


async def test_an_answer_that_slack_delivers_twice_answers_one_question(inbound, slack, lena):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
        slack.delivers_each(3)
        await lena.answers(lead, "lena@acme.com")
        await lena.reads(lead, "How many people")
        await lena.answers(lead, "nonsense")
        await lena.reads(lead, "1-50", "How many people")
        await slack.said_nothing_else()


async def test_an_edited_answer_follows_and_a_deleted_one_is_taken_back(inbound, slack, lena, alice):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "What's your work email?")
        answer = await lena.answers(lead, "lena@acme")
        await lena.reads(lead, "What's your work email?")
        await lena.edits(answer, "lena@acme.com")
        size = await lena.reads(lead, "Got it: *lena@acme.com*.")
        await lena.edits(answer, "lena@other.com")
        seats = await lena.answers(lead, "1-50")
        await lena.reads(lead, "✓")
        await lena.reads(lead, "How many seats")
        await lena.deletes(seats)
        await lena.reads(lead, "Skipped")
        await lena.answers(lead, "3")
        await lena.reads(lead, "✓ *3*")
        card = await alice.gets(lead, "Email: lena@other.com", "Seats: 3")
        assert "Company" not in card.text
        await lena.presses("1-50", size)
        await lena.is_told("answered already")
        await lena.edits(answer, "lena@third.com")
        await alice.gets(lead, "Email: lena@third.com")
        await slack.said_nothing_else()
    assert len(await inbound.assignments()) == 1


async def test_two_leads_in_one_channel_are_asked_side_by_side(inbound, slack, lena, gus, alice, carol):
    async with inbound.awake():
        one, other = await lena.writes("hello"), await gus.writes("hi")
        await lena.reads(one, "email")
        await gus.reads(other, "email")
        await gus.answers(other, "gus@acme.com, 500+, 3")
        await lena.answers(one, "lena@acme.com")
        await lena.presses("1-50", await lena.reads(one, "How many people"))
        await carol.gets(other, "gus@acme.com", "500+", "Seats: 3")
        await lena.reads(one, "✓")
        await lena.presses("Skip", await lena.reads(one, "seats"))
        await lena.reads(one, "Skipped")
        await alice.gets(one, "lena@acme.com")
        await slack.said_nothing_else()


async def test_questions_of_a_qualification_that_is_taken_away_end_with_what_is_known(inbound, slack, lena, alice):
    async with inbound.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "email")
        await inbound.apply(
            f"workspace: {WORKSPACE}\nqualifications: {{inbound: {{questions: [{{attribute: name, ask: 'Who?'}}]}}}}"
        )
        await lena.answers(lead, "lena@acme.com")
        await lena.reads(lead, "Who?")
        await lena.answers(lead, "Lena L.")
        await alice.gets(lead, "Name: Lena L.")
        await slack.said_nothing_else()
