"""How each kind of question is asked and answered, when it is asked, and what is said beside it (issue 8)."""

import pytest

from bot.ids import Action
from bot.sandbox import User
from tests.support.world import ALICE, BOB, LEADS, SALES, VIP, WORKSPACE

CITIES = [f"City {at}" for at in range(1, 13)]


def asking(questions: str, more: str = "", rules: str = "") -> str:
    return f"""
workspace: {WORKSPACE}
qualifications:
  inbound:
    {more}
    questions:
{questions}
sources:
  - {{channel: {LEADS}, qualify: inbound}}
rules:
{rules or "  - {when: qualified, assign_to: sales}"}
"""


async def test_more_than_five_choices_are_a_menu_and_several_are_ticked(world, slack, lena, alice):
    await world.apply(
        asking(f"""
      - {{attribute: city, ask: "Where are you?", kind: choice, choices: {CITIES}}}
      - {{attribute: use, ask: "What for?", kind: multi_choice, choices: [Sales, Support, "Both, and more"]}}
      - {{attribute: places, ask: "Where else?", kind: multi_choice, choices: {CITIES}}}
""")
    )
    async with world.awake():
        lead = await lena.writes("hello")
        await lena.picks("City 7", await lena.reads(lead, "Where are you?"))
        await lena.reads(lead, "✓ *City 7*")
        use = await lena.reads(lead, "What for?")
        await lena.presses("Done", use)
        assert (await lena.is_told("choose something")).thread_ts == lead.ts
        await lena.picks(["Both, and more", "Sales"], use, Action.QUALIFICATION_PICK)
        await lena.presses("Done", use)
        await lena.reads(lead, "✓ *Sales, Both, and more*")
        places = await lena.reads(lead, "Where else?")
        await lena.picks(["City 2", "City 1"], places, Action.QUALIFICATION_PICK)
        await lena.presses("Done", places)
        await lena.reads(lead, "✓ *City 1, City 2*")
        await alice.gets(lead, "City: City 7", "Use: Sales, Both, and more", "Places: City 1, City 2")
        await slack.said_nothing_else()


async def test_whether_somebody_is_a_customer_already_routes_to_support(world, slack, lena, gus, bob, alice):
    await world.apply(
        asking(
            """
      - {attribute: customer, ask: "Are you already a customer?", kind: yes_no}
      - {attribute: start, ask: "When would you like to start?", kind: date, if: {customer: no}}
      - {attribute: site, ask: "What's your website?", kind: url, required: false, if: {customer: no}}
      - {attribute: phone, ask: "Where can we call you?", kind: phone, if: {start: {before: "2030-01-01"}}}
""",
            rules=f"""
  - {{when: qualified, if: {{customer: yes}}, assign_to: support}}
  - {{when: qualified, assign_to: {ALICE}}}
""",
        )
    )
    async with world.awake():
        lead = await lena.writes("hello")
        await lena.presses("Yes", await lena.reads(lead, "already a customer"))
        await lena.reads(lead, "✓ *Yes*")
        await lena.reads(lead, "somebody will be with you soon")
        await slack.card(lead, "Customer: Yes")
        other = await gus.writes("hello")
        await gus.reads(other, "already a customer")
        await gus.answers(other, "No, not yet")
        await gus.reads(other, "✓ *No*")
        await gus.picks("2029-12-24", await gus.reads(other, "When would"), Action.QUALIFICATION_ANSWER)
        await gus.reads(other, "✓ *24 December 2029*")
        await gus.reads(other, "website")
        await gus.answers(other, "see acme.com")
        await gus.reads(other, "✓ *https")
        await gus.reads(other, "call you")
        await gus.answers(other, "+44 20 7946 0958")
        await alice.gets(other, "Start: 24 December 2029", "+442079460958")
        await slack.said_nothing_else()


async def test_a_phone_number_is_read_as_in_the_country_of_the_leads_language(world, slack, alice):
    await world.apply(asking('      - {attribute: phone, ask: "Where can we call you?", kind: phone}'))
    dan = slack.adds(User(id="U50DAN", name="dan", real_name="Dan Dane", locale="da-DK"))
    eve = slack.adds(User(id="U51EVE", name="eve", real_name="Eve Else", locale=""))
    async with world.awake():
        lead = await dan.writes("hello")
        await dan.reads(lead, "call you")
        await dan.answers(lead, "32 12 34 56")
        await alice.gets(lead, "Phone: +4532123456")
        other = await eve.writes("hello")
        await eve.reads(other, "call you")
        await eve.answers(other, "32 12 34 56")
        await eve.reads(other, "+", "call you")
        await slack.said_nothing_else()


