"""`leadwheel export` prints what is set up as the file that `apply` takes, and only reads (CONTRACT 2 and 4)."""

import errno

import pytest

from bot.cli import setup_files
from bot.configfile import load
from bot.usecases import configure
from storage.database import Database
from tests.cli.conftest import FILE
from tests.cli.test_apply import URL

BARE = """\
workspace: T01TEST
managers:
  - U04MANAGER

teams:
  sales:
    channel: C02SALES
    teammates:
      - U01ALICE
      - U02BOB

sources:
  - {channel: C01LEADS}

rules:
  - {when: new_conversation, assign_to: sales}
"""

NAMED = """\
workspace: T01TEST
managers:
  - U04MANAGER  # Mia Manager

teams:
  sales:
    channel: C02SALES  # #sales
    teammates:
      - U01ALICE  # Alice Archer
      - U02BOB  # Bob Byrne

sources:
  - {channel: C01LEADS}  # #leads

rules:
  - {when: new_conversation, assign_to: sales}
"""

NO_TOKEN = "leadwheel: names of channels are left out: SLACK_BOT_TOKEN is not set"


async def set_up(workspace_id, text="teams: {other: {channel: C09}}"):
    file = load(text, "f").configuration
    database = Database(URL)
    await database.write(configure.apply, workspace_id, file, lambda *_: file, 0.0)
    await database.close()


async def test_what_is_set_up_is_printed_with_the_names_of_people_and_channels(leadwheel_beside, sandbox, file):
    await leadwheel_beside("apply", file)
    ended = await leadwheel_beside("export")
    assert (ended.code, ended.out, ended.err) == (0, NAMED, "")


def test_without_slack_names_of_channels_are_left_out_and_one_line_says_why(leadwheel, applied):
    ended = leadwheel("export")
    assert (ended.code, ended.out, ended.line) == (0, BARE, NO_TOKEN)


async def test_applying_what_was_printed_changes_nothing_and_makes_an_empty_database_the_same(
    leadwheel_beside, settings, sandbox, file, here
):
    await leadwheel_beside("apply", file)
    printed = (await leadwheel_beside("export")).out
    exported = here / "exported.yaml"
    exported.write_text(printed, encoding="utf-8")
    for how in ([], ["--prune"], ["--dry-run"]):
        assert (await leadwheel_beside("apply", exported, *how)).out == "nothing to change\n"
    settings(LEADWHEEL_DATABASE_URL="sqlite+aiosqlite:///other.db")
    assert (await leadwheel_beside("apply", exported)).code == 0
    assert (await leadwheel_beside("export")).out == printed


