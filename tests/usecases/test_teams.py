"""Teams made, taken away, switched, and listening, inside Slack (CONTRACT 5.8 and 6)."""

import pytest

from bot.domain.configuration import (
    AutoMessage,
    Condition,
    Method,
    Operator,
    Qualification,
    Question,
    Rule,
    Sender,
    Source,
    Team,
    Trigger,
)
from bot.domain.listening import rule_for
from bot.usecases import configuration, teams
from bot.usecases.accept import accept
from bot.usecases.errors import Mistake
from bot.usecases.listen import listen
from bot.usecases.pass_on import pass_on
from storage.queries import workspace
from tests.usecases.office import ANN, BEN, LEADS, SALES, WORKSPACE, Office

NEW = Trigger.NEW_CONVERSATION


def known(office: Office):
    return office.run(configuration.load, WORKSPACE)


def version(office: Office) -> int:
    return office.run(workspace.config_version, WORKSPACE)


def switch(office: Office, method: Method, name: str = "sales") -> teams.Switched:
    return office.run(teams.switch, WORKSPACE, name, method, office.now)


def test_a_new_team_deals_by_turn_and_has_nobody(office: Office):
    office.apply()
    before = version(office)
    office.run(teams.create, WORKSPACE, "growth", "C9")
    assert known(office).teams["growth"] == Team("growth", "C9", Method.ROUND_ROBIN, (), False, 5)
    assert version(office) == before + 1


@pytest.mark.parametrize("name", ["sales", "Sales", "SALES"])
def test_a_team_that_is_there_however_it_is_written_is_not_made_again(office: Office, name):
    office.team(ANN)
    before = known(office)
    with pytest.raises(Mistake) as caught:
        office.run(teams.create, WORKSPACE, name, "C9")
    assert caught.value.wrong == "There is a team `sales` already."
    assert known(office) == before


def test_switched_off_conversations_wait_and_switched_on_they_are_dealt_with_new_counts(office: Office):
    office.team(ANN, BEN, waiting_burst=2)
    assert switch(office, Method.MANUAL) == teams.Switched(True, 0, 0)
    office.lead(7)
    assert office.waits() == 7
    assert switch(office, Method.ROUND_ROBIN) == teams.Switched(True, 4, 3)
    assert office.counts("waiting") == {ANN: 2, BEN: 2}
    assert switch(office, Method.MANUAL) == teams.Switched(True, 0, 3)
    assert switch(office, Method.ROUND_ROBIN) == teams.Switched(True, 3, 0)
    office.check()


def test_switching_to_what_it_is_already_changes_nothing(office: Office):
    office.team(ANN)
    office.away(ANN)
    office.lead(2)
    before = version(office)
    assert switch(office, Method.ROUND_ROBIN) == teams.Switched(False, 0, 2)
    assert version(office) == before


