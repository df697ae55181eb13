"""A post's words are gathered in reading order, and nothing is said twice."""

import pytest

from bot.domain.posts import LONGEST_TEXT, Author, read_post
from tests.domain.posts_of_apps import EMAIL, PERSON, TYPEFORM, ZAPIER, app, mrkdwn


def test_a_persons_text_is_read_without_the_rich_text_that_repeats_it():
    post = read_post({**PERSON, "text": "  Hello &amp; <@U123456>\n"})
    assert post.text == "Hello & @U123456"
    assert not post.by_app


def test_a_persons_rich_text_is_read_when_there_is_no_text():
    assert read_post({**PERSON, "text": ""}).text == "Hi, do you offer an annual plan? We are about 30 people."


def test_what_a_persons_link_leads_to_is_not_what_they_said():
    unfurled = {"from_url": "https://x.test", "text": "call +49 30 12345678", "author_name": "The X Times"}
    assert read_post({**PERSON, "text": "see https://x.test", "attachments": [unfurled]}).text == "see https://x.test"


def test_what_a_person_forwards_belongs_to_their_message():
    shared = {"is_share": True, "author_name": "Jane Doe", "text": "I'd like a demo"}
    post = read_post({**PERSON, "text": "please help her", "attachments": [shared]})
    assert post.text == "please help her\nJane Doe\nI'd like a demo"
    assert post.authors == ()


def test_a_file_alone_is_its_title_and_preview():
    file = {"filetype": "text", "title": "notes.txt", "preview": "We need 5 seats"}
    assert read_post({**PERSON, "text": "", "blocks": [], "files": [file]}).text == "notes.txt\nWe need 5 seats"
    assert read_post({**PERSON, "text": "see", "blocks": [], "files": [file]}).text == "see"


def test_an_apps_attachment_is_read_from_top_to_bottom():
    attachment = {
        "fallback": "not this",
        "pretext": "one",
        "author_name": "two",
        "title": "three",
        "text": "four",
        "fields": [{"title": "five", "value": "six"}, "seven", {"title": 8, "value": None}],
        "blocks": [{"type": "header", "text": mrkdwn("nine")}, {"type": "header", "text": mrkdwn("*four*")}],
    }
    assert read_post(app(attachments=[attachment])).text == "one\ntwo\nthree\nfour\nfive: six\n8\nnine"


def test_a_fallback_is_read_when_there_is_nothing_else():
    assert read_post(app(attachments=[{"fallback": "New lead: Jane"}])).text == "New lead: Jane"


@pytest.mark.parametrize("words", ["This content can't be displayed.", "[no preview available]"])
def test_slacks_own_placeholders_are_nobodys_words(words):
    assert read_post(app(text=words, attachments=[{"fallback": words}])).text == ""


def test_what_an_app_says_twice_is_read_once():
    assert read_post(ZAPIER).text.count("Jane Doe") == 1
    assert read_post(ZAPIER).everything.count("Jane Doe") == 2


def test_lines_are_known_again_without_emphasis_case_and_accents():
    post = read_post(
        app(
            text="New lead\n*Name:* Élodie",
            blocks=[{"type": "section", "text": mrkdwn("NEW LEAD\nName: Elodie\nSeats: 5")}],
        )
    )
    assert post.text == "New lead\n*Name:* Élodie\nSeats: 5"


def test_a_line_within_a_longer_one_is_known_but_a_short_word_may_be_chance():
    blocks = [{"type": "header", "text": mrkdwn("New lead from the site")}, {"type": "header", "text": mrkdwn("Jane")}]
    post = read_post(app(text="New lead from the site: Jane Doe", blocks=blocks))
    assert post.text == "New lead from the site: Jane Doe\nJane"


def test_the_same_answer_twice_stays():
    attachment = {"fields": [{"title": "Annual?", "value": "Yes"}, {"title": "More than 5?", "value": "Yes"}]}
    assert read_post(app(attachments=[attachment])).text == "Annual?\nYes\nMore than 5?\nYes"


def test_a_form_is_read_as_its_questions_and_answers():
    assert read_post(TYPEFORM).text.startswith(
        "New response to *Contact us*\nContact us\nWhat's your first name?\nJane\nAnd your last name?\nDoe\n"
        "Which company do you work for?\nAcme & Sons\n"
    )


def test_an_email_is_read_with_its_sender_and_subject():
    post = read_post(EMAIL)
    assert post.by_app
    assert post.authors == (Author("Jane Doe", "jane@acme.com"),)
    assert post.text == "From: Jane Doe <jane@acme.com>\nDemo\nHello,\n\nplease call +49 30 12345678.\n\nJane"


def test_an_email_that_asks_for_answers_elsewhere_is_from_there():
    file = {
        **EMAIL["files"][0],
        "headers": {"reply_to": "Jane <jane@acme.com>"},
        "from": [{"address": "forms@ours.com"}],
    }
    assert [author.address for author in read_post({**EMAIL, "files": [file]}).authors] == [
        "Jane <jane@acme.com>",
        "forms@ours.com",
    ]


def test_a_long_text_is_cut():
    assert len(read_post({**PERSON, "text": "a" * 20_000}).text) == LONGEST_TEXT
    assert (
        len(read_post(app(text="a" * 20_000, blocks=[{"type": "header", "text": "b" * 20_000}])).text) == LONGEST_TEXT
    )


def test_entities_do_not_shorten_a_long_text():
    assert read_post({**PERSON, "text": "&amp;" * 3_000}).text == "&" * 3_000


def test_nothing_is_nothing():
    assert read_post({}).text == ""
