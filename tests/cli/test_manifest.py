"""`leadwheel manifest` prints what Slack takes, and nothing beside it (CONTRACT 2)."""

import json

import pytest

from bot import manifest
from bot.ids import Command

HTTPS = "https://bots.example.com"


def printed(ended):
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)


def test_for_an_address(leadwheel):
    assert printed(leadwheel("manifest", "--url", HTTPS)) == manifest.at(manifest.load(), HTTPS)


def test_for_socket_mode(leadwheel):
    assert printed(leadwheel("manifest", "--socket")) == manifest.for_socket_mode(manifest.load())


@pytest.mark.parametrize("how", [("--url", HTTPS), ("--socket",)])
def test_with_another_name_for_away(leadwheel, how):
    made = printed(leadwheel("manifest", *how, "--away-command", "/out"))
    assert [one["command"] for one in made["features"]["slash_commands"]] == ["/out", Command.ROTATION]
    assert made == manifest.renamed(printed(leadwheel("manifest", *how)), Command.AWAY, "/out")


def test_without_an_address_it_says_beside_the_output_what_to_replace(leadwheel):
    ended = leadwheel("manifest")
    assert ended.code == 0
    assert json.loads(ended.out) == manifest.load()
    assert manifest.PLACEHOLDER in ended.line
    assert "--url" in ended.line
    assert "--socket" in ended.line


def test_it_needs_no_settings_and_leaves_nothing_behind(leadwheel, here, settings):
    settings(LEADWHEEL_DATABASE_URL="nonsense", SLACK_API_URL="nonsense", LEADWHEEL_PORT="nonsense")
    printed(leadwheel("manifest", "--socket"))
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--url", "http://bots.example.com"], "did you mean `https://bots.example.com`?"),
        (["--url", ""], "an address is missing"),
        (["--url", "https://me:s3cr3t@bots.example.com"], "password"),
        (["--url", HTTPS, "--socket"], "not both"),
        (["--url", "", "--socket"], "not both"),
        (["--socket", "--away-command", "out"], "did you mean `/out`?"),
        (["--away-command", "/rotation"], "`/rotation` is another command of this app"),
        (["--away-command", ""], "for example `/out`"),
        (["--url"], "requires an argument"),
        (["--sockets"], "No such option"),
        ([HTTPS], "unexpected extra argument"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_printed(leadwheel, arguments, says):
    ended = leadwheel("manifest", *arguments)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.line


def test_a_mistake_names_its_option(leadwheel):
    assert "--url" in leadwheel("manifest", "--url", "x y").line
    assert "--away-command" in leadwheel("manifest", "--away-command", "x").line
