"""Indexes are used where they were made for it: the plan says so, whatever the machine's speed."""

import pytest
from sqlalchemy import insert

from storage.queries import (
    assignment,
    conversation,
    outbox,
    outbox_card,
    person,
    team,
    team_availability,
    team_member,
    workspace,
)
from storage.tables import ConversationPass, table
from tests.storage.conftest import WORKSPACE
from tests.storage.crowds import MEMBERS, fill_the_team, fill_the_workspace, passed, received
from tests.support.databases import SyncDatabase
from tests.support.plans import planned


@pytest.fixture(scope="module", params=[False, True], ids=["nothing known", "analysed"])
def analysed(request):
    """Whether the database knows what its tables hold: PostgreSQL looks now and then, SQLite when somebody asks."""
    return request.param


def filled(databases, analysed, fill):
    """Give a database that `fill` has filled, once for the whole file."""
    with databases.fresh() as url:
        database = SyncDatabase(url)
        database.run(workspace.ensure, WORKSPACE, 1.0)
        database.run(fill)
        if analysed:
            database.run(analyse)
        yield database
        database.close()


def analyse(tx):
    tx.exec_driver_sql("ANALYZE")


@pytest.fixture(scope="module")
def crowd(databases, analysed):
    yield from filled(databases, analysed, fill_the_team)


@pytest.fixture
def crowded(crowd):
    """A team of 10,000, of whom one in a hundred is available, and its place in the middle."""
    with crowd.transaction() as tx:
        yield tx


PLACE = (b"05000", "U05000")


def test_the_next_who_are_available_are_found_past_thousands_who_are_away(crowded):
    for place, first in ((None, 0), (PLACE, 5100), ((b"09950", "U09950"), 0)):
        for room in (None, (5, 1000.0)):
            with planned(crowded) as plans:
                found = team_member.after(crowded, WORKSPACE, "sales", place, 5, available=True, room=room)
            assert [row.user_id for row in found] == [f"U{first + step * 100:05}" for step in range(5)]
            beyond = () if place is None else ("sort_key", "user_id")
            for plan in plans:
                assert plan.seeks("workspace_id", "team", "availability", *beyond, index="ix_team_member_turn"), plan
                assert plan.reads_no_more, plan


def test_the_neighbours_of_the_place_are_found_by_the_order(crowded):
    with planned(crowded) as plans:
        after = team_member.after(crowded, WORKSPACE, "sales", PLACE, 20)
        before = team_member.before(crowded, WORKSPACE, "sales", PLACE, 20)
    assert [row.user_id for row in after] == [f"U{5001 + step:05}" for step in range(20)]
    assert [row.user_id for row in before] == [f"U{5000 - step:05}" for step in range(20)]
    assert len(plans) == 2
    for plan in plans:
        assert plan.seeks("workspace_id", "team", "sort_key", "user_id", index="ix_team_member_order"), plan
        assert plan.reads_no_more, plan


def test_nobody_is_given_twice_however_often_the_ring_is_smaller_than_what_is_wanted(crowded):
    found = team_member.after(crowded, WORKSPACE, "sales", PLACE, MEMBERS, available=True)
    assert len(found) == len({row.user_id for row in found}) == 100
    assert found[-1].user_id == "U05000"
    assert team_member.after(crowded, WORKSPACE, "sales", PLACE, 0, available=True) == []


def test_the_one_counted_longest_is_found_among_those_who_are_available(crowded):
    with planned(crowded) as plans:
        assert team_availability.earliest_full_burst(crowded, WORKSPACE, "sales", 0, -1.0) == 0.0
        assert team_member.anybody_available(crowded, WORKSPACE, "sales")
    for plan in plans:
        assert plan.seeks("workspace_id", "team", "availability", index="ix_team_member_turn"), plan
        assert plan.scans_nothing, plan


@pytest.fixture(scope="module")
def business(databases, analysed):
    yield from filled(databases, analysed, fill_the_workspace)


@pytest.fixture
def busy(business):
    """A long outbox, nearly all of it sent, many conversations, nearly all of them assigned, and many people."""
    with business.transaction() as tx:
        yield tx


def test_the_next_message_is_found_among_what_is_pending(busy):
    with planned(busy) as plans:
        assert outbox.next_message(busy, WORKSPACE, "C1", 1500.0).position == 390
    (plan,) = plans
    # The oldest that is pending, in order; and, apart, the few that wait after a failure.
    assert plan.seeks("workspace_id", "channel", index="ix_outbox_pending"), plan
    assert plan.seeks("workspace_id", "channel", "due_at", index="ix_outbox_held"), plan
    assert plan.reads_no_more, plan


