"""Each kind of question, with what is and what isn't its answer; whatever comes in, nothing is raised."""

# ruff: noqa: RUF001 - letters, digits and marks of other scripts

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.answers import LONGEST_ANSWER, Reading, Wrong, choose, read
from bot.domain.answers_beside import read_more
from bot.domain.answers_first import from_first
from bot.domain.configuration import Question, QuestionKind
from bot.domain.leads import LeadFacts
from tests.domain.answering import EMOJI_ONLY, EMPTY, ENORMOUS, SIZES, question, reading

KINDS = [kind.value for kind in QuestionKind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [*EMPTY, *EMOJI_ONLY])
def test_what_has_no_words_is_asked_for_again_in_words(kind, text):
    assert read(question(kind), text, reading()) is Wrong.EMPTY


@pytest.mark.parametrize("text", ENORMOUS)
def test_enormous_texts_are_read_fast(text):
    questions = [question(kind, attribute=kind) for kind in KINDS]
    read(question("date"), "4 December", reading())  # dateparser is imported
    start = time.process_time()
    for one in questions:
        read(one, text, reading())
    read_more(questions, text, reading(), asked=questions[1])
    from_first(questions, LeadFacts(text, text, text, text), reading())
    assert time.process_time() - start < 2


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in {"text", "email"}])
def test_an_enormous_answer_is_none(kind):
    assert isinstance(read(question(kind), "a" * 9_000, reading()), Wrong)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("We'd like a demo.", "We'd like a demo."),
        ("  two\nlines \n", "two\nlines"),
        ("7", "7"),
        (":tada: yes", ":tada: yes"),
        ("مرحبا، نريد عرضا", "مرحبا، نريد عرضا"),
        ("שלום", "שלום"),
        ("at 10:30:45", "at 10:30:45"),
        ("a\x00b", "ab"),
        ("a" * 3_000, "a" * LONGEST_ANSWER),
    ],
)
def test_text_is_kept_as_it_was_typed(text, answer):
    assert read(question("text"), text, reading()) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("jane@acme.com", "jane@acme.com"),
        ("It's Jane@ACME.com, thanks!", "Jane@acme.com"),
        ("jane@acme.com or Jane@acme.com", "jane@acme.com"),
        ("\u200fjane@acme.com\u200f هذا بريدي", "jane@acme.com"),
        ("jane@acme.com, bob@acme.com", Wrong.SEVERAL),
        ("jane at acme", Wrong.NO_EMAIL),
        ("jane@", Wrong.NO_EMAIL),
        ("بريدي", Wrong.NO_EMAIL),
    ],
)
def test_email(text, answer):
    assert read(question("email"), text, reading()) == answer


@pytest.mark.parametrize(
    ("text", "locale", "answer"),
    [
        ("+44 20 7946 0958", "", "+442079460958"),
        ("0049 30 12345678", "", "+493012345678"),
        ("+٤٤ ٢٠ ٧٩٤٦ ٠٩٥٨", "ar", "+442079460958"),
        ("call +1 (212) 555-0100, ext 5", "de-DE", "+12125550100"),
        ("(212) 555-0100", "en-US", "+12125550100"),
        ("030 12345678", "de-DE", "+493012345678"),
        ("030 12345678", "de", Wrong.PHONE_WITHOUT_COUNTRY),
        ("030 12345678", "", Wrong.PHONE_WITHOUT_COUNTRY),
        ("030 12345678", "en-US", Wrong.PHONE_WITHOUT_COUNTRY),
        ("020 2234 5678", "es-LA", Wrong.PHONE_WITHOUT_COUNTRY),
        ("+44 20 7946 0958 or 2000 1234", "", "+442079460958"),
        ("+44 20 7946 0958 or +49 30 12345678", "", Wrong.SEVERAL),
        ("+999 1234567", "en-US", Wrong.NO_PHONE),
        ("12 34", "en-US", Wrong.NO_PHONE),
        ("by mail, please", "en-US", Wrong.NO_PHONE),
    ],
)
def test_phone(text, locale, answer):
    assert read(question("phone"), text, reading(locale)) == answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("acme.com", "https://acme.com"),
        ("acme.com (http://acme.com)", "http://acme.com"),
        ("we are https://Acme.com/Team?id=1.", "https://acme.com/Team?id=1"),
        ("jane@acme.com", Wrong.NO_URL),
        ("acme.com and beta.io", Wrong.SEVERAL),
        ("we have none", Wrong.NO_URL),
        ("موقعنا هو acme.com", "https://acme.com"),
    ],
)
def test_url(text, answer):
    assert read(question("url"), text, reading()) == answer


