"""Applying a configuration file: the tables say what it says, what changed is told, and twice is once."""

import pytest

from bot.configfile import ConfigurationFileError, load
from bot.domain.configuration import (
    Configuration,
    ConfigurationFile,
    Method,
    Rule,
    Team,
    Trigger,
)
from bot.usecases import configuration, configure
from bot.usecases.configuration import FollowedConfiguration
from storage.database import Database
from storage.queries import workspace
from tests.configfile.conftest import CONTRACT_BLOCK
from tests.usecases.applying import apply_text, everything, known
from tests.usecases.office import ANN, BEN, CAT, DAN, SALES, WORKSPACE, Office

TO_SALES = Rule(Trigger.NEW_CONVERSATION, "sales")


def test_the_contracts_block_is_applied_and_then_there_is_nothing_to_change(office: Office):
    assert apply_text(office, CONTRACT_BLOCK) == (
        "team sales: made, round_robin, in C02SALES",
        "team sales: with U01ALICE, U02BOB, U03CAROL",
        "team vip: made, round_robin, in C03VIP",
        "team vip: with U03CAROL",
        "team support: made, manual, in C04SUPPORT",
        "team support: with U02BOB",
        "source C01LEADS: made, from not_teammates, qualify inbound",
        "source C06SUPPORT: made, from people",
        "qualification inbound: made",
        "auto message pricing: made",
        "rules: 3 now, were 0",
        "rule 1: when qualified if company_size is '500+', assign to vip",
        "rule 2: when qualified, assign to sales",
        "rule 3: when new_conversation if channel is 'C06SUPPORT', assign to support",
        "managers: U01ALICE",
    )
    before = everything(office)
    assert apply_text(office, CONTRACT_BLOCK) == ()
    assert apply_text(office, CONTRACT_BLOCK, prune=True) == ()
    assert everything(office) == before


def test_what_is_read_back_is_what_the_file_says(office: Office):
    apply_text(office, CONTRACT_BLOCK)
    file = load(CONTRACT_BLOCK, "f").configuration
    now = known(office)
    assert now.teams == {team.name: team for team in file.teams}
    assert now.sources == {source.channel: source for source in file.sources}
    assert now.qualifications == {one.name: one for one in file.qualifications}
    assert now.auto_messages == {one.name: one for one in file.auto_messages}
    assert now.rules == file.rules
    assert now.managers == {"U01ALICE"}
    assert now.teammates == {"U01ALICE", "U02BOB", "U03CAROL"}
    assert now.version == office.run(workspace.config_version, WORKSPACE)


def test_what_the_file_does_not_name_stays(office: Office):
    apply_text(office, CONTRACT_BLOCK)
    before = known(office)
    assert apply_text(office, "teams: {other: {channel: C09OTHER}}") == ("team other: made, round_robin, in C09OTHER",)
    now = known(office)
    assert {name: team for name, team in now.teams.items() if name != "other"} == before.teams
    assert (now.sources, now.rules, now.managers, now.qualifications, now.auto_messages) == (
        before.sources, before.rules, before.managers, before.qualifications, before.auto_messages,
    )  # fmt: skip


def test_an_empty_file_changes_nothing(office: Office):
    assert apply_text(office, "") == ()
    apply_text(office, CONTRACT_BLOCK)
    version = known(office).version
    assert apply_text(office, "") == ()
    assert known(office).version == version


def test_rules_and_managers_are_replaced_as_whole_lists(office: Office):
    apply_text(office, CONTRACT_BLOCK)
    assert apply_text(office, "rules: [{when: qualified, assign_to: sales}]\nmanagers: [U09NEW]") == (
        "rules: 1 now, were 3",
        "rule 1: when qualified, assign to sales",
        (
            "source C06SUPPORT: its rule to support, as `/rotation listen` makes one, is removed; what comes in there goes by "
            "the rules that are left, else to the managers"
        ),
        "managers: U09NEW",
    )
    assert apply_text(office, "rules: []\nmanagers: []") == ("rules: 0 now, were 1", "managers: none")
    assert known(office).rules == ()
    assert known(office).managers == frozenset()


def test_each_setting_of_a_team_that_changes_is_told_with_what_it_was(office: Office):
    office.apply(Team("sales", SALES, teammates=(ANN, BEN)))
    changed = Team("sales", "C09", Method.MANUAL, (BEN, CAT), self_join=True, waiting_burst=7)
    assert office.apply(changed) == (
        "team sales: channel is C09, was C02SALES",
        "team sales: method is manual, was round_robin",
        "team sales: self_join is true, was false",
        "team sales: waiting_burst is 7, was 5",
        "team sales: without U01ANN",
        "team sales: with U03CAT",
    )
    assert office.apply(changed) == ()


def test_the_order_in_which_teammates_are_named_does_not_matter(office: Office):
    office.apply(Team("sales", SALES, teammates=(ANN, BEN)))
    assert office.apply(Team("sales", SALES, teammates=(BEN, ANN))) == ()


def test_applying_keeps_the_place_and_who_is_away(office: Office):
    office.team(ANN, BEN, CAT)
    office.away(BEN)
    office.lead()
    office.team(ANN, BEN, CAT, DAN, waiting_burst=9)
    assert office.members()[BEN].availability == "away"
    assert office.lead(2) == [CAT, DAN]


