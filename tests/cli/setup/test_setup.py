"""`leadwheel setup`: a few answers make a bot that runs (CONTRACT 2)."""

import json
import stat
from pathlib import Path

import pytest

from bot import manifest
from bot.configfile import load
from bot.settings import in_file
from tests.cli.asked import APP, APP_TOKEN, BOT_TOKEN, SECRET, TEAM, TOKENS, WRITE, WRITTEN
from tests.support.world import ALICE, BOB, CAROL, LEADS, SALES


async def test_a_newcomer_answers_and_has_both_files(answers, slack, here):
    said = await answers(APP, TOKENS, TEAM, WRITE)
    assert (here / "leadwheel.yaml").read_text(encoding="utf-8") == WRITTEN
    assert load(WRITTEN, "f").configuration.teams[0].teammates == (ALICE, BOB)
    assert in_file(here / ".env") == {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
    assert stat.S_IMODE((here / ".env").stat().st_mode) == 0o600
    assert "the workspace Sandbox (T01TEST)" in said.all
    assert "s3cr3t" not in said.all
    assert [one.name for one in here.iterdir() if ".new" in one.name] == []


async def test_the_manifest_is_written_for_what_was_chosen_and_where_it_goes_is_said(answers, here):
    said = await answers(APP, TOKENS, TEAM, WRITE)
    written = json.loads((here / "leadwheel-manifest.json").read_text(encoding="utf-8"))
    assert written == manifest.for_socket_mode(manifest.load())
    assert "https://api.slack.com/apps → Create New App → From a manifest" in said.all
    assert "`leadwheel manifest --socket` prints the same" in said.all


async def test_the_last_words_say_exactly_what_is_left(answers):
    said = await answers(APP, TOKENS, TEAM, WRITE)
    *steps, last = said.said[said.said.index("What is left:") + 1 :]
    assert steps == [
        "  1. In Slack, in #leads and in #sales: /invite @Leadwheel",
        "  2. Put it in place: leadwheel apply leadwheel.yaml",
        "  3. Start the bot: leadwheel run",
    ]
    assert last.startswith("  4. Try it: let somebody who isn't in the team write in #leads.")


async def test_where_the_bot_is_already_nobody_is_told_to_invite_it(answers, slack):
    slack.invite_bot(LEADS)
    slack.invite_bot(SALES)
    assert "/invite" not in (await answers(APP, TOKENS, TEAM, WRITE)).all


async def test_over_http_it_asks_for_the_address_and_the_signing_secret(answers, slack, here):
    said = await answers(
        "2", "http://bots.example.com", "https://bots.example.com/", "n", "", BOT_TOKEN, SECRET, TEAM, WRITE
    )
    assert in_file(here / ".env") == {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET}
    assert "did you mean https://bots.example.com?" in said.all
    url = "https://bots.example.com/slack/events"
    assert f"hand {url} on to port 3000" in said.all
    assert url in (here / "leadwheel-manifest.json").read_text(encoding="utf-8")
    assert "apps.connections.open" not in {call.method for call in slack.calls}


async def test_who_has_the_app_already_gets_no_manifest(answers, here):
    await answers("socket mode", "y", TOKENS, TEAM, WRITE)
    assert not (here / "leadwheel-manifest.json").exists()


async def test_it_is_applied_at_once_where_that_is_wanted(answers):
    applied = []
    said = await answers(APP, TOKENS, TEAM, "", "", applying=applied.append)
    assert applied == [Path("leadwheel.yaml")]
    assert "Put it in place" not in said.all


async def test_what_apply_refuses_is_left_to_do(answers, terminals):
    def refused(file):
        raise RuntimeError("no database")

    with pytest.raises(RuntimeError, match="no database"):
        await answers(APP, TOKENS, TEAM, "", "", applying=refused)
    assert "2. Put it in place: leadwheel apply leadwheel.yaml" in terminals[-1].all


# Tokens


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Please paste it: it begins with xoxb-"),
        (APP_TOKEN, "That is an app-level token, which is another. The right one begins with xoxb-"),
        ("xoxp-1-2", "That is a person's token"),
        ("xoxe.xoxb-1", "token rotation"),
        ("hello", "That is no such token. The right one begins with xoxb-"),
        ("xoxb-1 2", "only a part of one: please copy it anew"),
        ("xoxb-wrong-one", "Slack refuses it (invalid_auth). Copy the Bot User OAuth Token of the app anew"),
    ],
)
async def test_a_wrong_token_is_asked_for_again_with_what_is_wrong(answers, typed, says):
    said = await answers(APP, typed, TOKENS, TEAM, WRITE)
    assert says in said.all
    assert "xoxb-wrong" not in said.all


async def test_an_app_token_is_tried_at_once(answers, slack):
    slack.fail("apps.connections.open", "internal_error")
    said = await answers(APP, BOT_TOKEN, BOT_TOKEN, APP_TOKEN, "n", "xapp-other", APP_TOKEN, TEAM, WRITE)
    assert "That is the Bot User OAuth Token, which is another. The right one begins with xapp-" in said.all
    assert (
        "Slack doesn't confirm it (apps.connections.open: internal_error). If that isn't the network: Turn" in said.all
    )
    assert "Slack refuses it (invalid_auth). Turn Socket Mode on" in said.all


