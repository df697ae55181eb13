"""The outbox: each channel in order, held by one at a time, and a failing thread holds up only itself."""

from storage.queries import outbox, outbox_channel
from storage.queries.outbox import Draft
from storage.queries.outbox_channel import BURST, ChannelRow
from storage.tables import OutboxChannel, OutboxMessage, table
from tests.storage.conftest import WORKSPACE

NOW = 1000.0


def say(tx, *texts, channel="C1", thread="", once=None, now=NOW):
    outbox.write(tx, WORKSPACE, [Draft(channel, {"text": text}, thread, once) for text in texts], now)


def texts_of(tx, channel="C1", now=NOW):
    """Send everything that can go; return it in order."""
    sent = []
    while (row := outbox.next_message(tx, WORKSPACE, channel, now)) is not None:
        outbox.mark_sent(tx, WORKSPACE, row.outbox_id, "1.0")
        sent.append(row.content["text"])
    return sent


def claim(tx, holder="me", now=NOW, lease=10.0, limit=10):
    return outbox_channel.claim(tx, WORKSPACE, holder, now, now + lease, limit)


def all_rows(tx):
    return tx.execute(table(OutboxMessage).select().order_by("channel", "position")).all()


def test_messages_are_sent_in_the_order_in_which_they_were_written(tx):
    say(tx, "one", "two")
    say(tx, "three", thread="1.0")
    say(tx, "four")
    assert texts_of(tx) == ["one", "two", "three", "four"]


def test_each_channel_counts_for_itself(tx):
    drafts = [Draft(channel, {"text": f"{channel}{number}"}) for number in range(3) for channel in ("C2", "C1", "U1")]
    outbox.write(tx, WORKSPACE, drafts, NOW)
    say(tx, "C13")
    assert [(row.channel, row.position) for row in all_rows(tx)] == [
        ("C1", 1), ("C1", 2), ("C1", 3), ("C1", 4), ("C2", 1), ("C2", 2), ("C2", 3), ("U1", 1), ("U1", 2), ("U1", 3),
    ]  # fmt: skip
    assert texts_of(tx, "C1") == ["C10", "C11", "C12", "C13"]
    assert texts_of(tx, "U1") == ["U10", "U11", "U12"]


def test_writing_nothing_makes_no_channel(tx):
    outbox.write(tx, WORKSPACE, [], NOW)
    assert claim(tx) == []


def test_a_channel_that_has_something_is_claimed_by_one(tx):
    say(tx, "one")
    say(tx, "two", channel="C2")
    assert sorted(claim(tx, "me")) == ["C1", "C2"]
    assert claim(tx, "you") == []
    assert claim(tx, "me") == []


def test_what_is_due_longest_is_claimed_first_and_no_more_than_wanted(tx):
    for number, channel in enumerate(["C3", "C1", "C2"]):
        say(tx, "hello", channel=channel, now=NOW + number)
    assert claim(tx, now=NOW + 9, limit=2) == ["C3", "C1"]
    assert claim(tx, now=NOW + 9, limit=2) == ["C2"]


def test_a_channel_is_not_claimed_before_it_is_due(tx):
    say(tx, "one", now=NOW)
    assert claim(tx, now=NOW - 1) == []
    assert claim(tx, now=NOW) == ["C1"]


def test_a_claim_that_is_not_renewed_ends_by_itself(tx):
    say(tx, "one")
    claim(tx, "me", now=NOW, lease=10)
    assert claim(tx, "you", now=NOW + 9.9) == []
    assert claim(tx, "you", now=NOW + 10) == ["C1"]
    assert outbox_channel.hold(tx, WORKSPACE, "C1", "me", NOW + 10, NOW + 20) is None
    assert outbox_channel.hold(tx, WORKSPACE, "C1", "you", NOW + 10, NOW + 20) is not None


