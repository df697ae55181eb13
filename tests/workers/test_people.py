"""People are read at the start and daily, unknown ones in between, and Slack's silence is waited out."""

import asyncio
import contextlib

import pytest

from bot.usecases.errors import SlackUnavailable
from bot.workers import people as people_module
from bot.workers.people import PeopleWorker


class Slack:
    """Answers, or not."""

    def __init__(self):
        self.asked = []
        self.silent = 0
        self.wants_silence = 0.0

    def _answer(self, what):
        self.asked.append(what)
        if self.silent:
            self.silent -= 1
            raise SlackUnavailable("users.list: http_500", self.wants_silence)
        return 1

    async def unknown(self):
        return self._answer("unknown")

    async def everyone(self):
        return self._answer("everyone")


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what a stand-in notes, nobody tells of
            await asyncio.sleep(0)


async def idle():
    for _ in range(100):
        await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def at_work(slack):
    worker = PeopleWorker(slack.unknown, slack.everyone)
    running = asyncio.create_task(worker.run())
    yield worker
    assert not running.done()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


@pytest.fixture
async def slack():
    return Slack()


async def test_everybody_is_read_at_the_start_and_then_nobody_for_a_day(slack):
    async with at_work(slack):
        await until(lambda: slack.asked)
        await idle()
    assert slack.asked == ["everyone"]


async def test_news_ask_about_unknown_people_only(slack):
    async with at_work(slack) as worker:
        await until(lambda: slack.asked == ["everyone"])
        worker.wake()
        await until(lambda: slack.asked == ["everyone", "unknown"])
        worker.wake()
        await until(lambda: slack.asked == ["everyone", "unknown", "unknown"])


async def test_when_slack_is_silent_the_whole_list_is_asked_for_again(slack, monkeypatch):
    monkeypatch.setattr(people_module, "_AGAIN_SECONDS", 0.001)
    slack.silent = 3
    async with at_work(slack):
        await until(lambda: len(slack.asked) == 4)
        await idle()
    assert slack.asked == ["everyone"] * 4


async def test_after_slacks_silence_it_is_not_asked_again_at_once(slack):
    slack.silent = 1
    async with at_work(slack):
        await until(lambda: slack.asked)
        await idle()
    assert slack.asked == ["everyone"]


async def test_a_day_later_everybody_is_read_again(slack, monkeypatch):
    monkeypatch.setattr(people_module, "_DAY_SECONDS", 0.02)
    async with at_work(slack):
        await until(lambda: slack.asked.count("everyone") >= 3)
    assert set(slack.asked) == {"everyone"}
