"""Passing a conversation on: to whoever's turn is next and has not passed it (CONTRACT 5.6)."""

import time

import pytest

from bot.domain.configuration import Method, Rule, Team, Trigger
from bot.domain.lifecycle import Pressed
from bot.usecases import configure
from bot.usecases.accept import accept
from bot.usecases.assign import take
from bot.usecases.pass_on import pass_on
from storage import keys
from storage.queries import conversation
from tests.usecases.office import ANN, BEN, CAT, DAN, SALES, WORKSPACE, Office


def test_it_goes_to_whoevers_turn_is_next_and_the_place_moves_to_them(office: Office):
    office.team(ANN, BEN, CAT)
    assert office.lead(2) == [ANN, BEN]
    assert office.press(pass_on, ANN) == "passed"
    assert office.dealt()[-1] == (CAT, "passed")
    assert office.row().place_user_id == CAT
    assert office.lead() == [ANN]
    reason = office.assignments()[2].reason
    assert reason["passed_by"] == ANN
    assert [ANN, "passed"] in reason["after"]


def test_what_was_accepted_can_be_passed_and_the_next_has_not_accepted_it(office: Office):
    office.team(ANN, BEN)
    office.lead()
    assert office.press(accept, ANN) == "accepted"
    assert office.press(pass_on, ANN) == "passed"
    assert office.press(accept, BEN) == "accepted"
    assert office.words() == []


def test_who_is_away_is_skipped(office: Office):
    office.team(ANN, BEN, CAT)
    office.away(BEN)
    office.lead()
    office.press(pass_on, ANN)
    assert office.dealt()[-1] == (CAT, "passed")


def test_when_all_have_passed_the_team_is_told_once_and_it_waits(office: Office):
    office.team(ANN, BEN)
    office.lead()
    office.press(pass_on, ANN)
    office.press(pass_on, BEN)
    assert office.waits() == 1
    ((channel, told),) = office.said("passed")
    assert (channel, told["by"], told["by_turn"], told["thread_ts"]) == (SALES, BEN, True, "1.0")
    office.settle_due()
    office.check()
    assert office.waits() == 1
    assert office.said("nobody_available") == []


def test_it_is_dealt_to_somebody_who_comes_back_and_has_not_passed_it(office: Office):
    office.team(ANN, BEN)
    office.away(BEN)
    office.lead()
    office.press(pass_on, ANN)
    assert office.waits() == 1
    office.away(ANN)
    office.back(ANN)
    assert office.waits() == 1
    office.back(BEN)
    assert office.dealt()[-1] == (BEN, "waiting")
    office.check()


def test_it_is_dealt_to_somebody_who_joins(office: Office):
    office.team(ANN)
    office.lead()
    office.press(pass_on, ANN)
    office.add(BEN)
    assert office.dealt()[-1] == (BEN, "waiting")


def test_what_all_have_passed_holds_up_nothing_behind_it(office: Office):
    office.team(ANN, BEN)
    office.lead()
    office.press(pass_on, ANN)
    office.press(pass_on, BEN)
    office.away(ANN, BEN)
    office.lead(2)
    office.back(ANN)
    assert office.dealt()[-2:] == [(ANN, "waiting"), (ANN, "waiting")]
    assert office.waits() == 1
    office.check()


def test_who_passed_it_may_take_it_all_the_same(office: Office):
    office.team(ANN)
    office.lead()
    office.press(pass_on, ANN)
    assert office.press(take, ANN) == "taken"
    assert office.dealt()[-1] == (ANN, "manual")


def test_a_late_click_on_a_card_as_it_was_passes_nothing_on(office: Office):
    office.team(ANN)
    office.lead()
    first = office.assignments()[0].assignment_id
    office.press(pass_on, ANN, of_assignment=first)
    office.press(take, ANN)
    assert office.press(pass_on, ANN, of_assignment=first) == "moved_on"
    assert office.press(accept, ANN, of_assignment=first) == "moved_on"
    assert office.waits() == 0