def test_a_claim_is_renewed_only_while_it_holds(tx):
    say(tx, "one")
    claim(tx, "me", now=NOW, lease=10)
    assert outbox_channel.hold(tx, WORKSPACE, "C1", "me", NOW + 5, NOW + 15) == ChannelRow(0.0, BURST, 0.0)
    assert claim(tx, "you", now=NOW + 12) == []
    assert outbox_channel.hold(tx, WORKSPACE, "C1", "me", NOW + 15, NOW + 25) is None
    assert outbox_channel.hold(tx, WORKSPACE, "C1", "you", NOW + 12, NOW + 22) is None
    assert outbox_channel.hold(tx, WORKSPACE, "C9", "me", NOW, NOW + 10) is None


def test_a_channel_that_is_released_is_looked_at_again_when_it_is_due(tx):
    say(tx, "one")
    claim(tx, "me")
    outbox_channel.release(tx, WORKSPACE, "C1", "me", NOW + 60)
    assert claim(tx, "you", now=NOW + 59) == []
    assert outbox_channel.next_due_at(tx, WORKSPACE) == NOW + 60
    assert claim(tx, "you", now=NOW + 60) == ["C1"]


def test_a_channel_that_is_released_with_nothing_left_waits_for_news(tx):
    say(tx, "one")
    claim(tx, "me")
    outbox_channel.release(tx, WORKSPACE, "C1", "me", None)
    assert outbox_channel.next_due_at(tx, WORKSPACE) is None
    assert claim(tx, now=NOW + 1e6) == []
    say(tx, "two", now=NOW + 5)
    assert outbox_channel.next_due_at(tx, WORKSPACE) == NOW + 5
    assert claim(tx, now=NOW + 5) == ["C1"]


def test_news_are_looked_at_at_once_also_where_something_waits(tx):
    say(tx, "one")
    claim(tx, "me")
    outbox_channel.release(tx, WORKSPACE, "C1", "me", NOW + 300)
    say(tx, "two", now=NOW + 5)
    assert claim(tx, now=NOW + 5) == ["C1"]


def test_news_do_not_put_off_what_is_due_already(tx):
    say(tx, "one", now=NOW)
    say(tx, "two", now=NOW + 5)
    assert outbox_channel.next_due_at(tx, WORKSPACE) == NOW


def test_only_the_holder_releases(tx):
    say(tx, "one")
    claim(tx, "me")
    outbox_channel.release(tx, WORKSPACE, "C1", "you", None)
    assert outbox_channel.hold(tx, WORKSPACE, "C1", "me", NOW, NOW + 10) is not None


def test_a_channel_that_is_held_is_nobodys_next(tx):
    say(tx, "one")
    claim(tx, "me")
    assert outbox_channel.next_due_at(tx, WORKSPACE) is None


def test_a_start_takes_every_claim_of_a_process_that_is_gone(tx):
    say(tx, "one")
    say(tx, "two", channel="C2")
    claim(tx, "gone", lease=1e6)
    outbox_channel.release_all(tx, WORKSPACE, NOW + 1)
    assert sorted(claim(tx, "me", now=NOW + 1)) == ["C1", "C2"]


def test_a_start_ends_claims_also_where_nothing_is_pending(tx):
    say(tx, "one")
    claim(tx, "gone", lease=1e6)
    texts_of(tx)
    outbox_channel.release_all(tx, WORKSPACE, NOW + 1)
    say(tx, "two", now=NOW + 2)
    assert claim(tx, "me", now=NOW + 2) == ["C1"]


def test_a_start_looks_at_what_should_have_waited_too(tx):
    say(tx, "one")
    claim(tx, "gone")
    outbox_channel.release(tx, WORKSPACE, "C1", "gone", NOW + 300)
    outbox_channel.release_all(tx, WORKSPACE, NOW + 1)
    assert claim(tx, now=NOW + 1) == ["C1"]


def test_a_start_does_not_look_where_nothing_is_pending(tx):
    say(tx, "one")
    claim(tx, "gone")
    texts_of(tx)
    outbox_channel.release(tx, WORKSPACE, "C1", "gone", None)
    outbox_channel.release_all(tx, WORKSPACE, NOW + 1)
    assert claim(tx, now=NOW + 1) == []


