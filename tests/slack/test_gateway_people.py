"""Asking Slack who people are."""

import json

import pytest

from bot.domain.people import Person
from bot.sandbox import User
from bot.slack import gateway as gateway_module
from bot.slack.person import person_of
from bot.usecases.errors import SlackUnavailable
from tests.slack.with_gateway import ALICE, WORKSPACE, made


async def test_one_person_is_asked_for(sandbox, gateway):
    picture = f"https://avatars.sandbox.invalid/{ALICE}-192.png"
    assert await gateway.person(ALICE) == Person(
        ALICE, "Alice Archer", "Europe/Berlin", locale="en-US", image=picture, updated=1700000000
    )
    assert await gateway.person("U99NOBODY") is None


@pytest.mark.parametrize("kind", ["500", "drop_before", "missing_scope", "invalid_auth", "a_word_of_tomorrow"])
async def test_while_slack_does_not_tell_people_are_not_unknown(sandbox, gateway, kind):
    sandbox.fail("users.info", kind)
    with pytest.raises(SlackUnavailable, match=r"users\.info"):
        await gateway.person(ALICE)
    sandbox.fail("users.list", kind)
    with pytest.raises(SlackUnavailable, match=r"users\.list"):
        await gateway.everyone()


async def test_everybody_is_read_page_by_page(sandbox, gateway, monkeypatch):
    monkeypatch.setattr(gateway_module, "_PAGE", 7)
    for number in range(30):
        sandbox.add_user(User(id=f"U1{number:03d}", name=f"u{number}", real_name=f"Person {number}"))
    names = [person.name for person in await gateway.everyone()]
    assert {"Alice Archer", "Slackbot", "Leadwheel", "Person 0", "Person 29"} <= set(names)
    assert len(names) == 33
    assert len(made(sandbox, "users.list")) == 5


#: a user object, as Slack might send it -> who that is
PEOPLE = {
    "only an id": ({"id": "U1"}, Person("U1", "U1")),
    "no profile": ({"id": "U1", "profile": None, "name": "bob"}, Person("U1", "bob")),
    "an empty display name": (
        {"id": "U1", "name": "bob", "profile": {"display_name": "  ", "real_name": "Bob Byrne"}},
        Person("U1", "Bob Byrne"),
    ),
    "a display name": (
        {"id": "U1", "name": "bob", "real_name": "Bob", "profile": {"display_name": "Bobby", "real_name": "B"}},
        Person("U1", "Bobby"),
    ),
    "a real name outside the profile": ({"id": "U1", "real_name": "Bob", "name": "b"}, Person("U1", "Bob")),
    "names that are no text": (
        {"id": "U1", "name": 5, "real_name": [], "tz": None, "profile": {"display_name": {}, "real_name": True}},
        Person("U1", "U1"),
    ),
    "roles": (
        {"id": "U1", "name": "a", "is_admin": True, "is_owner": True, "tz": "Asia/Tokyo"},
        Person("U1", "a", "Asia/Tokyo", is_admin=True, is_owner=True),
    ),
    "the primary owner": ({"id": "U1", "name": "a", "is_primary_owner": True}, Person("U1", "a", is_owner=True)),
    "roles that are no truth": ({"id": "U1", "name": "a", "is_admin": "yes", "deleted": 0}, Person("U1", "a")),
    "a guest": ({"id": "U1", "name": "a", "is_restricted": True}, Person("U1", "a", is_guest=True)),
    "a guest of one channel": (
        {"id": "U1", "name": "a", "is_ultra_restricted": True},
        Person("U1", "a", is_guest=True),
    ),
    "deactivated": ({"id": "U1", "name": "a", "deleted": True}, Person("U1", "a", deactivated=True)),
    "a bot": ({"id": "U1", "name": "a", "is_bot": True}, Person("U1", "a", is_bot=True)),
    "Slackbot": (
        {"id": "USLACKBOT", "name": "slackbot", "is_bot": False},
        Person("USLACKBOT", "slackbot", is_bot=True),
    ),
    "our own": ({"id": "U1", "name": "a", "team_id": WORKSPACE}, Person("U1", "a")),
    "of another workspace": ({"id": "U1", "name": "a", "team_id": "T9"}, Person("U1", "a", is_stranger=True)),
    "a stranger": ({"id": "U1", "name": "a", "is_stranger": True}, Person("U1", "a", is_stranger=True)),
    "of our organisation": (
        {"id": "W1", "name": "a", "team_id": "T9", "enterprise_user": {"id": "W1", "teams": ["T8", WORKSPACE]}},
        Person("W1", "a"),
    ),
    "of our organisation, elsewhere": (
        {"id": "W1", "name": "a", "team_id": "T9", "enterprise_user": {"teams": ["T8"]}},
        Person("W1", "a", is_stranger=True),
    ),
    "an organisation without teams": (
        {"id": "W1", "name": "a", "team_id": WORKSPACE, "enterprise_user": {"teams": None}},
        Person("W1", "a"),
    ),
}


@pytest.mark.parametrize("name", PEOPLE)
def test_an_odd_user_object_is_still_somebody(name):
    given, expected = PEOPLE[name]
    assert person_of(json.loads(json.dumps(given)), WORKSPACE) == expected
