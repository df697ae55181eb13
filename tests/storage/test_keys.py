"""Keys: unique, rising, whatever the clock and the threads do."""

import threading
import time
from itertools import pairwise

from storage.keys import new_id


def test_a_key_has_26_characters_and_begins_with_the_time():
    before = time.time_ns() // 1000
    key = new_id()
    assert len(key) == 26
    assert set(key) <= set("0123456789abcdef")
    assert before <= int(key[:14], 16) <= time.time_ns() // 1000 + 10_000


def test_keys_rise():
    keys = [new_id() for _ in range(10_000)]
    assert all(one < other for one, other in pairwise(keys))


def test_keys_rise_also_when_the_clock_stands_still_or_is_set_back(monkeypatch):
    keys = [new_id()]
    now = time.time_ns()
    for moved in (0, 0, -3600, -(10**9), 0):
        monkeypatch.setattr(time, "time_ns", lambda moved=moved: now + moved * 10**9)
        keys += [new_id(), new_id()]
    assert keys == sorted(set(keys))


def test_keys_of_many_threads_are_unique_and_each_threads_own_rise():
    made: list[list[str]] = [[] for _ in range(8)]
    start = threading.Barrier(8)

    def make(mine):
        start.wait()
        mine += [new_id() for _ in range(2_000)]

    threads = [threading.Thread(target=make, args=(mine,)) for mine in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({key for mine in made for key in mine}) == 16_000
    assert all(mine == sorted(mine) for mine in made)
    # Not only each thread's: the process has one order, told by the first part alone.
    assert len({key[:14] for mine in made for key in mine}) == 16_000
