"""Payloads that are nearly Slack's: what hypothesis makes of those that are."""

import copy

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st


def some(examples):
    """Return the settings of a hunt with so many examples in all."""
    return settings(
        max_examples=examples // 2,  # on each of the databases
        deadline=None,
        derandomize=True,  # the suite tells the same story each time; longer hunts raise max_examples by hand
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


#: Texts as JSON may carry them: zeros, halves of surrogates, markup, ids.
TEXTS = st.one_of(
    st.text(st.characters(categories=None), max_size=20),  # with lone surrogates
    st.sampled_from(
        [
            "",
            "\0",
            "\ud800",
            "U05LENA",
            "C01LEADS",
            "T01TEST",
            "<!channel>",
            "<@U05LENA>",
            "1700000000.000100",
            "message",
            "view_closed",
            "a" * 3000,
        ]
    ),
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.integers(10**30, 10**40), TEXTS
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


def places(value, path=()):
    """Yield the path to everything within a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


def changed(data, seed):
    """Return a copy of a payload in which one to three things are something else, or missing."""
    payload = copy.deepcopy(seed)
    for _ in range(data.draw(st.integers(1, 3))):
        paths = list(places(payload))
        if not paths:
            break
        *way, last = data.draw(st.sampled_from(paths))
        place = payload
        for key in way:
            place = place[key]
        if data.draw(st.integers(0, 3)) == 0:
            del place[last]
        else:
            place[last] = data.draw(JSON)
    return payload
