"""What `leadwheel setup` does to files that are there, and that stopping leaves them as they were."""

import stat
from pathlib import Path

import pytest

from bot.settings import Settings, in_file
from tests.cli.asked import APP, APP_TOKEN, BOT_TOKEN, SECRET, TEAM, TOKENS, WRITE, WRITTEN, Answers
from tests.support.world import WORKSPACE

# Files that are there


async def test_of_an_env_file_only_what_was_asked_for_is_changed(answers, here):
    (here / ".env").write_bytes(b"# mine\r\nSLACK_BOT_TOKEN='old' # here\r\n\r\nOTHER=1\r\nLEADWHEEL_PORT=4000")
    (here / ".env").chmod(0o644)
    said = await answers(APP, TOKENS, TEAM, WRITE)
    assert (here / ".env").read_bytes() == (
        f"# mine\r\nSLACK_BOT_TOKEN={BOT_TOKEN} # here\r\n\r\nOTHER=1\r\nLEADWHEEL_PORT=4000\r\n\r\n"
        "# For Socket Mode: an app-level token (connections:write), from the page Basic Information.\r\n"
        f"SLACK_APP_TOKEN={APP_TOKEN}\r\n"
    ).encode()
    assert stat.S_IMODE((here / ".env").stat().st_mode) == 0o600
    assert "SLACK_BOT_TOKEN=xoxb-... (in place of the one there)" in said.all
    assert Settings.read().leadwheel_port == 4000


async def test_for_http_an_app_token_that_is_there_is_taken_out(answers, here):
    (here / ".env").write_text(f"SLACK_APP_TOKEN={APP_TOKEN}\n", encoding="utf-8")
    await answers("2", "https://bots.example.com", "y", BOT_TOKEN, SECRET, TEAM, WRITE)
    assert "SLACK_APP_TOKEN" not in in_file(here / ".env")


async def test_an_env_file_that_is_a_link_stays_one_and_its_group_may_go_on_reading_it(answers, here):
    (here / "elsewhere").mkdir()
    (here / "elsewhere/environment").touch()
    (here / "elsewhere/environment").chmod(0o640)
    (here / ".env").symlink_to("elsewhere/environment")
    await answers(APP, TOKENS, TEAM, WRITE)
    assert (here / ".env").is_symlink()
    assert in_file(here / "elsewhere/environment")["SLACK_BOT_TOKEN"] == BOT_TOKEN
    assert stat.S_IMODE((here / "elsewhere/environment").stat().st_mode) == 0o640


async def test_a_configuration_that_is_there_is_written_over_on_request_and_kept(answers, here):
    (here / "leadwheel.yaml").write_text("teams: {}\n", encoding="utf-8")
    (here / "leadwheel.yaml.bak").write_text("older\n", encoding="utf-8")
    said = await answers(APP, TOKENS, TEAM, "y", WRITE)
    assert (here / "leadwheel.yaml").read_text(encoding="utf-8") == WRITTEN
    assert (here / "leadwheel.yaml.bak2").read_text(encoding="utf-8") == "teams: {}\n"
    assert (here / "leadwheel.yaml.bak").read_text(encoding="utf-8") == "older\n"
    assert "What stood there is in leadwheel.yaml.bak2 now." in said.all


async def test_a_configuration_that_is_there_stays_where_another_name_is_given(answers, here):
    (here / "leadwheel.yaml").write_text("teams: {}\n", encoding="utf-8")
    said = await answers(APP, TOKENS, TEAM, "n", "nowhere/x.yaml", "n", "", WRITE)
    assert (here / "leadwheel.yaml").read_text(encoding="utf-8") == "teams: {}\n"
    assert (here / "leadwheel-new.yaml").read_text(encoding="utf-8") == WRITTEN
    assert "There is no folder nowhere." in said.all
    assert "leadwheel apply leadwheel-new.yaml" in said.all


async def test_the_same_answers_again_change_nothing_and_ask_nothing_about_files(answers, here):
    await answers(APP, TOKENS, TEAM, WRITE)
    before = {path: path.read_bytes() for path in here.iterdir()}
    await answers(APP, "", "", TEAM, WRITE)
    assert {path: path.read_bytes() for path in here.iterdir()} == before


async def test_a_manifest_that_is_there_is_written_over_on_request_only(answers, here):
    (here / "leadwheel-manifest.json").write_text("mine", encoding="utf-8")
    said = await answers("", "", "n", "", TOKENS, TEAM, WRITE)
    assert (here / "leadwheel-manifest.json").read_text(encoding="utf-8") == "mine"
    assert "paste what `leadwheel manifest --socket` prints" in said.all


# Stopping


WHOLE = (*APP, *TOKENS, *TEAM, *WRITE)


@pytest.mark.parametrize("how", [KeyboardInterrupt(), EOFError()], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("after", range(len(WHOLE)))
async def test_stopping_at_any_question_leaves_everything_as_it_was(stopped, here, after, how):
    (here / ".env").write_text("SLACK_BOT_TOKEN=old # mine\n", encoding="utf-8")
    assert await stopped(WHOLE[:after], how) == "leadwheel: stopped; nothing was changed"


async def test_who_does_not_want_it_written_has_it_not_written(stopped):
    assert await stopped(APP, TOKENS, TEAM, "n") == "leadwheel: stopped; nothing was changed"


async def test_a_folder_that_cannot_be_written_in_is_told_and_what_was_written_is_taken_back(
    stopped, here, monkeypatch
):
    replace = Path.replace

    def full(self, target):
        if Path(target).name == "leadwheel.yaml":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    (here / "leadwheel.yaml").write_text("teams: {}\n", encoding="utf-8")
    (here / ".env").write_text("OTHER=1\n", encoding="utf-8")
    told = await stopped(APP, TOKENS, TEAM, "y", WRITE)
    assert told == "leadwheel: leadwheel.yaml can't be written: No space left on device; nothing was changed"


async def test_ctrl_c_while_files_are_written_takes_back_what_was(stopped, here, monkeypatch):
    replace = Path.replace

    def pressed(self, target):
        replace(self, target)
        if Path(target).name == "leadwheel.yaml":
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", pressed)
    (here / ".env").write_text("OTHER=1\n", encoding="utf-8")
    assert await stopped(APP, TOKENS, TEAM, WRITE) == "leadwheel: stopped; nothing was changed"


async def test_an_env_file_that_cannot_be_changed_safely_is_left_alone(stopped, here):
    (here / ".env").write_text('OTHER="\nSLACK_BOT_TOKEN=not a line of its own\n"\n', encoding="utf-8")
    told = await stopped(APP, TOKENS, TEAM, WRITE)
    assert told.startswith("leadwheel: .env is written in a way that I can't change safely: set SLACK_BOT_TOKEN, ")


def test_without_a_terminal_it_says_what_it_needs_and_changes_nothing(leadwheel, here):
    ended = leadwheel("setup")
    assert ended.code == 2
    assert ended.line == "leadwheel: `setup` asks questions, so it needs a terminal: nothing was changed."
    for needed in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "leadwheel apply leadwheel.yaml"):
        assert needed in ended.out
    assert list(here.iterdir()) == []


def test_the_scripted_terminal_is_not_blind():
    terminal = Answers("a")
    assert terminal.ask("b") == "a"
    with pytest.raises(AssertionError, match="nobody answers"):
        terminal.ask("c")
    assert WORKSPACE in WRITTEN
