"""A browser without a window, where there is one: people open the page in it, each in a session of their own."""

import contextlib
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from bot.sandbox import Sandbox

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
PATIENCE_MS = 15_000  # machines are noisy

expect.set_options(timeout=PATIENCE_MS)


@contextlib.asynccontextmanager
async def browsing() -> AsyncIterator["Visits"]:
    """Run a browser for the length of a block; afterwards fail for whatever went wrong in its pages.

    A block has one to itself, as its event loop is its own. Where no Chromium is, the test is skipped.
    """
    if CHROMIUM is None:
        pytest.skip("no Chromium here: what the page does in a browser is not tried")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM)
        visits = Visits(browser)
        yield visits
        await browser.close()
    assert visits.wrong == []


class Visits:
    """People at the page.

    Attributes:
        wrong: what scripts threw or the browser complained of, in any of the pages.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self.wrong: list[str] = []

    async def __call__(self, sandbox: Sandbox, user_id: str, channel: str = "C01LEADS", **looks: object) -> Page:
        """Return the page as somebody sees it, once it shows what there is; `looks` are options of a browser context."""
        context = await self._browser.new_context(**{"viewport": {"width": 1400, "height": 900}} | looks)
        context.set_default_timeout(PATIENCE_MS)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._hear)
        await page.goto(f"{sandbox.page_url}?as={user_id}&in={channel}")
        await expect(page.locator("body[data-connected=yes]")).to_be_attached()
        return page

    def _hear(self, said: ConsoleMessage) -> None:
        # That an act was refused the page tells in words; that the browser notes it, too, is no fault.
        is_refusal = said.location["url"].endswith("/page/act")
        if said.type in {"error", "warning"} and not is_refusal:
            self.wrong.append(said.text)
