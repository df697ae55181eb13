"""Whatever never heals by itself: managers read what mends it, and how it is sent then."""

import pytest

from bot.slack.blocks.messages import render
from bot.slack.blocks.refusals import WORDS, how_to_mend
from bot.slack.gateway_errors import _EVERYWHERE
from bot.usecases import announce

URL = "https://acme.slack.com/"


def told(error, channel="C02SALES"):
    return render(announce.undeliverable(channel, error, 1).content, URL).text


def test_what_is_wrong_everywhere_is_no_fault_of_one_message():
    assert not WORDS.keys() & _EVERYWHERE


@pytest.mark.parametrize("error", [*WORDS, "something_new"])
def test_managers_read_what_is_wrong_what_mends_it_and_the_command(error):
    text = told(error)
    assert "<#C02SALES>" in text
    assert (how_to_mend(error) or "Slack's documentation") in text
    assert text.endswith("`leadwheel outbox retry --all --channel C02SALES`")
    assert (f"Slack says `{error}`" in text) == (error != "cannot_render")


def test_a_person_is_mentioned_and_a_strange_word_makes_no_markup():
    text = told("no`luck <!here>", "U01ALICE")
    assert "to <@U01ALICE>: Slack says `noluckhere`" in text
    assert text.endswith("--channel U01ALICE`")
