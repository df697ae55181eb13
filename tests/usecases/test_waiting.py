"""What waits in a team's inbox is dealt as soon as somebody can take it, oldest first (CONTRACT 5.5)."""

from collections import Counter

from bot.domain.configuration import Condition, Method, Operator, Rule, Team, Trigger
from tests.usecases.office import ANN, BEN, CAT, DAN, SALES, Office

WINDOW = 600.0


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