def test_switched_on_with_nobody_available_the_team_is_told_once(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.away(ANN)
    office.lead(2)
    assert office.said("nobody_available") == []
    switch(office, Method.ROUND_ROBIN)
    office.lead()
    assert len(office.said("nobody_available")) == 1


def test_a_team_that_is_taken_away_leaves_what_waits_to_the_managers_and_what_is_assigned_to_who_has_it(office: Office):
    office.team(ANN, method=Method.MANUAL, rules=[])
    office.run(listen, WORKSPACE, LEADS, "sales")
    office.lead(2)
    gone = office.run(teams.delete, WORKSPACE, "sales", office.now)
    assert gone == teams.Deleted(2, (LEADS,))
    assert (known(office).teams, known(office).rules) == ({}, ())
    assert known(office).sources == {LEADS: Source(LEADS)}
    assert office.waits(None) == 2
    assert len(office.said("unrouted")) == 2


def test_what_somebody_has_of_a_team_that_is_gone_can_be_accepted_and_passed_to_the_managers(office: Office):
    office.team(ANN, rules=[rule_for(LEADS, "sales")])
    office.lead()
    office.run(teams.delete, WORKSPACE, "sales", office.now)
    assert office.press(accept, ANN) == "accepted"
    assert office.press(pass_on, ANN) == "passed"
    assert office.waits(None) == 1


def test_a_team_that_a_rule_of_the_file_needs_stays(office: Office):
    rules = [rule_for(LEADS, "sales"), Rule(NEW, "sales", (Condition("text", Operator.CONTAINS, "price"),))]
    office.team(ANN, rules=rules)
    before = known(office)
    with pytest.raises(Mistake, match="rule 2 assigns to it"):
        office.run(teams.delete, WORKSPACE, "sales", office.now)
    assert known(office) == before


def test_a_team_that_gets_the_replies_of_an_auto_message_stays(office: Office):
    message = AutoMessage("pricing", "C5", "Questions?", "sales")
    office.apply(Team("sales", SALES), auto_messages=(message,))
    with pytest.raises(Mistake, match="replies to auto message `pricing` go to it"):
        office.run(teams.delete, WORKSPACE, "sales", office.now)
    assert "sales" in known(office).teams


@pytest.mark.parametrize("act", ["delete", "switch", "listen"])
def test_a_team_that_is_gone_since_is_a_mistake(office: Office, act):
    office.apply()
    arguments = {
        "delete": (teams.delete, WORKSPACE, "x", 1.0),
        "switch": (teams.switch, WORKSPACE, "x", Method.MANUAL, 1.0),
        "listen": (listen, WORKSPACE, "C1", "x"),
    }[act]
    with pytest.raises(Mistake, match="There is no team `x` any more"):
        office.run(*arguments)


def test_listening_makes_a_source_and_a_rule_and_moves_when_it_is_said_again(office: Office):
    office.apply(Team("sales", SALES), Team("support", "C4"), rules=[Rule(NEW, "support")])
    first = office.run(listen, WORKSPACE, LEADS, "sales")
    assert (first.changed, first.position, first.rules, first.before) == (True, 1, 2, None)
    assert known(office).sources[LEADS] == Source(LEADS)
    before = version(office)
    again = office.run(listen, WORKSPACE, LEADS, "sales")
    assert (again.changed, again.before) == (False, "sales")
    assert version(office) == before
    moved = office.run(listen, WORKSPACE, LEADS, "support")
    assert (moved.changed, moved.position, moved.rules, moved.before) == (True, 1, 2, "sales")


def test_listening_to_a_source_of_the_file_keeps_whom_it_listens_to(office: Office):
    office.apply(Team("sales", SALES), sources=(Source(LEADS, Sender.APPS),), rules=())
    office.run(listen, WORKSPACE, LEADS, "sales")
    assert known(office).sources[LEADS] == Source(LEADS, Sender.APPS)


def test_a_channel_whose_leads_are_asked_first_is_left_as_it_is(office: Office):
    asked = Qualification("inbound", (Question("email", "Your e-mail?"),))
    office.apply(Team("sales", SALES), qualifications=(asked,), sources=(Source(LEADS, qualify="inbound"),), rules=())
    before = known(office)
    with pytest.raises(Mistake, match="`inbound`"):
        office.run(listen, WORKSPACE, LEADS, "sales")
    assert known(office) == before


def test_apply_tells_of_the_rules_of_listen_that_it_removes(office: Office):
    office.team(ANN)
    office.run(listen, WORKSPACE, "C7", "sales")
    changes = office.apply(rules=[Rule(NEW, "sales")])
    assert changes[0] == "rules: 1 now, were 2"
    (told,) = [one for one in changes if "/rotation listen" in one]
    assert told.startswith("source C7: its rule to sales, as `/rotation listen` makes one, is removed; what comes")
    assert "C7" in known(office).sources


def test_apply_keeps_what_listens_where_the_file_names_it_or_names_no_rules(office: Office):
    office.team(ANN)
    office.run(listen, WORKSPACE, "C7", "sales")
    assert office.apply(Team("sales", SALES, teammates=(ANN,))) == ()
    assert office.apply(rules=[rule_for("C7", "sales"), Rule(NEW, "sales")]) == ()
    changes = office.apply(rules=[Rule(NEW, "sales"), rule_for("C7", "sales")])
    assert not any("listen" in one for one in changes)


def test_prune_takes_the_source_of_a_pair_too_and_says_both(office: Office):
    office.team(ANN)
    office.run(listen, WORKSPACE, "C7", "sales")
    changes = office.apply(Team("sales", SALES, teammates=(ANN,)), rules=[Rule(NEW, "sales")], prune=True)
    assert any(one.startswith("source C7: its rule") for one in changes)
    assert "source C7: taken away" in changes


@pytest.mark.parametrize("name", [ANN, ANN.lower()])
def test_a_team_that_is_called_like_a_person_whom_a_rule_names_is_not_made(office: Office, name):
    office.apply(Team("sales", SALES), rules=[Rule(NEW, ANN)])
    with pytest.raises(Mistake, match=f"Rule 1 assigns to `{ANN}`"):
        office.run(teams.create, WORKSPACE, name, "C9")
    assert office.lead() == [ANN]


def test_a_persons_id_in_a_rule_stays_one_though_a_team_is_called_so_in_other_letters(office: Office):
    office.apply(Team(ANN.lower(), SALES))
    office.apply(rules=[Rule(NEW, ANN)])
    assert office.lead() == [ANN]
