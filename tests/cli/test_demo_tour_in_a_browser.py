"""The demo's tour, walked on its page as whoever opens it does."""

import pytest
from playwright.async_api import expect

from bot.cli.demo_show import _stage
from bot.cli.demo_story import LEADS, MIA
from tests.support.browser import PHONE


@pytest.fixture
async def demo():
    """The demo's Slack with the bot in it, its tour begun."""
    async with _stage() as (stage, panels):
        await panels.begin_tour()
        yield stage.sandbox


async def test_who_does_what_each_step_says_sees_it_ticked_off(demo, visit):
    page = await visit(demo, MIA, LEADS)
    steps = page.get_by_role("tabpanel", name="Tour").get_by_role("listitem")
    did = {
        "send": lambda: _leads(page, steps.nth(0)),
        "turn": lambda: _types(page, "/rotation show sales"),
        "away": lambda: _types(page, "/away until monday"),
        "another": lambda: _leads(page, steps.nth(3)),
        "why": page.get_by_role("button", name="1 reply").last.click,
        "pass": lambda: _passes_on(page),
        "back": lambda: _types(page, "/away back"),
        "operator": lambda: _answers(page),
    }
    await expect(steps).to_have_count(len(did))
    for number in range(len(did)):
        step = steps.nth(number)
        await expect(step).to_have_attribute("aria-current", "step")
        await _goes_there(page, step)
        await did[await step.get_attribute("data-step")]()
        await expect(step).to_contain_text("(done)")
    await expect(page.get_by_text("That was all of it.")).to_be_visible()


async def test_on_a_phone_who_goes_where_the_tour_says_is_there(demo, visit):
    page = await visit(demo, MIA, LEADS, **PHONE)
    await page.get_by_role("button", name="Behind the scenes").tap()
    await _goes_there(page, page.get_by_role("listitem").first)
    await expect(page.get_by_role("tabpanel")).to_be_hidden()
    await _types(page, "What would 12 seats cost?")
    await expect(page.get_by_role("button", name="1 reply")).to_be_in_viewport()


async def _goes_there(page, step):
    link = step.get_by_role("link", name="Go there as")
    name = (await link.inner_text()).removeprefix("Go there as ")
    await link.click()
    await expect(_myself(page)).to_contain_text(name)


def _myself(page):
    return page.get_by_label("You act as").locator("option:checked")


async def _types(page, text):
    await page.get_by_role("combobox", name="Message #").fill(text)
    await page.get_by_role("main").get_by_role("button", name="Send").click()


async def _leads(page, step):
    """Send leads until the step is done: until it was Ada's turn."""
    for number in range(10):
        await _types(page, f"What would {number} seats cost?")
        lead = page.get_by_role("article").filter(has_text=f"What would {number} seats cost?").last
        await expect(lead.get_by_role("button", name="1 reply")).to_be_visible()  # it is dealt
        if "(done)" in await step.inner_text():
            return


async def _answers(page):
    """Write as a lead, and answer each question in the thread."""
    await _types(page, "What do you charge?")
    await page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("region", name="Thread")
    await thread.get_by_role("combobox").fill("lena@fischer.example.com")
    await thread.get_by_role("button", name="Send").click()
    await thread.get_by_role("button", name="500+").click()
    await thread.get_by_role("button", name="Skip").click()


async def _passes_on(page):
    """Press the button on the card of the lead that went past Ada, as who has it."""
    me = await _myself(page).inner_text()
    card = page.get_by_role("article").filter(has_text=f"@{me} has this conversation").last
    await card.get_by_role("button", name="Pass on").click()
