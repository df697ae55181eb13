import asyncio
import time

import pytest

from bot.sandbox import UNLIMITED


def text(words, kind="mrkdwn"):
    return {"type": kind, "text": words}


def button(name):
    return {"type": "button", "action_id": name, "value": "f" * 36, "text": text(name, "plain_text")}


CARD = [
    {"type": "section", "text": text("*sales* · <@U01ALICE> has this conversation, by turn.\n> Can you help us?")},
    {"type": "section", "fields": [text("*Name*\nAda"), text("*Mail*\nada@leads.example")]},
    {"type": "context", "elements": [text("Phone 0123"), text("new, urgent")]},
    {"type": "actions", "block_id": "card", "elements": [button("accept"), button("pass")]},
]


@pytest.mark.benchmark
async def test_a_thousand_posts_a_second(make_sandbox, post):
    sandbox = await make_sandbox(limits=UNLIMITED)
    total, at_once = 3000, asyncio.Semaphore(20)

    async def one():
        async with at_once:
            await post(sandbox, blocks=CARD)

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(total)))
    rate = total / (time.perf_counter() - began)
    print(f"sandbox: {rate:.0f} posts a second, client included")  # noqa: T201 - benchmarks print
    assert rate > 1000
