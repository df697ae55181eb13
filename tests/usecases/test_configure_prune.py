"""Trying a configuration file, and taking away what it does not name."""

import pytest

from bot.domain.configuration import (
    ConfigurationFile,
    Method,
    Team,
)
from bot.usecases import configure
from bot.usecases.errors import Mistake
from storage.database import Database
from storage.queries import conversation
from tests.configfile.conftest import CONTRACT_BLOCK
from tests.usecases.applying import apply_text, everything, known
from tests.usecases.office import ANN, BEN, SALES, WORKSPACE, Office


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
    store = Database(office.database.url)
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
        "source C06SUPPORT: its rule to support, as `/rotation listen` makes one, is removed",
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
    waiting = office.run(conversation.waiting, WORKSPACE, None, 9)
    assert [said["conversation_id"] for _, said in told] == [one.conversation_id for one in waiting]
    assert [one.thread_ts for one in waiting] == ["1.0", "2.0"]


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
