"""What the first message says already isn't asked."""

# ruff: noqa: RUF001 - letters, digits and marks of other scripts

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import read
from bot.domain.answers_first import from_first
from bot.domain.leads import LeadFacts
from tests.domain.answering import SIZES, question, reading

EMAIL = question("email", "What's your work email?", attribute="email")
SIZE = question("choice", "How many people work there?", attribute="company_size")
SEATS = question("number", "How many seats do you need?", attribute="seats")
NEED = question("text", "What do you need?", attribute="need")
NAME = question("text", "Who are you?", attribute="name")
ALL = (EMAIL, SIZE, SEATS, NEED, NAME)


def lead(text="", name=None, email=None, phone=None):
    return LeadFacts(text, name, email, phone)


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("Company size: 51-500", {"company_size": "51-500"}),
        ("company_size = 200", {"company_size": "51-500"}),
        ("*Company Size:* 51-500\n• Seats: 40", {"company_size": "51-500", "seats": 40}),
        ("*Company size*\n51-500\n*Seats*\n40", {"company_size": "51-500", "seats": 40}),
        ("How many seats do you need?: 40", {"seats": 40}),
        ("How many seats do you need? 40 seats", {"seats": 40}),
        ("need: a demo: soon", {"need": "a demo: soon"}),
        ("Email: jane@acme.com", {"email": "jane@acme.com"}),
        ("SEATS：٤٠", {"seats": 40}),
        ("Seats: many\nSeats: 40", {"seats": 40}),
        ("Seats: 40\nSeats: 50", {"seats": 40}),
        ("Seats: many", {}),
        ("Seats:", {}),
        ("Seats: :tada:", {}),
        ("We need 40 seats: quickly", {}),
        ("Other size: 51-500", {}),
        ("51-500", {}),
        ("", {}),
    ],
)
def test_lines_that_name_what_they_tell(text, answers):
    assert from_first(ALL, lead(text), reading()) == answers


def test_who_the_lead_is_need_not_be_asked():
    phone = question("phone", attribute="mobile")
    known = lead("Hi!", "Jane Doe", "jane@acme.com", "+493012345678")
    assert from_first((*ALL, phone), known, reading()) == {
        "email": "jane@acme.com",
        "name": "Jane Doe",
        "mobile": "+493012345678",
    }


def test_a_question_of_that_very_name_comes_before_another_of_its_kind():
    billing = question("email", attribute="billing")
    assert from_first((billing, EMAIL), lead(email="jane@acme.com"), reading()) == {"email": "jane@acme.com"}
    assert from_first((billing,), lead(email="jane@acme.com"), reading()) == {"billing": "jane@acme.com"}


def test_a_phone_number_without_its_country_is_asked_for_unless_the_locale_knows_it():
    phone = question("phone", attribute="phone")
    assert from_first((phone,), lead(phone="030 12345678"), reading("")) == {}
    assert from_first((phone,), lead(phone="030 12345678"), reading("de-DE")) == {"phone": "+493012345678"}


def test_a_name_answers_no_other_text():
    assert from_first((NEED,), lead(name="Jane Doe"), reading()) == {}


@given(
    st.sampled_from(SIZES),
    st.sampled_from(["company_size", "Company size", "COMPANY SIZE", "How many people work there"]),
)
@settings(deadline=None)
def test_a_labelled_choice_is_found_between_other_lines(size, label):
    text = f"New lead!\n\n{label}: {size}\nSeats: none"
    assert from_first(ALL, lead(text), reading()) == {"company_size": read(SIZE, size, reading())}
