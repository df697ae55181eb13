"""`leadwheel setup` on a real terminal, from the first question to the first lead."""

import pytest

from bot.settings import in_file
from tests.cli.asked import APP_TOKEN, BOT_TOKEN, WRITTEN, workspace
from tests.cli.on_a_terminal import OnATerminal
from tests.support.world import LEADS, LENA, SALES


@pytest.fixture
async def slack(settings):
    sandbox = workspace()
    await sandbox.start()
    settings(SLACK_API_URL=sandbox.api_url, LEADWHEEL_HOST="127.0.0.1", LEADWHEEL_PORT=0, LEADWHEEL_POST_RATE=0)
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def terminal(slack, here):
    opened = OnATerminal("setup")
    yield opened
    opened.close()


async def test_a_newcomer_answers_invites_the_bot_and_has_a_lead_dealt(terminal, slack, here, program):
    await terminal.answer("Number (1):", "")
    await terminal.answer("Have you made the app in Slack already? [y/N]", "n")
    await terminal.answer("Press Enter when that is done", "")
    assert (here / "leadwheel-manifest.json").exists()
    await terminal.answer_hidden("SLACK_BOT_TOKEN (isn't shown)", "xoxb-wrong")
    await terminal.wait_shown("Slack refuses it (invalid_auth).")
    await terminal.answer_hidden("SLACK_BOT_TOKEN (isn't shown)", BOT_TOKEN)
    await terminal.wait_shown("the workspace Sandbox (T01TEST)")
    await terminal.answer_hidden("SLACK_APP_TOKEN (isn't shown)", APP_TOKEN)
    await terminal.answer("What is the team called? (sales)", "")
    await terminal.answer("In which channel does sales see its conversations", "sales")
    await terminal.answer("In which channels do leads arrive?", "leads")
    await terminal.answer("Enter when that is all", "")
    await terminal.answer("Who shares the conversations of sales?", "alice, bob")
    await terminal.answer("→ Alice Archer (U01ALICE), Bob Byrne (U02BOB)", "")
    await terminal.answer("Who else may change teams?", "mia")
    await terminal.answer("→ Mia Manager (U04MANAGER)", "")
    await terminal.answer("Write this? [Y/n]", "y")
    await terminal.answer("And put it in place at once (leadwheel apply leadwheel.yaml)? [Y/n]", "y")
    await terminal.wait_shown("Written: .env and leadwheel.yaml.")
    await terminal.wait_shown(
        "What is left: 1. In Slack, in #leads and in #sales: /invite @Leadwheel 2. Start the bot:"
    )
    assert await terminal.ended() == 0
    assert "s3cr3t" not in terminal.shown
    assert (here / "leadwheel.yaml").read_text(encoding="utf-8") == WRITTEN
    assert in_file(here / ".env") == {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}

    for channel in (LEADS, SALES):
        slack.invite_bot(channel)
    bot = await program("run")
    await slack.wait_until(lambda: slack.sockets.open > 0, timeout_seconds=20)
    await slack.write(LENA, LEADS, "What does it cost?")
    await slack.wait_until(lambda: any("Assigned to <@U01ALICE>" in one.text for one in slack.bot_messages()))
    await bot.end()


async def test_ctrl_c_while_a_token_is_typed_leaves_everything_as_it_was_and_shows_what_is_typed_again(terminal, here):
    await terminal.answer("Number (1):", "")
    await terminal.answer("already? [y/N]", "n")
    await terminal.answer("Press Enter when that is done", "")
    await terminal.answer_hidden("SLACK_BOT_TOKEN (isn't shown)", "xoxb-", end="\x03")
    await terminal.wait_shown("leadwheel: stopped; nothing was changed")
    assert await terminal.ended() == 1
    assert "Traceback" not in terminal.shown
    assert terminal.echoes
    assert list(here.iterdir()) == []
