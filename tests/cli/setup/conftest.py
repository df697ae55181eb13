"""Walking through the dialog of `leadwheel setup` beside a sandbox."""

import asyncio

import pytest
import typer

from tests.cli.asked import Answers, run, workspace


@pytest.fixture
async def slack(settings):
    """A workspace whose app has Socket Mode."""
    sandbox = workspace()
    await sandbox.start()
    settings(SLACK_API_URL=sandbox.api_url)
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def terminals():
    """The terminals that were answered on."""
    return []


@pytest.fixture
def answers(slack, terminals):
    """Walk through the dialog; the sandbox answers beside it."""

    async def give(*steps, applying=None):
        terminals.append(Answers(*(one for step in steps for one in (step if isinstance(step, tuple) else (step,)))))
        await asyncio.to_thread(run, slack.api_url, terminals[-1], applying)
        return terminals[-1]

    return give


@pytest.fixture
def stopped(answers, capsys, here):
    """Walk through the dialog until it stops; return what was said on stderr, once everything is as it was."""

    def files():
        return {path.name: (path.read_bytes(), path.stat().st_mode) for path in here.iterdir()}

    async def give(*steps):
        before = files()
        with pytest.raises(typer.Exit) as ended:
            await answers(*steps)
        assert ended.value.exit_code == 1
        assert files() == before
        return capsys.readouterr().err.strip()

    return give
