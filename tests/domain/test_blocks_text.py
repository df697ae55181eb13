"""The words in blocks, whatever kind of block an app has used."""

import pytest

from bot.domain.blocks_text import Reader


def text(words, kind="mrkdwn"):
    return {"type": kind, "text": words}


def rich(*elements):
    return {"type": "rich_text", "elements": list(elements)}


def section(*elements):
    return {"type": "rich_text_section", "elements": list(elements)}


@pytest.mark.parametrize(
    ("story", "block", "lines"),
    [
        (
            "section",
            {"type": "section", "text": text("one\ntwo &amp; <https://a.b|three>")},
            ["one", "two & three (https://a.b)"],
        ),
        (
            "fields with the label above the value",
            {"type": "section", "fields": [text("*Name:*\nJane"), text("*Seats*\n5"), text("a\nb\nc"), text("one")]},
            ["*Name:* Jane", "*Seats*: 5", "a", "b", "c", "one"],
        ),
        (
            "picture beside a section",
            {"type": "section", "text": text("one"), "accessory": {"type": "image", "alt_text": "a logo"}},
            ["one", "a logo"],
        ),
        (
            "a button beside a section is no words",
            {"type": "section", "text": text("one"), "accessory": {"type": "button", "text": text("press")}},
            ["one"],
        ),
        ("header", {"type": "header", "text": text("New lead", "plain_text")}, ["New lead"]),
        (
            "context",
            {"type": "context", "elements": [text("via Typeform"), {"type": "image", "alt_text": "logo"}]},
            ["via Typeform", "logo"],
        ),
        ("image", {"type": "image", "title": text("Chart"), "alt_text": "Chart"}, ["Chart"]),
        (
            "video",
            {"type": "video", "title": text("Tour"), "description": text("two minutes"), "alt_text": "a tour"},
            ["Tour", "two minutes", "a tour"],
        ),
        ("markdown", {"type": "markdown", "text": "**Name:** Jane"}, ["**Name:** Jane"]),
        (
            "table",
            {
                "type": "table",
                "rows": [
                    [text("Name", "raw_text"), text("Seats", "raw_text")],
                    [rich(section(text("Jane", "text"))), {"type": "raw_number", "value": 5}],
                    [],
                ],
            },
            ["Name | Seats", "Jane | 5"],
        ),
        ("buttons and dividers are no words", {"type": "actions", "elements": [text("press")]}, []),
        ("input is no words", {"type": "input", "label": text("Name")}, []),
        ("a block of tomorrow", {"type": "card", "title": text("Jane"), "body": text("Hello")}, ["Jane", "Hello"]),
        (
            "rich text",
            rich(
                section(
                    text("Hi "),
                    {"type": "user", "user_id": "U123456"},
                    text(" &amp; "),
                    {"type": "channel", "channel_id": "C123456"},
                    text(" "),
                    {"type": "broadcast", "range": "here"},
                    text(" "),
                    {"type": "usergroup", "usergroup_id": "S1"},
                )
            ),
            ["Hi @U123456 &amp; #C123456 @here @S1"],
        ),
        (
            "links, emoji, dates and colours in rich text",
            rich(
                section(
                    {"type": "link", "url": "mailto:jane@acme.com", "text": "jane@acme.com"},
                    text(" "),
                    {"type": "link", "url": "https://a.b"},
                    {"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fd"},
                    {"type": "emoji", "name": "acme"},
                    {"type": "emoji", "name": "odd", "unicode": "fffff-x"},
                    {"type": "date", "timestamp": 1, "fallback": " today "},
                    {"type": "color", "value": "#aabbcc"},
                )
            ),
            ["jane@acme.com https://a.b👋🏽:acme::odd: today #aabbcc"],
        ),
        (
            "lists, quotes and code in rich text",
            rich(
                {"type": "rich_text_list", "style": "bullet", "elements": [section(text("one")), section(text("two"))]},
                {"type": "rich_text_quote", "elements": [text("three\nfour")]},
                {"type": "rich_text_preformatted", "elements": [text("five")]},
            ),
            ["• one", "• two", "three", "four", "five"],
        ),
        ("a section in a section", rich(section(text("a"), section(text("b")))), ["a", "b"]),
    ],
)
def test_kinds_of_blocks(story, block, lines):
    assert Reader().blocks([block]) == lines, story


@pytest.mark.parametrize(
    "block",
    [
        None,
        5,
        "words",
        [],
        {},
        {"type": ["section"]},
        {"type": "section", "text": 5.5, "fields": {"a": 1}},
        {"type": "section", "text": {"text": {"text": "deep"}}},
        {"type": "context", "elements": "abc"},
        {"type": "table", "rows": [5, [None], {"a": []}]},
        {
            "type": "rich_text",
            "elements": [None, {"type": "rich_text_list", "elements": [5]}, {"type": 5, "elements": [5]}],
        },
        {"type": "rich_text", "elements": [{"elements": [{"type": "emoji", "unicode": "110000"}, {"type": {}}]}]},
        {"type": "section", "text": True},
        {"type": "section", "text": 10**5000},
        {"type": "section", "text": float("nan")},
    ],
)
def test_what_is_no_block_has_few_words_and_no_harm(block):
    assert all(line in ("5.5", "words") for line in Reader().blocks([block]))


def test_a_million_blocks_cost_no_more_than_two_thousand():
    reader = Reader()
    assert len(reader.blocks([{"type": "header", "text": "a"}] * 1_000_000)) == 2_000
    assert reader.blocks([{"type": "header", "text": "a"}]) == []


def test_a_million_characters_are_cut():
    reader = Reader()
    assert sum(map(len, reader.blocks([{"type": "header", "text": "a" * 1_000_000}] * 3))) == 24_000


def test_blocks_without_end_have_one():
    nested = {"type": "section", "text": "x", "elements": []}
    nested["elements"] = [nested, nested]
    assert len(Reader().blocks([nested])) < 2_000


def test_a_field_is_a_line_unless_it_asks_a_question():
    reader = Reader()
    assert reader.field("Seats", 5) == ["Seats: 5"]
    assert reader.field("Seats:", "5\nor 6") == ["Seats: 5", "or 6"]
    assert reader.field("How many?", "5") == ["How many?", "5"]
    assert reader.field("", "5") == ["5"]
    assert reader.field("Seats", "") == ["Seats"]
    assert reader.field(None, True) == []
