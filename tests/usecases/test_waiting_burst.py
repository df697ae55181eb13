"""Of what waited, nobody gets more than the team's burst at once, counted anew every ten minutes (CONTRACT 5.5)."""

import pytest
from sqlalchemy import text

from bot.domain.configuration import Method
from storage.tables import Conversation, table
from tests.usecases.office import ANN, BEN, CAT, Office

WINDOW = 600.0


def test_nobody_gets_more_than_the_burst_at_once_and_the_rest_goes_on_waiting(deserted: Office):
    deserted.lead(20)
    deserted.back(BEN)
    assert deserted.counts("waiting") == {BEN: 5}
    assert deserted.waits() == 15
    assert deserted.row().waiting_due_at == deserted.now + WINDOW
    deserted.now += WINDOW - 1
    assert deserted.settle_due() == 0
    deserted.now += 1
    assert deserted.settle_due() == 5
    assert deserted.row().waiting_due_at == deserted.now + WINDOW
    assert deserted.settle_until_rest() == 10
    assert deserted.waits() == 0
    assert deserted.counts("waiting") == {BEN: 20}


def test_the_next_who_comes_back_has_a_burst_of_their_own(deserted: Office):
    deserted.lead(12)
    deserted.back(BEN)
    deserted.now += 100
    deserted.back(ANN)
    assert deserted.counts("waiting") == {BEN: 5, ANN: 5}
    # Ben was counted first, so his ten minutes are over first.
    assert deserted.row().waiting_due_at == deserted.now - 100 + WINDOW
    deserted.now += WINDOW - 100
    assert deserted.settle_due() == 2
    assert deserted.counts("waiting") == {BEN: 7, ANN: 5}
    assert deserted.row().waiting_due_at is None


def test_the_ten_minutes_follow_one_another_from_when_they_became_available(deserted: Office):
    deserted.back(BEN)
    back_at = deserted.now
    deserted.now += 5 * WINDOW + 100
    deserted.away(BEN)
    deserted.lead(30)
    deserted.back(BEN)
    assert deserted.counts("waiting") == {BEN: 5}  # counted since he became available: now
    assert deserted.row().waiting_due_at == back_at + 5 * WINDOW + 100 + WINDOW


def test_a_later_window_begins_where_the_one_before_ended(office: Office):
    office.team(BEN)
    available_at = office.now
    office.now += WINDOW + 250  # in the second window
    manual = office.members()[BEN]
    assert manual.burst_started_at == available_at
    office.run(_put_waiting, 12)
    assert office.settle_due() == 5
    assert office.row().waiting_due_at == available_at + 2 * WINDOW
    office.now = available_at + 2 * WINDOW
    assert office.settle_due() == 5
    assert office.row().waiting_due_at == available_at + 3 * WINDOW


def _put_waiting(tx, count):
    """Leave conversations in the inbox, and the clock's order to look at them."""
    for number in range(count):
        waiting = {
            "workspace_id": "T01TEST",
            "conversation_id": f"c{number}",
            "source_key": f"k{number}",
            "source": "message",
            "channel": "C1",
            "thread_ts": "1.0",
            "text": "x",
            "tags": [],
            "state": "waiting",
            "team": "sales",
            "created_at": 1.0,
            "waiting_since": float(number),
        }
        tx.execute(table(Conversation).insert().values(waiting))
    tx.exec_driver_sql("UPDATE team SET waiting_due_at = 1.0")


def test_going_away_and_coming_back_begins_a_new_count(deserted: Office):
    deserted.lead(30)
    deserted.back(BEN)
    assert deserted.counts("waiting") == {BEN: 5}
    deserted.now += 10
    deserted.back(BEN)  # is back already: nothing happens
    assert deserted.counts("waiting") == {BEN: 5}
    deserted.away(BEN)
    deserted.back(BEN)
    assert deserted.counts("waiting") == {BEN: 10}


def test_all_who_come_back_at_once_share_what_waited_by_turn(office: Office):
    office.team(ANN, BEN, CAT, method=Method.MANUAL)
    office.lead(11)
    office.team(ANN, BEN, CAT)
    assert [user for user, _ in office.dealt()] == [ANN, BEN, CAT] * 3 + [ANN, BEN]
    assert office.waits() == 0


def test_the_rest_goes_round_to_those_who_have_some_left(deserted: Office):
    deserted.lead(3)
    deserted.back(ANN)
    deserted.away(BEN)
    assert deserted.counts("waiting") == {ANN: 3}
    # Two rooms left for Ann, five for Ben; seven wait.
    deserted.away(ANN)
    deserted.lead(7)
    deserted.run(_return_quietly, ANN)
    deserted.back(BEN)
    assert deserted.counts("waiting") == {ANN: 5, BEN: 5}
    assert [user for user, _ in deserted.dealt()][3:] == [BEN, ANN, BEN, ANN, BEN, BEN, BEN]


def _return_quietly(tx, user):
    """Make somebody available again as if they had never been away: with the old count."""
    tx.execute(text("DELETE FROM away_mode WHERE user_id = :user"), {"user": user})
    tx.execute(text("UPDATE team_member SET availability = 'available' WHERE user_id = :user"), {"user": user})


def test_a_new_lead_is_dealt_at_once_though_others_wait(deserted: Office):
    deserted.lead(8)
    deserted.back(BEN)
    assert deserted.waits() == 3
    assert deserted.lead(2) == [BEN, BEN]
    assert deserted.waits() == 3
    assert deserted.dealt()[-2:] == [(BEN, "round_robin")] * 2
    assert deserted.counts("waiting") == {BEN: 5}


def test_new_leads_do_not_count_for_the_burst(deserted: Office):
    deserted.back(BEN)
    deserted.lead(50)
    deserted.away(BEN)
    deserted.lead(5)
    deserted.back(BEN)
    assert deserted.counts("waiting") == {BEN: 5}
    assert deserted.members()[BEN].burst_count == 5


@pytest.mark.parametrize("burst", [1, 3, 100])
def test_the_burst_is_the_teams_own(office: Office, burst: int):
    office.team(ANN, waiting_burst=burst)
    office.away(ANN)
    office.lead(101)
    office.back(ANN)
    assert office.counts("waiting") == {ANN: burst}
    assert office.settle_until_rest() == 101 - burst


def test_a_greater_burst_is_dealt_at_once_and_a_smaller_one_takes_nothing_back(deserted: Office):
    deserted.lead(20)
    deserted.back(BEN)
    deserted.team(ANN, BEN, CAT, waiting_burst=7)
    assert deserted.counts("waiting") == {BEN: 7}
    deserted.team(ANN, BEN, CAT, waiting_burst=2)
    assert deserted.counts("waiting") == {BEN: 7}
    deserted.now += WINDOW
    assert deserted.settle_due() == 2
