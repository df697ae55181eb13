"""Which messages are leads, and what is taken from them."""

from bot.sandbox import User
from storage.queries import conversation
from tests.support.world import ALICE, BOB, FORMS, LEADS, SALES, WORKSPACE


async def test_edits_deletions_joins_own_posts_and_replies_of_leads_are_not_leads(world, slack, lena, alice):
    async with world.awake():
        post = await lena.writes("a lead")
        await alice.gets(post)
        await lena.edits(post, "a lead, edited")
        await lena.answers(post, "and another thing")
        await lena.answers(post, "to all", subtype="thread_broadcast")
        await lena.writes("has joined the channel", subtype="channel_join")
        await lena.deletes(post)
        await slack.said_nothing_else()
    assert len(await world.assignments()) == 1


async def test_a_forms_post_whose_text_is_empty_is_a_lead_with_name_email_and_phone(world, slack, alice):
    fields = [
        {"title": "Name", "value": "Jonas Weber"},
        {"title": "Email", "value": "<mailto:jonas@weber.example.com|jonas@weber.example.com>"},
        {"title": "Phone", "value": "+44 20 7946 0958"},
    ]
    async with world.awake():
        post = await slack.app("Webform").posts(attachments=[{"fields": fields}])
        await alice.gets(post, "Jonas Weber", "jonas@weber.example.com", "+44 20 7946 0958")
        await slack.said_nothing_else()
    row = await world.read(conversation.by_source_key, WORKSPACE, f"message:{FORMS}:{post.ts}")
    assert (row.lead_name, row.lead_user_id) == ("Jonas Weber", None)


async def test_a_source_from_apps_hears_no_people(world, slack, lena, alice):
    async with world.awake():
        await lena.writes("hello?", FORMS)
        await alice.gets(await slack.app("Webform").posts("a lead"))
        await slack.said_nothing_else()
    assert len(await world.assignments()) == 1


async def test_rules_route_by_what_the_message_says_and_the_first_match_wins(world, slack, lena, alice, bob, mia):
    await world.apply(f"""
workspace: {WORKSPACE}
teams:
  big: {{channel: {SALES}, teammates: [{BOB}]}}
rules:
  - {{when: new_conversation, if: {{email: {{email_domain: bigcorp.example.com}}}}, assign_to: big}}
  - {{when: new_conversation, if: {{text: {{contains: ÉLITE}}, channel: {LEADS}}}, assign_to: {ALICE}}}
  - {{when: new_conversation, if: {{source: message, text: {{not_contains: spam}}}}, assign_to: sales}}
""")
    async with world.awake():
        await bob.gets(await lena.writes("write to eve@bigcorp.example.com"), "*big*")
        await alice.gets(await lena.writes("the elite plan, please"), "by a rule")
        await alice.gets(await lena.writes("anything else"), "*sales*")
        await lena.writes("spam")
        await mia.is_told("no rule matched", "spam")
        await slack.said_nothing_else()
    rows = await world.assignments()
    assert [(row.user_id, row.team, row.cause) for row in rows] == [
        (bob, "big", "round_robin"),
        (alice, None, "rule"),
        (alice, "sales", "round_robin"),
    ]
    assert rows[0].reason["rule"]["position"] == 1
    assert await world.read(conversation.count_waiting, WORKSPACE, None) == 1


async def test_a_source_that_qualifies_fires_only_qualified_rules(world, slack, lena, alice):
    await world.apply(f"""
workspace: {WORKSPACE}
qualifications:
  inbound: {{questions: [{{attribute: email, ask: "Your e-mail?", kind: email}}]}}
sources:
  - {{channel: {LEADS}, qualify: inbound}}
rules:
  - {{when: new_conversation, assign_to: support}}
  - {{when: qualified, assign_to: sales}}
""")
    async with world.awake():
        await alice.gets(await lena.writes("hello, I'm lena@acme.com"), "*sales*")
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice]


async def test_a_lead_from_a_shared_channels_other_workspace_counts(world, slack, alice):
    sam = slack.adds(User(id="U99STRANGER", name="sam", real_name="Sam Stranger", team_id="T99OTHER"))
    async with world.awake():
        await alice.gets(await sam.writes("hello from outside"), f"<@{sam}>")
        await slack.said_nothing_else()
    assert await world.dealt_to() == [alice]
