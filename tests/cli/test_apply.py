"""`leadwheel apply` says what it changed, or that there is nothing to change (CONTRACT 2 and 4)."""

import pytest

from bot.sandbox import User
from bot.usecases import configuration
from storage.database import Database
from storage.queries import person
from tests.cli.conftest import FILE
from tests.support.world import WORKSPACE

URL = "sqlite+aiosqlite:///leadwheel.db"


async def read(query, *args):
    database = Database(URL)
    try:
        return await database.read(query, WORKSPACE, *args)
    finally:
        await database.close()


async def test_it_prints_what_it_changed_and_the_second_time_nothing(leadwheel_beside, file):
    first = await leadwheel_beside("apply", file)
    assert first.code == 0
    assert first.err == ""
    told = first.out.splitlines()
    assert "team sales: made, round_robin, in C02SALES" in told
    assert "team sales: with U01ALICE, U02BOB" in told
    assert "source C01LEADS: made, from not_teammates" in told
    assert "managers: U04MANAGER" in told
    assert any(line.startswith("rules: 1 now") for line in told)
    second = await leadwheel_beside("apply", file)
    assert second.code == 0
    assert second.out.splitlines()[0] == "nothing to change"
    assert not any(line.startswith(("team", "source", "rule", "manager")) for line in second.out.splitlines())


async def test_a_dry_run_says_the_same_and_changes_nothing(leadwheel_beside, file):
    await leadwheel_beside("migrate")
    dry = await leadwheel_beside("apply", "--dry-run", file)
    assert dry.code == 0
    assert (await read(configuration.load)).teams == {}
    real = await leadwheel_beside("apply", file)
    changes = [line for line in real.out.splitlines() if not line.startswith("names of")]
    assert [line for line in dry.out.splitlines() if "dry run" not in line] == changes
    assert "nothing was changed" in dry.out
    again = await leadwheel_beside("apply", file, "--dry-run")
    assert again.out.splitlines()[0] == "nothing to change"


async def test_what_the_file_no_longer_names_stays_unless_it_is_pruned(leadwheel_beside, file):
    await leadwheel_beside("apply", file)
    file.write_text(
        "workspace: T01TEST\nteams:\n  vip: {channel: C03VIP, teammates: [U01ALICE]}\nsources: []\n"
        "rules: [{when: new_conversation, assign_to: vip}]\n",
        encoding="utf-8",
    )
    kept = await leadwheel_beside("apply", file)
    assert "taken away" not in kept.out
    assert (await read(configuration.load)).teams.keys() == {"sales", "vip"}
    pruned = await leadwheel_beside("apply", "--prune", file)
    assert pruned.code == 0
    assert "team sales: taken away" in pruned.out.splitlines()
    assert "source C01LEADS: taken away" in pruned.out.splitlines()
    assert (await read(configuration.load)).teams.keys() == {"vip"}
    assert (await leadwheel_beside("apply", "--prune", file)).out.splitlines()[0] == "nothing to change"


async def test_a_team_that_a_rule_needs_is_not_pruned(leadwheel_beside, file):
    await leadwheel_beside("apply", file)
    file.write_text("workspace: T01TEST\nteams:\n  vip: {channel: C03VIP, teammates: []}\n", encoding="utf-8")
    ended = await leadwheel_beside("apply", "--prune", file)
    assert ended.code == 2
    assert "sales" in ended.line
    assert "rule 1" in ended.line
    assert (await read(configuration.load)).teams.keys() == {"sales"}


async def test_names_are_fetched_when_slack_answers(leadwheel_beside, sandbox, file):
    ended = await leadwheel_beside("apply", file)
    assert ended.code == 0
    assert "names of" not in ended.out
    assert (await read(person.find, "U01ALICE")).name == "Alice Archer"
    assert (await read(person.find, "U04MANAGER")).name == "Mia Manager"


async def test_without_a_token_names_are_left_to_the_bot(leadwheel_beside, file):
    ended = await leadwheel_beside("apply", file)
    assert ended.code == 0
    assert (
        ended.out.splitlines()[-1]
        == "names of 3 people are fetched by the bot when it runs: SLACK_BOT_TOKEN is not set"
    )


@pytest.mark.parametrize(
    ("method", "kind", "says"),
    [
        ("auth.test", "500", "Slack can't be reached"),
        ("auth.test", "invalid_auth", "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ("users.info", "500", "Slack can't be reached"),
    ],
)
async def test_while_slack_is_in_trouble_names_are_left_to_the_bot(leadwheel_beside, sandbox, file, method, kind, says):
    sandbox.fail(method, kind, times=10)
    ended = await leadwheel_beside("apply", file)
    assert ended.code == 0
    assert "team sales: made" in ended.out
    last = ended.out.splitlines()[-1]
    assert "are fetched by the bot when it runs" in last
    assert says in last


async def test_ids_that_nobody_has_are_told(leadwheel_beside, sandbox, file):
    file.write_text(FILE.replace("U02BOB", "U99NOBODY"), encoding="utf-8")
    ended = await leadwheel_beside("apply", file)
    assert ended.code == 0
    assert ended.out.splitlines()[-1] == "Slack knows nobody with these ids: U99NOBODY"


async def test_a_teammate_who_is_an_app_or_of_another_workspace_is_told(leadwheel_beside, sandbox, file):
    sandbox.add_user(User(id="U21ROBOT", name="robot", is_bot=True))
    sandbox.add_user(User(id="U20STAN", name="stan", team_id="T99OTHER"))
    file.write_text(FILE.replace("U02BOB", "U21ROBOT, U20STAN"), encoding="utf-8")
    ended = await leadwheel_beside("apply", file)
    assert ended.code == 0
    assert ended.out.splitlines()[-1] == (
        "teammates who can't answer leads, being apps or of other workspaces: U20STAN, U21ROBOT"
    )
    assert (await leadwheel_beside("apply", file)).out.splitlines() == ["nothing to change"]


async def test_the_workspace_comes_from_the_token_where_the_file_names_none(leadwheel_beside, sandbox, file):
    file.write_text(FILE.replace("workspace: T01TEST\n", ""), encoding="utf-8")
    assert (await leadwheel_beside("apply", file)).code == 0
    assert (await read(configuration.load)).teams.keys() == {"sales"}


async def test_a_file_for_another_workspace_is_refused(leadwheel_beside, sandbox, file):
    file.write_text(FILE.replace("T01TEST", "T99OTHER"), encoding="utf-8")
    ended = await leadwheel_beside("apply", file)
    assert ended.code == 2
    assert "T99OTHER" in ended.line
    assert "T01TEST" in ended.line
    assert (await read(configuration.load)).teams == {}


async def test_settings_of_an_env_file_count(leadwheel_beside, here, file):
    (here / ".env").write_text("LEADWHEEL_DATABASE_URL=sqlite+aiosqlite:///other.db\n", encoding="utf-8")
    assert (await leadwheel_beside("apply", file)).code == 0
    assert (here / "other.db").exists()
    assert not (here / "leadwheel.db").exists()


def test_migrating_says_what_it_did_and_then_that_there_is_nothing_to_do(leadwheel, here):
    first = leadwheel("migrate")
    assert first.code == 0
    assert first.out.startswith("applied 0001")
    assert (here / "leadwheel.db").exists()
    second = leadwheel("migrate")
    assert (second.code, second.err) == (0, "")
    assert second.out.startswith("nothing to do")
