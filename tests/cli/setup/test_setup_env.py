"""Of a file of settings some are changed, and every other byte stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.setup_env import changed
from bot.settings import in_file

NEW = {"SLACK_BOT_TOKEN": "xoxb-new"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SLACK_BOT_TOKEN=old", "SLACK_BOT_TOKEN=xoxb-new"),
        ("SLACK_BOT_TOKEN=\nA=1\n", "SLACK_BOT_TOKEN=xoxb-new\nA=1\n"),
        ("  export  SLACK_BOT_TOKEN = old  # mine\n", "  export  SLACK_BOT_TOKEN = xoxb-new  # mine\n"),
        ("slack_bot_token='old'\n", "slack_bot_token=xoxb-new\n"),
        ('SLACK_BOT_TOKEN="o # ld" # mine\r\nA=1\r\n', "SLACK_BOT_TOKEN=xoxb-new # mine\r\nA=1\r\n"),
        ('SLACK_BOT_TOKEN="of\ntwo lines"\nA=1\n', "SLACK_BOT_TOKEN=xoxb-new\nA=1\n"),
        ("SLACK_BOT_TOKEN=a\nSLACK_BOT_TOKEN=b\n", "SLACK_BOT_TOKEN=xoxb-new\nSLACK_BOT_TOKEN=xoxb-new\n"),
        ("A=1\r\nSLACK_BOT_TOKEN=old\nB=2", "A=1\r\nSLACK_BOT_TOKEN=xoxb-new\nB=2"),
        ("'SLACK_BOT_TOKEN'=old\n", "'SLACK_BOT_TOKEN'=xoxb-new\n"),
    ],
)
def test_a_setting_keeps_its_place_and_its_comment(before, after):
    assert changed(before, NEW) == after


@pytest.mark.parametrize("other", ["# SLACK_BOT_TOKEN=old\n", "MY_SLACK_BOT_TOKEN=old\n", "SLACK_BOT_TOKEN2=old\n"])
def test_what_only_looks_like_it_stays(other):
    assert changed(other, NEW).startswith(other)
    assert "\nSLACK_BOT_TOKEN=xoxb-new\n" in changed(other, NEW)


def test_a_new_file_says_what_each_setting_is():
    assert changed("", NEW | {"SLACK_APP_TOKEN": "", "LEADWHEEL_PORT": "1"}) == (
        "# Leadwheel's settings. Keep this file secret: whoever has it can act as the bot.\n\n"
        "# The app's Bot User OAuth Token: its page OAuth & Permissions.\nSLACK_BOT_TOKEN=xoxb-new\nLEADWHEEL_PORT=1\n"
    )


def test_what_is_added_stands_on_a_line_of_its_own():
    assert changed("A=1", NEW).startswith("A=1\n\n# ")


VALUE = st.text("abc#='\" \\x", max_size=8)
LINE = st.one_of(
    st.just(""),
    VALUE.map(lambda text: f"# {text}"),
    st.builds("{}{}={}".format, st.sampled_from(["", "export ", " "]), st.sampled_from(["LEADWHEEL_HOST", "A"]), VALUE),
    st.builds(
        "SLACK_BOT_TOKEN={}".format,
        st.from_regex(r"""[a-c]{0,3}|'[ab# ]{0,3}'|"[ab# ]{0,3}" """.strip(), fullmatch=True),
    ),
)


@given(st.lists(LINE, max_size=6), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_the_other_lines_stay_byte_for_byte_whatever_they_are(lines, end, last):
    before = end.join(lines) + (end if last else "")
    after = changed(before, NEW)
    kept = [line for line in before.split("\n") if not line.startswith("SLACK_BOT_TOKEN")]
    assert [line for line in after.split("\n") if not line.startswith("SLACK_BOT_TOKEN")][: len(kept) - 1] == kept[:-1]


def test_dotenv_reads_what_is_meant(tmp_path):
    file = tmp_path / ".env"
    file.write_text(
        changed("LEADWHEEL_HOST='a # b' # c\nSLACK_BOT_TOKEN='o\nld'\nLEADWHEEL_PORT=1\n", NEW), encoding="utf-8"
    )
    assert in_file(file) == {"LEADWHEEL_HOST": "a # b", "SLACK_BOT_TOKEN": "xoxb-new", "LEADWHEEL_PORT": "1"}
