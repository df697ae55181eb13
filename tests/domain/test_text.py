"""Text from outside is made storable, comparable and readable."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import clean, fold, link_text, plain

# Everything a Python string can hold, lone surrogates included; the troublesome more often than by chance.
TROUBLE = st.sampled_from(
    [
        "\0",
        "\x1b",
        "\x7f",
        "\x85",
        "\r",
        "\r\n",
        "\n",
        "\t",
        "\ud83d",
        "\ude00",
        "\u200d",
        "\u0301",
        "\ufe0f",
        "👩‍👩‍👧",
        "🏽",
        "각",
        "<",
        "&amp;",
    ]
)
ANY_TEXT = st.one_of(
    st.text(st.characters(), max_size=60),
    st.lists(st.one_of(TROUBLE, st.text(st.characters(), max_size=3)), max_size=40).map("".join),
)


@pytest.mark.parametrize(
    ("story", "text", "limit", "cleaned"),
    [
        ("plain words stay", "We are about 30 people.", 100, "We are about 30 people."),
        ("lines and tabs stay", "a\n\tb", 100, "a\n\tb"),
        ("NUL, which PostgreSQL refuses, goes", "a\0b", 100, "ab"),
        ("escape sequences lose their escape", "\x1b[31mred", 100, "[31mred"),
        ("the other control characters go too", "a\x7fb\x85c\x0bd", 100, "abcd"),
        ("Windows line ends", "a\r\nb\rc", 100, "a\nb\nc"),
        ("half a character becomes a question mark", "a\ud83db", 100, "a\ufffdb"),
        ("two halves become their character", "\ud83d\ude00", 100, "😀"),
        ("a long text is cut", "abcdef", 3, "abc"),
        ("a text of just the length isn't", "abc", 3, "abc"),
        ("a letter isn't parted from its accent", "abe\u0301", 3, "ab"),
        ("a family isn't parted", "ab👩‍👩‍👧", 4, "ab"),
        ("a hand keeps its colour or goes", "ab👍🏽", 3, "ab"),
        ("a heap of accents is cut through", "a" + "\u0301" * 100, 50, "a" + "\u0301" * 49),
        ("no room", "abc", 0, ""),
        ("less than no room", "abc", -1, ""),
        ("a number isn't a text", 5, 100, ""),
        ("nothing is nothing", None, 100, ""),
        ("bytes aren't a text", b"abc", 100, ""),
    ],
)
def test_clean(story, text, limit, cleaned):
    assert clean(text, limit) == cleaned, story


@given(ANY_TEXT, st.integers(-1, 50))
def test_what_is_clean_can_be_stored_and_sent_and_stays_as_it_is(text, limit):
    cleaned = clean(text, limit)

    assert cleaned.encode().decode() == cleaned
    assert json.loads(json.dumps(cleaned)) == cleaned
    assert len(cleaned) <= max(limit, 0)
    assert not [
        character for character in cleaned if unicodedata.category(character) == "Cc" and character not in "\n\t"
    ]
    assert clean(cleaned, limit) == cleaned


@given(st.one_of(st.none(), st.integers(), st.floats(), st.booleans(), st.binary(), st.lists(st.text())))
def test_what_is_no_text_is_empty(value):
    assert clean(value, 100) == ""


@pytest.mark.parametrize(
    ("story", "one", "other"),
    [
        ("case", "ELODIE", "elodie"),
        ("accents", "Élodie", "elodie"),
        ("accents of their own", "E\u0301lodie", "Élodie"),
        ("sharp s", "Straße", "STRASSE"),
        ("strokes", "Ørsted Łódź Đorđe", "orsted lodz dorde"),
        ("ligatures", "Œuvre Ægir ﬁn", "oeuvre aegir fin"),
        ("Turkish i", "İstanbul ılık", "istanbul ilik"),  # noqa: RUF001 - it is
        ("wide letters", "Ａｃｍｅ ５００", "acme 500"),  # noqa: RUF001 - they are
        ("white space", "  a \n\t b\u00a0c ", "a b c"),
        ("invisible characters", "ac\u00adme\u200b", "acme"),
        ("Greek", "ΝΊΚΟΣ", "νικος"),
        ("Vietnamese", "NGUYỄN", "nguyen"),
    ],
)
def test_texts_that_are_the_same_folded(story, one, other):
    assert fold(one) == fold(other), story


@pytest.mark.parametrize(
    ("one", "other"), [("acme", "acne"), ("가", "각"), ("500+", "500"), ("कि", "कु"), ("a b", "ab")]
)
def test_texts_that_stay_different(one, other):
    assert fold(one) != fold(other)
    assert not fold(other).startswith(fold("가"))


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=30))
def test_case_never_counts(text):
    assert fold(text.upper().lower()) == fold(text.lower())
    assert fold(text.swapcase().swapcase()) == fold(text.swapcase())


@pytest.mark.parametrize(
    ("mrkdwn", "words"),
    [
        ("nothing special", "nothing special"),
        ("<mailto:jane@acme.com|jane@acme.com>", "jane@acme.com"),
        ("<mailto:jane@acme.com|Jane@Acme.com>", "Jane@Acme.com"),
        ("<mailto:jane@acme.com|Jane>", "Jane (jane@acme.com)"),
        ("<mailto:jane@acme.com?subject=Hi>", "jane@acme.com"),
        ("<tel:+493012345678|+49 30 12345678>", "+49 30 12345678"),
        ("<tel:+493012345678>", "+493012345678"),
        ("<tel:+493012345678|call us>", "call us (+493012345678)"),
        ("<https://acme.com/a?b=1&amp;c=2>", "https://acme.com/a?b=1&c=2"),
        ("<https://acme.com|our site>", "our site (https://acme.com)"),
        ("<http://acme.com|acme.com>", "acme.com"),
        ("<https://acme.com/|https://acme.com>", "https://acme.com"),
        ("<https://evil.test|https://bank.test>", "https://bank.test (https://evil.test)"),
        ("<@U123456|jane> and <@U123456>", "@jane and @U123456"),
        ("<#C123456|general> and <#C123456>", "#general and #C123456"),
        ("<#C123456|>", "#C123456"),
        ("<!here> <!channel|channel> <!everyone|@everyone>", "@here @channel @everyone"),
        ("<!subteam^S123456|@sales> <!subteam^S123456>", "@sales @S123456"),
        ("<!date^1392734382^{date_short}^https://acme.com|Feb 18, 2014>", "Feb 18, 2014"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("&amp;amp;", "&amp;"),
        ("&lt;@U123456&gt;", "<@U123456>"),
        ("Jane <jane@acme.com>", "Jane <jane@acme.com>"),
        ("1 < 2 > 0 <", "1 < 2 > 0 <"),
        ("*bold* _stays_", "*bold* _stays_"),
        ("<>", "<>"),
        ("<@>", "@"),
    ],
)
def test_markup_reads_as_words(mrkdwn, words):
    assert plain(mrkdwn) == words


def test_a_link_without_label_or_address_is_what_there_is():
    assert link_text("", "label") == "label"
    assert link_text("https://acme.com") == "https://acme.com"
    assert link_text("") == ""


@given(ANY_TEXT)
def test_what_slack_has_escaped_reads_as_it_was_typed(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert plain(escaped) == text
