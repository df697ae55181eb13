"""What somebody typed is shown as data: it never mentions, alarms or links (CONTRACT 7)."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.slack.blocks import away as away_says
from bot.slack.blocks.messages import render
from bot.slack.text import LONGEST_TEXT, Word, cut, escape, people, permalink, words
from bot.usecases.away import AwayStatus
from tests.slack.mrkdwn import found, shown, unescaped

some = settings(max_examples=150, deadline=None, derandomize=True)

PIECES = [
    *"<>&!@#|*_~`-:/. \n\t\r\"'()[]{}",
    "\u200b",
    "\u200d",
    "\u200f",
    "\u202e",
    "\u2067",
    "שלום",
    "السلام عليكم",
    "\u2028",
    "\x0b",
    "&amp;",
    "&lt;",
    "&gt;",
    "&#60;",
    "&lt;!channel&gt;",
    "http://",
    "https://",
    "HTTPS://evil.example/a?b=c&d",
    "ftp://x",
    "mailto:",
    "mailto:eve@evil.example",
    "tel:",
    "tel:+491234",
    "slack://open",
    "www.",
    "WWW.evil.example",
    "evil.example",
    "@here",
    "@channel",
    "@everyone",
    "@Here",
    "<!channel>",
    "<!here|here>",
    "<!subteam^S123|@sales>",
    "<!date^1^{date}^https://evil.example|x>",
    "<@U123>",
    "<@U123|bob>",
    "<#C1>",
    "<#C1|general>",
    "<http://x|y>",
    "<https://evil.example|https://acme.example>",
    "```",
    "&gt;&gt;&gt;",
    "👋",
    "👩\u200d👩\u200d👧",
    "é",
    "ß",
    "lead",
]
TYPED = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=14).map("".join)


@some
@given(TYPED)
@example("ht<tp://x")
@example("@<here")
@example("www<.x")
@example("https<://x")
@example("mailto&:x")
@example("@@here@channel")
@example("www.www.www.")
@example("http:http://http:")
def test_nothing_typed_mentions_alarms_or_links(text):
    assert found(escape(text)) == []


@some
@given(TYPED)
def test_what_is_shown_is_what_was_typed(text):
    assert shown(escape(text)) == re.sub("[\u200b\u202a-\u202e\u2066-\u2069]", "", text)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", escape(text))


@some
@given(TYPED)
def test_marks_of_emphasis_touch_no_letter(text):
    safe = escape(text)
    for match in re.finditer(r"[*_~`]", safe):
        assert safe[match.start() - 1] == "\u200b"
        assert safe[match.end()] == "\u200b"


@some
@given(TYPED, st.integers(1, 60))
def test_a_cut_text_is_no_longer_than_it_may_be_and_still_only_text(text, limit):
    short = cut(escape(text), limit)
    assert len(short) <= limit
    assert found(short) == []


def test_what_fits_is_not_cut():
    assert cut("a" * 10, 10) == "a" * 10
    assert cut("a" * 11, 10) == "a" * 9 + "…"
    assert len(cut("a" * 10_000)) == LONGEST_TEXT


CARD = {
    "kind": "card",
    "why": "no_rule",
    "conversation_id": "0123456789abcdef",
    "channel": "C01LEADS",
    "thread_ts": "1700000000.000100",
    "lead_user_id": None,
    "lead_name": None,
    "lead_email": None,
    "lead_phone": None,
    "text": "",
    "tags": [],
    "team": None,
    "teammate": None,
    "cause": None,
    "assignment_id": None,
    "accepted": False,
    "passed_by": [],
    "answers": [],
    "earlier": [],
    "buttons": "waiting",
}
URL = "https://acme.slack.com/"
LINK = "https://acme.slack.com/archives/C01LEADS/p1700000000000100|open the thread"
HELD = {"team": "sales", "teammate": "U02BOB", "cause": "waiting", "assignment_id": "a1", "buttons": "held"}


@some
@given(TYPED, st.none() | TYPED, st.none() | TYPED, st.none() | TYPED, st.lists(TYPED, max_size=3))
def test_a_lead_stays_within_its_quote_and_within_its_name(text, name, email, phone, tags):
    facts = {"text": text, "lead_name": name, "lead_email": email, "lead_phone": phone, "tags": tags}
    for base in (CARD, CARD | HELD, CARD | HELD | {"kind": "direct_message"}):
        rendered = render(base | facts, URL)
        has = [("mention", "@U02BOB")] if base["teammate"] and base["kind"] == "card" else []
        first, *rest = rendered.blocks
        head = first.to_dict()["text"]["text"]
        quoted = [("angle", ">")] if "\n>" in head else []
        for said in (rendered.text, head):
            assert found(said) == [*has, ("channel", "#C01LEADS"), ("link", LINK), *quoted]
        for line in (
            element["text"] for block in rest for element in block.to_dict()["elements"] if "value" not in element
        ):
            assert found(line) == []
            assert "\n" not in line
        lines = rendered.text.splitlines()
        assert len(lines) == 2 + bool(quoted) + (len(rest) == 2 or (bool(rest) and base["kind"] == "direct_message"))
        assert lines[1].endswith(f"(<{LINK}>)")


@some
@given(TYPED)
def test_a_reason_for_being_away_is_only_text(text):
    status = AwayStatus("U02BOB", True, 1_700_000_000.0, text, "U04MANAGER", ("sales",))
    for about_self in (True, False):
        went, told = (
            away_says.went_away(status, "/away", about_self=about_self),
            away_says.told(status, "/away", about_self=about_self),
        )
        assert [kind for kind, _ in found(went)] == ([] if about_self else ["mention"])
        assert {inner for kind, inner in found(told) if kind != "special"} <= {"@U02BOB", "@U04MANAGER"}
        assert all(inner.startswith("!date^1700000000^") for kind, inner in found(told) if kind == "special")


def test_slacks_own_reader_finds_what_there_is():
    """The reader of these tests isn't blind."""
    text = "<@U1> <!channel> <#C1> <http://x|y> @here https://a.example www.a.example mailto:a@b a > b"
    assert [kind for kind, _ in found(text)] == [
        "mention",
        "special",
        "channel",
        "link",
        "angle",
        "link",
        "link",
        "link",
        "broadcast",
    ]
    assert unescaped("&amp;lt; &lt;") == "&lt; <"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", []),
        ("on lunch", [Word("on"), Word("lunch")]),
        ("<@U02BOB|bob> on", [Word("@bob", "U02BOB"), Word("on")]),
        ("<@U02BOB> on", [Word("<@U02BOB>", "U02BOB"), Word("on")]),
        ("<@W02BOB|> on", [Word("<@W02BOB|>", "W02BOB"), Word("on")]),
        ("<@U02BOB|bob byrne> on", [Word("@bob byrne", "U02BOB"), Word("on")]),
        ("add sales <@U1A|a><@U2B|b>", [Word("add"), Word("sales"), Word("@a", "U1A"), Word("@b", "U2B")]),
        ("@bob on", [Word("@bob"), Word("on")]),
        ("<@bob> on", [Word("<@bob>"), Word("on")]),
        ("<!channel> <#C1|x>", [Word("<!channel>"), Word("#x", channel_id="C1")]),
        ("listen <#C1> <#G2|>", [Word("listen"), Word("<#C1>", channel_id="C1"), Word("<#G2|>", channel_id="G2")]),
        ("a\u00a0b\tc\nd", [Word("a"), Word("b"), Word("c"), Word("d")]),
    ],
)
def test_a_commands_text_is_split_into_words_and_a_mention_is_one(text, expected):
    assert words(text) == expected


def test_people_are_named_as_in_a_sentence():
    assert people([]) == "nobody"
    assert people(["U1"]) == "<@U1>"
    assert people(("U1", "U2", "U3")) == "<@U1>, <@U2> and <@U3>"


def test_a_link_to_a_message_is_made_as_slack_makes_it():
    assert permalink("https://acme.slack.com/", "C1", "1700000000.000100") == (
        "https://acme.slack.com/archives/C1/p1700000000000100"
    )
