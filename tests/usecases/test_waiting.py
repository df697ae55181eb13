"""What waits in a team's inbox is dealt as soon as somebody can take it, oldest first, and not all to one (CONTRACT 5.5)."""

from collections import Counter

import pytest
from sqlalchemy import text

from bot.domain.configuration import Condition, Method, Operator, Rule, Team, Trigger
from storage.tables import Conversation, table
from tests.usecases.office import ANN, BEN, CAT, DAN, SALES, Office

WINDOW = 600.0


@pytest.fixture
def deserted(office: Office) -> Office:
    """A team of three, all of whom are away."""
    office.team(ANN, BEN, CAT)
    office.away(ANN, BEN, CAT)
    return office


def test_with_nobody_available_a_lead_waits_and_the_team_is_told(deserted: Office):
    assert deserted.lead() == []
    assert deserted.waits() == 1
    assert deserted.said("nobody_available") == [(SALES, {"kind": "nobody_available", "team": "sales", "size": 3})]
    assert deserted.said("assignment") == []


def test_the_team_is_told_once_until_somebody_is_available_again(deserted: Office):
    deserted.lead(3)
    deserted.lead()
    assert len(deserted.said("nobody_available")) == 1
    deserted.back(ANN)
    deserted.away(ANN)
    assert len(deserted.said("nobody_available")) == 1
    deserted.lead()
    deserted.lead()
    assert len(deserted.said("nobody_available")) == 2


def test_a_team_without_anybody_in_it_is_told_that(office: Office):
    office.team()
    assert office.lead() == []
    assert office.said("nobody_available") == [(SALES, {"kind": "nobody_available", "team": "sales", "size": 0})]
    office.add(BEN)
    assert office.dealt() == [(BEN, "waiting")]


def test_while_nobody_is_in_the_team_any_more_it_is_not_told_again(office: Office):
    office.team(ANN)
    office.away(ANN)
    office.lead()
    office.remove(ANN)
    office.back(ANN)
    office.lead()
    assert len(office.said("nobody_available")) == 1


def test_who_comes_back_gets_what_waited_the_oldest_first(deserted: Office):
    for number in range(3):
        deserted.now += 1
        deserted.lead(text=f"lead {number}")
    deserted.back(BEN)
    assert deserted.dealt() == [(BEN, "waiting")] * 3
    assert [row.thread_ts for row in deserted.assignments()] == ["1.0", "2.0", "3.0"]
    assert deserted.waits() == 0
    assert deserted.row().waiting_due_at is None
    assert deserted.row().place_user_id == BEN


def test_of_one_batch_the_first_that_came_is_dealt_first(deserted: Office):
    deserted.lead(4)
    deserted.back(BEN)
    assert [row.thread_ts for row in deserted.assignments()] == ["1.0", "2.0", "3.0", "4.0"]


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


def test_a_queue_longer_than_a_transaction_is_dealt_in_several_without_a_pause(office: Office):
    everybody = [f"U{number:03}" for number in range(12)]
    office.team(*everybody, waiting_burst=100, method=Method.MANUAL)
    for _ in range(3):
        office.lead(250)
    office.team(*everybody, waiting_burst=100)
    assert len(office.dealt()) == 500
    assert office.row().waiting_due_at == office.now
    assert office.settle_due() == 250
    assert office.row().waiting_due_at is None
    assert sorted(office.counts().values()) == [62] * 6 + [63] * 6
    assert [row.thread_ts for row in office.assignments()] == [f"{number}.0" for number in range(1, 751)]


def test_a_team_that_assigns_by_hand_is_never_dealt_to(office: Office):
    office.team(ANN, BEN, method=Method.MANUAL)
    assert office.lead(2) == []
    assert office.waits() == 2
    assert office.said("nobody_available") == []
    office.away(ANN)
    office.back(ANN)
    office.add(CAT)
    office.tell(BEN, "Benedict")
    office.now += 10 * WINDOW
    assert office.settle_due() == 0
    assert office.waits() == 2
    assert office.row().waiting_due_at is None


def test_back_to_dealing_by_turn_with_new_counts(deserted: Office):
    deserted.lead(20)
    deserted.back(BEN)
    assert deserted.counts("waiting") == {BEN: 5}
    deserted.team(ANN, BEN, CAT, method=Method.MANUAL)
    assert deserted.row().waiting_due_at is None
    deserted.now += 10
    deserted.team(ANN, BEN, CAT)
    assert deserted.counts("waiting") == {BEN: 10}
    assert deserted.row().waiting_due_at == deserted.now + WINDOW


