"""How soon the sandbox's page shows what the bot posts, beside how long the post itself takes. Prints; asserts no speed."""

import statistics
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.sandbox import UNLIMITED, Sandbox, User
from tests.benchmarks.test_sandbox import BODY, HEADERS
from tests.support.browser import Visits

pytestmark = pytest.mark.benchmark

ADA, LEADS = "U01ADA", "C01LEADS"
POSTS = 20

#: Returns when the page has painted one message more than it has now, in seconds since 1970.
NEXT_SHOWN = """
() => {
  window.shown = new Promise((resolve) => {
    new MutationObserver((_, seen) => {
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(Date.now() / 1000)));
    }).observe(document.querySelector("#messages .timeline"), { childList: true });
  });
}
"""
#: Scrolls up from the end for a second, as fast as a hand does, if there is anything to scroll; returns how many frames
#: it had.
SCROLLED = """
async () => {
  const place = document.getElementById("messages");
  const frame = () => new Promise(requestAnimationFrame);
  const whole = place.scrollTop;
  const begun = await frame();
  let frames = 0;
  for (let now = begun; now - begun < 1000; frames += 1) {
    place.scrollTop = whole - 6 * (now - begun);
    now = await frame();
  }
  place.scrollTop = place.scrollHeight;
  return frames;
}
"""


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A Slack with one person in one channel."""
    made = Sandbox("a secret", "xoxb-test", limits=UNLIMITED)
    await made.start()
    made.add_user(User(id=ADA, name="ada", real_name="Ada Byrne"))
    made.add_channel(LEADS, "leads", members=[ADA])
    yield made
    await made.stop()


@pytest.mark.parametrize("before", [0, 1000])
async def test_what_the_bot_posts_on_the_page(
    capsys: pytest.CaptureFixture[str], before: int, sandbox: Sandbox, visit: Visits
):
    """With nothing there before, and at the end of a thousand messages."""
    async with aiohttp.ClientSession(headers=HEADERS) as session:

        async def post() -> float:
            began = time.time()
            async with session.post(sandbox.api_url + "chat.postMessage", json=BODY) as answer:
                assert (await answer.json())["ok"]
            return began

        for _ in range(before):
            await post()
        posted, shown = [], []
        page = await visit(sandbox, ADA, LEADS)
        frames = await page.evaluate(SCROLLED)
        for _ in range(POSTS):
            await page.evaluate(NEXT_SHOWN)
            began = await post()
            posted.append(time.time() - began)
            shown.append(await page.evaluate("window.shown") - began)
    middle, worst, alone = statistics.median(shown), max(shown), statistics.median(posted)
    with capsys.disabled():
        print(
            f"\npage with {before} messages: a post is seen after {middle * 1000:.0f} ms (at worst {worst * 1000:.0f}), "
            f"{middle / alone:.1f} times the post alone; {frames} frames in a second of scrolling"
        )
