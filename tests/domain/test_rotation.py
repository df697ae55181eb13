"""Whose turn it is: examples a person can follow, and any team against the oracle."""

import json
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.names import sort_key
from bot.domain.rotation import HAD_ENOUGH, Availability, Candidate, Place, circular, deal
from tests.domain.rotation_oracle import Oracle

AVAILABLE, AWAY, DEACTIVATED = Availability.AVAILABLE, Availability.AWAY, Availability.DEACTIVATED


def team(*names, away=(), deactivated=(), room=None):
    """Give a team of people whose user id is their name; `room` by name."""
    return [
        Candidate(
            sort_key(name),
            name,
            AWAY if name in away else DEACTIVATED if name in deactivated else AVAILABLE,
            (room or {}).get(name),
        )
        for name in names
    ]


def at(name):
    return Place(sort_key(name), name)


def who(dealt):
    return [turn.teammate for turn in dealt.turns]


def crowd(count, **given):
    return team(*(f"u{number:03}" for number in range(count)), **given)


def test_the_first_of_the_alphabet_is_first_when_nobody_was_ever_dealt_to():
    assert who(deal(None, team("Carol", "alice", "Bob"), 4)) == ["alice", "Bob", "Carol", "alice"]


def test_the_rotation_goes_on_after_its_place_and_round():
    assert who(deal(at("Bob"), team("Alice", "Bob", "Carol"), 3)) == ["Carol", "Alice", "Bob"]


def test_names_of_the_world_take_turns_as_people_sort_them():
    names = [
        "", "ada byrne", "Ängel", "Edward", "Élodie", "Emily", "Mia  Berg", "O'Neil", "Øystein", "van der Berg",
        "zoë Quinn", "мария", "张伟",
    ]  # fmt: skip
    assert who(deal(None, team(*reversed(names)), len(names))) == names


def test_people_of_one_name_take_turns_by_user_id():
    twins = [Candidate(sort_key(name), user) for name, user in [("élodie", "U3"), ("Elodie", "U1"), ("ELODIE", "U2")]]
    assert who(deal(None, twins, 4)) == ["U1", "U2", "U3", "U1"]
    assert who(deal(Place(sort_key("Elodie"), "U2"), twins, 2)) == ["U3", "U1"]


def test_who_is_away_or_deactivated_is_passed_over_and_gets_nothing_back():
    everybody = ("Ann", "Ben", "Cat", "Dan")
    first = deal(None, team(*everybody, away=["Ben"], deactivated=["Dan"]), 4)
    assert who(first) == ["Ann", "Cat", "Ann", "Cat"]
    assert who(deal(first.place, team(*everybody), 5)) == ["Dan", "Ann", "Ben", "Cat", "Dan"]


def test_who_joins_is_met_in_the_order_and_changes_nobody_elses_turn():
    assert who(deal(at("Ben"), team("Ann", "Ben", "Cat"), 3)) == ["Cat", "Ann", "Ben"]
    assert who(deal(at("Ben"), team("Ann", "Ben", "Bob", "Cat"), 4)) == ["Bob", "Cat", "Ann", "Ben"]
    assert who(deal(at("Ben"), team("Abe", "Ann", "Ben", "Cat"), 4)) == ["Cat", "Abe", "Ann", "Ben"]


def test_the_place_of_somebody_who_left_still_counts():
    assert who(deal(at("Ben"), team("Ann", "Cat", "Dan"), 3)) == ["Cat", "Dan", "Ann"]
    assert who(deal(at("Zoe"), team("Ann", "Cat"), 2)) == ["Ann", "Cat"]


def test_who_is_renamed_is_met_at_the_new_place():
    place = deal(None, team("Ann", "Ben", "Cat"), 1).place
    renamed = [Candidate(sort_key("Zoe"), "Ann"), *team("Ben", "Cat")]
    assert who(deal(place, renamed, 4)) == ["Ben", "Cat", "Ann", "Ben"]


def test_the_place_is_the_last_one_dealt_to_with_the_key_of_then():
    assert deal(None, team("Ann", "Ben"), 1).place == (sort_key("Ann"), "Ann")
    assert deal(at("Ann"), team("Ann", "Ben"), 4).place == (sort_key("Ann"), "Ann")


@pytest.mark.parametrize("place", [None, at("Ann"), at("Nobody")])
@pytest.mark.parametrize("members", [[], team("Ann", "Ben", away=["Ann"], deactivated=["Ben"])])
def test_without_anybody_available_nothing_is_dealt_and_the_place_stays(place, members):
    dealt = deal(place, members, 3)
    assert dealt.turns == ()
    assert dealt.place == place