def test_by_turn_and_a_new_teammate_at_once_deal_no_more_than_the_burst(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.lead(30)
    office.team(ANN, BEN)
    assert office.counts("waiting") == {ANN: 5, BEN: 5}


def test_who_joins_gets_of_what_waits(deserted: Office):
    deserted.lead(8)
    deserted.add(DAN)
    assert deserted.counts("waiting") == {DAN: 5}
    assert deserted.waits() == 3


def test_who_is_reactivated_gets_of_what_waits(office: Office):
    office.team(ANN)
    office.tell(ANN, "Ann", deactivated=True)
    office.lead(2)
    assert office.waits() == 2
    office.tell(ANN, "Ann")
    assert office.dealt() == [(ANN, "waiting")] * 2


def test_who_is_back_but_deactivated_gets_nothing(office: Office):
    office.team(ANN)
    office.away(ANN)
    office.tell(ANN, "Ann", deactivated=True)
    office.lead()
    office.back(ANN)
    assert office.waits() == 1
    office.tell(ANN, "Ann")
    assert office.waits() == 0


def test_who_is_in_two_teams_gets_of_both_and_is_counted_in_each(office: Office):
    rules = (
        Rule(Trigger.NEW_CONVERSATION, "vip", (Condition("text", Operator.CONTAINS, "vip"),)),
        Rule(Trigger.NEW_CONVERSATION, "sales"),
    )
    office.apply(Team("sales", SALES, teammates=(ANN,)), Team("vip", "C03VIP", teammates=(ANN, BEN)), rules=rules)
    office.away(ANN, BEN)
    office.lead(7)
    office.lead(7, text="vip")
    office.back(ANN)
    assert Counter(row.team for row in office.assignments()) == {"sales": 5, "vip": 5}
    assert (office.waits("sales"), office.waits("vip")) == (2, 2)


def test_if_all_leave_again_the_rest_waits_without_a_due_time(deserted: Office):
    deserted.lead(8)
    deserted.back(BEN)
    deserted.away(BEN)
    deserted.now += WINDOW
    assert deserted.settle_due() == 0
    assert deserted.row().waiting_due_at is None
    deserted.back(CAT)
    assert deserted.waits() == 0


def test_if_who_would_have_room_first_leaves_the_next_is_waited_for(deserted: Office):
    deserted.lead(30)
    deserted.back(BEN)
    deserted.now += 100
    deserted.back(ANN)
    deserted.away(BEN)
    deserted.now += WINDOW - 100  # Ben's time
    assert deserted.settle_due() == 0
    assert deserted.row().waiting_due_at == deserted.now + 100
    deserted.now += 100
    assert deserted.settle_due() == 5


def test_settling_twice_changes_nothing(deserted: Office):
    deserted.lead(8)
    deserted.back(BEN)
    before = (deserted.dealt(), deserted.row(), deserted.members())
    assert deserted.settle_due() == 0
    deserted.back(BEN)
    assert (deserted.dealt(), deserted.row(), deserted.members()) == before


def test_what_waited_moves_the_rotation_on_like_any_turn(office: Office):
    office.team(ANN, BEN, CAT)
    assert office.lead() == [ANN]
    office.away(ANN, BEN, CAT)
    office.lead(2)
    office.back(CAT)
    office.back(ANN, BEN)
    assert office.dealt()[1:] == [(CAT, "waiting")] * 2
    assert office.lead(3) == [ANN, BEN, CAT]


def test_each_who_is_dealt_to_is_announced_in_the_thread_in_order(deserted: Office):
    deserted.lead(3)
    deserted.back(BEN)
    told = deserted.said("assignment")
    assert [channel for channel, _ in told] == ["C01LEADS"] * 3
    assert [said["assignment_id"] for _, said in told] == [row.assignment_id for row in deserted.assignments()]
    assert {said["cause"] for _, said in told} == {"waiting"}


def test_the_reason_of_what_waited_tells_who_had_enough(deserted: Office):
    deserted.lead(6)
    deserted.back(BEN)
    deserted.back(ANN)
    last = deserted.assignments()[-1]
    assert last.user_id == ANN
    assert last.reason == {
        "rule": None,
        "place": BEN,
        "before": [],
        "after": [[CAT, "away"], [ANN, "available"], [BEN, "waiting_burst"]],
        "more": 0,
        "next": BEN,
    }
