"""Labelled values in a text, in the layouts and languages of forms."""

import pytest

from bot.domain.labels import Kind, kind_of, labelled

NAME, EMAIL, PHONE = Kind.NAME, Kind.EMAIL, Kind.PHONE


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Name", NAME),
        ("*Name:*", NAME),
        ("NAME *", NAME),
        ("1. Full name (required)", Kind.FULL_NAME),
        (":bust_in_silhouette: Your name", Kind.FULL_NAME),
        ("What's your name?", Kind.FULL_NAME),
        ("Hi there! What is your full name?", Kind.FULL_NAME),
        ("first_name", Kind.FIRST_NAME),
        ("firstName", Kind.FIRST_NAME),
        ("Last name", Kind.LAST_NAME),
        ("Vorname", Kind.FIRST_NAME),
        ("Nachname", Kind.LAST_NAME),
        ("Vollständiger Name", Kind.FULL_NAME),
        ("Ansprechpartner:in", None),
        ("Ansprechpartner", Kind.FULL_NAME),
        ("Prénom", Kind.FIRST_NAME),
        ("Nom de famille", Kind.LAST_NAME),
        ("Nom", NAME),
        ("Nombre y apellidos", Kind.FULL_NAME),
        ("Nombre", NAME),
        ("Cognome", Kind.LAST_NAME),
        ("Nome e cognome", Kind.FULL_NAME),
        ("Sobrenome", Kind.LAST_NAME),
        ("Nome completo", Kind.FULL_NAME),
        ("Volledige naam", Kind.FULL_NAME),
        ("Achternaam", Kind.LAST_NAME),
        ("E-mail", EMAIL),
        ("Work email address", EMAIL),
        ("E-Mail-Adresse", EMAIL),
        ("Adresse électronique", EMAIL),
        ("Correo electrónico", EMAIL),
        ("Contact owner email", Kind.NOT_THE_LEAD),
        ("Phone number", PHONE),
        ("Handynummer", PHONE),
        ("Téléphone", PHONE),
        ("Teléfono", PHONE),
        ("Mobile phone", PHONE),
        ("Contact", Kind.CONTACT),
        ("From", Kind.SENDER),
        ("Company name", None),
        ("Product name", None),
        ("User name", None),
        ("Username", None),
        ("Event name", None),
        ("Firmenname", None),
        ("Nom de l'entreprise", None),
        ("Hello there", None),
        ("", None),
        ("*", None),
        ("x" * 200, None),
    ],
)
def test_labels(label, kind):
    assert kind_of(label) is kind


@pytest.mark.parametrize(
    ("story", "text", "found"),
    [
        ("a colon", "Name: Jane Doe", [(NAME, "Jane Doe")]),
        ("a wide colon", "Name：Jane", [(NAME, "Jane")]),  # noqa: RUF001 - it is
        ("French space before the colon", "Nom : Doe", [(NAME, "Doe")]),
        ("a dash", "Name - Jane", [(NAME, "Jane")]),
        ("a bar", "Name | Jane", [(NAME, "Jane")]),
        ("an equals sign", "name=Jane", [(NAME, "Jane")]),
        ("a tab", "Name\t\tJane", [(NAME, "Jane")]),
        ("bold, colon inside", "*Name:* Jane", [(NAME, "Jane")]),
        ("bold, colon outside", "*Name*: Jane", [(NAME, "Jane")]),
        ("Markdown's bold", "**Name:** Jane", [(NAME, "Jane")]),
        ("in a list", "• Name: Jane\n- Email: j@acme.com", [(NAME, "Jane"), (EMAIL, "j@acme.com")]),
        ("in a quote", "> *Name:* Jane", [(NAME, "Jane")]),
        ("behind an emoji", ":wave: *Name:* Jane", [(NAME, "Jane")]),
        ("JSON", '"name": "Jane",', [(NAME, '"Jane",')]),
        ("on the next line", "Name\nJane\nPhone:\n123", [(NAME, "Jane"), (PHONE, "123")]),
        ("below an empty line", "*Name*\n\nJane", [(NAME, "Jane")]),
        ("no value, next label", "Name:\nEmail: j@acme.com", [(EMAIL, "j@acme.com")]),
        ("no value at all", "Name:", []),
        (
            "several on a line, by commas",
            "Name: Doe, Jane, Email: j@acme.com",
            [(NAME, "Doe, Jane"), (EMAIL, "j@acme.com")],
        ),
        ("several on a line, by bars", "Name: Jane | Email: j@acme.com", [(NAME, "Jane"), (EMAIL, "j@acme.com")]),
        ("several on a line, bold", "*Name:* Jane *Phone*: 123", [(NAME, "Jane"), (PHONE, "123")]),
        ("several on a line, by nothing", "Name: Jane Email: j@acme.com", [(NAME, "Jane"), (EMAIL, "j@acme.com")]),
        ("a row of a table", "| Name | Jane |", [(NAME, "Jane")]),
        (
            "a table with heads",
            "| Name | Team size | Email |\n|---|:-:|---|\n| Jane | 5 | j@acme.com |",
            [(NAME, "Jane"), (EMAIL, "j@acme.com")],
        ),
        (
            "a table with one head that is known",
            "| Name | Plan | Seats |\n|---|:-:|---|\n| Jane | Team | 5 |",
            [(NAME, "Jane")],
        ),
        ("a company's name isn't a person's", "Company name: Acme\nProduct name: Wheel", []),
        ("a sentence is no label", "My name: is none of your business, and nor: is this", []),
        ("a URL is no label", "https://acme.com", []),
        ("a value that holds a label's word", "Name: Jane Doe, Email: none", [(NAME, "Jane Doe"), (EMAIL, "none")]),
        ("a time is no label", "12:30", []),
        ("nothing but a colon", ":", []),
        ("nothing", "", []),
    ],
)
def test_layouts(story, text, found):
    assert list(labelled(text)) == found, story
