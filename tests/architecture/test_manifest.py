"""The manifest, the ids, the listeners and the calls tell the same story."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot import ids, manifest
from bot.sandbox.coverage import METHOD_NAMES
from bot.slack import listeners
from tests.architecture.slack_scopes import SCOPES_OF_ANSWERS, SCOPES_OF_EVENTS, SCOPES_OF_METHODS

ROOT = Path(__file__).resolve().parents[2]
_BESIDE = ROOT.parent / "shared/slack/manifest.schema.1.0.0.json"
SCHEMA = _BESIDE if _BESIDE.is_file() else None

#: How a call looks in the source: of a method that the SDK has, and by name.
_GENERATED = re.compile(r"\.([a-z]+_[A-Za-z_]+)\(")
_NAMED = re.compile(r'"([a-z]+\.[A-Za-z.]+)"')

#: The manifests that `leadwheel manifest` prints.
PRINTED = {
    "as it is in the file": manifest.load(),
    "for an address": manifest.at(manifest.load(), "https://bots.example.com/" + "a" * 2_900),
    "for Socket Mode": manifest.for_socket_mode(manifest.load()),
    "with another name": manifest.renamed(manifest.load(), ids.Command.AWAY, "/" + "o" * 31),
}
printed = pytest.mark.parametrize("made", PRINTED.values(), ids=PRINTED)


class Routes:
    """Stands in for Bolt's app and notes what is registered."""

    def __init__(self):
        self.names = {}

    def __getattr__(self, kind):
        def register(what):
            self.names.setdefault(kind, []).append(what)
            return lambda listener: listener

        return register

    def named(self, kind):
        """Return the names that are listened to, in order; an event's subtypes are of its type."""
        names = [what["type"] if isinstance(what, dict) else what for what in self.names.get(kind, ())]
        return sorted({name for name in names if isinstance(name, str)})


@pytest.fixture
def routes():
    made = Routes()
    listeners.register(made, services=None)
    return made


def called_methods():
    """Every Web API method that the source names or calls."""
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        if "sandbox" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        found |= {name.replace("_", ".") for name in _GENERATED.findall(source) if is_method(name)}
        found |= {name for name in _NAMED.findall(source) if is_method(name.replace(".", "_"))}
    return found


def is_method(name):
    return hasattr(AsyncWebClient, name) and name != "api_call"


@printed
@pytest.mark.skipif(SCHEMA is None, reason="Slack's schema of a manifest is not on this machine")
def test_the_manifest_is_valid_by_slacks_own_schema(made):
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    assert [error.message for error in validator.iter_errors(made)] == []


@printed
def test_the_manifest_is_within_slacks_limits(made):
    """https://docs.slack.dev/reference/app-manifest"""
    shown, features = made["display_information"], made["features"]
    assert 1 <= len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4_000
    assert re.fullmatch(r"#[0-9a-f]{6}", shown["background_color"])
    assert 1 <= len(features["bot_user"]["display_name"]) <= 80
    assert 1 <= len(features["slash_commands"]) <= 50
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert 1 <= len(command["description"]) <= 2_000
        assert 1 <= len(command["usage_hint"]) <= 1_000
        assert len(command.get("url", "")) <= 3_000
    for shortcut in features.get("shortcuts", ()):
        assert 1 <= len(shortcut["name"]) <= 24
        assert 1 <= len(shortcut["description"]) <= 150
        assert 1 <= len(shortcut["callback_id"]) <= 255
    settings = made["settings"]
    for part in (settings["event_subscriptions"], settings["interactivity"]):
        assert len(part.get("request_url", "")) <= 3_500
    for names, most in (
        (made["oauth_config"]["scopes"]["bot"], 255),
        (settings["event_subscriptions"]["bot_events"], 100),
    ):
        assert names == sorted(set(names))
        assert len(names) <= most
        assert all(len(name) <= 50 for name in names)


def test_the_manifests_commands_are_those_of_ids_and_escape_names():
    commands = manifest.load()["features"]["slash_commands"]
    assert sorted(command["command"] for command in commands) == sorted(ids.Command)
    assert all(command["should_escape"] is True for command in commands)


def test_buttons_are_delivered_because_there_are_buttons(routes):
    assert manifest.load()["settings"]["interactivity"]["is_enabled"] is bool(list(ids.Action))
    heard = [what for what in routes.names["action"] if isinstance(what, str) or what.pattern != ".*"]
    for action in ids.Action:
        assert any(re.fullmatch(what, action) for what in heard)
    assert len(heard) == len(ids.Action)


def test_the_manifest_subscribes_to_what_is_listened_to_and_to_nothing_else(routes):
    subscribed = {name.partition(".")[0] for name in manifest.load()["settings"]["event_subscriptions"]["bot_events"]}
    assert sorted(subscribed) == routes.named("event")


def test_every_command_has_a_listener_of_its_own_or_the_last_one(routes):
    assert set(routes.named("command")) <= set(ids.Command)


def test_every_shortcut_of_the_manifest_has_a_listener_and_every_listener_a_shortcut(routes):
    shortcuts = manifest.load()["features"].get("shortcuts", [])
    assert sorted(one["callback_id"] for one in shortcuts) == routes.named("shortcut")


def test_every_method_that_is_called_is_played_by_the_sandbox():
    called = called_methods()
    assert {"chat.postMessage", "users.info", "auth.test"} <= called  # the search isn't blind
    assert called <= set(METHOD_NAMES)


def test_every_scope_is_needed_and_none_is_missing():
    loaded = manifest.load()
    called = called_methods()
    events = set(loaded["settings"]["event_subscriptions"]["bot_events"])
    assert called <= SCOPES_OF_METHODS.keys(), "a new method: say its scopes in slack_scopes.py"
    assert events <= SCOPES_OF_EVENTS.keys(), "a new event: say its scopes in slack_scopes.py"
    needed = set().union(
        *(SCOPES_OF_METHODS[method] for method in called),
        *(SCOPES_OF_ANSWERS.get(method, set()) for method in called),
        *(SCOPES_OF_EVENTS[name] for name in events),
    )
    if loaded["features"]["slash_commands"]:
        needed.add("commands")
    assert loaded["oauth_config"]["scopes"]["bot"] == sorted(needed)


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
