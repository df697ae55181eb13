"""The Operator's questions on a database alone: what is remembered, what is kept, what comes at once (CONTRACT 7, issue 8)."""

from types import SimpleNamespace

import pytest

from bot.domain.configuration import (
    Condition,
    Operator,
    Qualification,
    Question,
    QuestionKind,
    Rule,
    Source,
    Team,
    Trigger,
)
from bot.domain.lifecycle import State
from bot.domain.people import Caller, Person
from bot.usecases import configuration, due, people, qualify_due
from bot.usecases.configuration import FollowedConfiguration
from bot.usecases.errors import Contended
from bot.usecases.qualify_choose import Chosen, answer
from bot.usecases.qualify_hear import hear_deletion, hear_edit, hear_reply
from storage.database import Database
from storage.queries import conversation, conversation_answer, conversation_qualification, person
from tests.usecases.office import ANN, BEN, LEADS, SALES, WORKSPACE, Office

LENA, GUS = "U90LENA", "U91GUS"
EMAIL = Question("email", "E-mail?", QuestionKind.EMAIL)
SIZE = Question("size", "How many?", QuestionKind.CHOICE, ("1-50", "500+"))
QUALIFIED = (Rule(Trigger.QUALIFIED, "sales"),)


class Dialogs(Office):
    """An office whose leads are asked."""

    def asks(self, *questions, rules=QUALIFIED, **named):
        self.apply(
            Team("sales", SALES, teammates=(ANN, BEN)),
            qualifications=(Qualification("inbound", questions, **named),),
            sources=(Source(LEADS, qualify="inbound"),),
            rules=list(rules),
        )

    def comes(self, user_id=LENA, text="Hello", **facts):
        """Let a lead write; return the number of the conversation."""
        self.lead(qualify="inbound", trigger=Trigger.QUALIFIED, lead_user_id=user_id, text=text, **facts)
        return self.leads

    def do(self, work, *args):
        return self.run(work, self.run(configuration.load, WORKSPACE), *args, self.now)

    def says(self, number, text, ts="100.1"):
        return self.do(hear_reply, f"message:{LEADS}:{number}.0", text, ts)

    def edits(self, number, text, ts="100.1"):
        return self.do(hear_edit, f"message:{LEADS}:{number}.0", text, ts)

    def deletes(self, number, ts="100.1"):
        return self.do(hear_deletion, f"message:{LEADS}:{number}.0", ts)

    def chooses(self, number, attribute, *chosen, user_id=LENA):
        caller = Caller(WORKSPACE, user_id, LEADS)
        return self.do(answer, caller, self.conversation_id(number), attribute, chosen)

    def goes_on(self, number):
        return self.do(qualify_due.go_on, self.conversation_id(number))

    def known(self, number):
        found = self.run(conversation_answer.of, WORKSPACE, self.conversation_id(number))
        return {attribute: row.value for attribute, row in found.items()}

    def stands(self, number):
        return self.run(conversation_qualification.find, WORKSPACE, self.conversation_id(number))

    def state(self, number):
        return self.run(conversation.find, WORKSPACE, self.conversation_id(number)).state

    def asked(self, number):
        """Return what was asked in a conversation, in order."""
        one = self.conversation_id(number)
        return [told["attribute"] for _, told in self.said("question") if told["conversation_id"] == one]


@pytest.fixture
def office(database_url):
    made = Dialogs(database_url)
    yield made
    made.close()


# What is remembered


@pytest.mark.parametrize("attribute", ["email", "work_email"])
@pytest.mark.parametrize(("first", "second"), [("Jane@Acme.com", "jane@acme.com"), ("jane@acme.com", "JANE@acme.com")])
@pytest.mark.parametrize("typed", [True, False])
def test_the_same_address_is_known_however_it_is_spelled(office, attribute, first, second, typed):
    office.asks(Question(attribute, "E-mail?", QuestionKind.EMAIL), SIZE)
    one = office.comes(LENA, first, email=None if typed else first)
    if typed:
        office.says(one, first)
    office.says(one, "500+", "100.2")
    assert office.state(one) == State.ASSIGNED
    other = office.comes(GUS, second, email=None if typed else second)
    if typed:
        office.says(other, second)
    assert office.known(other) == {attribute: second, "size": "500+"}
    assert office.state(other) == State.ASSIGNED


def test_rules_know_the_leads_address_whatever_its_question_is_called(office):
    acme = Condition("email", Operator.EMAIL_DOMAIN, "acme.com")
    office.asks(
        Question("work_email", "E-mail?", QuestionKind.EMAIL),
        rules=[Rule(Trigger.QUALIFIED, BEN, (acme,)), *QUALIFIED],
    )
    one = office.comes()
    office.says(one, "jane@acme.com")
    other = office.comes()  # who is remembered
    assert [row.user_id for row in office.assignments()] == [BEN, BEN]
    assert office.known(one) == office.known(other)


# What is asked

CUSTOMER = Question("customer", "A customer?", QuestionKind.YES_NO)
IF_NO_CUSTOMER = Question(
    "size", "How many?", QuestionKind.CHOICE, ("1-50", "500+"), conditions=(Condition("customer", Operator.IS, False),)
)


