"""Indexes are used where they were made for it: the plan says so, whatever the machine's speed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, event

from storage.queries import (
    assignment,
    conversation,
    conversation_pass,
    outbox,
    outbox_card,
    person,
    team,
    team_availability,
    team_member,
)
from storage.queries.outbox import Draft
from tests.storage.conftest import WORKSPACE
from tests.storage.test_errors import ROW

MEMBERS = 10_000


@contextmanager
def planned(tx: Connection) -> Iterator[list[str]]:
    """Collect how SQLite carries out the reading statements of the block, one text each."""
    asked: list[tuple[str, object]] = []
    plans: list[str] = []

    def listen(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    event.listen(tx, "before_cursor_execute", listen)
    try:
        yield plans
    finally:
        event.remove(tx, "before_cursor_execute", listen)
    for statement, parameters in asked:
        rows = tx.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plans.append("\n".join(row[3] for row in rows))


def no_scan(plan: str) -> bool:
    """Say whether every table is searched by an index, and nothing is sorted by hand."""
    return not re.search(r"^SCAN|TEMP B-TREE", plan, re.MULTILINE)


@pytest.fixture
def crowded(tx):
    """A team of 10,000, of whom one in a hundred is available, and its place in the middle."""
    team.create(
        tx,
        WORKSPACE,
        {"name": "sales", "channel": "C2", "method": "round_robin", "self_join": False, "waiting_burst": 5},
    )
    team_member.add(
        tx,
        WORKSPACE,
        "sales",
        [(f"U{number:05}", f"n{number:05}", b"%05d" % number) for number in range(MEMBERS)],
    )
    tx.exec_driver_sql(
        "UPDATE team_member SET availability = CASE WHEN CAST(substr(user_id, 2) AS INT) % 100 = 0 "
        "THEN 'available' ELSE 'away' END"
    )
    return tx


PLACE = (b"05000", "U05000")


@pytest.mark.parametrize("analysed", [False, True])
def test_the_next_who_are_available_are_found_past_thousands_who_are_away(crowded, analysed):
    if analysed:  # as somebody may do by hand; the program never does
        crowded.exec_driver_sql("ANALYZE")
    for place, first in ((None, 0), (PLACE, 5100), ((b"09950", "U09950"), 0)):
        for room in (None, (5, 1000.0)):
            with planned(crowded) as plans:
                found = team_member.after(crowded, WORKSPACE, "sales", place, 5, available=True, room=room)
            assert [row.user_id for row in found] == [f"U{first + step * 100:05}" for step in range(5)]
            for plan in plans:
                assert "USING INDEX ix_team_member_turn (workspace_id=? AND team=? AND availability=?" in plan
                assert no_scan(plan)
            if place is not None:
                assert "(sort_key,user_id)>(?,?)" in plans[0]


def test_the_neighbours_of_the_place_are_found_by_the_order(crowded):
    with planned(crowded) as plans:
        after = team_member.after(crowded, WORKSPACE, "sales", PLACE, 20)
        before = team_member.before(crowded, WORKSPACE, "sales", PLACE, 20)
    assert [row.user_id for row in after] == [f"U{5001 + step:05}" for step in range(20)]
    assert [row.user_id for row in before] == [f"U{5000 - step:05}" for step in range(20)]
    assert len(plans) == 2
    for plan in plans:
        assert "ix_team_member_order (workspace_id=? AND team=? AND (sort_key,user_id)" in plan
        assert no_scan(plan)


def test_nobody_is_given_twice_however_often_the_ring_is_smaller_than_what_is_wanted(crowded):
    found = team_member.after(crowded, WORKSPACE, "sales", PLACE, MEMBERS, available=True)
    assert len(found) == len({row.user_id for row in found}) == 100
    assert found[-1].user_id == "U05000"
    assert team_member.after(crowded, WORKSPACE, "sales", PLACE, 0, available=True) == []


def test_the_one_counted_longest_is_found_among_those_who_are_available(crowded):
    with planned(crowded) as plans:
        assert team_availability.earliest_full_burst(crowded, WORKSPACE, "sales", 0, -1.0) == 0.0
        assert team_member.anybody_available(crowded, WORKSPACE, "sales")
    assert all("ix_team_member_turn (workspace_id=? AND team=? AND availability=?" in plan for plan in plans)


@pytest.fixture
def busy(tx):
    """A long outbox, nearly all of it sent, and many conversations, nearly all of them assigned."""
    drafts = [Draft(f"C{number % 5}", {"text": str(number)}, f"{number % 50}.0") for number in range(2000)]
    outbox.write(tx, WORKSPACE, drafts, 1000.0)
    tx.exec_driver_sql("UPDATE outbox SET state = 'sent' WHERE position < 390")
    tx.exec_driver_sql("UPDATE outbox SET due_at = 2000.0 WHERE position = 391")
    rows = [
        {**ROW, "conversation_id": f"c{number:05}", "source_key": str(number), "state": "assigned", "team": "sales"}
        for number in range(2000)
    ]
    conversation.insert_new(tx, rows)
    tx.exec_driver_sql("UPDATE conversation SET state = 'waiting' WHERE conversation_id > 'c01990'")
    return tx


def test_the_next_message_is_found_among_what_is_pending(busy):
    with planned(busy) as plans:
        assert outbox.next_message(busy, WORKSPACE, "C1", 1500.0).position == 390
    (plan,) = plans
    # The oldest that is pending, in order; and, apart, the few that wait after a failure.
    assert "USING INDEX ix_outbox_pending (workspace_id=? AND channel=?)" in plan
    assert re.search(r"USING (COVERING )?INDEX ix_outbox_held \(workspace_id=\? AND channel=\? AND due_at>\?\)", plan)
    assert no_scan(plan)


def test_what_is_pending_of_a_channel_is_found_among_what_was_sent(busy):
    with planned(busy) as plans:
        outbox.unknown_in_thread(busy, WORKSPACE, "C1", "1.0", 1500.0)
        outbox.next_due_at(busy, WORKSPACE, "C1", 1500.0)
    assert all(re.search(r"ix_outbox_(pending|held) \(workspace_id=\? AND channel=\?", plan) for plan in plans)
    assert all(no_scan(plan) for plan in plans)


def test_a_message_is_found_by_its_id(busy):
    with planned(busy) as plans:
        outbox.mark_sent(busy, WORKSPACE, "x", None)
    assert "(workspace_id=? AND outbox_id=?)" in plans[0]


@pytest.mark.parametrize("name", ["sales", None])
def test_what_waits_is_found_among_what_is_assigned(busy, name):
    with planned(busy) as plans:
        found = conversation.waiting(busy, WORKSPACE, name, 3)
        count = conversation.count_waiting(busy, WORKSPACE, name)
    assert len(found) == (3 if name else 0)
    assert count == (9 if name else 0)
    for plan in plans:
        assert re.search(r"USING (COVERING )?INDEX ix_conversation_waiting \(workspace_id=\? AND team=\?", plan)
        assert no_scan(plan)


def test_a_conversation_is_found_by_where_it_came_from_and_by_its_id(busy):
    with planned(busy) as plans:
        assert conversation.by_source_key(busy, WORKSPACE, "7").conversation_id == "c00007"
        assert conversation.lock(busy, WORKSPACE, "c00007").source_key == "7"
    assert "(workspace_id=? AND source_key=?)" in plans[0]
    assert "(workspace_id=? AND conversation_id=?)" in plans[1]


def test_counts_and_the_latest_assignment_are_found_by_index(busy):
    with planned(busy) as plans:
        assignment.counts(busy, WORKSPACE, "sales", 10.0)
        assignment.latest(busy, WORKSPACE, "c00007")
    assert "USING COVERING INDEX ix_assignment_count (workspace_id=? AND team=? AND assigned_at>?)" in plans[0]
    assert "USING INDEX ix_assignment_conversation (workspace_id=? AND conversation_id=?)" in plans[1]
    assert no_scan(plans[1])


def test_people_and_teams_are_found_by_their_keys(busy):
    with planned(busy) as plans:
        person.find(busy, WORKSPACE, "U1")
        person.away(busy, WORKSPACE, ["U1", "U2"])
        team.lock(busy, WORKSPACE, ["sales", "vip"])
        team.due(busy, WORKSPACE, 1.0)
        team.next_due_at(busy, WORKSPACE)
    assert all(no_scan(plan) for plan in plans), plans
    assert "(workspace_id=? AND user_id=?)" in plans[0]
    assert "(workspace_id=? AND name=?)" in plans[2]


@pytest.mark.parametrize("room", [None, (5, 1000.0)])
def test_what_somebody_has_not_passed_on_is_found_without_reading_the_whole_team(crowded, room):
    for number in range(200):
        crowded.exec_driver_sql(
            "INSERT INTO conversation VALUES ('T01TEST', ?, ?, 'message', 'C1', '1.0', NULL, NULL, NULL, NULL, 'x', '[]', "
            "'waiting', 'sales', 1.0, ?, NULL)",
            (f"c{number:05}", f"k{number}", float(number)),
        )
    for number in range(0, MEMBERS, 100):
        conversation_pass.keep(crowded, WORKSPACE, "c00001", f"U{number:05}", 1.0)
    conversation_pass.keep(crowded, WORKSPACE, "c00002", "U00000", 1.0)
    with planned(crowded) as plans:
        found = conversation.dealable(crowded, WORKSPACE, "sales", 3, room)
    assert [row.conversation_id for row in found] == ["c00000", "c00002", "c00003"]
    (plan,) = plans
    assert "USING INDEX ix_conversation_waiting (workspace_id=? AND team=?" in plan
    assert re.search(r"INDEX ix_team_member_turn \(workspace_id=\? AND team=\? AND availability=\?", plan)
    assert "(workspace_id=? AND conversation_id=? AND user_id=?)" in plan
    assert no_scan(plan)


def test_the_cards_of_a_conversation_and_the_next_end_of_an_away_mode_are_found_by_index(busy):
    with planned(busy) as plans:
        outbox_card.change(busy, WORKSPACE, ["c00007"], 1.0)
        person.next_away_end(busy, WORKSPACE)
        person.away_due(busy, WORKSPACE, 1.0, 10)
    assert any("INDEX uq_outbox_card (workspace_id=? AND card_of=?)" in plan for plan in plans)
    assert sum("ix_away_mode_ends_at" in plan for plan in plans) == 2
    assert all(no_scan(plan) for plan in plans), plans
