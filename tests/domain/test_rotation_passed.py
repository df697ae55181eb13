"""What somebody passed on is not dealt to them again (CONTRACT 5.6)."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.rotation import HAD_ENOUGH, HAD_PASSED, deal
from tests.domain.rotation_oracle import Oracle
from tests.domain.test_rotation import PLACES, at, team, teams, who


def passed(*names):
    return frozenset(names)


def test_who_passed_is_skipped_and_the_place_moves_to_who_got_it():
    dealt = deal(at("Alice"), team("Alice", "Bob", "Carol"), 1, passed=[passed("Bob")])
    assert who(dealt) == ["Carol"]
    assert dealt.place == at("Carol")
    assert ("Bob", HAD_PASSED) in dealt.turns[0].reason["after"]


def test_what_all_have_passed_is_left_out_and_what_follows_is_dealt():
    dealt = deal(None, team("Alice", "Bob"), 3, passed=[passed(), passed("Alice", "Bob"), passed()])
    assert [(turn.number, turn.teammate) for turn in dealt.turns] == [(0, "Alice"), (2, "Bob")]


def test_what_all_have_passed_moves_nothing():
    dealt = deal(at("Alice"), team("Alice", "Bob"), 1, passed=[passed("Alice", "Bob")])
    assert (dealt.turns, dealt.place) == ((), at("Alice"))


def test_a_pass_of_somebody_who_is_not_in_the_team_any_more_changes_nothing():
    assert who(deal(None, team("Alice", "Bob"), 2, passed=[passed("Zoe"), passed("Zoe")])) == ["Alice", "Bob"]


def test_who_is_away_is_told_as_away_and_not_as_having_passed():
    (turn,) = deal(None, team("Alice", "Bob", away=["Alice"]), 1, passed=[passed("Alice")]).turns
    assert ("Alice", "away") in turn.reason["after"]


def test_who_passed_and_had_enough_are_both_skipped():
    members = team("Alice", "Bob", "Carol", room={"Alice": 0, "Bob": 1, "Carol": 1})
    first, second = deal(None, members, 3, passed=[passed("Bob")]).turns
    assert (first.teammate, second.teammate) == ("Carol", "Bob")
    assert dict(first.reason["after"]) == {"Alice": HAD_ENOUGH, "Bob": HAD_PASSED, "Carol": "available"}


@given(data=st.data(), members=teams(most=12), place=PLACES)
def test_any_team_deals_what_was_passed_on_as_the_oracle_does(data, members, place):
    users = [one.user_id for one in members] + ["somebody else"]
    skips = data.draw(st.lists(st.frozensets(st.sampled_from(users)), max_size=12))
    oracle = Oracle(members, place)
    dealt = deal(place, members, len(skips), passed=skips)
    assert [(turn.number, turn.teammate, turn.reason) for turn in dealt.turns] == oracle.deal_passed(skips)
    assert dealt.place == oracle.place
    assert all(turn.teammate not in skips[turn.number] for turn in dealt.turns)
