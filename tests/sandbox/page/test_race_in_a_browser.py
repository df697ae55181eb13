"""Two people at the page, with the bot itself."""

import asyncio

from playwright.async_api import expect

from tests.support.world import BOB, LEADS, LENA, MANAGER, SUPPORT


async def test_of_two_who_press_one_button_one_has_it_and_the_other_is_told_so_alone(sqlite_world, visit):
    pressed = asyncio.Barrier(2)

    async def once_both_have_pressed(route):
        await pressed.wait()
        await route.continue_()

    async with sqlite_world.awake():
        await sqlite_world.sandbox.write(LENA, LEADS, "It is broken")
        pages = {
            "Bob Byrne": await visit(sqlite_world.sandbox, BOB, SUPPORT),
            "Mia Manager": await visit(sqlite_world.sandbox, MANAGER, SUPPORT),
        }
        for page in pages.values():
            await page.route("**/page/act", once_both_have_pressed)
        await asyncio.gather(*(page.get_by_role("button", name="Take it").click() for page in pages.values()))

        for page in pages.values():
            await expect(_card(page)).to_contain_text("has this conversation")
            await expect(page.get_by_role("button", name="Take it")).to_have_count(0)
        bobs, mias = [await _card(page).inner_text() for page in pages.values()]
        assert bobs == mias
        (winner,) = [name for name in pages if f"@{name} has this conversation" in bobs]
        (loser,) = pages.keys() - {winner}
        word = pages[loser].get_by_role("article").filter(has_text="Only visible to you")
        await expect(word).to_contain_text(f"@{winner} has this conversation already")
        await expect(pages[winner].get_by_text("Only visible to you")).to_have_count(0)
        await expect(pages[loser].locator("#notice, .trouble")).to_have_text([""])


def _card(page):
    """Its blocks alone: the time above them is everybody's own."""
    return page.get_by_role("article").filter(has_text="It is broken").locator(".blocks")