@pytest.mark.parametrize(
    ("kind", "values", "answer"),
    [
        ("choice", ["51-500"], "51-500"),
        ("choice", ["51-500", "500+"], Wrong.SEVERAL),
        ("choice", ["51"], Wrong.NO_CHOICE),
        ("choice", [], Wrong.EMPTY),
        ("multi_choice", ["500+", "1-50", "500+"], ("1-50", "500+")),
        ("multi_choice", ["500+", "other"], Wrong.NO_CHOICE),
        ("multi_choice", [], Wrong.EMPTY),
        ("yes_no", ["yes"], True),
        ("yes_no", ["no"], False),
        ("yes_no", ["perhaps"], Wrong.NO_YES_NO),
        ("yes_no", ["yes", "no"], Wrong.SEVERAL),
        ("date", ["2026-12-04"], "2026-12-04"),
        ("date", ["4 December"], Wrong.NO_DATE),
        ("text", ["anything"], Wrong.NO_CHOICE),
    ],
)
def test_what_was_pressed_or_selected(kind, values, answer):
    assert choose(question(kind), values) == answer


ANYTHING = st.one_of(
    st.text(st.characters(), max_size=80),
    st.text(st.sampled_from("0123456789٤०/.,:;-+@ \nabyesno年月日"), max_size=40),
    st.sampled_from(
        ["4 December", "yes", "51-500", "jane@acme.com", "+49 30 1", "tomorrow", "in 9999999999 weeks", "in 3 days"]
    ),
)
QUESTIONS = st.builds(
    Question,
    attribute=st.sampled_from(["a", "b", "name", "email", ""]),
    ask=st.text(max_size=20),
    kind=st.sampled_from(QuestionKind),
    choices=st.one_of(st.just(SIZES), st.lists(st.text(max_size=6), max_size=4).map(tuple)),
)
READINGS = st.builds(
    Reading,
    today=st.dates(),
    locale=st.one_of(
        st.sampled_from(["", "en-US", "de-DE", "ar", "ja-JP", "es-LA", "x", "-", "zh-TW"]), st.text(max_size=5)
    ),
)


@given(st.lists(QUESTIONS, min_size=1, max_size=4), ANYTHING, READINGS, st.lists(st.text(max_size=5), max_size=3))
@settings(deadline=None, max_examples=100)  # the first date of a language loads its words
def test_anything_at_all_raises_nothing(questions, text, how, pressed):
    first = questions[0]
    assert isinstance(read(first, text, how), Wrong | str | int | float | bool | tuple)
    assert isinstance(choose(first, pressed), Wrong | str | int | float | bool | tuple)
    for found in (
        read_more(questions, text, how, asked=first),
        read_more(questions, text, how),
        from_first(questions, LeadFacts(text, text, text, text), how),
    ):
        assert not any(isinstance(value, Wrong) for value in found.values())


@given(st.sampled_from(QuestionKind), ANYTHING, READINGS)
@settings(deadline=None)
def test_an_answer_is_of_its_kind(kind, text, how):
    answer = read(question(kind), text, how)
    if isinstance(answer, Wrong):
        return
    match kind:
        case QuestionKind.YES_NO:
            assert isinstance(answer, bool)
        case QuestionKind.NUMBER:
            assert type(answer) in {int, float}
        case QuestionKind.CHOICE:
            assert answer in SIZES
        case QuestionKind.MULTI_CHOICE:
            assert answer == tuple(size for size in SIZES if size in answer)
        case QuestionKind.DATE:
            assert date.fromisoformat(answer)
        case _:
            assert answer == answer.strip() != ""


@given(st.sampled_from(["email", "url", "phone", "date"]), ANYTHING, READINGS)
@settings(deadline=None)
def test_an_answer_read_again_is_the_same(kind, text, how):
    answer = read(question(kind), text, how)
    if not isinstance(answer, Wrong):
        assert read(question(kind), answer, how) == answer
