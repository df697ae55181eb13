"""What could not be sent, as a person sees it in a terminal of 80 columns."""

import io

import pytest
from rich.console import Console

from bot.cli import outbox_page
from bot.slack.blocks.messages import BUILDERS
from bot.slack.blocks.refusals import WORDS
from bot.usecases.outbox_mending import Mending
from bot.usecases.outbox_unsent import Standing, Unsent
from tests.support.world import LEADS, SALES, WORKSPACE

NOW = 1_700_000_000.0
ID, CONVERSATION = "0605a1b2c3d4e5f60718293a4b", "0605a1b2c3d4e5f60718293a4a"


def unsent(**more):
    facts = {
        "workspace_id": WORKSPACE,
        "delivery_id": ID,
        "channel": SALES,
        "kind": "card",
        "conversation_id": CONVERSATION,
        "thread": (LEADS, "1700000000.000100"),
        "standing": Standing.FAILED,
        "error": "not_in_channel",
        "written_at": NOW,
        "attempts": 1,
        "next_at": None,
    }
    return Unsent(**facts | more)


def page(*found):
    screen = Console(file=io.StringIO(), width=80, highlight=False, markup=False, emoji=False)
    outbox_page.show(screen, found, NOW)
    return screen.file.getvalue()


def test_a_message_is_a_paragraph_that_says_what_it_is_what_is_wrong_and_what_to_do():
    assert page(unsent()).splitlines() == [
        f"{ID}  failed, not tried again by itself",
        f"  to {SALES}: the card of a conversation",
        f"  lead {LEADS} 1700000000.000100, conversation {CONVERSATION}",
        "  error not_in_channel. Invite the bot there: `/invite @Leadwheel`.",
        "  written 2023-11-14 22:13:20 UTC, 1 attempt",
        "",
        "1 failed",
        "`leadwheel outbox retry` sends again, `leadwheel outbox drop` gives up.",
    ]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"standing": Standing.WAITING, "next_at": NOW + 60}, "failed, tried again 2023-11-14 22:14:20 UTC"),
        ({"standing": Standing.WAITING, "next_at": NOW}, "failed, tried again now"),
        ({"standing": Standing.UNKNOWN, "next_at": NOW + 60}, "outcome unknown, looked for 2023-11-14 22:14:20 UTC"),
        ({"standing": Standing.SENDING, "next_at": NOW}, "being sent right now"),
        ({"standing": Standing.PENDING, "next_at": NOW}, "on its way"),
        ({"standing": Standing.DROPPED}, "dropped"),
        ({"attempts": 7}, "7 attempts"),
        ({"error": "something_new"}, "error something_new\n"),
        ({"error": "[bold]\x1b[31m odd"}, "error [bold] [31m odd\n"),
        ({"kind": "of_a_newer_version"}, f"to {SALES}: of_a_newer_version"),
    ],
)
def test_how_it_stands_is_said_in_words(more, says):
    assert says in page(unsent(**more))


def test_what_is_not_known_is_left_out():
    text = page(unsent(conversation_id=None, thread=None, error=None))
    assert not any(word in text for word in ("None", "lead ", "error", "conversation 0"))


def test_the_workspace_is_shown_where_there_are_several():
    assert WORKSPACE not in page(unsent())
    assert f"to {SALES} in T02OTHER" in page(unsent(), unsent(workspace_id="T02OTHER"))


@pytest.mark.parametrize("error", [None, *WORDS])
def test_everything_fits_into_80_columns(error):
    found = [
        unsent(kind=kind, standing=standing, error=error, next_at=NOW + 60, attempts=1000)
        for kind in outbox_page.KINDS
        for standing in Standing
    ]
    text = page(*found)
    assert max(map(len, text.splitlines())) <= 80
    assert ID in text


def test_every_kind_of_message_and_every_mending_has_words():
    assert outbox_page.KINDS.keys() == BUILDERS.keys() | {"unrouted"}
    assert outbox_page._MENDED.keys() == set(Mending)
