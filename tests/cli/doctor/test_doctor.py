"""`leadwheel doctor` says what is wrong, and how to mend it, and goes on after each fault (CONTRACT 2)."""

import pytest

from bot import manifest
from tests.cli.conftest import FILE, TOKEN
from tests.support.world import ALICE, LEADS, SALES, WORKSPACE

APP_TOKEN = "xapp-s3cr3t-app"
INSTALL = "install the app again"


def with_scopes(change):
    allowed = manifest.load()
    scopes = allowed["oauth_config"]["scopes"]
    scopes["bot"] = change(scopes["bot"])
    return allowed


async def test_when_all_is_well_each_check_says_so_and_the_exit_code_is_0(leadwheel_beside, free_port, well):
    ended = await leadwheel_beside("doctor")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[-1] == "all is well"
    kind = "SQLite 3." if well == "sqlite" else "PostgreSQL "
    for says in (
        "ok     settings: mode: HTTP",
        f"ok     database: {kind}",
        "ok     schema: up to date (revision ",
        "ok     outbox: nothing is stuck",
        "ok     slack: leadwheel of the workspace Sandbox (T01TEST)",
        "ok     scopes: the app has the 10 scopes of the manifest",
        "ok     configuration: 1 team, 1 source, 1 rule",
        "ok     managers: 1 person to be told",
        "ok     channels: the bot is in 2 channels: #leads, #sales",
        "ok     people: 3 people are active in Slack",
        "ok     time: this machine's clock is right, by Slack's",
    ):
        assert any(line.startswith(says) for line in lines), says
    assert ("ok     time: the database's clock is right, by Slack's" in lines) is (well == "postgresql")
    assert not any(line.startswith("wrong") for line in lines)


async def test_it_only_reads(doctor, applied, sandbox, here):
    before = {path.name: path.read_bytes() for path in here.iterdir()}
    await doctor()
    assert {path.name: path.read_bytes() for path in here.iterdir()} == before
    called = {call.method for call in sandbox.calls}
    assert called <= {"auth.test", "conversations.info", "users.info", "users.list"}


async def test_where_nothing_is_set_at_all_everything_says_what_is_missing_and_nothing_is_made(doctor, here):
    told = await doctor()
    assert told.code == 1
    (token, mend_token), (secret, mend_secret) = told.of("wrong")
    assert token.startswith("SLACK_BOT_TOKEN is missing: the Bot User OAuth Token of your Slack app")
    assert secret.startswith("SLACK_SIGNING_SECRET is missing")
    assert "Set SLACK_BOT_TOKEN in the environment or in .env" in mend_token
    assert f"start this in the folder of your .env (this is {here})" in mend_secret
    assert told.unchecked() == [
        "schema", "outbox", "slack", "scopes", "configuration", "managers", "channels", "people", "time", "address",
    ]  # fmt: skip
    assert "`leadwheel run`" in told.only("note", "database")[1]
    assert list(here.iterdir()) == []


async def test_several_faults_are_counted_and_each_is_told(leadwheel_beside, free_port, applied, sandbox):
    sandbox.clock.ahead_seconds = 600
    await sandbox.change_user(ALICE, deleted=True)
    ended = await leadwheel_beside("doctor")
    assert ended.code == 1
    assert ended.out.splitlines()[-1] == "2 faults"