def test_a_double_click_passes_on_once_and_is_answered_kindly(office: Office):
    office.team(ANN, BEN, CAT)
    office.lead()
    assert office.press(pass_on, ANN) == "passed"
    assert office.press(pass_on, ANN) == "already_passed"
    assert office.dealt() == [(ANN, "round_robin"), (BEN, "passed")]
    assert office.words() == [(ANN, "already_passed")]


@pytest.mark.parametrize("button", [accept, pass_on])
def test_only_who_has_it_may_and_not_even_a_manager_for_them(office: Office, button):
    office.team(ANN, BEN)
    office.lead()
    assert office.press(button, BEN) == "not_yours"
    assert office.press(button, DAN, manager=True) == "not_yours"
    assert office.press(button, "U99LEAD") == "not_yours"
    assert office.dealt() == [(ANN, "round_robin")]
    assert office.run(conversation.find, WORKSPACE, office.conversation_id()).accepted_at is None


@pytest.mark.parametrize("button", [accept, pass_on])
def test_what_nobody_has_can_be_neither_accepted_nor_passed(office: Office, button):
    office.team(ANN, method=Method.MANUAL)
    office.lead()
    assert office.press(button, ANN) == "nobodys"
    assert office.waits() == 1


def test_in_a_team_that_assigns_by_hand_it_waits_to_be_taken(office: Office):
    office.team(ANN, BEN, method=Method.MANUAL)
    office.lead()
    office.press(take, ANN)
    assert office.press(pass_on, ANN) == "passed"
    assert office.waits() == 1
    ((_, told),) = office.said("passed")
    assert told["by_turn"] is False


def test_what_a_rule_gave_to_a_person_goes_to_the_managers(office: Office):
    office.team(BEN, rules=[Rule(Trigger.NEW_CONVERSATION, ANN)])
    office.lead()
    assert office.press(pass_on, ANN) == "passed"
    assert office.waits(None) == 1
    assert [said["why"] for _, said in office.said("unrouted")] == ["passed"]


def test_what_was_assigned_in_a_team_that_is_gone_goes_to_the_managers(office: Office):
    office.apply(Team("sales", SALES, teammates=(ANN,)), rules=[Rule(Trigger.NEW_CONVERSATION, "sales")])
    office.lead()
    office.run(configure.apply, WORKSPACE, NOTHING, lambda *_: NOTHING, office.now, prune=True)
    assert office.press(pass_on, ANN) == "passed"
    assert office.waits(None) == 1
    assert office.waits("sales") == 0


NOTHING = configure.ConfigurationFile(rules=())


def test_a_large_team_passes_on_past_those_who_passed_it(office: Office):
    people = [f"U{number:03}" for number in range(200)]
    office.team(*people)
    office.lead()
    holder = office.dealt()[-1][0]
    for expected in people[1:80]:
        assert office.press(pass_on, holder) == "passed"
        holder = office.dealt()[-1][0]
        assert holder == expected


def test_the_clock_rests_while_those_with_room_have_passed_on_all_that_waits(office: Office):
    office.team(ANN, BEN, waiting_burst=1)
    office.lead(3)
    office.away(BEN)
    for number in (1, 3):
        office.press(pass_on, ANN, number)
    office.back(BEN)  # gets one of the two, and has no room for the other
    office.check()
    assert office.waits() == 1
    assert office.row().waiting_due_at == office.now + 600
    office.now += 600
    assert office.settle_due() == 1
    office.check()


def test_who_has_it_is_clear_though_the_clocks_of_the_processes_differ(office: Office, monkeypatch):
    office.team(ANN, BEN, CAT)
    monkeypatch.setattr(keys, "_last", 0)
    in_a_minute = time.time_ns() + 60_000_000_000
    with monkeypatch.context() as ahead:  # another process dealt it, whose clock is a minute ahead
        ahead.setattr(keys.time, "time_ns", lambda: in_a_minute)
        office.lead()
    for user in (ANN, BEN):
        monkeypatch.setattr(keys, "_last", 0)
        assert office.press(pass_on, user) == Pressed.PASSED
    office.away(CAT)
    office.press(pass_on, CAT)
    monkeypatch.setattr(keys, "_last", 0)
    office.add(DAN)
    assert office.press(pass_on, DAN) == Pressed.PASSED