def test_the_pace_of_a_channel_is_kept_and_nobody_looks_before_its_silence_ends(tx):
    say(tx, "one")
    claim(tx, "me")
    outbox_channel.set_pace(tx, WORKSPACE, "C1", ChannelRow(NOW + 30, 2.5, NOW))
    assert outbox_channel.hold(tx, WORKSPACE, "C1", "me", NOW, NOW + 10) == ChannelRow(NOW + 30, 2.5, NOW)
    outbox_channel.release(tx, WORKSPACE, "C1", "me", None)
    say(tx, "two")
    outbox_channel.wake(tx, WORKSPACE, ["C1"], NOW + 1)
    assert outbox_channel.next_due_at(tx, WORKSPACE) == NOW + 30
    assert claim(tx, "you", NOW + 29) == []
    assert claim(tx, "you", NOW + 30) == ["C1"]
    assert outbox_channel.hold(tx, WORKSPACE, "C1", "you", NOW + 30, NOW + 40) == ChannelRow(NOW + 30, 2.5, NOW)


def test_a_message_that_failed_waits_and_holds_up_the_rest_of_its_thread_only(tx):
    say(tx, "a1", "a2", thread="1.0")
    say(tx, "b1", thread="2.0")
    say(tx, "top")
    first = outbox.next_message(tx, WORKSPACE, "C1", NOW)
    assert first.content == {"text": "a1"}
    outbox.mark_attempted(tx, WORKSPACE, first.outbox_id, NOW)
    outbox.mark_not_sent(tx, WORKSPACE, first.outbox_id, "internal_error", NOW + 30)
    assert texts_of(tx) == ["b1", "top"]
    assert texts_of(tx, now=NOW + 29) == []
    assert texts_of(tx, now=NOW + 30) == ["a1", "a2"]


def test_the_same_thread_in_another_channel_is_not_held_up(tx):
    say(tx, "a1", thread="1.0")
    say(tx, "b1", thread="1.0", channel="C2")
    outbox.mark_not_sent(tx, WORKSPACE, outbox.next_message(tx, WORKSPACE, "C1", NOW).outbox_id, "x", NOW + 30)
    assert texts_of(tx, "C2") == ["b1"]


def test_a_message_that_will_never_be_sent_holds_up_nothing(tx):
    say(tx, "a1", "a2", thread="1.0")
    first = outbox.next_message(tx, WORKSPACE, "C1", NOW)
    outbox.mark_attempted(tx, WORKSPACE, first.outbox_id, NOW)
    outbox.mark_failed(tx, WORKSPACE, first.outbox_id, "is_archived")
    assert texts_of(tx) == ["a2"]
    failed = all_rows(tx)[0]
    assert (failed.state, failed.error, failed.attempts, failed.attempted_at) == ("failed", "is_archived", 1, None)


def test_attempts_are_counted_and_marked_until_their_outcome_is_known(tx):
    say(tx, "one")
    row = outbox.next_message(tx, WORKSPACE, "C1", NOW)
    assert (row.attempts, row.attempted_at) == (0, None)
    outbox.mark_attempted(tx, WORKSPACE, row.outbox_id, NOW)
    row = outbox.next_message(tx, WORKSPACE, "C1", NOW)
    assert (row.attempts, row.attempted_at) == (1, NOW)
    outbox.mark_not_sent(tx, WORKSPACE, row.outbox_id, "internal_error", NOW + 1)
    outbox.mark_attempted(tx, WORKSPACE, row.outbox_id, NOW + 1)
    outbox.mark_unknown(tx, WORKSPACE, row.outbox_id, "TimeoutError", NOW + 3)
    assert outbox.next_message(tx, WORKSPACE, "C1", NOW + 2) is None
    row = outbox.next_message(tx, WORKSPACE, "C1", NOW + 3)
    assert (row.attempts, row.attempted_at) == (2, NOW + 1)
    outbox.mark_sent(tx, WORKSPACE, row.outbox_id, "1700000000.000100")
    sent = all_rows(tx)[0]
    assert (sent.state, sent.sent_ts, sent.error) == ("sent", "1700000000.000100", None)
    assert outbox.next_due_at(tx, WORKSPACE, "C1", NOW) is None


