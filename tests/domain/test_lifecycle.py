"""Who may do what with a conversation, whatever its state, however late the press."""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lifecycle import CHANGES, Pressed, Standing, State, accept, pass_on, take

ANN, BEN, CAT = "U01ANN", "U02BEN", "U03CAT"
PEOPLE = st.sampled_from([ANN, BEN, CAT])
STANDINGS = st.builds(
    Standing,
    state=st.sampled_from(State),
    teammate=st.none() | PEOPLE,
    accepted=st.booleans(),
    passed_by=st.frozensets(PEOPLE),
)


def with_ann(**more):
    return Standing(State.ASSIGNED, ANN, **more)


def test_what_waits_is_taken_by_who_may():
    assert take(Standing(State.WAITING), BEN, may_take=True) == Pressed.TAKEN
    assert take(Standing(State.WAITING), BEN, may_take=False) == Pressed.NOT_ALLOWED


def test_who_passed_it_on_may_still_take_it():
    assert take(Standing(State.WAITING, ANN, passed_by=frozenset({ANN})), ANN, may_take=True) == Pressed.TAKEN


def test_what_somebody_has_is_not_taken():
    assert take(with_ann(), BEN, may_take=True) == Pressed.ALREADY_TAKEN
    assert take(with_ann(), ANN, may_take=True) == Pressed.ALREADY_YOURS


def test_the_assignee_accepts_once():
    assert accept(with_ann(), ANN) == Pressed.ACCEPTED
    assert accept(with_ann(accepted=True), ANN) == Pressed.ALREADY_ACCEPTED
    assert accept(with_ann(), BEN) == Pressed.NOT_YOURS


def test_the_assignee_passes_also_what_was_accepted():
    assert pass_on(with_ann(), ANN) == Pressed.PASSED
    assert pass_on(with_ann(accepted=True), ANN) == Pressed.PASSED
    assert pass_on(with_ann(), BEN) == Pressed.NOT_YOURS


def test_a_second_press_of_who_passed_it_on_is_told_so():
    moved_on = Standing(State.ASSIGNED, BEN, passed_by=frozenset({ANN}))
    assert pass_on(moved_on, ANN) == accept(moved_on, ANN) == Pressed.ALREADY_PASSED
    assert pass_on(Standing(State.WAITING, ANN, passed_by=frozenset({ANN})), ANN) == Pressed.ALREADY_PASSED


def test_a_button_of_an_earlier_assignment_does_nothing_to_a_later_one():
    assert pass_on(with_ann(passed_by=frozenset({ANN})), ANN, stale=True) == Pressed.MOVED_ON
    assert accept(with_ann(), ANN, stale=True) == Pressed.MOVED_ON


def test_nobody_accepts_or_passes_what_nobody_has():
    assert accept(Standing(State.WAITING), ANN) == pass_on(Standing(State.WAITING), ANN) == Pressed.NOBODYS


@given(STANDINGS, PEOPLE, st.booleans())
def test_only_the_assignee_changes_what_is_assigned_and_only_those_who_may_change_what_waits(standing, user, flag):
    for act in (accept, pass_on):
        if act(standing, user, stale=flag) in CHANGES:
            assert standing.is_with(user)
            assert not flag
    if take(standing, user, may_take=flag) in CHANGES:
        assert standing.state in {State.WAITING, State.QUALIFYING}
        assert flag


@given(STANDINGS, PEOPLE)
def test_a_double_click_changes_nothing_the_second_time(standing, user):
    if take(standing, user, may_take=True) == Pressed.TAKEN:
        assert take(Standing(State.ASSIGNED, user), user, may_take=True) not in CHANGES
    if accept(standing, user) == Pressed.ACCEPTED:
        assert accept(Standing(State.ASSIGNED, user, accepted=True), user) not in CHANGES
    if pass_on(standing, user) == Pressed.PASSED:
        for after in (Standing(State.WAITING, user, passed_by=frozenset({user})), Standing(State.ASSIGNED, CAT)):
            assert user == CAT or pass_on(after, user) not in CHANGES
