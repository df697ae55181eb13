"""Applying a configuration file: the tables say what it says, what changed is told, and twice is once."""

import shutil
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.configfile import ConfigurationFileError, load
from bot.domain.configuration import (
    AutoMessage,
    Condition,
    Configuration,
    ConfigurationFile,
    Method,
    Operator,
    Qualification,
    Question,
    QuestionKind,
    Rule,
    Sender,
    Source,
    Team,
    Trigger,
)
from bot.usecases import configuration, configure
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.errors import Mistake
from storage.database import Database
from storage.queries import workspace
from tests.configfile.conftest import CONTRACT_BLOCK
from tests.usecases.office import ANN, BEN, CAT, DAN, LEADS, SALES, WORKSPACE, Office

TO_SALES = Rule(Trigger.NEW_CONVERSATION, "sales")


def known(office) -> Configuration:
    return office.run(configuration.load, WORKSPACE)


def apply_text(office, text, **how):
    file = load(text, "leadwheel.yaml")
    return office.run(configure.apply, WORKSPACE, file.configuration, file.check_references, office.now, **how)


def everything(office):
    """Return all that is in the tables."""

    def read(tx):
        names = tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        return {name: sorted(map(repr, tx.exec_driver_sql(f"SELECT * FROM {name}"))) for name in names}

    return office.run(read)


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


