"""Names, e-mail addresses and phone numbers as people and forms write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.contacts import as_email, as_name, as_phone, as_phones, emails, find_phone, find_phones


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("jane@acme.com", "jane@acme.com"),
        ("Jane.Doe+demo@ACME.com", "Jane.Doe+demo@acme.com"),
        ("write to jane@acme.com.", "jane@acme.com"),
        ("(jane@acme.com), please", "jane@acme.com"),
        ("'jane@acme.com'", "jane@acme.com"),
        ("*jane@acme.com*", "jane@acme.com"),
        ("_jane@acme.com_", "jane@acme.com"),
        ("_jane@acme.com", "_jane@acme.com"),
        ("o'brien@acme.ie", "o'brien@acme.ie"),
        ("email=jane@acme.com&x=1", "jane@acme.com"),
        ("Jane <jane@acme.com>", "jane@acme.com"),
        ("jörg@müller.de", "jörg@müller.de"),
        ("jane@XN--MNCHEN-3YA.de", "jane@münchen.de"),
        ("联系我jane@acme.com谢谢", "jane@acme.com"),
        ("jane@пример.рф", "jane@пример.рф"),
        ("jane@example.com", "jane@example.com"),
        ("jane@acme.test", "jane@acme.test"),
        ("@jane, see jane@@x, logo@2x.png or jane@acme.com", "jane@acme.com"),
        ("noreply@acme.com, then jane@acme.com", "jane@acme.com"),
        ("no-reply@acme.com", None),
        ("https://user:secret@acme.com/", None),
        ("https://acme.com/?to=jane@acme.com", "jane@acme.com"),
        ("https://medium.com/@jane.doe", None),
        ("jane@localhost", None),
        ("2@3.50", None),
        ("a@b..c", None),
        ("jane at acme.com", None),
        ("@", None),
        ("", None),
    ],
)
def test_email(text, email):
    assert as_email(text) == email


def test_all_addresses_are_found_in_order_but_not_without_end():
    assert list(emails("a@acme.com b@acme.com c@acme.com")) == ["a@acme.com", "b@acme.com", "c@acme.com"]
    assert len(list(emails("a@acme.com " * 1_000))) == 40


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+49 30 12345678", "+493012345678"),
        ("+49 (0)30 12345678", "+493012345678"),
        ("+1 (555) 123-4567", "+15551234567"),
        ("0049 30 12345678", "+493012345678"),
        ("（+49 30 12345678）", "+493012345678"),  # noqa: RUF001 - wide brackets
        ("\uff0b49 30 12345678", "+493012345678"),
        ("030 1234567", "030 1234567"),
        ("(555) 123-4567 after 5pm", "(555) 123-4567"),
        ("my number is 555 123 4567", "555 123 4567"),
        ("00 00 00 00", "00 00 00 00"),
        ("12 34 56", None),
        ("+1 23", None),
        ("+999 1234567", None),
        ("none", None),
        ("", None),
    ],
)
def test_labelled_phone(text, phone):
    assert as_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("call +49 30 12345678 please", "+493012345678"),
        ("+44 20 7946 0958 2026-01-02", "+442079460958"),
        ("+1-212-555-0100.", "+12125550100"),
        ("call 030 12345678", None),
        ("order 12345678901", None),
        ("2+2222222222222222222222", None),
        ("+10 000", None),
        ("we grew by +300", None),
        ("+0000000000, then +49 30 12345678", "+493012345678"),
    ],
)
def test_phone_in_a_text_needs_its_country_code(text, phone):
    assert find_phone(text) == phone


@pytest.mark.parametrize(
    ("text", "region", "phones"),
    [
        ("+49 30 12345678, 0049 30 12345678", "", ["+493012345678", "+493012345678"]),
        ("030 12345678", "", [None]),
        ("030 12345678", "DE", ["+493012345678"]),
        ("(212) 555-0100 or 030 1234567", "US", ["+12125550100", None]),
        ("+999 1234567", "US", []),
        ("12 34", "US", []),
        ("", "US", []),
    ],
)
def test_numbers_of_a_country_may_be_without_its_code(text, region, phones):
    assert list(as_phones(text, region)) == phones


def test_all_international_numbers_are_found_in_order_but_not_without_end():
    assert list(find_phones("+49 30 12345678 or +1-212-555-0100")) == ["+493012345678", "+12125550100"]
    assert len(list(find_phones("+49 30 12345678, " * 100))) == 40


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Jane Doe", "Jane Doe"),
        ("  *Jane   Doe*, ", "Jane Doe"),
        ('"Jane Doe",', "Jane Doe"),
        ("Jane Doe <jane@acme.com>", "Jane Doe"),
        ("jane@acme.com (Jane Doe)", "Jane Doe"),
        ("Jane Doe +49 30 12345678", "Jane Doe"),
        ("Dr. Jane O'Brien-Doe", "Dr. Jane O'Brien-Doe"),
        ("Doe, Jane", "Doe, Jane"),
        ("María de los Ángeles García de la Cruz", "María de los Ángeles García de la Cruz"),
        ("王小明", "王小明"),
        ("jane", "jane"),
        ("jane@acme.com", None),
        ("https://acme.com", None),
        ("555 1234", None),
        ("N/A", None),
        ("-", None),
        ("unknown", None),
        ("who are you?", None),
        ("this is by far too much of a sentence to be a name", None),
        ("x" * 101, None),
        ("", None),
    ],
)
def test_name(text, name):
    assert as_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("Jane Doe", "Jane Doe"), ("王小明", "王小明"), ("by phone", None), ("Anna Maria Luisa Bianca Rossi", None)],
)
def test_what_may_not_be_a_name_has_to_look_like_one(text, name):
    assert as_name(text, surely=False) == name


@given(st.text(st.sampled_from("a@.+-_1 é谢\n/:<>'"), max_size=60))
@settings(deadline=None)  # the first number of a country loads what is known of its numbers
def test_anything_at_all_raises_nothing(text):
    for found in (as_email(text), as_phone(text), find_phone(text), as_name(text), *as_phones(text, "US")):
        assert found is None or found != ""
