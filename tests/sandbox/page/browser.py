"""A browser without a window, where there is one: it opens an address and tells what it shows."""

import asyncio
import shutil

import pytest

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--virtual-time-budget=8000",
    "--dump-dom",
]

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: what the page's scripts do is not tried")


async def shown(url, folder):
    """Return the document at an address as HTML, once its scripts have had their time."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        CHROMIUM, *OPTIONS, f"--user-data-dir={folder}", url, stdout=pipe, stderr=pipe
    )
    out, _ = await asyncio.wait_for(process.communicate(), 60)
    return out.decode()