def test_dealing_nothing_changes_nothing():
    assert deal(at("Ann"), team("Ann", "Ben"), 0) == deal(at("Ann"), [], 0)
    assert deal(at("Ann"), team("Ann", "Ben"), 0).place == at("Ann")


def test_one_teammate_alone_gets_everything():
    dealt = deal(None, team("Ann", "Ben", away=["Ben"]), 3)
    assert who(dealt) == ["Ann", "Ann", "Ann"]
    assert [turn.reason["next"] for turn in dealt.turns] == ["Ann", "Ann", "Ann"]


def test_many_more_than_the_team_has_go_round_evenly():
    members = crowd(7)
    counts = Counter(who(deal(at("u003"), members, 1000)))
    assert sorted(counts.values()) == [142, 143, 143, 143, 143, 143, 143]
    assert counts["u003"] == 142


def test_a_reason_tells_who_stands_on_both_sides_of_the_place_and_who_is_next():
    (turn,) = deal(at("Ben"), team("Ann", "Ben", "Cat", "Dan", away=["Cat"], deactivated=["Ann"]), 1).turns
    assert turn.teammate == "Dan"
    assert turn.reason == {
        "place": "Ben",
        "before": [],
        "after": [("Cat", "away"), ("Dan", "available"), ("Ann", "deactivated"), ("Ben", "available")],
        "more": 0,
        "next": "Ben",
    }


def test_the_first_reason_ever_has_no_place():
    (turn,) = deal(None, team("Ann"), 1).turns
    assert turn.reason == {"place": None, "before": [], "after": [("Ann", "available")], "more": 0, "next": "Ann"}


def test_a_reason_tells_of_at_most_twenty_on_each_side_and_how_many_more_there_are():
    (turn,) = deal(at("u002"), crowd(50, away=["u003"]), 1).turns
    assert turn.teammate == "u004"
    assert turn.reason["after"][0] == ("u003", "away")
    assert [user for user, _ in turn.reason["after"]] == [f"u{number:03}" for number in range(3, 23)]
    assert [user for user, _ in turn.reason["before"]] == [f"u{number % 50:03}" for number in range(33, 53)]
    assert turn.reason["more"] == 10


@pytest.mark.parametrize("size", [20, 21, 39, 40, 41])
def test_a_reason_tells_of_nobody_twice(size):
    for turn in deal(at("u007"), crowd(size), 3).turns:
        told = [user for user, _ in turn.reason["before"] + turn.reason["after"]]
        assert len(told) == len(set(told)) == min(size, 40)
        assert turn.reason["more"] == size - len(told)


def test_a_partial_list_knows_how_many_members_there_are_in_all():
    (turn,) = deal(None, crowd(3), 1, size=300).turns
    assert turn.reason["more"] == 297


def test_a_reason_is_json():
    reason = deal(at("Ben"), team("Ann", "Ben", away=["Ann"], room={"Ben": 2}), 2).turns[1].reason
    assert json.loads(json.dumps(reason))["after"] == [["Ann", "away"], ["Ben", "available"]]


def test_what_waited_goes_to_each_only_as_long_as_they_have_room():
    dealt = deal(None, team("Ann", "Ben", "Cat", room={"Ann": 1, "Ben": 3, "Cat": 0}), 10)
    assert who(dealt) == ["Ann", "Ben", "Ben", "Ben"]
    assert dealt.place == at("Ben")


def test_a_reason_tells_who_had_enough_just_then():
    first, second, third = deal(None, team("Ann", "Ben", "Cat", away=["Cat"], room={"Ann": 1, "Ben": 2}), 3).turns
    assert first.reason["after"] == [("Ann", "available"), ("Ben", "available"), ("Cat", "away")]
    assert second.reason["after"] == [("Ben", "available"), ("Cat", "away"), ("Ann", HAD_ENOUGH)]
    assert third.reason["after"] == [("Cat", "away"), ("Ann", HAD_ENOUGH), ("Ben", "available")]


def test_nobody_has_room_so_nothing_is_dealt():
    dealt = deal(at("Ann"), team("Ann", "Ben", room={"Ann": 0, "Ben": -2}), 5)
    assert dealt.turns == ()
    assert dealt.place == at("Ann")


def test_whose_turn_is_next_is_a_turn_of_new_leads_also_when_they_had_enough_of_those_that_waited():
    (turn,) = deal(None, team("Ann", "Ben", "Cat", room={"Ann": 1, "Ben": 0, "Cat": 1}), 1).turns
    assert turn.reason["next"] == "Ben"


def test_the_order_of_the_candidates_does_not_matter():
    members = crowd(30, away=["u004", "u009"])
    assert deal(at("u003"), members, 5) == deal(at("u003"), members[::-1], 5)


