"""Which messages are leads, and what is taken from them."""

from storage.queries import conversation
from tests.support.world import ALICE, BOB, FORMS, LEADS, LENA, SALES, WORKSPACE, World


async def test_edits_deletions_joins_own_posts_and_replies_of_leads_are_not_leads(world: World):
    async with world.awake():
        (ts,) = await world.say("a lead")
        await world.wait_announced(1)
        await world.sandbox.edit(LEADS, ts, "a lead, edited")
        await world.sandbox.write(LENA, LEADS, "and another thing", thread_ts=ts)
        await world.sandbox.write(LENA, LEADS, "to all", thread_ts=ts, subtype="thread_broadcast")
        await world.sandbox.write(LENA, LEADS, "has joined the channel", subtype="channel_join")
        await world.sandbox.delete(LEADS, ts)
    assert len(await world.assignments()) == 1


async def test_a_forms_post_whose_text_is_empty_is_a_lead_with_name_email_and_phone(world: World):
    fields = [
        {"title": "Name", "value": "Jonas Weber"},
        {"title": "Email", "value": "<mailto:jonas@weber.example.com|jonas@weber.example.com>"},
        {"title": "Phone", "value": "+44 20 7946 0958"},
    ]
    async with world.awake():
        ts = await world.sandbox.post_as_app(FORMS, app_name="Webform", attachments=[{"fields": fields}])
        await world.wait_announced(1)
    row = await world.read(conversation.by_source_key, WORKSPACE, f"message:{FORMS}:{ts}")
    assert (row.lead_name, row.lead_user_id) == ("Jonas Weber", None)


async def test_a_source_from_apps_hears_no_people(world: World):
    async with world.awake():
        await world.sandbox.write(LENA, FORMS, "hello?")
        await world.sandbox.post_as_app(FORMS, app_name="Webform", text="a lead")
    assert len(await world.assignments()) == 1


async def test_rules_route_by_what_the_message_says_and_the_first_match_wins(world: World):
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
        await world.say("write to eve@bigcorp.example.com", "the elite plan, please", "anything else", "spam")
    rows = await world.assignments()
    assert [(row.user_id, row.team, row.cause) for row in rows] == [
        (BOB, "big", "round_robin"),
        (ALICE, None, "rule"),
        (ALICE, "sales", "round_robin"),
    ]
    assert rows[0].reason["rule"]["position"] == 1
    assert await world.read(conversation.count_waiting, WORKSPACE, None) == 1


async def test_a_source_that_qualifies_fires_only_qualified_rules_at_once(world: World):
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
        await world.say("hello")
    assert await world.dealt_to() == [ALICE]


async def test_a_lead_from_a_shared_channels_other_workspace_counts(world: World):
    from bot.sandbox import User

    world.sandbox.add_user(User(id="U99STRANGER", name="sam", real_name="Sam Stranger", team_id="T99OTHER"))
    async with world.awake():
        await world.sandbox.write("U99STRANGER", LEADS, "hello from outside")
    assert await world.dealt_to() == [ALICE]