async def test_a_teammate_has_their_chance_before_the_first_question(world, slack, clock, lena, bob, alice):
    await world.apply(asking('      - {attribute: email, ask: "E-mail?", kind: email}', "ask_after: 2m"))
    async with world.awake():
        taken, asked, told = [await lena.writes(text) for text in ("one", "two", "three")]
        await bob.answers(taken, "I'm here")
        await bob.gets(taken, "who took it")
        await lena.answers(told, "I forgot: lena@acme.com")
        await alice.gets(told, "lena@acme.com")
        await slack.said_nothing_else()
        clock.forward(minutes=2, seconds=1)
        await lena.reads(asked, "E-mail?")
        await slack.said_nothing_else()


async def test_the_address_of_the_slack_profile_counts_where_the_configuration_says_so(world, slack, alice):
    await world.apply(asking('      - {attribute: email, ask: "E-mail?", kind: email}', "use_profile_email: true"))
    pat = slack.adds(User(id="U52PAT", name="pat", real_name="Pat Profile", email="pat@acme.com"))
    async with world.awake():
        await alice.gets(await pat.writes("hello"), "Email: pat@acme.com")
        await slack.said_nothing_else()


async def test_the_wording_is_the_configurations_and_a_rule_posts_a_note(world, slack, lena, alice, bob):
    await world.apply(
        asking(
            """
      - {attribute: email, ask: "E-mail?", kind: email, ask_again: "Hm, that's not it.", timeout: 1m}
""",
            """wording:
      greeting: "Hello {lead}!"
      assigned: "Wonderful. {teammate} takes care of you, {lead}."
      handed_on: "{teammate} goes on with you."
""",
            f"""
  - when: qualified
    assign_to: sales
    note: {{channel: {VIP}, text: "*{{lead}}* ({{email}}, {{phone}}) is with {{assigned_to}}: {{link}}, {{text}}"}}
""",
        )
    )
    async with world.awake():
        lead = await lena.writes("hello <!channel> & all")
        await lena.reads(lead, f"Hello <@{lena}>!", "E-mail?")
        await lena.answers(lead, "nope")
        await lena.reads(lead, "Hm, that's not it.", "E-mail?")
        await lena.answers(lead, "lena@acme.com")
        card = await alice.gets(lead)
        (said,) = slack.announcements()
        assert said.text == f"Assigned to <@{ALICE}>. Wonderful. *Alice Archer* takes care of you, <@{lena}>."
        assert said.blocks[0]["accessory"]["alt_text"] == "Alice Archer"
        note = await slack.says(VIP, f"*<@{lena}>* (lena@acme.com, ) is with <@{ALICE}>: ", lead.link)
        assert "<!channel>" not in note.text
        await alice.presses("Pass on", card)
        await bob.gets(lead)
        assert slack.announcements()[-1].text == f"Assigned to <@{BOB}>. *Bob Byrne* goes on with you."
        await slack.said_nothing_else()


async def test_nobody_available_is_said_kindly_to_the_lead_and_whoever_is_back_is_introduced(
    world, slack, lena, alice, bob, carol
):
    await world.apply(asking('      - {attribute: email, ask: "E-mail?", kind: email}'))
    async with world.awake():
        for one in (alice, bob, carol):
            await one.runs("/away", SALES)
        lead = await lena.writes("hello")
        await lena.reads(lead, "E-mail?")
        await lena.answers(lead, "lena@acme.com")
        thanks = await lena.reads(lead, "Thanks", "somebody will be with you soon")
        assert "sales" not in thanks.text
        await slack.says(SALES, "waits: nobody is available")
        await slack.card(lead, "lena@acme.com")
        await bob.runs("/away back", SALES)
        await bob.gets(lead)
        assert slack.announcements()[-1].text == f"Assigned to <@{BOB}>. *Bob Byrne* will be with you."
        await slack.said_nothing_else()


@pytest.mark.parametrize(
    "kind", ["text", "email", "phone", "number", "choice", "multi_choice", "date", "yes_no", "url"]
)
async def test_nonsense_is_asked_again_and_silence_ends_it(world, slack, clock, lena, alice, kind):
    choices = ", choices: [one, two]" if "choice" in kind else ""
    await world.apply(asking(f'      - {{attribute: it, ask: "It?", kind: {kind}{choices}}}'))
    nonsense = ["🎉", ":tada:", "\u200f\u061f", "…"] + (["x " * 4000] if kind != "text" else [])
    async with world.awake():
        lead = await lena.writes("hello")
        await lena.reads(lead, "It?")
        for words in nonsense:
            await lena.answers(lead, words)
            assert len((await lena.reads(lead, "It?")).text) < 3000
        await slack.all_is_said()
        clock.forward(minutes=10, seconds=1)
        await alice.gets(lead)
        for message in slack.sandbox.thread(*lead):  # buttons are gone
            assert "actions" not in str(message.blocks)
            slack.ledger.look(message)
        await slack.said_nothing_else()