def test_circular_begins_after_the_place():
    members = team("Cat", "Ann", "Ben")
    assert [one.user_id for one in circular(members, None)] == ["Ann", "Ben", "Cat"]
    assert [one.user_id for one in circular(members, at("Ann"))] == ["Ben", "Cat", "Ann"]
    assert [one.user_id for one in circular(members, at("Bea"))] == ["Ben", "Cat", "Ann"]
    assert circular([], at("Ann")) == []


KEYS = st.sampled_from([sort_key(name) for name in ("", "Ann", "ann", "Élodie", "Elodie", "Emily", "Øystein", "张伟")])
IDS = [f"U{number:02}" for number in range(100)]
NO_BOUND = st.none()
PLACES = st.none() | st.builds(Place, KEYS, st.sampled_from(["U00", "U05", "U50", "U99"]))


@st.composite
def teams(draw, most=60, room=NO_BOUND):
    least = draw(st.sampled_from([0, 0, most // 2, most * 3 // 4]))
    ids = draw(st.lists(st.sampled_from(IDS), unique=True, min_size=least, max_size=most))
    availability = st.sampled_from([AVAILABLE, AVAILABLE, AWAY, DEACTIVATED])
    return [Candidate(draw(KEYS), user, draw(availability), draw(room)) for user in ids]


COUNTS = st.integers(0, 8) | st.integers(0, 200)


@given(members=teams(), place=PLACES, count=COUNTS)
def test_any_team_takes_the_turns_of_the_oracle_for_the_same_reasons(members, place, count):
    oracle = Oracle(members, place)
    dealt = deal(place, members, count)
    assert [(turn.teammate, turn.reason) for turn in dealt.turns] == oracle.deal(count)
    assert dealt.place == oracle.place


@given(members=teams(most=30, room=st.none() | st.integers(-1, 6)), place=PLACES, count=COUNTS)
def test_what_waited_is_dealt_as_the_oracle_deals_it(members, place, count):
    oracle = Oracle(members, place)
    dealt = deal(place, members, count)
    assert [(turn.teammate, turn.reason) for turn in dealt.turns] == oracle.deal(count)
    assert dealt.place == oracle.place
    room = {one.user_id: one.room for one in members if one.room is not None}
    counts = Counter(who(dealt))
    assert all(counts[user] <= max(most, 0) for user, most in room.items())
    if len(dealt.turns) < count:
        assert all(not oracle.has_room(one) for one in members if one.availability == AVAILABLE)


@given(members=teams(), place=PLACES, count=st.integers(0, 20), data=st.data())
def test_the_next_few_who_are_available_are_enough_to_deal_the_same_turns(members, place, count, data):
    order = circular(members, place)
    wanted = [one for one in order if one.availability == AVAILABLE][: count + 1]
    neighbours = data.draw(st.lists(st.sampled_from(order), unique=True)) if order else []
    partial = data.draw(st.permutations(list(dict.fromkeys([*wanted, *neighbours]))))
    whole, part = deal(place, members, count), deal(place, partial, count, len(members))
    assert who(part) == who(whole)
    assert part.place == whole.place
    assert [turn.reason["place"] for turn in part.turns] == [turn.reason["place"] for turn in whole.turns]
    assert [turn.reason["next"] for turn in part.turns] == [turn.reason["next"] for turn in whole.turns]
    for turn in part.turns:
        told = [user for user, _ in turn.reason["before"] + turn.reason["after"]]
        assert len(told) == len(set(told))
        assert len(told) + turn.reason["more"] == len(members)


@given(members=teams(), place=PLACES, count=COUNTS)
def test_in_any_run_any_two_who_are_available_differ_by_at_most_one(members, place, count):
    run = who(deal(place, members, count))
    available = [one.user_id for one in members if one.availability == AVAILABLE]
    for begin in range(0, len(run), 7):
        for end in range(begin, len(run), 5):
            counts = Counter(run[begin:end])
            numbers = [counts[user] for user in available]
            assert max(numbers) - min(numbers) <= 1
    if len(available) > 1:
        assert all(one != other for one, other in pairwise(run))


@given(members=teams(most=20), place=PLACES, counts=st.lists(st.integers(0, 9), max_size=6))
def test_dealing_in_pieces_is_dealing_at_once(members, place, counts):
    run, at_place = [], place
    for count in counts:
        piece = deal(at_place, members, count)
        run += piece.turns
        at_place = piece.place
    whole = deal(place, members, sum(counts))
    assert [(turn.teammate, turn.reason) for turn in whole.turns] == [(turn.teammate, turn.reason) for turn in run]
    assert whole.place == at_place
    assert [turn.number for turn in whole.turns] == list(range(len(run)))