@pytest.mark.parametrize(
    ("method", "kind", "says"),
    [
        ("auth.test", "500", "Slack can't be reached (auth.test: http_500)"),
        ("auth.test", "invalid_auth", "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
        ("conversations.info", "500", "Slack can't be reached (conversations.info: http_500)"),
        (
            "conversations.info",
            "missing_scope",
            "Slack refuses (missing_scope). The app lacks a permission: install it again with the scopes of its manifest.",
        ),
    ],
)
async def test_while_slack_is_in_trouble_names_of_channels_are_left_out(
    leadwheel_beside, sandbox, file, method, kind, says
):
    await leadwheel_beside("apply", file)
    sandbox.fail(method, kind, times=10)
    ended = await leadwheel_beside("export")
    assert ended.code == 0
    assert ended.out == NAMED.replace("  # #sales", "").replace("  # #leads", "")
    assert ended.line == f"leadwheel: names of channels are left out: {says}"


async def test_a_channel_that_the_bot_does_not_see_has_no_name(leadwheel_beside, sandbox, file):
    sandbox.add_channel("C03SECRET", "secret", private=True, bot_is_member=False)
    file.write_text(FILE.replace("C01LEADS", "C03SECRET"), encoding="utf-8")
    await leadwheel_beside("apply", file)
    ended = await leadwheel_beside("export")
    assert ended.code == 0
    assert "channel: C02SALES  # #sales\n" in ended.out
    assert "{channel: C03SECRET}\n" in ended.out
    assert ended.line.startswith(
        "leadwheel: names of channels C03SECRET are left out: Slack refuses (channel_not_found). Invite the bot"
    )


async def test_names_that_nobody_could_write_down_are_comments_all_the_same(leadwheel_beside, sandbox, file):
    await sandbox.change_user("U01ALICE", display_name="Ann\n  - U99EVIL # \u202e boss")
    await leadwheel_beside("apply", file)
    ended = await leadwheel_beside("export")
    assert ended.out == NAMED.replace("# Alice Archer", "# Ann - U99EVIL # boss")


async def test_it_is_utf8_whatever_the_terminal_speaks(leadwheel_beside, program, file, monkeypatch):
    file.write_text(FILE.replace("sales", "Verkäufe"), encoding="utf-8")
    assert (await leadwheel_beside("apply", file)).code == 0
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    ended = await (await program("export")).ended()
    assert (ended.code, ended.out) == (0, BARE.replace("sales", "Verkäufe"))


# Whose configuration it is


async def test_a_workspace_that_nobody_set_up_is_a_file_with_its_id(leadwheel_beside, sandbox):
    await leadwheel_beside("migrate")
    ended = await leadwheel_beside("export")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("# Nothing is set up in this workspace yet.\nworkspace: T01TEST\n")
    assert load(ended.out, "f").configuration.workspace == "T01TEST"


async def test_of_several_workspaces_the_tokens_is_meant(leadwheel_beside, sandbox, applied_beside):
    await set_up("T00FIRST")
    assert (await leadwheel_beside("export")).out == NAMED
    assert (await leadwheel_beside("export", "--workspace", "T01TEST")).out == NAMED
    ended = await leadwheel_beside("export", "--workspace", "T00FIRST")
    assert (ended.code, ended.out) == (2, "")
    assert ended.line == ("leadwheel: --workspace is T00FIRST, but SLACK_BOT_TOKEN is of T01TEST. Mend one of them.")


async def test_without_a_token_it_is_to_be_said_which_of_several_is_meant(leadwheel_beside, applied_beside):
    await set_up("T00FIRST")
    ended = await leadwheel_beside("export")
    assert (ended.code, ended.out) == (2, "")
    assert ended.line == (
        "leadwheel: the database has several workspaces (T00FIRST, T01TEST), and SLACK_BOT_TOKEN is not set. "
        "Say which: leadwheel export --workspace T00FIRST"
    )
    assert (await leadwheel_beside("export", "--workspace", "T01TEST")).out == BARE
    ended = await leadwheel_beside("export", "--workspace", "T01TSET")
    assert (ended.code, ended.line) == (
        2, "leadwheel: the database has no workspace T01TSET; did you mean T01TEST?"
    )  # fmt: skip
    assert "it has T00FIRST, T01TEST." in (await leadwheel_beside("export", "--workspace", "E9")).line


def test_of_a_database_without_workspaces_the_id_is_to_be_given(leadwheel):
    leadwheel("migrate")
    ended = leadwheel("export")
    assert ended.code == 2
    assert ended.line == (
        "leadwheel: the database has no workspace yet, and SLACK_BOT_TOKEN is not set. "
        "Say which: leadwheel export --workspace T01TEST"
    )
    assert "workspace: T05NEW\n" in leadwheel("export", "--workspace", "T05NEW").out
    ended = leadwheel("export", "--workspace", "t05\x1b[31m")
    assert (ended.code, ended.line) == (
        2, "leadwheel: --workspace takes a workspace's id, like T01TEST, not 't05[31m'"
    )  # fmt: skip


# Into a file


def test_a_file_is_written_where_none_is_yet(leadwheel, applied, here):
    ended = leadwheel("export", "-o", "exported.yaml")
    assert (ended.code, ended.out, ended.line) == (0, "", NO_TOKEN)
    assert (here / "exported.yaml").read_text(encoding="utf-8") == BARE


def test_a_file_that_is_there_is_written_over_only_by_force(leadwheel, applied, file):
    ended = leadwheel("export", "--output", file)
    assert ended.code == 2
    assert ended.line == f"leadwheel: {file} is there already: --force writes over it, or name another file."
    assert file.read_text(encoding="utf-8") == FILE
    assert leadwheel("export", "--output", file, "--force").code == 0
    assert file.read_text(encoding="utf-8") == BARE


def test_a_disk_that_fills_leaves_the_file_as_it_was(leadwheel, applied, file, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = file.read_text(encoding="utf-8")
    monkeypatch.setattr(setup_files.os, "fsync", full)
    ended = leadwheel("export", "--output", file, "--force")
    assert (ended.code, ended.line) == (1, f"leadwheel: {file} can't be written: No space left on device")
    assert file.read_text(encoding="utf-8") == before
    assert leadwheel("export", "--output", file.with_name("new.yaml")).code == 1
    assert [one.name for one in file.parent.iterdir() if one.suffix == ".yaml"] == [file.name]


def test_force_without_a_file_is_a_mistake(leadwheel):
    ended = leadwheel("export", "--force")
    assert ended.code == 2
    assert "--force goes with --output" in ended.line


def test_a_file_that_cannot_be_written(leadwheel, applied, here):
    ended = leadwheel("export", "-o", "nowhere/exported.yaml")
    assert (ended.code, ended.line) == (
        1, "leadwheel: nowhere/exported.yaml can't be written: No such file or directory"
    )  # fmt: skip
    assert not (here / "nowhere").exists()


# What no file can say


async def test_what_several_files_said_and_no_single_one_can_is_told_and_is_a_failure(leadwheel_beside, applied_beside):
    rules = "rules: [{when: qualified, if: {size: true}, assign_to: U01ALICE}]"
    await set_up("T01TEST", rules)
    await set_up("T01TEST", 'qualifications: {inbound: {questions: [{attribute: size, ask: "How many?"}]}}')
    ended = await leadwheel_beside("export")
    assert ended.code == 1
    assert "if: {size: true}" in ended.out
    why_not, refused = ended.err.splitlines()
    assert why_not == NO_TOKEN
    assert refused == (
        "leadwheel: `apply` will refuse it: the file:21: the condition `size` of rule 1 must be text: "
        'YAML reads `true` as true or false, so put it in quotes: "true"'
    )


async def test_a_person_whose_id_names_a_team_since_is_told(leadwheel_beside, applied_beside):
    await set_up("T01TEST", "rules: [{when: qualified, assign_to: U09NINA}]")
    await set_up("T01TEST", "teams: {u09nina: {channel: C09}}")
    ended = await leadwheel_beside("export")
    assert ended.code == 1
    assert ended.err.splitlines()[1:] == ["leadwheel: `apply` will read its `rules` as something else than is set up"]
