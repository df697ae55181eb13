"""Something is taken from the bot while a message is on its way: nothing is lost, and who can mend it is told (issue 6)."""

import asyncio

from bot.usecases.outbox_unsent import Standing, stuck
from tests.support.waiting import until
from tests.support.world import LEADS, SALES, SUPPORT


async def test_a_team_channel_is_archived_while_its_card_is_on_its_way(world, slack, lena, alice, bob, mia):
    async with world.awake():
        post = await lena.writes("before")
        await alice.gets(post)
        world.sandbox.meanwhile("chat.update", lambda: mia.archives(SALES))
        await alice.presses("Accept", (await slack.has_cards(SALES, 1))[0])
        await mia.is_told(f"<#{SALES}>")
        await lena.writes("after")
        await slack.announced(2)
        await bob.is_told("after")
        await slack.all_is_said()
        assert [one.standing for one in await world.read(stuck, world.clock.now())] == [Standing.FAILED] * 2
        await slack.said_nothing_else()


async def test_the_right_to_post_is_taken_away_and_when_it_is_back_the_managers_are_told(
    world, slack, clock, lena, alice, bob, mia
):
    async with world.awake():
        world.sandbox.meanwhile("chat.postMessage", lambda: world.sandbox.withdraw("chat:write"))
        await lena.writes("a lead")
        await until(lambda: world.bot.services.posting.is_stopped)
        post = await lena.writes("another")
        tried = []
        for _ in range(3):  # asked once a minute, and in vain
            asked = len(slack.calls("auth.test"))
            clock.forward(seconds=61)
            await until(lambda asked=asked: len(slack.calls("auth.test")) > asked)
            tried.append(len(slack.calls("chat.postMessage")))
        assert tried[1] == tried[2]  # what was on its way when all stopped has come back long since
        world.sandbox.grant("chat:write")
        clock.forward(seconds=61)
        told = await mia.is_told(f"<#{LEADS}>", "missing_scope", "install it again", "leadwheel outbox retry --all")
        assert told in mia.direct_messages
        await bob.gets(post)
        await slack.all_is_said()
        # What else of the first lead was refused before everything stopped, is told likewise.
        assert all("missing_scope" in one.text for one in mia.direct_messages)
    assert await world.dealt_to() == [alice, bob]


async def test_the_token_is_revoked_while_a_message_is_on_its_way(world, slack, clock, lena, alice, bob):
    async with world.awake():
        world.sandbox.meanwhile("chat.postMessage", lambda: world.sandbox.revoke("token_revoked", tell=False))
        first = await lena.writes("one")
        await until(lambda: world.bot.services.posting.is_stopped)
        second = await lena.writes("two")
        slack.takes_the_token_again()
        clock.forward(seconds=61)
        await alice.gets(first)
        await bob.gets(second)
        await slack.announced(2)
        await slack.said_nothing_else()


async def test_after_a_minute_of_silence_all_is_told_once_and_in_order(world, slack, clock, lena, bob):
    async with world.awake():
        with world.sandbox.silence():
            writing = asyncio.gather(*(lena.writes(text) for text in ("one", "two", "three", "it is broken")))
            leaving = asyncio.create_task(bob.runs("/away"))
            await until(lambda: len(world.sandbox.messages(LEADS)) == 4)
            assert "You are away" in await leaving  # what a person typed reached the bot, which answers at once
            clock.forward(seconds=60)
        posts = await writing
        announced = await slack.announced(3)
        await slack.card(posts[3], "Nobody has this conversation", of=SUPPORT)
        await slack.has_cards(SALES, 3)
    assert sorted(one.thread_ts for one in announced) == sorted(post.ts for post in posts[:3])
