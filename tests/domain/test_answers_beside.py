"""A lead who answers more than was asked isn't asked again."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import read
from bot.domain.answers_beside import read_more
from bot.domain.configuration import QuestionKind
from tests.domain.answering import question, reading

TOOLS = ("Slack", "Teams", "None")
EMAIL = question("email", attribute="email")
PHONE = question("phone", attribute="phone")
URL = question("url", attribute="site")
SIZE = question("choice", "How many people work there?", attribute="size")
SEATS = question("number", attribute="seats")
TOOL = question("multi_choice", "What do you use?", TOOLS, attribute="tools")
START = question("date", "When?", attribute="start")
TRIAL = question("yes_no", "Do you want a trial?", attribute="trial")
CALL = question("yes_no", "May we call?", attribute="call")
NEED = question("text", "What do you need?", attribute="need")
ALL = (EMAIL, PHONE, URL, SIZE, SEATS, TOOL, START, TRIAL, NEED)


def later(asked):
    return [one for one in ALL if one is not asked]


@pytest.mark.parametrize(
    ("asked", "text", "more"),
    [
        (EMAIL, "jane@acme.com, 51-500", {"size": "51-500"}),
        (EMAIL, "jane@acme.com", {}),
        (EMAIL, "jane@acme.com and 40 seats", {"seats": 40}),
        (EMAIL, "jane@acme.com\n+49 30 12345678\nacme.com", {"phone": "+493012345678", "site": "https://acme.com"}),
        (
            EMAIL,
            "jane@acme.com (we are acme.com, call +49 30 12345678)",
            {"phone": "+493012345678", "site": "https://acme.com"},
        ),
        (EMAIL, "jane@acme.com, (212) 555-0100", {"phone": "+12125550100"}),
        (EMAIL, "jane@acme.com; 4 December, 2026; yes", {"start": "2026-12-04", "trial": True}),
        (EMAIL, "jane@acme.com, December 4th, 2026, 40", {"start": "2026-12-04", "seats": 40}),
        (EMAIL, "jane@acme.com, 2000", {"seats": 2000}),
        (EMAIL, "jane@acme.com, 1,000", {"seats": 1000}),
        (EMAIL, "jane@acme.com، ٤٠", {"seats": 40}),
        (EMAIL, "jane@acme.com, Teams and Slack", {"tools": ("Slack", "Teams")}),
        (EMAIL, "jane@acme.com, 40, 50", {}),
        (EMAIL, "jane@acme.com, 1-50, 51-500", {}),
        (EMAIL, "jane@acme.com, about 40, maybe, I think 51-500", {}),
        (EMAIL, "jane@acme.com, hello there", {}),
        (SIZE, "51-500, 40", {"seats": 40}),
        (SIZE, "I think 51-500, jane@acme.com", {"email": "jane@acme.com"}),
        (SIZE, "200", {}),
        (SEATS, "40", {}),
        (TOOL, "Slack, Teams", {}),
        (TOOL, "Slack and Teams, see acme.com", {"site": "https://acme.com"}),
        (START, "December 4, 2026", {}),
        (TRIAL, "yes", {}),
        (NEED, "Yes, 40 seats, 51-500, by friday", {}),
        (
            NEED,
            "Call me at +49 30 12345678 or write to jane@acme.com",
            {"email": "jane@acme.com", "phone": "+493012345678"},
        ),
        (NEED, "jane@acme.com or bob@acme.com", {}),
        (None, "51-500, yes", {"size": "51-500", "trial": True}),
        (None, "", {}),
    ],
)
def test_what_a_message_answers_beside(asked, text, more):
    assert read_more(later(asked), text, reading(), asked=asked) == more


def test_each_part_answers_one_question_in_their_order():
    both = (TRIAL, CALL)
    assert read_more(both, "jane@acme.com, yes, no", reading(), asked=EMAIL) == {"trial": True, "call": False}
    assert read_more(both, "jane@acme.com, yes", reading(), asked=EMAIL) == {"trial": True}
    assert read_more(both, "jane@acme.com, yes, no, yes", reading(), asked=EMAIL) == {}
    assert read_more((CALL,), "yes", reading(), asked=TRIAL) == {}


def test_an_address_answers_one_question():
    second = question("email", attribute="billing")
    assert read_more((EMAIL, second), "jane@acme.com", reading()) == {"email": "jane@acme.com"}
    assert read_more((second,), "jane@acme.com", reading(), asked=EMAIL) == {}


def test_the_question_itself_is_never_among_what_is_found():
    assert read_more(ALL, "jane@acme.com, 51-500", reading(), asked=EMAIL) == {"size": "51-500"}


ANSWERS = {
    EMAIL: "jane@acme.com",
    PHONE: "+49 30 12345678",
    URL: "https://acme.com",
    SIZE: "51-500",
    SEATS: "40",
    START: "4 December 2026",
    TRIAL: "yes",
}


@given(st.permutations(list(ANSWERS)), st.integers(2, len(ANSWERS)), st.sampled_from([", ", "; ", "\n", " and "]))
@settings(deadline=None)
def test_answers_in_any_order_are_all_found(order, count, separator):
    asked, *others = order[:count]
    text = separator.join(ANSWERS[one] for one in order[:count])
    wanted = {one.attribute: read(one, ANSWERS[one], reading()) for one in others}
    assert read_more([one for one in ALL if one is not asked], text, reading(), asked=asked) == wanted


@given(st.text(st.sampled_from("yes, no40;51-@a.co\n"), max_size=40))
@settings(deadline=None)
def test_text_is_never_found(text):
    assert "need" not in read_more(ALL, text, reading())
    assert all(one.kind is not QuestionKind.TEXT for one in ALL if one.attribute in read_more(ALL, text, reading()))
