"""A channel refuses; whoever runs the bot sees it, mends it, and what is missing is sent once (CONTRACT 2)."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.cli import execute
from tests.support.harness import payload
from tests.support.world import BOB, LEADS, MANAGER, World, world_in

CLOSED = "C09CLOSED"
CONFIGURATION = f"""
workspace: T01TEST
managers: [{MANAGER}]
teams:
  support: {{channel: {CLOSED}, method: manual, teammates: [{BOB}]}}
sources:
  - {{channel: {LEADS}}}
rules:
  - {{when: new_conversation, assign_to: support}}
"""
Terminal = Callable[..., Awaitable[list[str]]]


@pytest.fixture
async def world(database_url):
    async with world_in(database_url, configuration=CONFIGURATION) as made:
        made.sandbox.add_channel(CLOSED, "closed", [BOB, MANAGER], bot_is_member=False)
        yield made


@pytest.fixture
def leadwheel(world: World, monkeypatch, tmp_path, capsys) -> Terminal:
    """Run a command in another terminal, on the same database and without a token; return what it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADWHEEL_DATABASE_URL", world.settings.leadwheel_database_url)

    async def run(*arguments: str) -> list[str]:
        assert await asyncio.to_thread(execute, arguments) == 0
        return capsys.readouterr().out.splitlines()

    return run


async def test_what_a_channel_refused_is_listed_and_sent_once_when_the_bot_was_invited(
    world, slack, lena, mia, leadwheel: Terminal
):
    async with world.awake():
        post = await lena.writes("it is broken")
        await mia.is_told("not_in_channel", "/invite @Leadwheel", f"leadwheel outbox retry --all --channel {CLOSED}")
        (line,) = await leadwheel("outbox", "list")
        delivery_id, *rest = line.split("\t")
        assert rest[:5] == ["failed", CLOSED, "card", LEADS, post.ts]
        assert "not_in_channel" in rest
        slack.lets_the_bot_in(CLOSED)
        assert await leadwheel("outbox", "retry", delivery_id) == [f"{delivery_id} to {CLOSED} is sent again"]
        card = await slack.card(post, "Nobody has this conversation", of=CLOSED)
        assert payload(card)["delivery_id"] == delivery_id
        assert (await leadwheel("outbox", "list"))[0].startswith("nothing is stuck")
    async with world.awake():
        await slack.card(await lena.writes("another"), "another", of=CLOSED)
        await slack.said_nothing_else()


async def test_what_is_given_up_is_not_posted_until_its_conversation_changes(
    world, slack, lena, mia, bob, leadwheel: Terminal
):
    async with world.awake():
        post = await lena.writes("it is broken")
        await mia.is_told("not_in_channel")
        assert await leadwheel("outbox", "drop", "--all") == [f"{CLOSED}: 1 message is dropped"]
        slack.lets_the_bot_in(CLOSED)
        await slack.card(await lena.writes("another"), "another", of=CLOSED)
        await slack.said_nothing_else()
        assert len(slack.cards(CLOSED)) == 1
        await bob.answers(post, "I have it")
        await bob.gets(post)
        await slack.said_nothing_else()
