"""Slack's paces: one message a second in a channel, and the tiers of the methods."""

import pytest

from bot.sandbox import SLACKS, UNLIMITED, Limits
from bot.sandbox.coverage import METHOD_NAMES
from bot.sandbox.rates import TIERS, EventQuota, Rates

OFTEN = {
    "auth.test": {},
    "chat.getPermalink": {"channel": "C01LEADS", "message_ts": "1.000001"},
    "chat.update": {"channel": "C01LEADS", "ts": "1.000001", "text": "x"},
    "conversations.list": {},
    "users.info": {"user": "U01ALICE"},
}


@pytest.fixture
def now():
    return [100.0]


@pytest.fixture
def rates(now):
    return Rates(Limits(posts_a_second=0.5), lambda: now[0])


def test_a_burst_goes_and_then_the_rate_counts(rates, now):
    assert [rates.post("C1") for _ in range(SLACKS.burst)] == [None] * SLACKS.burst
    assert rates.post("C1") == 2
    now[0] += 1.5
    assert rates.post("C1") == 1
    now[0] += 0.5
    assert rates.post("C1") is None
    assert rates.post("C1") == 2


def test_a_bucket_never_holds_more_than_a_burst(rates, now):
    rates.post("C1")
    now[0] += 1000
    assert [rates.post("C1") for _ in range(SLACKS.burst + 1)] == [None] * SLACKS.burst + [2]


def test_without_limits_everything_goes(now):
    rates = Rates(UNLIMITED, lambda: now[0])
    assert {rates.post("C1") for _ in range(1000)} == {None}
    assert {rates.call("users.list") for _ in range(1000)} == {None}


def test_each_method_has_its_tier():
    assert set(TIERS) >= set(METHOD_NAMES)


@pytest.mark.parametrize("method", OFTEN)
async def test_a_method_is_refused_over_its_tier_until_its_minute_goes_on(sandbox, call, now, method):
    sandbox._core.rates = Rates(SLACKS, lambda: now[0])  # on a slow machine, time alone would let one more through
    answers = [await call(sandbox, method, **OFTEN[method]) for _ in range(TIERS[method])]
    assert not [one for one in answers if one.get("error") == "ratelimited"]
    assert (await call(sandbox, method, **OFTEN[method]))["error"] == "ratelimited"
    # The others go on, and so does this one when time has passed.
    other = "users.list" if method != "users.list" else "users.info"
    assert (await call(sandbox, other))["ok"]
    now[0] += 60.001 / TIERS[method]
    assert (await call(sandbox, method, **OFTEN[method])).get("error") != "ratelimited"
    assert (await call(sandbox, method, **OFTEN[method]))["error"] == "ratelimited"


async def test_what_a_token_may_not_do_counts_for_nothing(sandbox, session, call):
    for _ in range(TIERS["users.list"] + 1):
        async with session.post(sandbox.api_url + "users.list", headers={"Authorization": "Bearer other"}) as answer:
            assert (await answer.json())["error"] == "invalid_auth"
    assert (await call(sandbox, "users.list"))["ok"]


def test_the_thirty_thousandth_event_of_an_hour_is_the_last_and_each_minute_says_so(now):
    quota = EventQuota(lambda: now[0], an_hour=3)
    assert [quota.take() for _ in range(4)] == [True, True, True, False]
    assert [quota.must_tell(), quota.must_tell()] == [True, False]
    now[0] += 60
    assert (quota.take(), quota.must_tell()) == (False, True)
    now[0] += 3600
    assert quota.take()


async def test_a_bot_that_gets_too_many_events_is_told_once_a_minute_and_loses_them(connected, bot):
    connected._core.quota.an_hour = 2
    for text in ("one", "two", "three", "four"):
        await connected.write("U01ALICE", "C01LEADS", text)
    told = [received.json for received in bot.received]
    assert [one["type"] for one in told] == ["event_callback", "event_callback", "app_rate_limited"]
    assert told[-1].keys() == {"token", "type", "team_id", "minute_rate_limited", "api_app_id"}
    assert told[-1]["minute_rate_limited"] % 60 == 0
    connected.clock.forward(3600)
    await connected.write("U01ALICE", "C01LEADS", "five")
    assert bot.received[-1].event["text"] == "five"


async def test_the_rate_limit_of_events_can_be_told_at_any_time(connected, bot):
    assert await connected.limit_rate() == 200
    assert bot.received[0].json["type"] == "app_rate_limited"
