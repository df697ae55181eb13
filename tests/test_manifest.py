"""The manifest for an address, for Socket Mode, with another name for a command."""

import copy
import json

import pytest

from bot import manifest
from bot.ids import Command
from bot.manifest import LONGEST_COMMAND, LONGEST_URL, ManifestMistake

LOADED = manifest.load()


def addresses(value):
    """Every text in a manifest that is an address, wherever it stands."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [address for entry in value for address in addresses(entry)]
    return [value] if isinstance(value, str) and "://" in value else []


def commands(made):
    return [one["command"] for one in made["features"]["slash_commands"]]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://bots.example.com", "https://bots.example.com/slack/events"),
        ("https://bots.example.com/", "https://bots.example.com/slack/events"),
        ("https://bots.example.com/slack/events", "https://bots.example.com/slack/events"),
        ("https://bots.example.com/slack/events/", "https://bots.example.com/slack/events"),
        ("  https://bots.example.com\n", "https://bots.example.com/slack/events"),
        ("HTTPS://Bots.Example.COM", "https://bots.example.com/slack/events"),
        ("https://bots.example.com:8443", "https://bots.example.com:8443/slack/events"),
        ("https://bots.example.com/Lead-wheel", "https://bots.example.com/Lead-wheel/slack/events"),
        ("https://bots.example.com/a/slack/events", "https://bots.example.com/a/slack/events"),
        ("https://bots.example.com/@a", "https://bots.example.com/@a/slack/events"),
        ("https://203.0.113.7", "https://203.0.113.7/slack/events"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example/slack/events"),
        ("https://leadwheel.example.com", "https://leadwheel.example.com/slack/events"),
    ],
)
def test_an_address_stands_wherever_slack_sends(url, address):
    made = manifest.at(LOADED, url)
    assert set(addresses(made)) == {address}
    assert len(addresses(made)) == len(addresses(LOADED)) > 0


def test_what_begins_like_the_placeholder_alone_is_moved():
    mixed = {"redirect": f"{manifest.PLACEHOLDER}/slack/oauth_redirect", "other": f"{manifest.PLACEHOLDER}.evil/"}
    assert manifest.at(mixed, "https://a.example/x") == {
        **mixed,
        "redirect": "https://a.example/x/slack/oauth_redirect",
    }


@pytest.mark.parametrize(
    ("url", "wrong", "right"),
    [
        ("", "missing", "for example `https://bots.example.com`"),
        ("bots.example.com", "`https://`", "did you mean `https://bots.example.com`?"),
        ("bots.example.com:8443/x/", "`https://`", "did you mean `https://bots.example.com:8443/x`?"),
        ("http://bots.example.com/slack/events", "`https://`", "did you mean `https://bots.example.com`?"),
        ("https:/bots.example.com", "`https://`", "did you mean `https://bots.example.com`?"),
        ("https:bots.example.com", "`https://`", "did you mean `https://bots.example.com`?"),
        ("//bots.example.com", "`https://`", "did you mean `https://bots.example.com`?"),
        ("ftp://bots.example.com", "`https://`", "did you mean `https://bots.example.com`?"),
        ("C02SALES sales", "`https://`", "for example"),
        ("https://bots.example.com?x=1", "`?`", "did you mean `https://bots.example.com`?"),
        ("https://bots.example.com/a?", "`?`", "did you mean `https://bots.example.com/a`?"),
        ("https://bots.example.com/#top", "`#`", "did you mean `https://bots.example.com`?"),
        ("https://me:hidden@bots.example.com/", "password", "did you mean `https://bots.example.com`?"),
        ("https://", "no host", "for example"),
        ("https:///slack/events", "no host", "for example"),
        ("http://localhost:3000", "`https://`", "for example"),
        ("localhost:3000", "`https://`", "for example"),
        ("https://bots example.com", "host", "for example"),
        ("https://-bots.example.com", "host", "for example"),
        ("https://bots..example.com", "host", "for example"),
        ("https://bücher.example", "host", "for example"),
        ("https://[::1]", "host", "for example"),
        ("https://bots.example.com:", "port", "for example"),
        ("https://bots.example.com:0", "port", "for example"),
        ("https://bots.example.com:65536", "port", "for example"),
        ("https://bots.example.com:²", "port", "for example"),
        ("https://bots.example.com:" + "9" * 5000, "port", "for example"),
        ("https://bots.example.com/a b", "path", "for example"),
        ("https://bots.example.com/a\nb", "path", "for example"),
        ("https://bots.example.com/" + "a" * LONGEST_URL, "3,000", "for example"),
    ],
)
def test_an_address_that_slack_cannot_send_to_gets_the_nearest_right_one(url, wrong, right):
    with pytest.raises(ManifestMistake) as mistake:
        manifest.at(LOADED, url)
    said = str(mistake.value)
    assert wrong in said
    assert right in said
    assert "hidden" not in said
    assert len(said.splitlines()) == 1


def test_every_address_is_within_slacks_length_up_to_the_longest_that_is_taken():
    longest = "https://bots.example.com/"
    longest += "a" * (LONGEST_URL - len(longest) - len(manifest.EVENTS_PATH))
    assert {len(address) for address in addresses(manifest.at(LOADED, longest))} == {LONGEST_URL}
    with pytest.raises(ManifestMistake):
        manifest.at(LOADED, f"{longest}a")


def test_socket_mode_differs_in_having_no_address_at_all():
    made = manifest.for_socket_mode(LOADED)
    assert addresses(made) == []
    assert made["settings"]["socket_mode_enabled"] is True
    for part in (made["settings"]["event_subscriptions"], made["settings"]["interactivity"]):
        assert "request_url" not in part
    same = copy.deepcopy(LOADED)
    same["settings"]["socket_mode_enabled"] = True
    del same["settings"]["event_subscriptions"]["request_url"]
    del same["settings"]["interactivity"]["request_url"]
    for command in same["features"]["slash_commands"]:
        del command["url"]
    assert made == same


@pytest.mark.parametrize(
    ("value", "overlay", "merged"),
    [
        ({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}),
        ({"a": 1, "b": 2}, {"b": None}, {"a": 1}),
        ({"a": 1}, {"b": None}, {"a": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}, {"a": {"c": 2}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": [{"b": 1, "c": 2}, {"c": 3}]}, {"a": {"b": None, "d": 4}}, {"a": [{"c": 2, "d": 4}, {"c": 3, "d": 4}]}),
        ({}, {"a": {"b": 1, "c": None}}, {"a": {"b": 1}}),
        ({"a": "text"}, {"a": {"b": 1}}, {"a": {"b": 1}}),
    ],
)
def test_an_overlay_is_laid_over_as_a_merge_patch_is_and_over_each_entry_of_a_list(value, overlay, merged):
    before = copy.deepcopy(value)
    assert manifest._laid_over(overlay, value) == merged
    assert value == before


@pytest.mark.parametrize(
    "name", ["/out", "/a", "/a-b_2", "/" + "a" * (LONGEST_COMMAND - 1), " /out ", "/away", "/rotations"]
)
def test_a_command_gets_another_name(name):
    made = manifest.renamed(LOADED, Command.AWAY, name)
    assert commands(made) == [name.strip() if one == Command.AWAY else one for one in commands(LOADED)]


def test_what_is_said_of_a_command_has_its_new_name_too_and_nothing_else_changes():
    told = copy.deepcopy(LOADED)
    told["display_information"]["description"] = (
        "`/away`, /away! /away-team ./away https://a.example/away /awayday /away/"
    )
    told["features"]["slash_commands"][0]["description"] = "/away and back; see /rotation away"
    told["features"]["slash_commands"][0]["url"] = "https://a.example/away"
    made = manifest.renamed(told, Command.AWAY, "/out")
    assert made["display_information"]["description"] == (
        "`/out`, /out! /away-team ./away https://a.example/away /awayday /away/"
    )
    assert made["features"]["slash_commands"][0]["description"] == "/out and back; see /rotation away"
    assert made["features"]["slash_commands"][0]["url"] == "https://a.example/away"
    assert Command.AWAY not in commands(made)
    assert made["features"]["slash_commands"][1:] == LOADED["features"]["slash_commands"][1:]


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("out", "did you mean `/out`?"),
        ("/Out", "did you mean `/out`?"),
        ("//out", "did you mean `/out`?"),
        ("/i am out", "did you mean `/i-am-out`?"),
        ("/été", "did you mean `/ete`?"),
        ("/out!", "did you mean `/out`?"),
        ("/" + "a" * LONGEST_COMMAND, f"did you mean `/{'a' * (LONGEST_COMMAND - 1)}`?"),
        ("/", "for example `/out`"),
        ("", "for example `/out`"),
        ("/離席", "for example `/out`"),
        ("/rotation", "another command of this app; for example `/out`"),
        ("Rotation", "for example `/out`"),
    ],
)
def test_a_name_that_slack_does_not_take_gets_the_nearest_right_one(name, right):
    with pytest.raises(ManifestMistake) as mistake:
        manifest.renamed(LOADED, Command.AWAY, name)
    assert right in str(mistake.value)
    assert len(str(mistake.value).splitlines()) == 1


def test_each_call_gives_a_manifest_of_its_own():
    before = json.dumps(LOADED)
    for made in (
        manifest.load(),
        manifest.for_socket_mode(LOADED),
        manifest.at(LOADED, "https://a.example"),
        manifest.renamed(LOADED, Command.AWAY, "/out"),
    ):
        made["features"]["slash_commands"][0].clear()
        made["settings"]["event_subscriptions"].clear()
        made["oauth_config"]["scopes"]["bot"].clear()
    assert json.dumps(LOADED) == before


def test_the_placeholder_is_what_the_file_says():
    assert set(addresses(LOADED)) == {manifest.PLACEHOLDER + manifest.EVENTS_PATH}
