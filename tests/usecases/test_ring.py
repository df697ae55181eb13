"""Of a large team only the next few are read, and that is enough (DESIGN 1.3)."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from bot.domain import rotation
from bot.domain.rotation import Availability, Candidate, Place
from bot.usecases import ring
from storage.queries import team, team_member, workspace
from storage.tables import TeamMember, table
from tests.domain.rotation_oracle import Oracle
from tests.support.databases import SyncDatabase
from tests.usecases.office import ANN, WORKSPACE, Office

MEMBER = table(TeamMember)
NOW = 1_700_000_000.0


@pytest.fixture(scope="module")
def tx(databases):
    """One long transaction; each example makes a team of its own in it."""
    with databases.fresh() as url:
        database = SyncDatabase(url)
        with database.transaction() as connection:
            workspace.ensure(connection, WORKSPACE, NOW)
            yield connection
        database.close()


def make_team(tx, chance, size, away_share):
    """Make a team of people with few different keys; return it, and a place that somebody has or once had."""
    with_name = {"channel": "C2", "method": "round_robin", "self_join": False, "waiting_burst": 5, "name": "sales"}
    team.remove(tx, WORKSPACE, "sales")
    team.create(tx, WORKSPACE, with_name)
    ids = chance.sample(range(1000), size)
    keys = {number: b"%d" % chance.randrange(max(1, size // 2)) for number in ids}
    team_member.add(tx, WORKSPACE, "sales", [(f"U{number:03}", str(number), keys[number]) for number in ids])
    for number in ids:
        why = chance.choice(["away", "deactivated"]) if chance.random() < away_share else "available"
        started, count = chance.choice([(0.0, 0), (NOW - 100, chance.randrange(8)), (NOW - 600, 5), (NOW - 599.5, 5)])
        values = {"availability": why, "burst_started_at": started, "burst_count": count}
        tx.execute(update(MEMBER).where(MEMBER.c.user_id == f"U{number:03}").values(values))
    places = [None, Place(b"%d" % chance.randrange(100), f"U{chance.randrange(1000):03}")]
    if ids:
        number = chance.choice(ids)
        places += [Place(keys[number], f"U{number:03}")] * 2
    place = chance.choice(places)
    if place is not None:
        team.move_place(tx, WORKSPACE, [("sales", place.sort_key, place.user_id, "whoever")])
    return team.lock(tx, WORKSPACE, ["sales"])["sales"], place


SIZES = st.integers(0, 150)
SHARES = st.sampled_from([0.0, 0.3, 0.7, 0.95, 1.0])
COUNTS = st.integers(0, 12) | st.integers(0, 200)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), size=SIZES, away_share=SHARES, count=COUNTS)
def test_what_is_read_of_a_team_deals_the_turns_of_the_whole(tx, seed, size, away_share, count):
    row, place = make_team(tx, random.Random(seed), size, away_share)
    assert row.size == size
    everybody = team_member.all_of(tx, WORKSPACE, "sales")
    found = ring.members(tx, WORKSPACE, row, count)
    assert set(found) <= set(everybody)
    assert len({one.user_id for one in found}) == len(found)
    if size > count + 60:
        assert len(found) <= count + 1 + 40
    oracle = Oracle([Candidate(one.sort_key, one.user_id, one.availability) for one in everybody], place)
    dealt = rotation.deal(ring.place_of(row), ring.candidates(found), count, row.size)
    expected = oracle.deal(count)
    assert [turn.teammate for turn in dealt.turns] == [user for user, _ in expected]
    assert dealt.place == oracle.place
    assert [turn.reason["next"] for turn in dealt.turns] == [reason["next"] for _, reason in expected]
    assert ring.anybody_available(found) == any(one.availability == "available" for one in everybody)
    for turn in dealt.turns:
        told = [user for user, _ in turn.reason["before"] + turn.reason["after"]]
        assert len(told) == len(set(told))
        assert len(told) + turn.reason["more"] == size
        assert all(why in [*Availability] for _, why in turn.reason["before"] + turn.reason["after"])
    if dealt.turns:
        # The first place has all its neighbours ahead.
        assert dealt.turns[0].reason["after"] == expected[0][1]["after"]


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32), size=SIZES, away_share=SHARES, count=COUNTS)
def test_what_is_read_of_a_team_deals_what_waited_as_the_whole_would(tx, seed, size, away_share, count):
    row, place = make_team(tx, random.Random(seed), size, away_share)

    def candidate(one):
        had = one.burst_count if NOW - one.burst_started_at < 600 else 0
        return Candidate(one.sort_key, one.user_id, one.availability, 5 - had)

    oracle = Oracle([candidate(one) for one in team_member.all_of(tx, WORKSPACE, "sales")], place)
    found = ring.members(tx, WORKSPACE, row, count, room=(5, NOW - 600))
    dealt = rotation.deal(ring.place_of(row), [candidate(one) for one in found], count, row.size)
    assert [turn.teammate for turn in dealt.turns] == [user for user, _ in oracle.deal(count)]
    assert dealt.place == oracle.place


def test_a_team_of_three_hundred_takes_turns_like_a_small_one(office: Office):
    everybody = [f"U{number:03}" for number in range(300)]
    office.team(*everybody)
    office.away(*everybody[:100], *everybody[150:250])
    oracle = office.oracle()
    got = []
    for count in (1, 30, 1, 7, 120, 2, 64, 1, 40):
        got += office.lead(count)
    assert got == [user for user, _ in oracle.deal(266)]
    assert office.row().place_user_id == oracle.place.user_id
    office.check()


def test_a_large_team_is_dealt_what_waited_by_turn_and_burst(office: Office):
    everybody = [f"U{number:03}" for number in range(200)]
    office.team(*everybody, waiting_burst=1)
    office.away(*everybody)
    office.lead(50)
    office.back("U150", "U003", "U199")
    assert [user for user, _ in office.dealt()] == ["U150", "U003", "U199"]
    oracle = office.oracle()
    assert office.lead(4) == [user for user, _ in oracle.deal(4)] == ["U003", "U150", "U199", "U003"]
    office.check()


def test_who_left_keeps_the_place_in_a_large_team(office: Office):
    everybody = [f"U{number:03}" for number in range(100)]
    office.team(*everybody)
    assert office.lead(50)[-1] == "U049"
    office.remove("U049")
    assert office.lead(2) == ["U050", "U051"]
    office.remove("U051", "U052")
    assert office.lead() == ["U053"]


def test_the_place_of_a_team_that_was_never_dealt_to_is_none(office: Office):
    office.team(ANN)
    assert ring.place_of(office.row()) is None
    office.lead()
    assert ring.place_of(office.row()).user_id == ANN
