"""`leadwheel doctor` says what is wrong, and how to mend it, and goes on after each fault (CONTRACT 2)."""

import pytest

from bot import manifest
from bot.sandbox import Sandbox, User
from tests.cli.conftest import FILE, SECRET, TOKEN
from tests.support.world import ALICE, BOB, LEADS, SALES, WORKSPACE, people

APP_TOKEN = "xapp-s3cr3t-app"
INSTALL = "install the app again"


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request, settings):
    """A database of each kind, set as the bot's."""
    if request.param == "postgresql":
        settings(LEADWHEEL_DATABASE_URL=request.getfixturevalue("server"))
    return request.param


@pytest.fixture
async def well(either, leadwheel_beside, sandbox, file):
    """Everything is set up."""
    assert (await leadwheel_beside("apply", file)).code == 0
    return either


@pytest.fixture
async def applied(leadwheel_beside, sandbox, file):
    """Everything is set up, in a SQLite file."""
    assert (await leadwheel_beside("apply", file)).code == 0


@pytest.fixture
def apply(leadwheel_beside, file):
    """Set up something else."""

    async def run(text):
        file.write_text(text, encoding="utf-8")
        assert (await leadwheel_beside("apply", "--prune", file)).code == 0

    return run


@pytest.fixture
async def another(settings):
    """Make a Slack of another manifest."""
    made = []

    async def start(allowed, app_token=None):
        slack = Sandbox(
            signing_secret=SECRET, bot_token=TOKEN, workspace_id=WORKSPACE, manifest=allowed, app_token=app_token
        )
        for user in people():
            slack.add_user(user)
        for channel in (LEADS, SALES):
            slack.add_channel(channel, channel[3:].lower())
        await slack.start()
        made.append(slack)
        settings(SLACK_API_URL=slack.api_url)
        return slack

    yield start
    for slack in made:
        await slack.stop()


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
        "ok     scopes: the app has the 9 scopes of the manifest",
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
    sandbox.clock_ahead_seconds = 600
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


# Channels


async def test_a_channel_that_the_bot_is_not_in(doctor, apply, sandbox):
    sandbox.add_channel("C07NEW", "new-deals", bot_is_member=False)
    await apply(FILE.replace(SALES, "C07NEW"))
    told = await doctor()
    says, mend = told.fault("channels")
    assert says == "the bot is not in #new-deals (C07NEW, the inbox of team sales)"
    assert mend == "Type `/invite @Leadwheel` in #new-deals."
    assert told.only("ok", "channels")[0] == "the bot is in #leads"


async def test_a_channel_that_is_archived(doctor, apply, sandbox):
    sandbox.add_channel("C07OLD", "old-deals", archived=True)
    await apply(FILE.replace(LEADS, "C07OLD"))
    says, mend = (await doctor()).fault("channels")
    assert says == "#old-deals (C07OLD, a source) is archived"
    assert mend.startswith("Open #old-deals again, then `/invite @Leadwheel` in it; or name another")


@pytest.mark.parametrize("channel", ["C07SECRET", "C99NOWHERE"])
async def test_a_channel_that_is_not_there_or_private_without_the_bot(doctor, apply, sandbox, channel):
    sandbox.add_channel("C07SECRET", "secret", private=True, bot_is_member=False)
    message = f"auto_messages: {{hello: {{channel: {channel}, text: Hello}}}}\n"
    await apply(FILE + message)
    says, mend = (await doctor()).fault("channels")
    assert says == f"Slack shows the bot no channel {channel} (the place of auto message hello)"
    assert "`/invite @Leadwheel`" in mend
    assert "name the right channel" in mend


async def test_when_slack_goes_away_among_the_channels_the_rest_is_not_checked(doctor, applied, sandbox):
    sandbox.fail("conversations.info", "500")
    told = await doctor()
    assert told.code == 0
    assert told.only("note", "channels")[0] == (
        "not checked: 2 of them, as Slack can't be reached (conversations.info: http_500)"
    )
    assert told.of("ok", "people")


# People


@pytest.mark.parametrize(
    ("changes", "says", "mend"),
    [
        ({"deleted": True}, "deactivated in Slack, so passed over", "`/rotation remove sales @Alice Archer`"),
        ({"is_bot": True}, "an app, which can't answer leads", "Take them out"),
        ({"team_id": "T99OTHER"}, "of another workspace", "Take them out"),
    ],
)
async def test_a_teammate_who_can_have_no_leads(doctor, applied, sandbox, changes, says, mend):
    await sandbox.change_user(ALICE, **changes)
    told = await doctor()
    found = told.fault("people")
    assert found[0] == f"Alice Archer (U01ALICE, teammate of sales): {says}"
    assert mend in found[1]
    assert told.only("ok", "people")[0] == "2 people are active in Slack"


async def test_a_teammate_whom_slack_does_not_know(doctor, apply, sandbox):
    await apply(FILE.replace(BOB, "U99NOBODY"))
    says, mend = (await doctor()).fault("people")
    assert says == "U99NOBODY (teammate of sales): Slack knows nobody of that id"
    assert (
        mend == "Correct the id, or leave it out: `teammates` of sales in the configuration file (`leadwheel apply`)."
    )


async def test_a_guest_is_noted_as_a_teammate_and_wrong_as_a_manager(doctor, apply, sandbox, settings):
    await apply(FILE.replace(BOB, "U06GUEST"))
    told = await doctor()
    assert told.code == 0
    assert told.only("note", "people")[0] == (
        "Gus Guest (U06GUEST, teammate of sales): a guest gets conversations, but can't use `/rotation`"
    )
    await apply(FILE)
    settings(LEADWHEEL_MANAGERS="U06GUEST")
    says, mend = (await doctor()).fault("people")
    assert says == "Gus Guest (U06GUEST, manager by LEADWHEEL_MANAGERS): a guest is never a manager"
    assert mend == "Name another person: LEADWHEEL_MANAGERS."


async def test_a_person_named_by_a_rule_is_looked_at_too(doctor, apply, sandbox):
    sandbox.add_user(User(id="U20GONE", name="gone", real_name="Gone Girl", deleted=True))
    await apply(FILE.replace("assign_to: sales", "assign_to: U20GONE"))
    says, mend = (await doctor()).fault("people")
    assert says == "Gone Girl (U20GONE, rule 1): deactivated in Slack, so passed over"
    assert mend == "Name another person: `assign_to` of rule 1 in the configuration file (`leadwheel apply`)."


# Clocks


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (90, "this machine's clock is 90 seconds behind Slack's"),
        (-150, "this machine's clock is 2 minutes ahead of Slack's"),
        (600, "this machine's clock is 10 minutes behind Slack's: the bot refuses all that Slack sends (401)"),
    ],
)
async def test_a_clock_that_is_wrong(doctor, applied, sandbox, ahead, says):
    sandbox.clock_ahead_seconds = ahead
    found = (await doctor()).fault("time")
    assert found[0].startswith(says)
    assert "timedatectl set-ntp true" in found[1]
