"""Who is in a team, and who is away: what the commands do, and what they say is true."""

import pytest

from bot.domain.configuration import Team
from bot.usecases import away, configuration, roster
from bot.usecases.away import AwayStatus
from bot.usecases.errors import Mistake
from storage.queries import person, workspace
from tests.usecases.office import ANN, BEN, CAT, DAN, SALES, WORKSPACE, Office


def version(office):
    return office.run(workspace.config_version, WORKSPACE)


def test_adding_says_who_is_new_who_was_there_and_the_order_now(office: Office):
    office.team(BEN, CAT)
    change = office.add(ANN, BEN, ANN)
    assert change == roster.RosterChange("sales", (ANN,), (BEN,), (ANN, BEN, CAT))
    assert office.row().size == 3


def test_who_joins_is_met_in_the_order_without_a_jump_to_the_front(office: Office):
    office.team(ANN, CAT)
    assert office.lead() == [ANN]
    office.add(DAN, BEN)
    assert office.lead(4) == [BEN, CAT, DAN, ANN]


def test_who_joins_while_away_or_deactivated_is_not_dealt_to(office: Office):
    office.team(ANN)
    office.away(BEN)
    office.tell(CAT, "Cat", deactivated=True)
    office.add(BEN, CAT)
    assert {user: row.availability for user, row in office.members().items()} == {
        ANN: "available", BEN: "away", CAT: "deactivated",
    }  # fmt: skip
    assert office.lead(2) == [ANN, ANN]


def test_removing_says_who_went_and_who_was_not_there(office: Office):
    office.team(ANN, BEN, CAT)
    assert office.remove(BEN, DAN) == roster.RosterChange("sales", (BEN,), (DAN,), (ANN, CAT))
    assert office.row().size == 2
    assert office.lead(3) == [ANN, CAT, ANN]


def test_who_was_removed_keeps_what_they_had(office: Office):
    office.team(ANN, BEN)
    office.lead(2)
    office.remove(ANN)
    assert office.counts() == {ANN: 1, BEN: 1}


def test_removing_everybody_leaves_a_team_that_waits(office: Office):
    office.team(ANN)
    assert office.remove(ANN).members == ()
    assert office.lead() == []
    assert office.said("nobody_available")[0][1]["size"] == 0


@pytest.mark.parametrize("act", [Office.add, Office.remove])
def test_a_team_that_is_gone_is_told_in_words(office: Office, act):
    office.team(ANN)
    with pytest.raises(Mistake) as caught:
        act(office, ANN, name="gone")
    assert "`gone`" in caught.value.wrong
    assert caught.value.example.startswith("/rotation")


def test_what_changes_a_roster_is_followed_by_every_process_and_what_does_not_is_not(office: Office):
    office.team(ANN)
    before = version(office)
    office.add(BEN)
    assert version(office) == before + 1
    office.remove(BEN)
    assert version(office) == before + 2
    office.add(ANN)
    office.remove(DAN)
    office.away(ANN)
    office.back(ANN)
    assert version(office) == before + 2
    assert office.run(configuration.load, WORKSPACE).teammates == {ANN}


def test_away_and_back_say_what_is_true_now(office: Office):
    office.apply(Team("sales", SALES, teammates=(ANN,)), Team("aces", "C3", teammates=(ANN,)))
    begun = office.now
    went = office.run(away.go_away, WORKSPACE, ANN, ANN, "lunch", begun)
    assert went == AwayStatus(ANN, True, begun, "lunch", ANN, ("aces", "sales"))
    office.now += 60
    assert office.run(away.status, WORKSPACE, ANN) == AwayStatus(ANN, False, begun, "lunch", ANN, ("aces", "sales"))
    again = office.run(away.go_away, WORKSPACE, ANN, BEN, "lunch", office.now)
    assert again == AwayStatus(ANN, False, begun, "lunch", BEN, ("aces", "sales"))
    other = office.run(away.go_away, WORKSPACE, ANN, ANN, "holiday", office.now)
    assert (other.changed, other.away_since, other.reason) == (True, begun, "holiday")
    back = office.run(away.come_back, WORKSPACE, ANN, office.now)
    assert back == AwayStatus(ANN, True, None, "", None, ("aces", "sales"))
    assert office.run(away.come_back, WORKSPACE, ANN, office.now).changed is False
    assert office.run(away.status, WORKSPACE, ANN).away_since is None