def test_of_a_thread_those_are_unknown_that_were_attempted_and_are_due(tx):
    say(tx, "a1", "a2", "a3", thread="1.0")
    say(tx, "b1", thread="2.0")
    rows = all_rows(tx)
    for row, due_at in zip(rows, (NOW + 2, NOW + 2, None, NOW + 2), strict=True):
        if due_at is not None:
            outbox.mark_attempted(tx, WORKSPACE, row.outbox_id, NOW)
            outbox.mark_unknown(tx, WORKSPACE, row.outbox_id, "TimeoutError", due_at)
    assert outbox.unknown_in_thread(tx, WORKSPACE, "C1", "1.0", NOW + 1) == []
    unknown = outbox.unknown_in_thread(tx, WORKSPACE, "C1", "1.0", NOW + 2)
    assert [row.content["text"] for row in unknown] == ["a1", "a2"]
    outbox.mark_sent(tx, WORKSPACE, unknown[0].outbox_id, "1.1")
    outbox.mark_not_sent(tx, WORKSPACE, unknown[1].outbox_id, None, 0.0)
    assert outbox.unknown_in_thread(tx, WORKSPACE, "C1", "1.0", NOW + 2) == []


def test_what_is_said_once_is_written_once(tx):
    say(tx, "one", once="rejected:message:C1:1.0")
    say(tx, "again", once="rejected:message:C1:1.0")
    say(tx, "elsewhere", once="rejected:message:C1:1.0", channel="C2")
    say(tx, "other", once="rejected:message:C1:2.0")
    assert texts_of(tx) == ["one", "other"]
    assert texts_of(tx, "C2") == []
    # Also when it was said long ago.
    say(tx, "one", once="rejected:message:C1:1.0", now=NOW + 1e6)
    assert texts_of(tx, now=NOW + 1e6) == []


def test_what_is_said_once_is_written_once_also_within_one_transaction(tx):
    say(tx, "one", "two", "three", once="k")
    say(tx, "plain")
    assert texts_of(tx) == ["one", "plain"]


def test_another_workspace_may_say_the_same_once(tx):
    tx.exec_driver_sql("INSERT INTO workspace VALUES ('T02OTHER', 1, '', 1.0)")
    say(tx, "one", once="k")
    outbox.write(tx, "T02OTHER", [Draft("C1", {"text": "two"}, "", "k")], NOW)
    assert outbox.next_message(tx, "T02OTHER", "C1", NOW).content == {"text": "two"}
    assert outbox_channel.claim(tx, "T02OTHER", "me", NOW, NOW + 10, 10) == ["C1"]
    assert claim(tx, "you") == ["C1"]


def test_the_delivery_ids_rise_with_the_order(tx):
    say(tx, "one", "two", "three")
    ids = [row.outbox_id for row in all_rows(tx)]
    assert ids == sorted(set(ids))


def test_when_the_first_of_a_channel_is_due_is_known(tx):
    say(tx, "one", "two")
    rows = all_rows(tx)
    outbox.mark_not_sent(tx, WORKSPACE, rows[0].outbox_id, "x", NOW + 30)
    outbox.mark_not_sent(tx, WORKSPACE, rows[1].outbox_id, "x", NOW + 20)
    assert outbox.next_due_at(tx, WORKSPACE, "C1", NOW) == NOW + 20
    assert outbox.next_due_at(tx, WORKSPACE, "C1", NOW + 20) == NOW + 30
    assert outbox.next_due_at(tx, WORKSPACE, "C2", NOW) is None


def test_a_channel_whose_only_thread_is_held_up_is_not_looked_at_before_it_may_go_on(tx):
    say(tx, "a1", "a2", thread="1.0")
    outbox.mark_not_sent(tx, WORKSPACE, all_rows(tx)[0].outbox_id, "internal_error", NOW + 30)
    assert outbox.next_message(tx, WORKSPACE, "C1", NOW) is None
    assert outbox.next_due_at(tx, WORKSPACE, "C1", NOW) == NOW + 30


def test_the_channel_and_its_messages_agree(tx):
    say(tx, *[f"m{number}" for number in range(300)])
    row = tx.execute(table(OutboxChannel).select()).one()
    assert (row.channel, row.last_position, row.tokens) == ("C1", 300, BURST)
    assert texts_of(tx) == [f"m{number}" for number in range(300)]