NAMES = st.text("abcXYZ019-_", min_size=1, max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
SCALARS = st.one_of(
    TEXTS,
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
)
CONDITIONS = st.builds(
    Condition,
    TEXTS,
    st.sampled_from(Operator),
    SCALARS | st.lists(SCALARS, min_size=1, max_size=4).map(tuple),
)
QUESTIONS = st.builds(
    Question, NAMES, TEXTS, st.sampled_from(QuestionKind), st.lists(TEXTS, max_size=3).map(tuple), st.booleans(),
    st.booleans(),
)  # fmt: skip
USERS = st.lists(st.sampled_from([ANN, BEN, CAT, DAN]), unique=True, max_size=4)


@st.composite
def files(draw):
    """Draw a file whose references are right."""
    names = draw(st.lists(NAMES, unique_by=str.casefold, min_size=1, max_size=4))
    qualifications = draw(st.lists(NAMES, unique=True, max_size=2))
    team = st.sampled_from(names)
    return ConfigurationFile(
        managers=draw(st.none() | USERS.map(tuple)),
        teams=tuple(
            Team(
                name,
                draw(st.sampled_from([SALES, "C03VIP"])),
                draw(st.sampled_from(Method)),
                tuple(sorted(draw(USERS))),
                draw(st.booleans()),
                draw(st.integers(1, 100)),
            )
            for name in names
        ),
        qualifications=tuple(
            Qualification(name, tuple(draw(st.lists(QUESTIONS, max_size=3))), draw(st.none() | st.integers(1, 10**6)))
            for name in qualifications
        ),
        sources=tuple(
            Source(
                channel,
                draw(st.sampled_from(Sender)),
                draw(st.none() | st.sampled_from(qualifications)) if qualifications else None,
            )
            for channel in draw(st.lists(st.sampled_from([LEADS, "C9", "G8"]), unique=True))
        ),
        auto_messages=tuple(
            AutoMessage(name, "C05", draw(TEXTS), draw(st.none() | team))
            for name in draw(st.lists(NAMES, unique=True, max_size=2))
        ),
        rules=draw(
            st.none()
            | st.lists(
                st.builds(
                    Rule,
                    st.sampled_from(Trigger),
                    team | st.just(ANN),
                    st.lists(CONDITIONS, max_size=3).map(tuple),
                    st.lists(TEXTS, max_size=2).map(tuple),
                ),
                max_size=4,
            ).map(tuple)
        ),
    )


def says_what_the_file_says(now: Configuration, file: ConfigurationFile):
    own = {name.casefold(): name for name in now.teams}

    def spelled(name):
        return own.get(name.casefold(), name)

    for team in file.teams:
        assert now.teams[spelled(team.name)] == replace(team, name=spelled(team.name))
    for one in file.qualifications:
        assert now.qualifications[one.name] == one
    for one in file.auto_messages:
        assert now.auto_messages[one.name] == replace(one, replies_to=one.replies_to and spelled(one.replies_to))
    for one in file.sources:
        assert now.sources[one.channel] == one
    if file.rules is not None:
        assert now.rules == tuple(replace(rule, assign_to=spelled(rule.assign_to)) for rule in file.rules)
    if file.managers is not None:
        assert now.managers == frozenset(file.managers)


def says_nothing_else(now: Configuration, file: ConfigurationFile):
    assert len(now.teams) == len(file.teams)
    assert set(now.sources) == {one.channel for one in file.sources}
    assert set(now.qualifications) == {one.name for one in file.qualifications}
    assert set(now.auto_messages) == {one.name for one in file.auto_messages}


@settings(max_examples=25)
@given(first=files(), second=files(), prune=st.booleans())
def test_a_file_is_read_back_as_it_says_whatever_was_there_and_applying_it_again_changes_nothing(
    migrated, tmp_path_factory, first: ConfigurationFile, second: ConfigurationFile, prune
):
    office = Office(shutil.copy(migrated, tmp_path_factory.mktemp("configure") / "office.db"))
    if prune and second.rules is None:
        second = replace(second, rules=())
    for file, how in ((first, {}), (second, {"prune": prune})):
        assert all(office.run(configure.apply, WORKSPACE, file, lambda *_, file=file: file, office.now, **how))
        now = known(office)
        says_what_the_file_says(now, file)
        office.check()
        if file is first and file.rules is not None:
            # Also their kinds: 1, 1.0 and True are equal to Python, not to a rule.
            assert repr(now.rules) == repr(file.rules)
        assert office.run(configure.apply, WORKSPACE, file, lambda *_, file=file: file, office.now, **how) == ()
        assert known(office) == now
    if prune:
        says_nothing_else(now, second)
    office.close()


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


def test_a_dry_run_says_what_would_change_and_changes_nothing(office: Office):
    apply_text(office, CONTRACT_BLOCK)
    before = everything(office)
    text = CONTRACT_BLOCK.replace("[U01ALICE, U02BOB, U03CAROL]", "[U01ALICE, U09NEW]")
    with pytest.raises(configure.DryRun) as tried:
        apply_text(office, text, dry_run=True)
    assert everything(office) == before
    assert tried.value.changes == apply_text(office, text)
    with pytest.raises(configure.DryRun) as tried:
        apply_text(office, text, dry_run=True)
    assert tried.value.changes == ()


async def test_a_dry_run_through_the_writer_is_undone_too(office: Office):
    store = Database(str(office.engine.url))
    file = ConfigurationFile(teams=(Team("sales", SALES),))

    def work(tx):
        return configure.apply(tx, WORKSPACE, file, lambda *_: file, office.now, dry_run=True)

    with pytest.raises(configure.DryRun) as tried:
        await store.write(work)
    await store.close()
    assert tried.value.changes == ("team sales: made, round_robin, in C02SALES",)
    assert known(office).version == 0


def test_prune_takes_away_what_the_file_does_not_name(office: Office):
    apply_text(office, CONTRACT_BLOCK)
    text = "teams: {sales: {channel: C02SALES, teammates: [U01ALICE]}}\nrules: [{when: qualified, assign_to: sales}]"
    assert apply_text(office, text, prune=True) == (
        "team sales: self_join is false, was true",
        "team sales: without U02BOB, U03CAROL",
        "rules: 1 now, were 3",
        "rule 1: when qualified, assign to sales",
        "team support: taken away",
        "team vip: taken away",
        "source C01LEADS: taken away",
        "source C06SUPPORT: taken away",
        "qualification inbound: taken away",
        "auto message pricing: taken away",
    )
    now = known(office)
    assert set(now.teams) == {"sales"}
    assert now.teammates == {"U01ALICE"}
    assert not now.sources
    assert not now.qualifications
    assert not now.auto_messages
    assert now.managers == {"U01ALICE"}
    office.check()


def test_prune_does_not_take_away_a_team_that_a_rule_needs(office: Office):
    office.team(ANN)
    before = everything(office)
    with pytest.raises(Mistake) as caught:
        office.apply(Team("vip", "C03VIP"), prune=True)
    assert caught.value.wrong == "team sales can't be taken away: rule 1 assigns to it."
    assert everything(office) == before


def test_what_waits_in_a_team_that_is_taken_away_goes_to_the_managers(office: Office):
    office.team(ANN, method=Method.MANUAL)
    office.lead(2)
    changes = office.apply(rules=(), prune=True)
    assert changes == (
        "rules: 0 now, were 1",
        "team sales: 2 waiting conversation(s) go to the managers",
        "team sales: taken away",
    )
    assert office.waits(None) == 2
    told = office.said("unrouted")
    assert [channel for channel, _ in told] == ["managers"] * 2
    assert [said["thread_ts"] for _, said in told] == ["1.0", "2.0"]


def test_what_was_assigned_in_a_team_that_is_taken_away_stays_as_it_was(office: Office):
    office.team(ANN)
    office.lead()
    before = office.assignments()
    office.apply(rules=(), prune=True)
    assert office.assignments() == before
    # A team of the same name begins anew.
    office.team(ANN, BEN)
    assert office.row().place_user_id is None
    assert office.lead() == [ANN]


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
    store = Database(str(office.engine.url))
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
