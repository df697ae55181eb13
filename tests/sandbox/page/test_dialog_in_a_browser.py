"""A whole dialog with the Operator on the page: what a lead types, presses, chooses and ticks, with the real bot."""

import pytest
from playwright.async_api import expect

from tests.support.world import ALICE, GUEST, LEADS, LENA, SALES, WORKSPACE

CITIES = [f"City {at}" for at in range(1, 13)]

INBOUND = f"""
workspace: {WORKSPACE}
qualifications:
  inbound:
    questions:
      - {{attribute: email, ask: "What's your work e-mail?", kind: email}}
      - {{attribute: company_size, ask: "How many people work there?", kind: choice, choices: ["1-50", "51-500", "500+"]}}
      - {{attribute: city, ask: "Where are you?", kind: choice, choices: {CITIES}}}
      - {{attribute: uses, ask: "What for?", kind: multi_choice, choices: [Sales, Support, Both]}}
      - {{attribute: start, ask: "When would you like to start?", kind: date}}
      - {{attribute: seats, ask: "How many seats?", kind: number, required: false}}
sources: [{{channel: {LEADS}, qualify: inbound}}]
rules: [{{when: qualified, assign_to: sales}}]
"""
MORE = f"""
workspace: {WORKSPACE}
qualifications:
  inbound:
    questions:
      - {{attribute: places, ask: "Where else?", kind: multi_choice, choices: {CITIES}}}
      - {{attribute: others, ask: "And where not?", kind: multi_choice, choices: {CITIES}, required: false}}
      - {{attribute: customer, ask: "Are you a customer already?", kind: yes_no}}
      - {{attribute: phone, ask: "Where can we call you?", kind: phone}}
      - {{attribute: site, ask: "What's your website?", kind: url}}
      - {{attribute: wish, ask: "What else?", kind: text}}
"""


class Thread:
    """The thread of a conversation, as its lead has it open."""

    def __init__(self, page):
        self.all = page.get_by_role("region", name="Thread")
        self.messages = self.all.get_by_role("article")

    async def writes(self, text):
        await self.all.get_by_role("combobox", name="Reply").fill(text)
        await self.all.get_by_role("button", name="Send").click()

    async def asks(self, *words):
        """Return the newest message, once it has all these words."""
        for one in words:
            await expect(self.messages.last).to_contain_text(one)
        return self.messages.nth(await self.messages.count() - 1)


@pytest.fixture
async def inbound(sqlite_world):
    await sqlite_world.apply(INBOUND)
    return sqlite_world


@pytest.fixture
async def bot(inbound):
    async with inbound.awake():
        yield


@pytest.fixture
def asked():
    """Every address that pages asked for."""
    return []


@pytest.fixture
def talk(visit, asked):
    """Lets a lead begin a conversation on the page, and open its thread."""

    async def begin(world, user_id=LENA):
        page = await visit(world.sandbox, user_id, LEADS)
        page.on("request", lambda request: asked.append(request.url))
        await page.get_by_role("combobox", name="Message #").fill("What would 40 seats cost?")
        await page.get_by_role("main").get_by_role("button", name="Send").click()
        await page.get_by_role("button", name="1 reply").click()
        return page, Thread(page)

    return begin