def test_a_source_a_qualification_and_an_auto_message_change_in_place(office: Office):
    apply_text(office, CONTRACT_BLOCK)
    changed = CONTRACT_BLOCK.replace("from: people", "from: apps").replace("timeout: 3m", "timeout: 4m")
    changed = changed.replace("a human will answer", "a person will answer")
    assert apply_text(office, changed) == (
        "source C06SUPPORT: changed, from apps",
        "qualification inbound: changed",
        "auto message pricing: changed",
    )


def test_a_team_spelled_in_another_case_is_the_same_team(office: Office):
    apply_text(office, "teams: {Sales: {channel: C02SALES, teammates: [U01ANN]}}")
    text = """
        teams: {SALES: {channel: C09, teammates: [U01ANN]}}
        rules: [{when: new_conversation, assign_to: sALES}]
        auto_messages: {hello: {channel: C05, text: Hi, replies_to: sales}}
    """
    assert apply_text(office, text) == (
        "team Sales: channel is C09, was C02SALES",
        "auto message hello: made",
        "rules: 1 now, were 0",
        "rule 1: when new_conversation, assign to Sales",
    )
    assert set(known(office).teams) == {"Sales"}
    assert apply_text(office, text) == ()
    assert apply_text(office, text, prune=True) == ()
    assert office.lead() == [ANN]


def test_a_rule_may_name_a_team_that_only_the_database_knows(office: Office):
    apply_text(office, "teams: {sales: {channel: C02SALES, teammates: [U01ANN]}}")
    apply_text(office, "rules: [{when: new_conversation, assign_to: Sales}]")
    assert known(office).rules == (TO_SALES,)


def test_a_rule_to_a_team_that_nobody_knows_is_refused_with_its_line_and_nothing_is_changed(office: Office):
    apply_text(office, "teams: {sales: {channel: C02SALES}}")
    before = everything(office)
    text = "teams: {vip: {channel: C03VIP}}\nrules: [{when: qualified, assign_to: slaes}]"
    with pytest.raises(ConfigurationFileError, match=r"leadwheel\.yaml:2: .*did you mean `sales`\?"):
        apply_text(office, text)
    assert everything(office) == before
    with pytest.raises(ConfigurationFileError):
        apply_text(office, "rules: [{when: qualified, assign_to: sales}]", prune=True)
    assert everything(office) == before


def test_method_changed_to_by_turn_deals_what_waits(office: Office):
    office.team(ANN, BEN, method=Method.MANUAL)
    office.lead(3)
    assert office.waits() == 3
    office.team(ANN, BEN)
    assert office.dealt() == [(ANN, "waiting"), (BEN, "waiting"), (ANN, "waiting")]


def test_a_teammate_added_by_the_file_gets_of_what_waits(office: Office):
    office.team()
    office.lead(7)
    office.team(BEN)
    assert office.counts("waiting") == {BEN: 5}


def test_two_workspaces_share_a_database_and_nothing_else(office: Office):
    office.team(ANN)
    other = ConfigurationFile(teams=(Team("sales", "C77", teammates=(BEN,)),))
    office.run(configure.apply, "T02OTHER", other, lambda *_: other, office.now)
    assert office.lead() == [ANN]
    assert known(office).teams["sales"].channel == SALES
    assert office.run(configuration.load, "T02OTHER").teammates == {BEN}
    empty = ConfigurationFile()
    assert office.run(configure.apply, "T02OTHER", empty, lambda *_: empty, office.now, prune=True) == (
        "team sales: taken away",
    )
    assert known(office).teammates == {ANN}


async def test_a_process_follows_what_another_one_changed(office: Office):
    store = Database(office.database.url)
    followed = FollowedConfiguration(store, WORKSPACE)
    assert (followed.current.version, await followed.follow()) == (0, False)
    office.team(ANN)
    assert await followed.follow()
    assert followed.current.teammates == {ANN}
    assert not await followed.follow()
    office.add(BEN)
    assert await followed.follow()
    assert followed.current.teammates == {ANN, BEN}
    await store.close()


def test_who_is_away_when_a_new_workspace_is_applied_is_nobody(office: Office):
    assert known(office) == Configuration(WORKSPACE, 0)
    office.apply()
    assert known(office) == Configuration(WORKSPACE, 1)


def test_what_is_there_already_keeps_its_spelling_whoever_names_it_in_other_letters(office: Office):
    questions = "{questions: [{attribute: size, ask: How many}]}"
    apply_text(
        office,
        f"qualifications: {{inbound: {questions}}}\nauto_messages: {{news: {{channel: C05, text: Hello}}}}\n"
        "teams: {sales: {channel: C02}}",
    )
    again = (
        f"qualifications: {{InBound: {questions}}}\nauto_messages: {{NEWS: {{channel: C05, text: Hello}}}}\n"
        "teams: {Sales: {channel: C02}}\nsources: [{channel: C01, qualify: INBOUND}]"
    )
    for how in ({}, {"prune": True}):
        changes = apply_text(office, again, **how)
        assert changes == (() if how else ("source C01: made, from not_teammates, qualify inbound",))
    now = known(office)
    assert (set(now.teams), set(now.qualifications), set(now.auto_messages)) == ({"sales"}, {"inbound"}, {"news"})
    assert now.sources["C01"].qualify == "inbound"
