"""`leadwheel outbox` shows and mends what could not be sent, beside a bot or without one (CONTRACT 2)."""

import pytest

from storage.database import Database
from storage.migrate import migrate
from storage.queries import outbox, outbox_channel, outbox_stuck, workspace
from storage.queries.outbox import Draft
from tests.cli.test_apply import URL
from tests.support.world import SALES, VIP, WORKSPACE

OTHER = "T02OTHER"
NOW = 1_700_000_000.0
AT = "2023-11-14 22:13:20 UTC"


async def do(work, *args):
    database = Database(URL)
    try:
        return await database.write(work, *args)
    finally:
        await database.close()


def failed(tx, ws, channel, error):
    """Write a message that failed; return its id."""
    workspace.ensure(tx, ws, NOW)
    outbox.write(tx, ws, [Draft(channel, {"kind": "nobody_available", "team": "sales", "size": 0})], NOW)
    row = outbox.next_message(tx, ws, channel, NOW)
    outbox.mark_attempted(tx, ws, row.outbox_id, NOW)
    outbox.mark_failed(tx, ws, row.outbox_id, error)
    return row.outbox_id


@pytest.fixture
async def ids(here):
    """Three messages that failed, two of them in one channel."""
    migrate(URL)
    rows = [(WORKSPACE, SALES, "not_in_channel"), (WORKSPACE, SALES, "is_archived"), (WORKSPACE, VIP, "a\todd\x1b[31m")]
    return [await do(failed, *row) for row in rows]


async def states(ids):
    known = await do(outbox_stuck.of_ids, ids)
    return [known[one].state for one in ids]


async def test_where_nothing_is_stuck_it_says_so(leadwheel_beside):
    for arguments in (["list"], ["list", "--all"], ["retry", "--all"], ["drop", "--all", "--channel", SALES]):
        ended = await leadwheel_beside("outbox", *arguments)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out == "nothing is stuck: everything was sent or is on its way\n"


async def test_each_message_is_one_line_for_other_programs(leadwheel_beside, ids):
    ended = await leadwheel_beside("outbox", "list")
    assert (ended.code, ended.err) == (0, "")
    lines = [line.split("\t") for line in ended.out.splitlines()]
    common = ["-", "-", "-"]
    assert lines[0] == [
        ids[0], "failed", SALES, "nobody_available", *common, "not_in_channel", AT, "1", "-", WORKSPACE,
    ]  # fmt: skip
    assert [line[0] for line in lines] == ids
    assert lines[2][7] == "a odd [31m"


async def test_a_terminal_gets_paragraphs(leadwheel_beside, ids, monkeypatch):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    ended = await leadwheel_beside("outbox", "list")
    assert (ended.code, ended.err) == (0, "")
    assert ids[1] in ended.out
    assert ended.out.count("failed, not tried again by itself") == 3
    assert "3 failed" in ended.out
    assert "\t" not in ended.out


async def test_named_messages_are_sent_again_and_each_is_told(leadwheel_beside, ids):
    ended = await leadwheel_beside("outbox", "retry", ids[2], ids[0], ids[0])
    assert ended.code == 0
    assert ended.out.splitlines() == [f"{ids[2]} to {VIP} is sent again", f"{ids[0]} to {SALES} is sent again"]
    assert await states(ids) == ["pending", "failed", "pending"]


async def test_all_of_one_channel_are_sent_again_and_counted(leadwheel_beside, ids):
    ended = await leadwheel_beside("outbox", "retry", "--all", "--channel", SALES)
    assert (ended.code, ended.out) == (0, f"{SALES}: 2 messages: each is sent again\n")
    assert await states(ids) == ["pending", "pending", "failed"]


async def test_a_channel_where_nothing_is_stuck_is_told_with_those_where_something_is(leadwheel_beside, ids):
    ended = await leadwheel_beside("outbox", "drop", "--all", "--channel", "C99")
    assert (ended.code, ended.out) == (0, f"nothing is stuck in C99; something is in {SALES}, {VIP}\n")
    assert await states(ids) == ["failed"] * 3


async def test_messages_of_every_workspace_are_given_up_and_stay_known(leadwheel_beside, ids):
    ids.append(await do(failed, OTHER, SALES, "is_archived"))
    ended = await leadwheel_beside("outbox", "drop", ids[3])
    assert (ended.code, ended.out) == (0, f"{ids[3]} to {SALES} is dropped\n")
    ended = await leadwheel_beside("outbox", "drop", "--all")
    assert ended.out.splitlines() == [f"{SALES}: 2 messages: each is dropped", f"{VIP}: 1 message is dropped"]
    assert await states(ids) == ["dropped"] * 4
    shown = (await leadwheel_beside("outbox", "list", "--all")).out.splitlines()
    assert [(line.split("\t")[1], line.split("\t")[-1]) for line in shown] == [
        *[("dropped", WORKSPACE)] * 3,
        ("dropped", OTHER),
    ]


async def test_what_is_being_sent_is_not_given_up(leadwheel_beside, ids):
    def send(tx):
        outbox_stuck.retry(tx, WORKSPACE, ids[:1])
        outbox.mark_attempted(tx, WORKSPACE, ids[0], NOW)
        outbox_channel.claim(tx, WORKSPACE, "bot", 4e9, 5e9, 9)

    await do(send)
    ended = await leadwheel_beside("outbox", "drop", *ids)
    assert (ended.code, ended.out) == (1, "")
    assert f"{ids[0]} is being sent right now, and nothing was changed: try again in a moment" in ended.line
    assert await states(ids) == ["pending", "failed", "failed"]


@pytest.mark.parametrize("verb", ["retry", "drop"])
async def test_whatever_is_wrong_is_told_in_one_line_and_changes_nothing(leadwheel_beside, ids, verb):
    await do(outbox.mark_sent, WORKSPACE, ids[1], "1.0")
    for arguments, says in (
        ([], f"it isn't said which: give ids, or --all. Example: leadwheel outbox {verb} --all --channel {SALES}"),
        (["--channel", SALES], "--channel goes with --all"),
        ([ids[0], "--all"], "either ids or --all, not both"),
        (
            [ids[0], ids[0][:-1]],
            f"no message has the id {ids[0][:-1]}, and nothing was changed: did you mean {ids[0]}?",
        ),
        (["\udcff", "x"], "no message has the id \N{REPLACEMENT CHARACTER} (and 1 more), and nothing was changed"),
        ([ids[0], ids[1]], f"{ids[1]} was sent already; nothing was changed"),
        (["--everything"], "No such option"),
    ):
        ended = await leadwheel_beside("outbox", verb, *arguments)
        assert (ended.code, ended.out) == (2, ""), arguments
        assert says in ended.line
    assert await states(ids) == ["failed", "sent", "failed"]


def test_without_a_command_those_of_the_outbox_are_listed(leadwheel):
    ended = leadwheel("outbox")
    assert ended.code == 2
    for command in ("list", "retry", "drop"):
        assert command in ended.out + ended.err
        assert leadwheel("outbox", command, "--help").code == 0