def test_a_question_that_was_left_out_by_an_edit_and_is_wanted_again_is_asked_again(office):
    office.asks(CUSTOMER, IF_NO_CUSTOMER, Question("seats", "Seats?", QuestionKind.NUMBER))
    one = office.comes()
    office.says(one, "no")
    office.deliver()
    office.edits(one, "yes")
    office.deliver()
    assert [told.content["open"] for told in office.slack.of_kind("question")] == [False, True]
    office.edits(one, "no")
    assert office.asked(one) == ["customer", "size", "seats"]
    office.says(one, "7", "100.2")
    assert office.asked(one) == ["customer", "size", "seats", "size"]
    office.deliver()
    assert [told.content["open"] for told in office.slack.of_kind("question") if told.content["has_buttons"]][-1]
    office.chooses(one, "size", "500+")
    assert office.known(one) == {"customer": False, "size": "500+", "seats": 7}
    assert office.state(one) == State.ASSIGNED


def test_a_choice_may_be_called_as_the_word_that_skips(office):
    office.asks(Question("next", "Skip or go?", QuestionKind.CHOICE, ("Skip", "Go"), required=False))
    one, other = office.comes(), office.comes(GUS)
    office.says(one, "skip")
    office.says(other, "go")
    assert (office.known(one), office.known(other)) == ({"next": "Skip"}, {"next": "Go"})


# Out of order


def test_an_edit_that_comes_before_what_it_changes_is_the_answer(office):
    office.asks(EMAIL, SIZE)
    one = office.comes()
    office.edits(one, "jane@acme.com")
    office.says(one, "jane@acme")
    office.edits(one, "jane@acme.com")
    assert office.known(one) == {"email": "jane@acme.com"}
    assert office.asked(one) == ["email", "size"]


def test_what_was_deleted_before_it_came_is_no_answer(office):
    office.asks(EMAIL, SIZE)
    one = office.comes()
    office.deletes(one)
    office.says(one, "jane@acme.com")
    assert office.known(one) == {}
    office.says(one, "joe@acme.com", "100.2")
    assert office.known(one) == {"email": "joe@acme.com"}


def test_what_was_written_after_the_questions_is_not_read_when_it_is_edited(office):
    office.asks(EMAIL)
    one = office.comes()
    office.says(one, "jane@acme.com")
    office.says(one, "joe@acme.com is my colleague", "100.2")
    office.edits(one, "joe@acme.org is my colleague", "100.2")
    assert office.known(one) == {"email": "jane@acme.com"}
    assert len(office.assignments()) == 1


# What is due


async def test_what_can_not_go_on_holds_up_nobody(office, monkeypatch):
    office.asks(EMAIL, SIZE)
    bad, contended, good = (office.comes(user) for user in (LENA, GUS, "U92"))
    ids = {office.conversation_id(bad): KeyError("a bug")}
    if office.database.is_postgresql:  # where there are others
        ids[office.conversation_id(contended)] = Contended("others are at it")
    office.now += 601
    go_on = qualify_due.go_on

    def going_on(tx, configuration, conversation_id, now):
        if conversation_id in ids:
            raise ids[conversation_id]
        return go_on(tx, configuration, conversation_id, now)

    monkeypatch.setattr(qualify_due, "go_on", going_on)
    store = Database(office.database.url)
    followed = FollowedConfiguration(store, WORKSPACE)
    await followed.refresh()
    clock = SimpleNamespace(now=lambda: office.now)
    try:
        await due.do_due(store, clock, followed)
        assert [office.state(one) for one in (bad, good)] == ["qualifying", "assigned"]
        assert office.run(conversation_qualification.due, WORKSPACE, office.now, 9) == [*ids][1:]  # the bad one later
        ids.clear()
        await due.do_due(store, clock, followed)
        assert office.state(contended) == "assigned"
        office.now += 61
        await due.do_due(store, clock, followed)
        assert office.state(bad) == "assigned"
    finally:
        await store.close()


# Who leads are


async def test_somebody_of_whom_slack_tells_no_language_is_asked_about_once(office):
    asked = []

    class Slack:
        async def person(self, user_id):
            asked.append(user_id)
            return Person(user_id, "Gus", time_zone="Asia/Tokyo")

    office.team(ANN)
    store, clock = Database(office.database.url), SimpleNamespace(now=lambda: office.now)
    try:
        for _ in range(2):
            await people.acquaint(store, Slack(), clock, WORKSPACE, GUS)
    finally:
        await store.close()
    assert asked == [GUS]
    known = office.run(person.find, WORKSPACE, GUS)
    assert (known.locale, known.time_zone) == ("", "Asia/Tokyo")


def test_a_choice_that_is_not_one_any_more_is_told_so(office):
    office.asks(SIZE)
    one = office.comes()
    office.asks(Question("size", "How many?", QuestionKind.CHOICE, ("1-9", "10+")))
    assert office.chooses(one, "size", "500+") == Chosen.QUESTION_GONE
    assert office.chooses(one, "size") == Chosen.NOTHING_CHOSEN
    assert office.chooses(one, "size", "10+") == Chosen.ANSWERED