def test_what_is_pending_of_a_channel_is_found_among_what_was_sent(busy):
    with planned(busy) as plans:
        outbox.unknown_in_thread(busy, WORKSPACE, "C1", "1.0", 1500.0)
        outbox.next_due_at(busy, WORKSPACE, "C1", 1500.0)
    for plan, index in zip(plans, ("ix_outbox_pending", "ix_outbox_held"), strict=True):
        assert plan.seeks("workspace_id", "channel", index=index), plan
        assert plan.reads_no_more, plan


def test_a_message_is_found_by_its_id(busy):
    with planned(busy) as plans:
        outbox.mark_sent(busy, WORKSPACE, "x", None)
    assert plans[0].seeks("workspace_id", "outbox_id"), plans[0]


@pytest.mark.parametrize("name", ["sales", None])
def test_what_waits_is_found_among_what_is_assigned(busy, name):
    with planned(busy) as plans:
        found = conversation.waiting(busy, WORKSPACE, name, 3)
        count = conversation.count_waiting(busy, WORKSPACE, name)
    assert len(found) == (3 if name else 0)
    assert count == (9 if name else 0)
    for plan in plans:
        assert plan.seeks("workspace_id", "team", index="ix_conversation_waiting"), plan
        assert plan.reads_no_more, plan


def test_a_conversation_is_found_by_where_it_came_from_and_by_its_id(busy):
    with planned(busy) as plans:
        assert conversation.by_source_key(busy, WORKSPACE, "7").conversation_id == "c00007"
        assert conversation.lock(busy, WORKSPACE, "c00007").source_key == "7"
    assert plans[0].seeks("workspace_id", "source_key"), plans[0]
    assert plans[1].seeks("workspace_id", "conversation_id"), plans[1]


def test_counts_and_the_latest_assignment_are_found_by_index(busy):
    with planned(busy) as plans:
        assignment.counts(busy, WORKSPACE, "sales", 1990.0)
        assignment.latest(busy, WORKSPACE, "c00007")
    assert plans[0].seeks("workspace_id", "team", "assigned_at", index="ix_assignment_count"), plans[0]
    assert plans[1].seeks("workspace_id", "conversation_id", index="ix_assignment_conversation"), plans[1]
    assert plans[1].reads_no_more, plans[1]


def test_people_and_teams_are_found_by_their_keys(busy):
    with planned(busy) as plans:
        person.find(busy, WORKSPACE, "U1")
        person.away(busy, WORKSPACE, ["U1", "U2"])
        team.lock(busy, WORKSPACE, ["sales", "vip"])
        team.due(busy, WORKSPACE, 1.0)
        team.next_due_at(busy, WORKSPACE)
    for plan in plans:
        assert plan.scans_nothing, plan
    assert plans[0].seeks("workspace_id", "user_id"), plans[0]
    assert plans[2].seeks("workspace_id", "name"), plans[2]


@pytest.mark.parametrize("room", [None, (5, 1000.0)])
def test_what_somebody_has_not_passed_on_is_found_without_reading_the_whole_team(crowded, analysed, room):
    waiting = [received(number, waiting_since=float(number)) for number in range(200)]
    conversation.insert_new(crowded, waiting + [received(number, state="assigned") for number in range(200, 2000)])
    passes = (
        [(1, member) for member in range(0, MEMBERS, 100)] + [(2, 0)] + [(number, 7) for number in range(200, 2000)]
    )
    crowded.execute(insert(table(ConversationPass)), [passed(*one) for one in passes])
    if analysed:
        analyse(crowded)
    with planned(crowded) as plans:
        found = conversation.dealable(crowded, WORKSPACE, "sales", 3, room)
    assert [row.conversation_id for row in found] == ["c00000", "c00002", "c00003"]
    (plan,) = plans
    assert plan.seeks("workspace_id", "team", index="ix_conversation_waiting"), plan
    assert plan.seeks("workspace_id", "team", "availability", index="ix_team_member_turn"), plan
    assert plan.seeks("workspace_id", "conversation_id", "user_id"), plan
    assert plan.reads_no_more, plan


def test_the_cards_of_a_conversation_and_the_next_end_of_an_away_mode_are_found_by_index(busy):
    with planned(busy) as plans:
        outbox_card.change(busy, WORKSPACE, ["c00007"], 1.0)
        person.next_away_end(busy, WORKSPACE)
        person.away_due(busy, WORKSPACE, 1.0, 10)
    *cards, ends, due = plans
    assert any(plan.seeks("workspace_id", "card_of", index="uq_outbox_card") for plan in cards)
    for plan in (ends, due):
        assert plan.seeks("workspace_id", index="ix_away_mode_ends_at"), plan
    for plan in plans:
        assert plan.scans_nothing, plan