def test_away_mode_is_for_every_team_and_for_who_is_in_none(office: Office):
    office.apply(Team("sales", SALES, teammates=(ANN,)), Team("aces", "C3", teammates=(ANN, BEN)))
    office.away(ANN, DAN)
    assert office.members("sales")[ANN].availability == office.members("aces")[ANN].availability == "away"
    assert office.members("aces")[BEN].availability == "available"
    assert office.run(away.status, WORKSPACE, DAN).teams == ()
    office.add(DAN)
    assert office.members()[DAN].availability == "away"
    office.check()


def test_a_long_reason_is_cut(office: Office):
    office.team(ANN)
    went = office.run(away.go_away, WORKSPACE, ANN, ANN, "x" * 500, office.now)
    assert went.reason == "x" * 200
    assert office.run(away.go_away, WORKSPACE, ANN, ANN, "x" * 500, office.now).changed is False


def test_who_comes_back_gets_no_make_up_turns(office: Office):
    office.team(ANN, BEN, CAT)
    office.away(BEN)
    assert office.lead(4) == [ANN, CAT, ANN, CAT]
    office.back(BEN)
    assert office.lead(4) == [ANN, BEN, CAT, ANN]


def until(office: Office, user: str, seconds: float | None, reason: str = "") -> AwayStatus:
    ends_at = None if seconds is None else office.now + seconds
    return office.run(away.go_away, WORKSPACE, user, user, reason, office.now, ends_at)


def test_away_modes_end_at_their_time_and_all_that_waited_is_dealt(office: Office):
    office.team(ANN, BEN)
    until(office, ANN, 60)
    until(office, BEN, 120)
    office.lead(7)
    office.now += 59
    assert office.run(away.end_due, WORKSPACE, office.now) == []
    office.now += 1
    assert office.run(away.end_due, WORKSPACE, office.now) == [ANN]
    assert office.dealt() == [(ANN, "waiting")] * 5
    office.now += 60
    assert office.run(away.end_due, WORKSPACE, office.now) == [BEN]
    assert office.dealt()[5:] == [(BEN, "waiting")] * 2
    office.check()


def test_who_has_said_a_later_end_meanwhile_stays_away(office: Office):
    office.team(ANN)
    until(office, ANN, 60)
    until(office, ANN, 600)
    office.now += 61
    assert office.run(away.end_due, WORKSPACE, office.now) == []
    assert until(office, ANN, None).ends_at is None
    office.now += 10_000
    assert office.run(away.end_due, WORKSPACE, office.now) == []
    assert office.members()[ANN].availability == "away"


def test_the_end_of_somebody_deactivated_lets_nobody_be_dealt_to(office: Office):
    office.team(ANN)
    until(office, ANN, 60)
    office.tell(ANN, "Ann", deactivated=True)
    office.lead()
    office.now += 61
    assert office.run(away.end_due, WORKSPACE, office.now) == [ANN]
    assert office.waits() == 1
    assert office.members()[ANN].availability == "deactivated"


def test_the_same_end_again_changes_nothing_and_keeps_since_when(office: Office):
    office.team(ANN)
    first = until(office, ANN, 60, "lunch")
    assert (first.changed, first.ends_at, first.reason) == (True, office.now + 60, "lunch")
    again = until(office, ANN, 60)
    assert (again.changed, again.reason, again.away_since) == (False, "lunch", first.away_since)


def test_hundreds_whose_away_mode_ends_at_once_come_back_in_parts(office: Office):
    people = [f"U{number:04}" for number in range(250)]
    office.team(*people)
    for user in people:
        until(office, user, 60)
    office.now += 60
    assert [len(office.run(away.end_due, WORKSPACE, office.now)) for _ in range(4)] == [100, 100, 50, 0]
    office.check()


def test_what_is_due_is_asked_before_the_locks_and_again_under_them(office: Office):
    """Between the two, another process may have heard of a later end (PostgreSQL)."""
    office.team(ANN, BEN)
    until(office, ANN, 60)
    until(office, BEN, 600)
    assert office.run(person.away_due, WORKSPACE, office.now + 60, 10) == [ANN]
    assert office.run(person.away_due, WORKSPACE, office.now + 600, 1) == [ANN]
    assert office.run(person.end_away_due, WORKSPACE, [ANN, BEN], office.now + 60) == [ANN]
    assert office.run(person.next_away_end, WORKSPACE) == office.now + 600
