"""When to try again, and how fast."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.retry import delay_seconds, pace

SECONDS = st.floats(0, 4e9, allow_nan=False)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (8, 128), (9, 256), (10, 300), (11, 300), (10**9, 300)]
)
def test_each_attempt_waits_twice_as_long_but_never_more_than_five_minutes(attempts, seconds):
    assert delay_seconds(attempts, 0.0) == seconds


@pytest.mark.parametrize("attempts", [0, -3])
def test_before_the_first_attempt_it_waits_like_after_it(attempts):
    assert delay_seconds(attempts, 0.0) == 1.0


def test_chance_takes_up_to_a_quarter_off():
    assert delay_seconds(3, 1.0) == 3.0
    assert delay_seconds(3, 0.5) == 3.5


@given(st.integers(1, 10**6), st.floats(0, 1))
def test_a_wait_is_never_nothing_and_never_too_long(attempts, chance):
    assert 0.75 <= delay_seconds(attempts, chance) <= 300.0
    assert delay_seconds(attempts + 1, chance) >= delay_seconds(attempts, chance)


def test_a_quiet_channel_may_have_a_burst_and_then_waits_for_the_pace():
    tokens, at, sent = 5.0, 1000.0, []
    for now in (1000.0, 1000.0, 1000.0, 1000.0, 1000.0, 1000.0):
        filled, wait = pace(tokens, at, now, rate=1.0, burst=5.0)
        sent.append(wait == 0.0)
        if wait == 0.0:
            tokens, at = filled - 1.0, now
    assert sent == [True] * 5 + [False]
    assert pace(tokens, at, 1000.0, rate=1.0, burst=5.0) == (0.0, 1.0)
    assert pace(tokens, at, 1000.75, rate=1.0, burst=5.0) == (0.75, 0.25)
    assert pace(tokens, at, 1001.0, rate=1.0, burst=5.0) == (1.0, 0.0)


def test_a_channel_that_was_silent_for_long_has_no_more_than_a_burst():
    assert pace(0.0, 0.0, 1e9, rate=1.0, burst=5.0) == (5.0, 0.0)


def test_half_a_message_a_second_is_one_in_two_seconds():
    assert pace(0.0, 1000.0, 1000.0, rate=0.5, burst=5.0) == (0.0, 2.0)


@pytest.mark.parametrize("rate", [0.0, -1.0])
def test_without_a_rate_no_pace_is_kept(rate):
    assert pace(0.0, 1000.0, 1000.0, rate=rate, burst=5.0) == (5.0, 0.0)


def test_a_clock_that_was_set_back_takes_nothing_away():
    assert pace(3.0, 2000.0, 1000.0, rate=1.0, burst=5.0) == (3.0, 0.0)


@given(st.floats(0, 5), SECONDS, SECONDS, st.floats(0.01, 100))
def test_after_the_wait_a_message_may_go(tokens, tokens_at, now, rate):
    now = max(now, tokens_at)
    filled, wait = pace(tokens, tokens_at, now, rate, 5.0)
    assert 0.0 <= filled <= 5.0
    assert wait >= 0.0
    assert (wait == 0.0) == (filled >= 1.0)
    assert filled + wait * rate >= 1.0 - 1e-9
