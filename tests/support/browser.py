"""A browser without a window, where there is one: people open the sandbox's page in it, each in a session of their own."""

import contextlib
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

from bot.sandbox import Sandbox

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PATIENCE_SECONDS = 20  # machines are noisy

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
OPTIONS = (
    "--headless",
    "--no-sandbox",  # where tests are run by root it has none; it opens nothing but the page
    "--no-first-run",
    "--no-startup-window",
    "--remote-debugging-port=0",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-background-timer-throttling",  # all pages are in front
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
)

expect.set_options(timeout=PATIENCE_SECONDS * 1000)


@contextlib.contextmanager
def running_chromium(folder: Path) -> Iterator[str]:
    """Run Chromium for the length of a block, with all that it keeps in a folder, and give its address."""
    assert CHROMIUM is not None
    process = subprocess.Popen(
        [CHROMIUM, *OPTIONS, f"--user-data-dir={folder}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield _address(folder / "DevToolsActivePort", process)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _address(told: Path, process: subprocess.Popen[bytes]) -> str:
    """Return the address that Chromium writes into a file once it listens."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if told.exists() and len(lines := told.read_text(encoding="utf-8").split()) == 2:
            return f"ws://127.0.0.1:{lines[0]}{lines[1]}"
        time.sleep(0.01)
    raise AssertionError(f"{CHROMIUM} doesn't start: {process.poll()}")


@contextlib.asynccontextmanager
async def browsing(address: str) -> AsyncIterator["Visits"]:
    """Let people open pages for the length of a block; afterwards fail for whatever went wrong in them."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(address)
        visits = Visits(browser)
        yield visits
        await browser.close()  # that is: the pages of this block
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
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
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
