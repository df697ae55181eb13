"""Whatever JSON comes in, reading a lead from it never fails, and an address in it is found."""

import copy
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.leads import LeadFacts, facts
from tests.domain.posts_of_apps import ABOUT_JANE

# No deadline: the first number of a country loads what is known of its numbers.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(st.characters(), max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.one_of(
                st.sampled_from(
                    [
                        "type",
                        "text",
                        "blocks",
                        "elements",
                        "attachments",
                        "fields",
                        "title",
                        "value",
                        "files",
                        "from",
                        "url",
                        "rows",
                        "filetype",
                        "headers",
                        "reply_to",
                        "user",
                        "bot_id",
                        "bot_profile",
                        "name",
                        "address",
                        "unicode",
                    ]
                ),
                st.text(max_size=5),
            ),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=30,
)


@given(JSON)
@settings(UNHURRIED, max_examples=100)
def test_anything_that_json_can_be_raises_nothing(event):
    found = facts(event)
    assert isinstance(found, LeadFacts)
    json.dumps(found.text).encode()


def places(value, path=()):
    """Find the paths to everything in a post."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (*path, key)
        yield from places(inner, (*path, key))


def put(post, path, value):
    """Copy a post with something else in one place."""
    changed = copy.deepcopy(post)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    return changed


def get(post, path):
    for key in path:
        post = post[key]
    return post


EVERYWHERE = [(post, path) for post in ABOUT_JANE.values() for path in places(post)]


@given(st.sampled_from(EVERYWHERE), JSON)
@settings(UNHURRIED, max_examples=100)
def test_a_real_post_with_anything_in_one_place_raises_nothing(place, value):
    post, path = place
    found = facts(put(post, path, value))
    for fact, limit in ((found.text, 8_000), (found.name, 100), (found.email, 320), (found.phone, 40)):
        assert fact is None or (len(fact) <= limit and fact.encode() is not None)


SHOWN = {"text", "value", "title", "plain_text", "subject"}
WORDS = [
    (post, path)
    for name, post in ABOUT_JANE.items()
    for path in places(post)
    if path[-1] in SHOWN
    and isinstance(get(post, path), str)
    and "actions" not in str(path)
    # Not shown: a button, the text of a link to an address, an e-mail's title when there is a subject.
    and not (name == "Calendly" and path[:2] == ("blocks", 2))
    and not (name == "e-mail" and path[-1] == "title")
    and get(post, path) != "jane@acme.com"
]


@given(
    st.sampled_from(WORDS),
    st.from_regex(r"[a-z][a-z0-9]{0,8}([._+-][a-z0-9]{1,5})?", fullmatch=True),
    st.sampled_from(["acme.io", "mail.example.com", "müller.de", "a-b.co.uk"]),
    st.sampled_from(
        ["{}", "write to {}.", "({})", "<mailto:{0}|{0}>", "Jane &lt;{}&gt;", "{} please", "a\n{}\nb", "*{}*"]
    ),
)
@UNHURRIED
def test_an_address_planted_anywhere_is_found(place, local, domain, around):
    post, path = place
    bare = json.loads(json.dumps(post).replace("jane@acme.com", "nobody").replace("bob@ours.com", "nobody"))
    planted = f"{local}@{domain}"
    found = facts(put(bare, path, get(bare, path) + " " + around.format(planted) + " "))
    assert found.email == planted or local.startswith(("noreply", "donotreply"))
