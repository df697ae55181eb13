"""The page as a browser shows it."""

import re

from tests.sandbox.page.browser import needs_browser, shown
from tests.sandbox.ways import ALICE, BOB, actions, button, field, modal

TRIES = 3  # the browser doesn't wait for the first news if that is late


@needs_browser
async def test_what_was_said_and_what_can_be_done_is_there(stage, show, post, call, tmp_path):
    sandbox = stage.sandbox
    text = {"type": "mrkdwn", "text": f"*Whose* is it, <@{BOB}>?"}
    ts = await post(sandbox, "a card", blocks=[{"type": "section", "text": text}, actions(button())])
    await sandbox.write(BOB, "C01LEADS", "mine", thread_ts=ts)
    await sandbox.write(BOB, "C01LEADS", '&lt;img src=x onerror="alert(1)"&gt;')
    await call(sandbox, "chat.postEphemeral", channel="C01LEADS", user=ALICE, text="psst")
    view = await show(
        stage, modal(field("plain_text_input", "name", placeholder={"type": "plain_text", "text": "Zed"}))
    )
    view.errors["name_block"] = "not that one"
    for _ in range(TRIES):
        page = await shown(f"{sandbox.page_url}?as={ALICE}&in=C01LEADS", tmp_path)
        if 'data-connected="yes"' in page:
            break
    text = re.sub(r"<[^>]+>", " ", page)
    for part in ("Alice A", "leads", "Whose  is it,  @Bob B ?", "1 reply", "Only visible to you", "not that one"):
        assert part in text, part
    assert re.search(r"<button[^>]*>Go</button>", page)
    assert "<h2" in page.partition("<dialog")[2]
    assert "&lt;img src=x" in page
    assert "<img" not in page