async def test_all_is_not_said_to_be_nobody_while_people_could_not_be_read(answers, slack):
    slack.fail("users.list", "500")
    said = await answers(APP, TOKENS, TEAM[:4], "all", ALICE, "", "", WRITE)
    assert "I can't tell who" in said.all
    assert "Nobody is in" not in said.all


async def test_a_name_that_breaks_lines_stays_on_its_own(answers, slack):
    await slack.change_user(ALICE, real_name="x\n   3  Bob\u202e", display_name="", wait=False)
    said = await answers(APP, TOKENS, TEAM[:4], "all", "", "", WRITE)
    assert "\u202e" not in said.all
    assert "\n   3  Bob" not in said.all


@pytest.mark.parametrize("typed", ["", "xoxb-1-2", "with space", 'quo"te'])
async def test_a_wrong_signing_secret_is_asked_for_again(answers, here, typed):
    await answers("2", "https://bots.example.com", "y", BOT_TOKEN, typed, SECRET, TEAM, WRITE)
    assert in_file(here / ".env")["SLACK_SIGNING_SECRET"] == SECRET


async def test_a_signing_secret_that_slack_would_not_make_is_taken_on_request_only(answers, here):
    await answers("2", "https://bots.example.com", "y", BOT_TOKEN, "short", "n", "short", "y", TEAM, WRITE)
    assert in_file(here / ".env")["SLACK_SIGNING_SECRET"] == "short"


async def test_while_slack_is_silent_a_token_is_taken_on_request_and_ids_are_typed(answers, slack, here):
    slack.fail("auth.test", "500", times=2)
    ids = (SALES, LEADS, "", f"{ALICE},{BOB}", "", "", "")
    said = await answers(APP, BOT_TOKEN, "n", BOT_TOKEN, "y", APP_TOKEN, "", ids[:3], ids[3:6], "y")
    assert "Slack doesn't confirm it (auth.test: http_500)." in said.all
    read = load((here / "leadwheel.yaml").read_text(encoding="utf-8"), "f").configuration
    assert (read.workspace, read.managers, read.teams[0].channel) == (None, None, SALES)
    assert read.teams[0].teammates == (ALICE, BOB)


async def test_tokens_that_are_set_are_kept_by_enter_and_the_file_stays_as_it_is(answers, here):
    before = f"# mine\nSLACK_BOT_TOKEN={BOT_TOKEN}\nSLACK_APP_TOKEN={APP_TOKEN}\n"
    (here / ".env").write_text(before, encoding="utf-8")
    said = await answers(APP, "", "", TEAM, WRITE)
    assert (here / ".env").read_text(encoding="utf-8") == before
    assert "Enter keeps the one that is set" in said.all
    assert ".env stays as it is." in said.all


async def test_a_token_that_is_kept_from_the_environment_is_in_the_file_too(answers, settings, here):
    settings(SLACK_BOT_TOKEN=BOT_TOKEN)
    said = await answers(APP, "", APP_TOKEN, TEAM, WRITE)
    assert in_file(here / ".env") == {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN}
    assert "Mind:" not in said.all


async def test_what_the_environment_sets_against_it_is_told(answers, settings):
    settings(SLACK_APP_TOKEN="xapp-other")
    said = await answers(APP, TOKENS, TEAM, WRITE)
    assert "Mind: SLACK_APP_TOKEN stands in the environment too, which wins over .env." in said.all


# The team


async def test_a_name_that_no_team_can_have_is_asked_for_again(answers, here):
    said = await answers(APP, TOKENS, "inside sales", "U01ALICE", "inside-sales", TEAM[1:], WRITE)
    assert (
        "inside sales can't name a team: a name has 1 to 40 letters, digits, - or _; inside-sales, perhaps?" in said.all
    )
    assert "inside-sales" in (here / "leadwheel.yaml").read_text(encoding="utf-8")


async def test_all_means_the_people_of_the_inbox_but_guests_and_apps(answers, here):
    await answers(APP, TOKENS, TEAM[:4], "all", "-bob", "", "", WRITE)
    read = load((here / "leadwheel.yaml").read_text(encoding="utf-8"), "f").configuration
    assert read.teams[0].teammates == (ALICE, CAROL)
    assert read.managers is None


async def test_all_of_another_channel(answers, slack, here):
    slack.add_channel("C07DESK", "desk", members=[CAROL])
    said = await answers(APP, TOKENS, TEAM[:4], "all #nowhere", "all #leads", "all #desk", "", "", WRITE)
    assert "I see no channel #nowhere." in said.all
    assert "Nobody is in #leads who could share leads" in said.all
    read = load((here / "leadwheel.yaml").read_text(encoding="utf-8"), "f").configuration
    assert read.teams[0].teammates == (CAROL,)


async def test_without_the_scopes_ids_are_typed_and_the_cure_is_told(answers, slack, here):
    slack.fail("conversations.list", "missing_scope")
    slack.fail("users.list", "missing_scope")
    said = await answers(APP, TOKENS, "", "sales", SALES, LEADS, "", ALICE, "", "", WRITE)
    assert "I don't see all of them: Slack refuses (missing_scope). The app lacks a permission" in said.all
    assert "I see no channel sales. (a channel's id looks like C02SALES" in said.all
    assert load((here / "leadwheel.yaml").read_text(encoding="utf-8"), "f").configuration.sources[0].channel == LEADS


async def test_a_team_may_begin_with_nobody(answers):
    said = await answers(APP, TOKENS, TEAM[:4], "", "", WRITE)
    assert "/rotation add sales @maria" in said.all
