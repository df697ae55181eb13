"""The manifest, the ids, the listeners and the calls tell the same story."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from bot import ids, manifest
from bot.sandbox.coverage import METHOD_NAMES
from bot.slack import listeners

ROOT = Path(__file__).resolve().parents[2]
_BESIDE = ROOT.parent / "shared/slack/manifest.schema.1.0.0.json"
SCHEMA = _BESIDE if _BESIDE.is_file() else None

#: Web API method -> the scopes it needs for what we do with it (https://docs.slack.dev/reference/methods)
SCOPES_OF_METHODS = {
    "auth.test": set(),
    "chat.postMessage": {"chat:write"},
    "chat.postEphemeral": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.open": {"im:write"},
    "conversations.history": {"channels:history", "groups:history", "im:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.replies": {"channels:history", "groups:history", "im:history"},
    "users.info": {"users:read"},
    "users.list": {"users:read"},
}

#: event subscription -> its scope (https://docs.slack.dev/reference/events)
SCOPES_OF_EVENTS = {
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "team_join": {"users:read"},
    "user_change": {"users:read"},
}

#: how a call looks in the source: of a generated method, and by name
_GENERATED = re.compile(
    r"\.((?:chat|users|conversations|auth|views|usergroups|team|reactions|files|apps)_[A-Za-z_]+)\("
)
_NAMED = re.compile(r'"((?:chat|users|conversations|auth|views|usergroups|team|reactions|files|apps)\.[a-zA-Z.]+)"')


class Routes:
    """Stands in for Bolt's app and notes what is registered."""

    def __init__(self):
        self.names = {}

    def __getattr__(self, kind):
        def register(what):
            self.names.setdefault(kind, []).append(what)
            return lambda listener: listener

        return register


@pytest.fixture
def routes():
    made = Routes()
    listeners.register(made, services=None)
    return {kind: [name for name in names if isinstance(name, str)] for kind, names in made.names.items()}


def called_methods():
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        if "sandbox" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        found |= {name.replace("_", ".", 1) for name in _GENERATED.findall(source)}
        found |= set(_NAMED.findall(source))
    return found


@pytest.mark.skipif(SCHEMA is None, reason="Slack's schema of a manifest is not on this machine")
def test_the_manifest_is_valid_by_slacks_own_schema():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(manifest.load())] == []


def test_the_manifest_is_within_slacks_lengths():
    """https://docs.slack.dev/reference/app-manifest"""
    loaded = manifest.load()
    shown = loaded["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    for command in loaded["features"]["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2000
        assert len(command["usage_hint"]) <= 1000


def test_each_call_of_load_gives_a_manifest_of_its_own():
    manifest.load()["features"].clear()
    assert manifest.load()["features"]


def test_the_manifests_commands_are_those_of_ids_and_escape_names():
    commands = manifest.load()["features"]["slash_commands"]
    assert sorted(command["command"] for command in commands) == sorted(ids.Command)
    assert all(command["should_escape"] is True for command in commands)


def test_buttons_are_delivered_because_there_are_buttons(routes):
    assert manifest.load()["settings"]["interactivity"]["is_enabled"] is bool(list(ids.Action))
    assert sorted(routes["action"]) == sorted(ids.Action)


def test_everything_is_sent_to_the_one_address():
    loaded = manifest.load()
    addresses = {command["url"] for command in loaded["features"]["slash_commands"]}
    addresses.add(loaded["settings"]["event_subscriptions"]["request_url"])
    addresses.add(loaded["settings"]["interactivity"]["request_url"])
    assert len(addresses) == 1
    assert addresses.pop().endswith("/slack/events")


def test_the_manifest_subscribes_to_what_is_listened_to_and_to_nothing_else(routes):
    subscribed = {name.partition(".")[0] for name in manifest.load()["settings"]["event_subscriptions"]["bot_events"]}
    assert subscribed == set(routes["event"])


def test_every_command_has_a_listener_of_its_own_or_the_last_one(routes):
    assert set(routes["command"]) <= set(ids.Command)


def test_every_method_that_is_called_is_played_by_the_sandbox():
    called = called_methods()
    assert {"chat.postMessage", "users.info", "auth.test"} <= called  # the search isn't blind
    assert called <= set(METHOD_NAMES)


def test_every_scope_is_needed_and_none_is_missing():
    loaded = manifest.load()
    scopes = loaded["oauth_config"]["scopes"]["bot"]
    called = called_methods()
    assert called <= SCOPES_OF_METHODS.keys(), "name the scopes of a new method in this test"
    needed = set().union(*(SCOPES_OF_METHODS[method] for method in called))
    for event in loaded["settings"]["event_subscriptions"]["bot_events"]:
        needed |= SCOPES_OF_EVENTS[event]
    if loaded["features"]["slash_commands"]:
        needed.add("commands")
    assert set(scopes) == needed
    assert scopes == sorted(set(scopes))


def test_ids_are_unique():
    for kind in (ids.Command, ids.Action, ids.EventType):
        values = [member.value for member in kind.__members__.values()]
        assert len(values) == len(set(values))
    everything = [*ids.Command, *ids.Action, *ids.EventType]
    assert len(everything) == len(set(everything))


def test_ids_are_typed_once():
    """A literal beside `bot.ids` would one day differ from it."""
    literals = [re.compile(rf"""["']{re.escape(one)}["']""") for one in (*ids.Action, *ids.EventType)]
    for path in (ROOT / "bot").rglob("*.py"):
        if path.name == "ids.py":
            continue
        source = re.sub(
            r'_log\.\w+\("\w+"', "", path.read_text(encoding="utf-8")
        )  # a line of the log may be called alike
        assert [one.pattern for one in literals if one.search(source)] == [], path
