"""Taking a conversation that nobody has, by writing in its thread or by the button (CONTRACT 7)."""

import pytest

from bot.domain.configuration import Method, Rule, Team, Trigger
from bot.domain.lifecycle import Pressed
from bot.domain.people import Caller
from bot.usecases.assign import take, take_by_reply
from storage.queries import conversation
from tests.usecases.office import ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

BOSS = "U98BOSS"
KEY = f"message:{LEADS}:1.0"


@pytest.fixture
def by_hand(office: Office) -> Office:
    """`sales` assigns by hand and has Ann and Ben; Cat is in `aces` alone; one lead waits."""
    office.apply(
        Team("sales", SALES, Method.MANUAL, (ANN, BEN)),
        Team("aces", "C03ACES", teammates=(CAT,)),
        rules=[Rule(Trigger.NEW_CONVERSATION, "sales")],
    )
    office.lead()
    return office


@pytest.fixture
def unrouted(office: Office) -> Office:
    """One lead waits without a team; Ann is in `sales` and `aces`, Ben in `sales`."""
    office.apply(Team("sales", SALES, teammates=(ANN, BEN)), Team("aces", "C03ACES", teammates=(ANN,)), rules=())
    office.lead()
    return office


def reply(office, user, key=KEY):
    return office.run(take_by_reply, WORKSPACE, key, user, office.now)


def press(office, user, *, manager=False, conversation_id=None):
    if conversation_id is None:
        conversation_id = office.run(conversation.by_source_key, WORKSPACE, KEY).conversation_id
    caller = Caller(WORKSPACE, user, "C02SALES", is_manager=manager)
    return office.run(take, caller, conversation_id, None, office.now)


def state(office):
    found = office.run(conversation.by_source_key, WORKSPACE, KEY)
    return found.state, found.team, found.waiting_since


def words(office):
    return [(channel, said["to"], said["says"]) for channel, said in office.said("word")]


@pytest.mark.parametrize("way", [reply, press])
def test_a_member_of_the_team_takes_what_waits(by_hand: Office, way):
    by_hand.now += 5
    assert way(by_hand, BEN) == Pressed.TAKEN
    (row,) = by_hand.assignments()
    assert (row.user_id, row.team, row.cause, row.reason, row.assigned_at) == (
        BEN, "sales", "manual", {"rule": None}, by_hand.now,
    )  # fmt: skip
    assert state(by_hand) == ("assigned", "sales", None)
    assert by_hand.waits() == 0
    (channel, said) = by_hand.said("assignment")[0]
    assert channel == LEADS
    assert (said["teammate"], said["cause"], said["team"]) == (BEN, "manual", "sales")
    assert words(by_hand) == []


def test_taking_does_not_move_the_rotation(office: Office):
    office.team(ANN, BEN, CAT)
    assert office.lead() == [ANN]
    office.away(ANN, BEN, CAT)
    office.batch(office.request("message:C:wait"))
    before = office.row()
    assert reply(office, CAT, "message:C:wait") == Pressed.TAKEN
    assert office.row() == before
    office.back(ANN, BEN, CAT)
    assert office.lead() == [BEN]


def test_a_teammate_of_another_team_takes_by_writing_but_not_by_the_button(by_hand: Office):
    assert press(by_hand, CAT) == Pressed.NOT_ALLOWED
    assert words(by_hand) == [(SALES, CAT, "not_allowed")]
    assert state(by_hand)[0] == "waiting"
    assert reply(by_hand, CAT) == Pressed.TAKEN
    assert state(by_hand) == ("assigned", "sales", None)
    assert by_hand.assignments()[0].team == "sales"


def test_a_manager_takes_by_the_button_whichever_team_it_is_of(by_hand: Office):
    assert press(by_hand, BOSS, manager=True) == Pressed.TAKEN
    assert by_hand.dealt() == [(BOSS, "manual")]
    assert by_hand.assignments()[0].team == "sales"


def test_who_is_in_no_team_takes_nothing_by_writing(by_hand: Office):
    assert reply(by_hand, DAN) == Pressed.UNKNOWN
    assert by_hand.assignments() == []
    assert state(by_hand)[0] == "waiting"


def test_what_waits_without_a_team_gets_the_first_team_of_who_takes_it(unrouted: Office):
    assert reply(unrouted, ANN) == Pressed.TAKEN
    assert state(unrouted) == ("assigned", "aces", None)
    assert unrouted.assignments()[0].team == "aces"
    assert unrouted.waits(None) == 0


def test_without_a_team_only_a_manager_takes_by_the_button(unrouted: Office):
    assert press(unrouted, BEN) == Pressed.NOT_ALLOWED
    assert press(unrouted, BOSS, manager=True) == Pressed.TAKEN
    assert state(unrouted) == ("assigned", None, None)
    assert unrouted.assignments()[0].team is None


def test_a_manager_who_is_in_a_team_brings_it_along(unrouted: Office):
    assert press(unrouted, BEN, manager=True) == Pressed.TAKEN
    assert state(unrouted)[1] == "sales"


def test_a_second_click_of_the_same_person_is_answered_kindly_and_changes_nothing(by_hand: Office):
    press(by_hand, BEN)
    assert press(by_hand, BEN) == Pressed.ALREADY_YOURS
    assert words(by_hand) == [(SALES, BEN, "already_yours")]
    assert by_hand.dealt() == [(BEN, "manual")]


def test_a_click_that_comes_too_late_is_answered_kindly_and_changes_nothing(by_hand: Office):
    press(by_hand, BEN)
    assert press(by_hand, ANN) == Pressed.ALREADY_TAKEN
    assert press(by_hand, BOSS, manager=True) == Pressed.ALREADY_TAKEN
    assert words(by_hand) == [(SALES, ANN, "already_taken"), (SALES, BOSS, "already_taken")]
    assert by_hand.dealt() == [(BEN, "manual")]


def test_writing_in_a_thread_that_somebody_has_takes_nothing_and_says_nothing(office: Office):
    office.team(ANN, BEN)
    assert office.lead() == [ANN]
    assert reply(office, BEN) == Pressed.ALREADY_TAKEN
    assert reply(office, ANN) == Pressed.ALREADY_TAKEN
    assert office.dealt() == [(ANN, "round_robin")]
    assert words(office) == []


def test_a_thread_that_is_no_conversation_is_left_alone(by_hand: Office):
    assert reply(by_hand, BEN, "message:C01LEADS:999.0") == Pressed.UNKNOWN
    assert words(by_hand) == []


def test_a_button_of_a_conversation_that_is_not_there_is_answered_kindly(by_hand: Office):
    assert press(by_hand, BEN, conversation_id="nothing") == Pressed.UNKNOWN
    assert words(by_hand) == [(SALES, BEN, "unknown")]
    assert state(by_hand)[0] == "waiting"


def test_who_is_away_may_take_all_the_same(by_hand: Office):
    by_hand.away(BEN)
    assert reply(by_hand, BEN) == Pressed.TAKEN


def test_what_was_taken_is_not_dealt_when_somebody_comes_back(office: Office):
    office.team(ANN, BEN)
    office.away(ANN, BEN)
    office.lead(2)
    assert reply(office, BEN) == Pressed.TAKEN
    office.back(ANN)
    assert office.dealt() == [(BEN, "manual"), (ANN, "waiting")]


def test_taking_does_not_count_for_the_burst(office: Office):
    office.team(ANN, waiting_burst=2)
    office.away(ANN)
    office.lead(4)
    reply(office, ANN)
    office.back(ANN)
    assert office.counts("waiting") == {ANN: 2}
    assert office.waits() == 1
