"""`leadwheel doctor` and the settings: what can't be used, what is missing, what stands in the wrong place."""

import pytest

from bot.cli.doctor_settings import judge_settings
from bot.settings import Settings
from bot.usecases.doctor import State
from tests.cli.conftest import SECRET, TOKEN

HEX = "0123456789abcdef" * 2


def judged(tmp_path, **given):
    """Judge settings as they are for Slack itself; return what isn't well."""
    values = {
        "slack_bot_token": "xoxb-1-s3cr3t",
        "slack_signing_secret": HEX,
        "slack_api_url": "https://slack.com/api/",
    }
    found = judge_settings(Settings.read(_env_file=None, **values | given), {}, tmp_path)
    for one in found:
        assert "s3cr3t" not in one.says + one.mend
    return [one for one in found if one.state is not State.OK]


def test_settings_as_they_should_be(tmp_path):
    assert judged(tmp_path) == []
    assert judged(tmp_path, slack_app_token="xapp-1-s3cr3t", slack_signing_secret=None) == []


@pytest.mark.parametrize(
    ("given", "says", "mend"),
    [
        (
            {"slack_bot_token": "xapp-1-s3cr3t"},
            "SLACK_BOT_TOKEN holds an app-level token, which belongs into SLACK_APP_TOKEN",
            "Move it there. Copy the Bot User OAuth Token",
        ),
        (
            {"slack_app_token": "xoxb-1-s3cr3t"},
            "SLACK_APP_TOKEN holds a bot's token, which belongs into SLACK_BOT_TOKEN",
            "Move it there. Turn Socket Mode on",
        ),
        (
            {"slack_bot_token": "xoxp-1-s3cr3t"},
            "SLACK_BOT_TOKEN holds a person's token: it must begin with xoxb-",
            "Copy the Bot User OAuth Token of the app anew",
        ),
        (
            {"slack_bot_token": "xoxe.xoxb-1-s3cr3t"},
            "SLACK_BOT_TOKEN holds a token that runs out in 12 hours (token rotation)",
            "token rotation is off",
        ),
        (
            {"slack_bot_token": "s3cr3t"},
            "SLACK_BOT_TOKEN holds no token of Slack's: it must begin with xoxb-",
            "Copy the Bot User OAuth Token",
        ),
        (
            {"slack_bot_token": "xoxb-s3cr3t\nxoxb-s3cr3t"},
            "SLACK_BOT_TOKEN has characters that no token has",
            "Copy the Bot User OAuth Token",
        ),
        (
            {"slack_signing_secret": "xoxb-1-s3cr3t"},
            "SLACK_SIGNING_SECRET holds a bot's token",
            "Copy the Signing Secret anew, from the app's page Basic Information.",
        ),
    ],
)
def test_a_token_in_the_wrong_setting_or_of_the_wrong_kind(tmp_path, given, says, mend):
    (found,) = judged(tmp_path, **given)
    assert found.state is State.WRONG
    assert found.says.startswith(says)
    assert mend in found.mend


def test_a_signing_secret_that_does_not_look_like_one_is_noted(tmp_path):
    (found,) = judged(tmp_path, slack_signing_secret="s3cr3t")
    assert found.state is State.NOTE
    assert "Slack's have 32 characters" in found.says
    assert "Not the Client Secret" in found.mend


def test_of_another_server_than_slacks_own_tokens_may_look_otherwise(tmp_path):
    (found,) = judged(tmp_path, slack_bot_token="s3cr3t", slack_api_url="http://127.0.0.1:1/api/")
    assert (found.state, found.says) == (
        State.NOTE,
        "SLACK_BOT_TOKEN doesn't begin with xoxb-, as Slack's own tokens do",
    )


async def test_a_setting_that_cannot_be_used_is_told_and_all_else_is_checked(
    leadwheel_beside, doctor, sandbox, file, settings
):
    assert (await leadwheel_beside("apply", file)).code == 0
    settings(LEADWHEEL_PORT="many", LEADWHEEL_LOG_LEVEL="loud")
    told = await doctor()
    assert told.code == 1
    assert [says.partition(":")[0] for says, _ in told.of("wrong")] == ["LEADWHEEL_PORT", "LEADWHEEL_LOG_LEVEL"]
    assert told.of("wrong")[0][1] == "Mend LEADWHEEL_PORT; until then it is as if it weren't set."
    assert told.of("note", "address")[0][0] == "not checked: whether a bot runs here, as its port isn't known"
    assert told.of("ok", "people")


async def test_a_token_is_not_sent_to_slack_itself_while_the_address_is_wrong(doctor, sandbox, settings):
    settings(SLACK_API_URL="slack.example.com", SLACK_APP_TOKEN="xapp-s3cr3t-app")
    told = await doctor()
    assert told.fault("settings")[0].startswith("SLACK_API_URL: an address begins with https://")
    assert ("not checked: SLACK_API_URL can't be used", None) in told.of("note", "slack")
    assert told.of("note", "socket mode") == [("not checked: SLACK_API_URL can't be used", None)]


async def test_a_token_that_no_header_takes_is_not_sent(doctor, sandbox, settings):
    settings(SLACK_BOT_TOKEN="xoxb-s3cr3t ü")
    told = await doctor()
    assert told.fault("settings")
    assert told.of("note", "slack") == [("not checked: SLACK_BOT_TOKEN has characters that no token has", None)]
    assert sandbox.calls == []


async def test_an_env_file_is_named_and_one_that_cannot_be_read_is_a_fault(doctor, sandbox, here):
    (here / ".env").write_text("LEADWHEEL_MANAGERS=U04MANAGER\n", encoding="utf-8")
    told = await doctor()
    assert told.code == 0
    assert told.of("ok", "settings")[0] == (f"read from {here / '.env'}, and the environment", None)
    (here / ".env").write_bytes(b"SLACK_BOT_TOKEN=xoxb-s3cr3t-\xff\n")
    told = await doctor()
    assert told.fault("settings")[0] == ".env is no UTF-8 text: save it as UTF-8."
    assert told.of("ok", "slack")  # by the environment


async def test_no_secret_is_ever_shown(leadwheel_beside, free_port, sandbox, settings):
    settings(SLACK_SIGNING_SECRET=TOKEN, SLACK_APP_TOKEN=SECRET)
    ended = await leadwheel_beside("doctor")
    assert ended.code == 1
    assert "s3cr3t" not in ended.out + ended.err
