"""The page without a mouse, and as a screen reader has it."""

import re

import pytest
from playwright.async_api import expect

from tests.sandbox.ways import ALICE, BOB, actions, button, field, home, modal, option, plain

#: What somebody can use, in a snapshot of what a screen reader is told; the name follows in quotes.
NAMELESS = re.compile(
    r"- '?(?:button|link|textbox|searchbox|combobox|listbox|option|checkbox|radio|radiogroup|slider|spinbutton|tab|"
    r"tabpanel|tablist|dialog|log|navigation|region|complementary)\b(?! \"[^\"]).*"
)

CHOICES = {"options": [option("a"), option("b")]}
EVERY_FIELD = [
    field("plain_text_input", "text"),
    field("plain_text_input", "lines", multiline=True),
    field("email_text_input", "mail"),
    field("url_text_input", "url"),
    field("number_input", "number", is_decimal_allowed=False),
    field("datepicker", "day"),
    field("timepicker", "time"),
    field("datetimepicker", "moment"),
    field("static_select", "one", **CHOICES),
    field("multi_static_select", "some", **CHOICES),
    field("users_select", "person"),
    field("multi_conversations_select", "places"),
    field("external_select", "asked"),
    field("checkboxes", "ticks", **CHOICES),
    field("radio_buttons", "radios", **CHOICES),
]
MENU = {"type": "overflow", "action_id": "more", **CHOICES}


async def tab_to(page, target, key="Tab"):
    """Press Tab until something is focused, as who has no mouse does."""
    for _ in range(60):
        if await target.evaluate("(one) => one === document.activeElement"):
            return
        await page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {key}")


@pytest.fixture
async def card(stage, post, call):
    """A message with a button, whose bot answers a press by changing it."""
    ts = await post(stage.sandbox, "a card", blocks=[actions(button())])

    async def pressed():
        await stage.sandbox.wait_until(lambda: stage.payloads)
        text = {"type": "section", "text": plain("It is yours")}
        await call(stage.sandbox, "chat.update", channel="C01LEADS", ts=ts, text="yours", blocks=[text])

    return pressed


async def test_a_day_goes_by_keyboard_alone(stage, card, visit):
    page = await visit(stage.sandbox, ALICE)
    keys, writing = page.keyboard, page.get_by_label("Message #leads")
    await expect(writing).to_be_focused()
    await keys.type("hello @bo")
    await expect(page.get_by_role("option", name="@bob")).to_be_visible()
    await keys.press("Enter")  # takes the name
    await expect(writing).to_have_value("hello @bob ")
    await keys.press("Enter")  # sends it
    messages = page.get_by_role("log", name="Messages", exact=True).get_by_role("article")
    await expect(messages.last).to_contain_text("hello @Bob B")
    await expect(writing).to_be_focused()

    await tab_to(page, messages.first.get_by_role("button", name="Go"), "Shift+Tab")
    await keys.press("Enter")
    await card()
    await expect(messages.first).to_contain_text("It is yours")
    await expect(messages.first).to_be_focused()  # its button is gone

    await tab_to(page, messages.last.get_by_role("button", name="Reply"))
    await keys.press("Enter")
    await expect(page.get_by_label("Reply in the thread")).to_be_focused()
    await keys.type("and again")
    await keys.press("Enter")
    await expect(page.get_by_role("region", name="Thread").get_by_text("and again")).to_be_visible()
    await keys.press("Escape")
    await expect(page.get_by_role("region", name="Thread")).to_be_hidden()
    await expect(messages.last).to_be_focused()


async def test_escape_closes_a_dialog_and_leads_back_to_where_one_was(stage, show, visit):
    await stage.sandbox.write(ALICE, "C01LEADS", "helo")
    page = await visit(stage.sandbox, ALICE)
    edit = page.get_by_role("button", name="Edit")
    await tab_to(page, edit, "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Edit the message")).to_be_focused()
    await page.keyboard.type("never mind")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(edit).to_be_focused()
    await expect(page.get_by_role("article")).to_contain_text("helo")

    await show(stage, modal(field("plain_text_input"), notify_on_close=True))
    await expect(page.get_by_role("dialog").get_by_label("Label")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_be_hidden()
    await expect(edit).to_be_focused()
    assert stage.payloads[-1]["type"] == "view_closed"


async def test_panels_are_opened_changed_and_closed_by_keyboard(stage, visit):
    page = await visit(stage.sandbox, ALICE)
    inside = page.get_by_role("button", name="Behind the scenes")
    await tab_to(page, inside, "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("tab", name="Requests")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Faults")).to_be_focused()
    await expect(page.get_by_role("tabpanel", name="Faults")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(inside).to_be_focused()
    await page.keyboard.press("Enter")
    await tab_to(page, page.get_by_role("button", name="Close the panels"))
    await page.keyboard.press("Enter")
    await expect(inside).to_be_focused()


async def test_all_that_can_be_used_has_a_name(stage, show, post, call, visit):
    sandbox = stage.sandbox
    elements = [button(), {"type": "static_select", "action_id": "plan", **CHOICES}, MENU]
    ts = await post(sandbox, "a card", blocks=[actions(*elements)])
    await sandbox.write(BOB, "C01LEADS", "an answer", thread_ts=ts)
    await sandbox.write(ALICE, "C01LEADS", "mine")
    await call(sandbox, "views.publish", user_id=ALICE, view=home())
    page = await visit(sandbox, ALICE)

    async def has_names():
        told = await page.locator("body").aria_snapshot()
        assert NAMELESS.findall(told) == [], told

    await page.get_by_role("button", name="1 reply").click()
    await page.get_by_role("button", name="Behind the scenes").click()
    await has_names()
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_role("button", name="Leadwheel").click()
    await page.get_by_role("button", name="Home").click()
    await expect(page.get_by_role("button", name="Go")).to_be_visible()
    await has_names()
    await show(stage, modal(*EVERY_FIELD))
    await page.get_by_role("dialog").locator("summary").first.click()
    await has_names()
