"""What Slack doesn't have is found among what it has, and mended without touching anything else."""

from storage.queries import outbox, outbox_card, outbox_channel, outbox_stuck, workspace
from storage.queries.outbox import Draft
from storage.tables import OutboxMessage, table
from tests.storage.conftest import WORKSPACE
from tests.support.plans import planned

NOW = 1000.0
OTHER = "T02OTHER"


def say(tx, *texts, ws=WORKSPACE, now=NOW, **more):
    """Write messages, and return their ids."""
    before = {row.outbox_id for row in rows(tx)}
    outbox.write(tx, ws, [Draft("C1", {"text": text}, **more) for text in texts], now)
    return [row.outbox_id for row in rows(tx) if row.outbox_id not in before]


def rows(tx):
    return tx.execute(table(OutboxMessage).select().order_by("outbox_id")).all()


def row_of(tx, outbox_id):
    return next(row for row in rows(tx) if row.outbox_id == outbox_id)


def found(tx, *, everything=False):
    return [row.content["text"] for row in outbox_stuck.unsent(tx, everything=everything)]


def attempted(tx, text, **more):
    (one,) = say(tx, text, **more)
    outbox.mark_attempted(tx, WORKSPACE, one, NOW)
    return one


def failed(tx, text, error="not_in_channel", **more):
    one = attempted(tx, text, **more)
    outbox.mark_failed(tx, WORKSPACE, one, error)
    return one


def test_what_failed_or_was_tried_in_vain_is_found_the_oldest_first_and_all_else_only_if_wanted(tx):
    say(tx, "never tried", now=NOW - 9)
    outbox.mark_sent(tx, WORKSPACE, attempted(tx, "sent"), "1.0")
    failed(tx, "failed", now=NOW + 2)
    outbox.mark_not_sent(tx, WORKSPACE, attempted(tx, "waits", now=NOW + 1), "busy", NOW + 30)
    outbox.mark_unknown(tx, WORKSPACE, attempted(tx, "unknown"), "TimeoutError", NOW + 2)
    outbox.mark_not_sent(tx, WORKSPACE, attempted(tx, "not found", now=NOW + 3), None, 0.0)
    outbox.mark_silenced(tx, WORKSPACE, attempted(tx, "silenced", now=NOW + 4), "token_revoked")
    outbox_stuck.drop(tx, WORKSPACE, [failed(tx, "dropped")])
    stuck = ["unknown", "waits", "failed", "not found", "silenced"]
    assert found(tx) == stuck
    assert found(tx, everything=True) == ["never tried", "unknown", "dropped", *stuck[1:]]


def test_messages_are_found_in_every_workspace_with_what_their_channel_does(tx):
    workspace.ensure(tx, OTHER, NOW)
    (here,) = say(tx, "here")
    (there,) = say(tx, "there", ws=OTHER)
    outbox_channel.claim(tx, OTHER, "me", NOW, NOW + 10, 1)
    outbox_channel.set_pace(tx, WORKSPACE, "C1", outbox_channel.ChannelRow(NOW + 60, 1.0, NOW))
    known = outbox_stuck.of_ids(tx, [here, there, "nobody's"])
    assert {one: (row.workspace_id, row.silent_until, row.lease_until) for one, row in known.items()} == {
        here: (WORKSPACE, NOW + 60, 0.0),
        there: (OTHER, 0.0, NOW + 10),
    }


def test_messages_are_found_by_their_ids_without_reading_the_outbox(tx):
    ids = say(tx, *(str(number) for number in range(1200)))
    assert len(outbox_stuck.of_ids(tx, ids)) == 1200
    tx.exec_driver_sql("ANALYZE")
    with planned(tx) as plans:
        assert len(outbox_stuck.of_ids(tx, ids[:3])) == 3
    (plan,) = plans
    assert plan.seeks("workspace_id", "outbox_id"), plan


def test_what_failed_begins_anew_and_only_that(tx):
    one, waits = failed(tx, "failed"), attempted(tx, "waits")
    outbox.mark_not_sent(tx, WORKSPACE, waits, "busy", NOW + 30)
    outbox.mark_sent(tx, WORKSPACE, sent := attempted(tx, "sent"), "1.0")
    outbox_stuck.retry(tx, WORKSPACE, [one, waits, sent])
    row = row_of(tx, one)
    assert (row.state, row.attempts, row.due_at, row.attempted_at) == ("pending", 0, 0.0, None)
    assert (row_of(tx, waits).due_at, row_of(tx, sent).state) == (NOW + 30, "sent")


def test_what_waits_is_hastened_and_stays_marked_as_what_slack_may_have(tx):
    one, two = attempted(tx, "unknown"), failed(tx, "failed")
    outbox.mark_unknown(tx, WORKSPACE, one, "TimeoutError", NOW + 30)
    outbox_stuck.hasten(tx, WORKSPACE, [one, two])
    row = row_of(tx, one)
    assert (row.due_at, row.attempts, row.attempted_at) == (0.0, 1, NOW)
    assert row_of(tx, two).state == "failed"


def test_what_was_dropped_stays_known_and_is_not_written_a_second_time(tx):
    (one,) = say(tx, "one", once_key="k")
    outbox_stuck.drop(tx, WORKSPACE, [one])
    assert outbox.next_message(tx, WORKSPACE, "C1", NOW) is None
    assert say(tx, "again", once_key="k") == []
    outbox_stuck.retry(tx, WORKSPACE, [one])
    outbox_stuck.hasten(tx, WORKSPACE, [one])
    assert row_of(tx, one).state == "dropped"


def test_a_dropped_card_that_changes_is_pending_and_still_marked_as_what_slack_may_have(tx):
    one = attempted(tx, "card", card_of="c1", card_for="sales")
    outbox.mark_unknown(tx, WORKSPACE, one, "TimeoutError", NOW + 30)
    outbox_stuck.drop(tx, WORKSPACE, [one])
    outbox_card.revive(tx, WORKSPACE, "C1", ["TimeoutError"], NOW)
    assert row_of(tx, one).state == "dropped"
    outbox_card.change(tx, WORKSPACE, ["c1"], NOW)
    row = row_of(tx, one)
    assert (row.state, row.attempts, row.due_at, row.attempted_at) == ("pending", 0, 0.0, NOW)
