"""What the bot says in Slack, as plain words for a terminal."""

import pytest

from bot.cli.demo_words import plain

PEOPLE = {"U1": "Ada Byrne", "U2": "Élodie Roux"}
CHANNELS = {"C1": "sales"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Assigned to <@U1> of *sales*, by turn.", "Assigned to Ada Byrne of sales, by turn."),
        ("<@U1> 2 · <@U2|elodie> 1", "Ada Byrne 2 · Élodie Roux 1"),
        ("<@U9|someone> and <@U9>", "someone and U9"),
        ("in <#C1>, <#C9|other> and <#C9>", "in #sales, #other and #C9"),
        (
            "until <!date^1764234000^{date_long}, {time}|2025-11-27 09:00 (Europe/Oslo)>.",
            "until 2025-11-27 09:00 (Europe/Oslo).",
        ),
        ("<!date^1764234000^{date}^https://a.example.com|Thursday>", "Thursday"),
        ("<!here>, <!subteam^S1|@crew>", "@here, @crew"),
        ("<https://a.example.com/p1|a conversation>", "a conversation"),
        ("<https://a.example.com/?a=1&amp;b=2>", "https://a.example.com/?a=1&b=2"),
        ("<mailto:a@b.example.com|a@b.example.com> <mailto:c@d.example.com>", "a@b.example.com c@d.example.com"),
        ("*bold*, _italic_, ~struck~ and `code`", "bold, italic, struck and code"),
        ("*_both_* and *two* *of them*", "both and two of them"),
        ("*<@U1>* · `/away @name off`", "Ada Byrne · /away @name off"),
        ("`*a* _b_ <#C1>`", "*a* _b_ #sales"),
        ("snake_case_name, 2 * 3 * 4, a*b*c", "snake_case_name, 2 * 3 * 4, a*b*c"),
        ("*one\ntwo*", "*one\ntwo*"),
        ("R&amp;D &lt;3 &amp;lt;", "R&D <3 &lt;"),
        ("\u200b*\u200bloud\u200b*\u200b and \u200b`\u200bcode\u200b`\u200b", "*loud* and `code`"),
        ("&lt;@U1&gt; &lt;!channel&gt;", "<@U1> <!channel>"),
        ("https\u200b:\u200b//\u200ba.example.com", "https://a.example.com"),
        ("<https://a.example.com|R&amp;D *team*>", "R&D *team*"),
        ("a \x000\x00 b", "a 0 b"),
        ("", ""),
    ],
)
def test_what_slack_marks_up_becomes_plain_words(said, words):
    assert plain(said, PEOPLE, CHANNELS) == words