async def test_a_check_that_fails_itself_is_a_fault_and_the_others_go_on(doctor, applied, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("s3cr3t-token")

    monkeypatch.setattr("bot.cli.doctor_examination.judge_clock", broken)
    says, mend = (await doctor()).fault("time")
    assert says == "this check failed itself (RuntimeError)"
    assert "LEADWHEEL_LOG_LEVEL=debug" in mend


# Slack


@pytest.mark.parametrize("word", ["invalid_auth", "token_revoked", "account_inactive"])
async def test_a_token_that_slack_refuses(doctor, applied, sandbox, word):
    sandbox.fail("auth.test", word)
    told = await doctor()
    says, mend = told.fault("slack")
    assert says == f"Slack refuses SLACK_BOT_TOKEN ({word})"
    assert mend == "Copy the Bot User OAuth Token of the app anew, from its page OAuth & Permissions."
    assert told.unchecked() == ["scopes", "channels", "people", "address"]


async def test_a_slack_that_nobody_reaches(doctor, applied, settings, free_port):
    settings(SLACK_API_URL=f"http://127.0.0.1:{free_port}/api/")
    told = await doctor()
    says, mend = told.fault("slack")
    assert says == f"Slack can't be reached: nothing listens at 127.0.0.1:{free_port}"
    assert "no firewall" in mend
    assert told.unchecked() == ["scopes", "channels", "people", "time", "address"]
    assert told.of("ok", "configuration")  # the only workspace of the database is meant


async def test_a_slack_that_breaks_connections(doctor, applied, sandbox):
    sandbox.fail("auth.test", "drop_before")
    says, _ = (await doctor()).fault("slack")
    assert "breaks the connection" in says


@pytest.mark.parametrize(
    ("kind", "says", "mend"),
    [
        ("500", "doesn't answer as Slack does (http_500)", "Nothing for a while"),
        ("429", "Slack can't answer now (ratelimited)", "try again"),
        ("unknown_method", "doesn't answer as Slack does (unknown_method)", "Is SLACK_API_URL right"),
        ("fatal_error", "Slack can't answer now (fatal_error)", "slack-status.com"),
    ],
)
async def test_a_slack_in_trouble(doctor, applied, sandbox, kind, says, mend):
    sandbox.fail("auth.test", kind)
    found = (await doctor()).fault("slack")
    assert says in found[0]
    assert mend in found[1]


async def test_an_address_of_slack_where_something_else_answers(doctor, applied, sandbox, settings):
    settings(SLACK_API_URL=sandbox.api_url.removesuffix("api/"))
    says, mend = (await doctor()).fault("slack")
    assert says.endswith("doesn't answer as Slack does (http_404)")
    assert "Is SLACK_API_URL right" in mend


async def test_a_token_of_another_workspace_than_the_databases(doctor, apply, sandbox, settings):
    settings(SLACK_BOT_TOKEN="")
    await apply(FILE.replace("T01TEST", "T02OTHER"))
    settings(SLACK_BOT_TOKEN=TOKEN)
    says, mend = (await doctor()).fault("slack")
    assert says == "the token is of the workspace T01TEST, but the database has T02OTHER"
    assert mend.startswith("Set the SLACK_BOT_TOKEN of that workspace's app, or a database of its own")
    settings(SLACK_BOT_TOKEN="")
    await apply(FILE)
    settings(SLACK_BOT_TOKEN=TOKEN)
    told = await doctor()
    assert told.code == 0
    assert told.only("note", "slack")[0].endswith("which this bot doesn't serve: T02OTHER")


async def test_a_database_of_several_workspaces_without_slack_to_say_which(doctor, apply, sandbox, settings):
    settings(SLACK_BOT_TOKEN="")
    for workspace in (WORKSPACE, "T02OTHER"):
        await apply(FILE.replace(WORKSPACE, workspace))
    told = await doctor()
    assert told.only("note", "configuration")[0] == (
        "not checked: the database has several workspaces, and Slack doesn't say which is meant"
    )


async def test_a_missing_scope_is_named_with_the_feature_that_lacks_it(doctor, applied, another):
    await another(with_scopes(lambda scopes: [one for one in scopes if one not in {"im:write", "channels:read"}]))
    told = await doctor()
    (first, mend), (second, _) = told.of("wrong", "scopes")
    assert first == (
        "the app lacks channels:read: needed for what channels are called and whether the bot is in them, and hearing when "
        "that changes; also for `leadwheel doctor`, `setup` and the comments of `export`"
    )
    assert second.startswith("the app lacks im:write: needed for finding the direct messages with a person")
    assert "`leadwheel manifest`" in mend
    assert INSTALL in mend
    says, mend = told.only("note", "channels")
    assert says == f"not checked: {SALES}, {LEADS}: Slack refuses (missing_scope)"
    assert "install it again" in mend
    assert told.of("ok", "people")


async def test_people_are_not_checked_without_the_scope_for_them(doctor, applied, another):
    await another(with_scopes(lambda scopes: [one for one in scopes if one != "users:read"]))
    told = await doctor()
    assert told.fault("scopes")[0].startswith("the app lacks users:read: needed for names")
    assert told.only("note", "people")[0] == "not checked: Slack refuses (missing_scope)"


async def test_a_scope_too_many_is_only_noted(doctor, applied, another):
    await another(with_scopes(lambda scopes: [*scopes, "files:read"]))
    told = await doctor()
    assert told.code == 0
    assert told.of("note", "scopes") == [("the app has scopes that the manifest doesn't ask for: files:read", None)]


# Socket Mode


async def test_in_socket_mode_the_app_token_is_tried_and_there_is_no_address_to_check(
    doctor, applied, another, settings
):
    await another(manifest.for_socket_mode(manifest.load()), APP_TOKEN)
    settings(SLACK_APP_TOKEN=APP_TOKEN, SLACK_SIGNING_SECRET="")
    told = await doctor("--url", "https://bots.example.com")
    assert told.code == 0
    assert told.only("ok", "socket mode") == ("Slack gives connections for SLACK_APP_TOKEN", None)
    assert told.only("ok", "address") == ("none needed: in Socket Mode the bot calls Slack", None)


async def test_an_app_token_that_slack_refuses(doctor, applied, settings):
    settings(SLACK_APP_TOKEN="xapp-wrong")
    says, mend = (await doctor()).fault("socket mode")
    assert says == "Slack refuses SLACK_APP_TOKEN (invalid_auth)"
    assert "connections:write" in mend


async def test_an_app_whose_socket_mode_is_off(doctor, applied, another, settings):
    await another(manifest.load(), APP_TOKEN)
    settings(SLACK_APP_TOKEN=APP_TOKEN)
    says, mend = (await doctor()).fault("socket mode")
    assert says == "Slack refuses SLACK_APP_TOKEN (access_denied)"
    assert mend.startswith("Turn Socket Mode on")


async def test_a_connection_for_socket_mode_that_breaks(doctor, applied, another, settings):
    slack = await another(manifest.for_socket_mode(manifest.load()), APP_TOKEN)
    slack.fail("apps.connections.open", "drop_before")
    settings(SLACK_APP_TOKEN=APP_TOKEN)
    assert (await doctor()).fault("socket mode")[0].startswith("Slack can't be reached: ")
