"""The page on a phone, and by night."""

import pytest
from playwright.async_api import expect

from tests.sandbox.ways import ALICE, BOB, actions, button, field, modal, plain
from tests.support.browser import PHONE

LONG = "https://example.com/" + "a" * 200

#: How far text stands out from what is behind it, as WCAG 2.2 reckons it; of each text that is seen, the least 5 first.
CONTRASTS = """
() => {
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    paint.clearRect(0, 0, 1, 1);
    paint.fillStyle = color;
    paint.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((one, at) => one * a + under[at] * (1 - a));
  const behind = (element) => {
    if (!element) return rgba("canvas").slice(0, 3);
    const color = rgba(getComputedStyle(element).backgroundColor);
    return color[3] === 1 ? color.slice(0, 3) : over(color, behind(element.parentElement));
  };
  const light = (color) => {
    const [r, g, b] = color.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const look = (text, element, part) => {
    if (!text.trim() || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) return;
    const under = behind(element);
    const [one, other] = [over(rgba(getComputedStyle(element, part).color), under), under].map(light);
    found.push([(Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05), text.trim().slice(0, 40)]);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) look(texts.currentNode.textContent, texts.currentNode.parentElement);
  for (const field of document.querySelectorAll("[placeholder]")) look(field.placeholder, field, "::placeholder");
  return found.sort(([one], [other]) => one - other).slice(0, 5);
}
"""


@pytest.fixture
async def busy(stage, post, call):
    """A channel with something of everything in it."""
    sandbox = stage.sandbox
    text = {"type": "mrkdwn", "text": f"*Whose* is it, <@{ALICE}> or <@{BOB}>? `code`, <{LONG}>\n> as one said"}
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": "new · urgent"}]}
    buttons = actions(button(), button("best", style="primary"), button("worst", style="danger"))
    ts = await post(sandbox, "a card", blocks=[{"type": "section", "text": text}, context, buttons])
    await sandbox.write(BOB, "C01LEADS", "mine", thread_ts=ts)
    await sandbox.write(BOB, "C01LEADS", f"```{LONG}``` <#C01LEADS>")
    await call(sandbox, "chat.postEphemeral", channel="C01LEADS", user=ALICE, text=f"psst, {LONG}")
    await call(sandbox, "users.info", user="U99")
    return stage


async def test_on_a_phone_all_is_within_reach_and_nothing_is_wider_than_it(busy, visit):
    page = await visit(busy.sandbox, ALICE, **PHONE)

    async def fits():
        assert await page.evaluate("document.scrollingElement.scrollWidth") == 390
        for place in ("#messages", "#replies", "#side", "#panel"):
            assert await page.locator(place).evaluate("(place) => place.scrollWidth - place.clientWidth") <= 0, place

    await fits()
    side = page.get_by_role("navigation", name="Workspace")
    await expect(side).to_be_hidden()
    await page.get_by_role("button", name="Channels and people").tap()
    await expect(side).to_be_in_viewport()
    await fits()
    await side.get_by_role("button", name="Leadwheel").tap()
    await expect(side).to_be_hidden()
    await expect(page.get_by_role("heading", name="Leadwheel")).to_be_visible()

    await page.get_by_role("button", name="Channels and people").tap()
    await side.get_by_role("button", name="leads").tap()
    await page.get_by_label("Message #leads").fill("from a train")
    await page.get_by_role("button", name="Send").tap()
    await expect(page.get_by_role("article").last).to_contain_text("from a train")
    await page.get_by_role("button", name="Go").first.tap()
    await busy.sandbox.wait_until(lambda: busy.payloads)

    await page.get_by_role("button", name="1 reply").tap()
    thread = page.get_by_role("region", name="Thread")
    await expect(thread.get_by_text("mine")).to_be_in_viewport()
    await fits()
    await thread.get_by_role("button", name="Close the thread").tap()
    await page.get_by_role("button", name="Behind the scenes").tap()
    await page.get_by_text("chat.postEphemeral").tap()
    await expect(page.get_by_role("heading", name="Sent")).to_be_in_viewport()
    await fits()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_by_day_and_by_night_all_can_be_read(busy, show, visit, scheme):
    page = await visit(busy.sandbox, ALICE, color_scheme=scheme)

    async def can_be_read():
        least = await page.evaluate(CONTRASTS)
        assert least
        assert not [one for one in least if one[0] < 4.5]

    await page.get_by_role("button", name="1 reply").click()
    await page.get_by_role("button", name="Behind the scenes").click()
    await page.get_by_text("users.info").click()
    await page.get_by_label("Message #leads").fill("/")
    await expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    await can_be_read()
    await page.get_by_role("tab", name="Faults").click()
    await show(busy, modal(field("plain_text_input") | {"hint": plain("As they say it")}))
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Please complete")).to_be_visible()
    await can_be_read()
