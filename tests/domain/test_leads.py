"""Who a lead is, from a person's message or another app's post."""

import time

import pytest

from bot.domain.leads import facts
from tests.domain.posts_of_apps import ABOUT_JANE, EMAIL, PERSON, app


def person(text, **fields):
    return {**PERSON, "text": text, **fields}


@pytest.mark.parametrize("story", ABOUT_JANE)
def test_apps_posts_about_jane(story):
    found = facts(ABOUT_JANE[story])
    assert (found.name, found.email, found.phone) == ("Jane Doe", "jane@acme.com", "+493012345678")


@pytest.mark.parametrize(
    ("story", "event", "name", "email", "phone"),
    [
        ("a simple question", PERSON, None, None, None),
        ("they leave an address", person("mail me: <mailto:jane@acme.com|jane@acme.com>"), None, "jane@acme.com", None),
        ("they leave a number", person("call +49 30 12345678"), None, None, "+493012345678"),
        ("a number without its country", person("call 030 12345678"), None, None, None),
        ("they fill in a form", person("Name: Jane Doe\nPhone: 030 1234567"), "Jane Doe", None, "030 1234567"),
        ("they mention somebody", person("<@U123456|bob> please"), None, None, None),
        (
            "a labelled address comes first",
            app(text="bob@ours.com has a lead.\nEmail: jane@acme.com"),
            None,
            "jane@acme.com",
            None,
        ),
        (
            "a labelled address that is none",
            app(text="Email: none\nWrite to jane@acme.com"),
            None,
            "jane@acme.com",
            None,
        ),
        ("ours comes last", app(text="Owner: Bob <bob@ours.com>\nwrites jane@acme.com"), None, "jane@acme.com", None),
        ("ours is better than none", app(text="To: jane@acme.com"), None, "jane@acme.com", None),
        ("a robot's address is none", app(text="from noreply@acme.com"), None, None, None),
        ("first and last name", app(text="First name: Jane\nLast name: Doe"), "Jane Doe", None, None),
        ("German halves", app(text="Name: Doe\nVorname: Jane"), "Jane Doe", None, None),
        ("Spanish halves", app(text="Nombre: Jane\nApellidos: Doe Roe"), "Jane Doe Roe", None, None),
        ("French halves", app(text="Nom : Doe\nPrénom : Élodie"), "Élodie Doe", None, None),
        ("Portuguese halves", app(text="Nome: Jane\nSobrenome: Doe"), "Jane Doe", None, None),
        ("Dutch halves", app(text="Voornaam: Jane\nAchternaam: Doe"), "Jane Doe", None, None),
        ("Italian, whole", app(text="Nome e cognome: Jane Doe"), "Jane Doe", None, None),
        ("the name beside a half of it", app(text="Name: Jane Doe\nFirst name: Jane"), "Jane Doe", None, None),
        ("only a first name", app(text="First name: Jane"), "Jane", None, None),
        ("a company is nobody", app(text="Company name: Acme\nUsername: jd\nProduct name: Wheel"), None, None, None),
        ("a contact", app(text="Contact: Jane Doe (jane@acme.com)"), "Jane Doe", "jane@acme.com", None),
        ("a way to reach somebody", app(text="Contact: by phone"), None, None, None),
        ("a placeholder is nobody", app(text="Name: N/A\nFull name: Jane Doe"), "Jane Doe", None, None),
        (
            "an attachment's author",
            app(attachments=[{"author_name": "Jane Doe", "text": "Hello"}]),
            "Jane Doe",
            None,
            None,
        ),
        (
            "the app itself isn't the author",
            app(username="Zendesk", attachments=[{"author_name": "Zendesk"}, {"author_name": "Jane Doe"}]),
            "Jane Doe",
            None,
            None,
        ),
        ("from somebody", app(text="From: Jane Doe <jane@acme.com>"), "Jane Doe", "jane@acme.com", None),
        ("from a form", app(text="From: Ours <forms@ours.com>\nEmail: jane@acme.com"), None, "jane@acme.com", None),
        ("from a place", app(text="From: Berlin\nName: Jane"), "Jane", None, None),
        ("a wrong number", app(text="Phone: +1 23"), None, None, None),
        ("no label at all", app(text="Jane wants a demo"), None, None, None),
    ],
)
def test_who_the_lead_is(story, event, name, email, phone):
    found = facts(event)
    assert (found.name, found.email, found.phone) == (name, email, phone), story


def email(body, **fields):
    return {**EMAIL, "files": [{**EMAIL["files"][0], "plain_text": body, **fields}]}


def test_a_forms_email_is_from_whom_it_names():
    found = facts(
        email(
            "Your name: Ann Roe\nYour email: ann@roe.com",
            **{"from": [{"address": "wordpress@ours.com", "name": "Ours"}]},
        )
    )
    assert (found.name, found.email) == ("Ann Roe", "ann@roe.com")


def test_an_email_is_from_where_answers_go():
    found = facts(email("Hello", headers={"reply_to": "Ann Roe <ann@roe.com>"}))
    assert (found.name, found.email) == ("Ann Roe", "ann@roe.com")


def test_a_robots_email_is_from_nobody():
    found = facts(email("Hello", **{"from": [{"address": "no-reply@forms.com", "name": "Forms"}]}))
    assert (found.name, found.email) == (None, None)


def test_the_text_is_all_words():
    assert facts(ABOUT_JANE["German form"]).text.startswith("Neue Anfrage\n*Vorname:* Jane")


HOSTILE = [
    "a@",
    "@",
    "+1 ",
    "+1234567 ",
    "<",
    "<a|",
    "&amp;",
    "name:",
    "name\n",
    ",a",
    " ",
    "\n",
    ":a",
    "*a*: ",
    "|",
    "\u0301",
    "\ud83d",
]
HOSTILE += ["From: a@b.co\n", "email: a@b.co\n", "é", "1)", "\t", "\0", "a@b.c."]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_mebibyte_of_anything_is_read_in_no_time(words):
    text = words * (1_048_576 // len(words))
    fields = [{"type": "mrkdwn", "text": words * 20}] * 5_000
    events = [
        person(text),
        app(text=text, attachments=[{"text": text[1:]}], blocks=[{"type": "section", "fields": fields}]),
    ]
    for event in events:
        # The quickest of three, as another test may have the processor meanwhile.
        assert min(_seconds(event) for _ in range(3)) < 0.2


def _seconds(event):
    start = time.perf_counter()
    facts(event)
    return time.perf_counter() - start
