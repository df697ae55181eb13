"""The clock that all processes on one database share."""

from bot.timekeeping import SharedClock


class Clock:
    def now(self):
        return 100.0


def test_it_goes_with_the_databases_clock_where_that_differs():
    clock = SharedClock(Clock())
    clock.follow(-7.5)
    assert clock.now() == 92.5
    clock.follow(3600.0)
    assert clock.now() == 3700.0
    clock.follow(0.0)
    assert clock.now() == 100.0


def test_what_the_network_adds_does_not_make_time_jump():
    clock = SharedClock(Clock())
    clock.follow(0.2)
    assert clock.now() == 100.0
    clock.follow(5.0)
    clock.follow(4.9)
    assert clock.now() == 105.0
