"""The flow of questions: in order, none twice, none skipped, and only as conditions have it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.answers import Reading, Wrong
from bot.domain.configuration import Condition, Operator, Question, QuestionKind
from bot.domain.questions import Progress, fits, has_buttons, hear
from bot.domain.rules import holds

READING = Reading(date(2026, 11, 28), "en-GB")
EMAIL = Question("email", "E-mail?", QuestionKind.EMAIL)
CUSTOMER = Question("customer", "A customer?", QuestionKind.YES_NO)
SIZE = Question("size", "How many people?", QuestionKind.CHOICE, ("1-50", "500+"))
SEATS = Question("seats", "How many seats?", QuestionKind.NUMBER, required=False)
WISH = Question("wish", "What do you need?")


def only_if(question, attribute, value):
    return Question(
        question.attribute,
        question.ask,
        question.kind,
        question.choices,
        conditions=(Condition(attribute, Operator.IS, value),),
    )


def asked(*questions, attribute=None, **known):
    return Progress(questions, known, frozenset(known), asked=attribute or questions[0].attribute)


@st.composite
def qualifications(draw):
    """Questions of yes or no, each of which may depend on earlier ones."""
    made = []
    for at in range(draw(st.integers(1, 6))):
        conditions = [
            Condition(one.attribute, Operator.IS, draw(st.booleans()))
            for one in draw(st.lists(st.sampled_from(made), max_size=2, unique=True) if made else st.just([]))
        ]
        made.append(
            Question(
                f"q{at}", f"{at}?", QuestionKind.YES_NO, required=draw(st.booleans()), conditions=tuple(conditions)
            )
        )
    return made


@given(qualifications(), st.lists(st.sampled_from([True, False, None]), min_size=6, max_size=6))
def test_each_question_whose_conditions_hold_is_asked_once_in_order(questions, replies):
    progress, said = Progress(questions, {}), []
    for reply in replies:
        question = progress.next()
        if question is None:
            break
        said.append(question.attribute)
        if reply is None and not question.required:
            progress = progress.skip(question.attribute)
        else:
            progress = progress.answer({question.attribute: bool(reply)})
    assert progress.next() is None
    assert said == sorted(set(said))
    for question in questions:
        wanted = all(holds(one, progress.attributes.get(one.attribute)) for one in question.conditions)
        assert (question.attribute in said) == wanted


@given(qualifications(), st.data())
def test_what_is_taken_back_is_unknown_and_not_asked_again(questions, data):
    progress = Progress(questions, {}).answer({one.attribute: data.draw(st.booleans()) for one in questions})
    gone = data.draw(st.sets(st.sampled_from([one.attribute for one in questions]), min_size=1))
    progress = progress.take_back(gone)
    assert not gone & progress.attributes.keys()
    assert progress.next() is None


@given(st.text(), st.sampled_from([None, "email", "seats", "wish", "gone"]))
def test_whatever_is_written_is_heard(text, attribute):
    progress = Progress((EMAIL, SEATS, WISH), {}, asked=attribute)
    heard = hear(progress, text, READING)
    assert heard.answers.keys() <= {"email", "seats", "wish"}
    assert heard.wrong is None or progress.current() is not None
    assert not (heard.skips and heard.answers)


@pytest.mark.parametrize(
    ("questions", "text", "answers"),
    [
        ((EMAIL, SIZE, SEATS), "jane@acme.com", {"email": "jane@acme.com"}),
        ((EMAIL, SIZE, SEATS), "jane@acme.com, 500+ and 12", {"email": "jane@acme.com", "size": "500+", "seats": 12}),
        ((SIZE, EMAIL), "500+, write to jane@acme.com", {"size": "500+", "email": "jane@acme.com"}),
        ((WISH, SEATS), "two things, 12", {"wish": "two things, 12"}),
        ((WISH, EMAIL), "a call; jane@acme.com", {"wish": "a call; jane@acme.com", "email": "jane@acme.com"}),
    ],
)
def test_a_message_answers_what_was_asked_and_what_comes_later(questions, text, answers):
    heard = hear(asked(*questions), text, READING)
    assert (heard.answers, heard.wrong, heard.skips) == (answers, None, False)


def test_what_is_no_answer_may_answer_another_question():
    heard = hear(asked(SIZE, EMAIL), "jane@acme.com", READING)
    assert heard.answers == {"email": "jane@acme.com"}
    assert heard.wrong is Wrong.NO_CHOICE


def test_only_what_may_be_skipped_is_skipped_by_the_word():
    assert hear(asked(SEATS), "Skip", READING).skips
    assert hear(asked(EMAIL), "skip", READING).wrong is Wrong.NO_EMAIL
    assert hear(Progress((SEATS,), {}), "skip", READING).answers == {}  # nothing was asked yet


def test_a_question_that_conditions_exclude_now_waits_for_no_answer():
    progress = asked(CUSTOMER, only_if(SIZE, "customer", False), attribute="size", customer=False)
    assert progress.current().attribute == "size"
    assert progress.answer({"customer": True}).current() is None


@pytest.mark.parametrize(
    ("question", "good", "bad"),
    [
        (EMAIL, ["a@acme.com"], ["a", 1, None, True]),
        (CUSTOMER, [True, False], ["yes", 1, None]),
        (SIZE, ["1-50"], ["2", "", None, ("1-50",)]),
        (Question("m", "?", QuestionKind.MULTI_CHOICE, ("a", "b")), [("a",), ("a", "b")], [(), ("c",), "a", None]),
        (SEATS, [1, 1.5, -2], ["1", True, None]),
        (Question("d", "?", QuestionKind.DATE), ["2026-12-24"], ["24.12.2026", 20261224, None]),
        (WISH, ["anything"], [1, None, ("a",)]),
    ],
)
def test_an_answer_given_before_counts_where_it_still_is_one(question, good, bad):
    assert all(fits(question, value) for value in good)
    assert not any(fits(question, value) for value in bad)


def test_what_can_be_pressed_or_skipped_has_buttons():
    assert [has_buttons(one) for one in (EMAIL, CUSTOMER, SIZE, SEATS, WISH)] == [False, True, True, True, False]