async def test_a_lead_answers_everything_on_the_page_and_is_with_somebody(inbound, bot, talk, visit, asked):
    _page, thread = await talk(inbound)
    await thread.asks("What's your work e-mail?")
    await thread.writes("lena at acme")
    await thread.asks("Please write an e-mail address", "What's your work e-mail?")
    await thread.writes("lena@acme.com")
    size = await thread.asks("Got it: lena@acme.com.", "How many people work there?")
    await size.get_by_role("button", name="51-500").click()
    await expect(size).to_contain_text("✓ 51-500")
    await expect(size.get_by_role("button", name="51-500")).to_have_count(0)

    city = await thread.asks("Where are you?")
    await city.get_by_label("Choose one").select_option("City 7")
    await expect(city).to_contain_text("✓ City 7")

    uses = await thread.asks("What for?")
    await uses.get_by_label("Support").check()
    await uses.get_by_label("Both").check()
    await uses.get_by_label("Both").uncheck()
    await uses.get_by_label("Sales").check()
    await inbound.sandbox.write(GUEST, LEADS, "I don't matter", thread_ts=await _ts(thread))
    await thread.asks("I don't matter")
    await expect(uses.get_by_role("checkbox", checked=True)).to_have_count(2)
    await uses.get_by_role("button", name="Done").click()
    await expect(uses).to_contain_text("✓ Sales, Support")

    start = await thread.asks("When would you like to start?")
    await start.get_by_label("Choose a day").fill("2029-12-24")
    await expect(start).to_contain_text("✓ 24 December 2029")
    seats = await thread.asks("How many seats?")
    await seats.get_by_role("button", name="Skip").click()
    await expect(seats).to_contain_text("Skipped")

    await thread.asks("Assigned to @Alice Archer", "Alice Archer will be with you")
    await expect(thread.messages.last.get_by_role("img", name="Alice Archer")).to_have_text("AA")
    await expect(thread.messages.get_by_role("button").filter(has_text="51-500")).to_have_count(0)

    hers = await visit(inbound.sandbox, ALICE, SALES)
    card = hers.get_by_role("article").last
    for label, answer in (
        ("Email", "lena@acme.com"),
        ("Company size", "51-500"),
        ("City", "City 7"),
        ("Uses", "Sales, Support"),
        ("Start", "24 December 2029"),
    ):
        field = card.locator(".fields > div").filter(has_text=label)
        await expect(field).to_have_text(f"{label}\n{answer}", use_inner_text=True)
    await expect(card).not_to_contain_text("Seats")
    await card.get_by_role("button", name="Accept").click()
    await expect(card).to_contain_text("Accepted.")
    assert not [address for address in asked if "127.0.0.1" not in address]


async def test_a_menu_of_many_stays_open_with_what_is_ticked_in_it_and_the_next_begins_closed(inbound, bot, talk):
    await inbound.apply(MORE)
    _page, thread = await talk(inbound)
    places = await thread.asks("Where else?")
    await places.get_by_text("Choose", exact=True).click()
    for city in ("City 3", "City 12"):
        await places.get_by_label(city, exact=True).check()
    await inbound.sandbox.write(GUEST, LEADS, "I don't matter", thread_ts=await _ts(thread))
    await thread.asks("I don't matter")
    await expect(places.locator("summary")).to_have_text("City 3, City 12")
    await expect(places.get_by_label("City 12", exact=True)).to_be_in_viewport()
    await expect(places.get_by_label("City 1", exact=True)).not_to_be_in_viewport()
    await places.get_by_role("button", name="Done").click()
    await expect(places).to_contain_text("✓ City 3, City 12")

    others = await thread.asks("And where not?")
    await expect(others.get_by_label("City 3", exact=True)).to_be_hidden()
    await others.get_by_role("button", name="Done").click()
    await expect(thread.messages.filter(has_text="Please choose something first.")).to_be_visible()
    await others.get_by_role("button", name="Skip").click()
    customer = await thread.asks("Are you a customer already?")
    await customer.get_by_role("button", name="No").click()
    await thread.asks("Got it: No.", "Where can we call you?")
    await thread.writes("+44 20 7946 0958")
    await thread.asks("What's your website?")
    await thread.writes("acme.com")
    await thread.asks("What else?")
    await thread.writes("Nothing <b>else</b> *really*")
    await thread.asks("Assigned to @Alice Archer")


async def test_a_day_typed_by_keyboard_is_taken_once_its_year_is_whole(inbound, bot, talk):
    await inbound.apply(
        INBOUND.replace(
            "- {attribute: email", "- {attribute: begin, ask: 'Begin?', kind: date}\n      - {attribute: email"
        )
    )
    page, thread = await talk(inbound)
    begin = await thread.asks("Begin?")
    await begin.get_by_label("Choose a day").focus()
    await page.keyboard.type("12242029", delay=150)
    await expect(begin).to_contain_text("✓ 24 December 2029")


async def _ts(thread):
    return await thread.messages.first.get_attribute("data-ts")
