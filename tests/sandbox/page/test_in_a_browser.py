"""The page as a browser shows it."""

from playwright.async_api import expect

from tests.sandbox.ways import ALICE, BOB, actions, button


async def test_what_was_said_and_what_can_be_done_is_there(stage, show, post, call, visit):
    sandbox = stage.sandbox
    text = {"type": "mrkdwn", "text": f"*Whose* is it, <@{BOB}>?"}
    ts = await post(sandbox, "a card", blocks=[{"type": "section", "text": text}, actions(button())])
    await sandbox.write(BOB, "C01LEADS", "mine", thread_ts=ts)
    await sandbox.write(BOB, "C01LEADS", '&lt;img src=x onerror="alert(1)"&gt;')
    await call(sandbox, "chat.postEphemeral", channel="C01LEADS", user=ALICE, text="psst")
    page = await visit(sandbox, ALICE)
    await expect(page.get_by_role("heading", name="#leads")).to_be_visible()
    card, wrote, word = await page.get_by_role("article").all()
    await expect(card).to_contain_text("Whose is it, @Bob B?")
    await expect(card.get_by_role("button", name="Go")).to_be_visible()
    await expect(card.get_by_role("button", name="1 reply")).to_be_visible()
    await expect(wrote).to_contain_text('<img src=x onerror="alert(1)">')
    await expect(word).to_contain_text("Only visible to you")
    await expect(page.locator("img")).to_have_count(0)


async def test_what_the_bot_does_is_seen_without_doing_anything(sandbox, post, call, visit):
    page = await visit(sandbox, ALICE)
    await expect(page.get_by_role("article")).to_have_count(0)
    ts = await post(sandbox, "one moment")
    await expect(page.get_by_role("article")).to_contain_text("one moment")
    await call(sandbox, "chat.update", channel="C01LEADS", ts=ts, text="done")
    await expect(page.get_by_role("article")).to_contain_text("done")
    await sandbox.delete("C01LEADS", ts)
    await expect(page.get_by_role("article")).to_have_count(0)
