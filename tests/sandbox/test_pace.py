import time

from bot.sandbox.faults import BURST, Pace


def test_a_burst_goes_and_then_the_rate_counts():
    now = [100.0]
    pace = Pace(rate=0.5, clock=lambda: now[0])
    assert [pace.retry_after_seconds("C1") for _ in range(BURST)] == [None] * BURST
    assert pace.retry_after_seconds("C1") == 2
    now[0] += 1.5
    assert pace.retry_after_seconds("C1") == 1
    now[0] += 0.5
    assert pace.retry_after_seconds("C1") is None
    assert pace.retry_after_seconds("C1") == 2


def test_a_bucket_never_holds_more_than_a_burst():
    now = [100.0]
    pace = Pace(rate=1, clock=lambda: now[0])
    pace.retry_after_seconds("C1")
    now[0] += 1000
    assert [pace.retry_after_seconds("C1") for _ in range(BURST + 1)] == [None] * BURST + [1]


def test_without_a_rate_everything_goes():
    pace = Pace(rate=None, clock=time.monotonic)
    assert {pace.retry_after_seconds("C1") for _ in range(100)} == {None}
